"""What a plan rests on and what is made of it, for the tables about pages."""

from __future__ import annotations

from clients.models import FixedWithdrawal, Goal
from planning.models import Scenario, ScenarioComparison
from tests.cast import Story


def a_scenario(story: Story) -> object:
    """The household’s years with lower returns; no roadmap was asked for yet."""
    scenario = Scenario.objects.create(
        firm=story.firm,
        household=story.household,
        name="Lower returns",
        objective="spending",
        changes={"returns": {"by": "-0.01"}},
        made_by=story.users["advisor"],
    )
    return scenario.pk


def a_comparison(story: Story) -> object:
    """Two scenarios compared, and kept."""
    columns = [{"name": name, "has_plan": False} for name in ("As on record", "Lower returns")]
    series: dict[str, list[object]] = {"spending": [], "balances": [], "tax": []}
    kept = ScenarioComparison.objects.create(
        firm=story.firm,
        household=story.household,
        made_by=story.users["advisor"],
        document={"columns": columns, "inputs": [], "outcomes": [], "years": [], "series": series},
        sha256="0" * 64,
    )
    return kept.pk


def a_goal(story: Story) -> object:
    """The household will need a roof."""
    goal = Goal.objects.create(
        firm=story.firm, household=story.household, name="Roof", year=2030, amount=30_000
    )
    return goal.pk


def a_fixed_withdrawal(story: Story) -> object:
    """What is taken from the account in a year is decided."""
    fixed = FixedWithdrawal.objects.create(
        firm=story.firm,
        household=story.household,
        account=story.account,
        year=2030,
        amount=20_000,
    )
    return fixed.pk
