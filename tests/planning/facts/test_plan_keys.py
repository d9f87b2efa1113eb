"""What a file says of a plan becomes rows, and the rows what the engine plans with."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from clients import models
from clients.models import Firm, FirmAssumptions, Team
from planning.engine.household_file import read_household_with_plans
from planning.engine.plan_facts import Assumptions as Assumed
from planning.facts import gather_plan_facts, import_household

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(firm=Firm.objects.create(name="A firm"), name="First team")


@pytest.mark.parametrize("name", ["complete.json", "couple.json", "one-ira-2021.json"])
def test_a_plan_rests_on_the_same_read_from_rows_as_from_their_file(team: Team, name: str) -> None:
    text = (EXAMPLES / name).read_text("utf-8")
    _household, _taxes, known = read_household_with_plans(text)
    household = import_household(actor=None, team=team, text=text)
    assert gather_plan_facts(household) == known


def test_a_plan_rests_on_what_the_firm_assumes_where_the_household_says_nothing(
    team: Team,
) -> None:
    text = (EXAMPLES / "one-ira-2021.json").read_text("utf-8")
    household = import_household(actor=None, team=team, text=text)
    FirmAssumptions.objects.create(firm=team.firm, inflation=Decimal("0.03"), seed=7)
    assert gather_plan_facts(household).assumptions == Assumed(inflation=Decimal("0.03"), seed=7)
    models.Assumptions.objects.create(
        firm=team.firm, household=household, inflation=Decimal("0.02")
    )
    assert gather_plan_facts(household).assumptions == Assumed(inflation=Decimal("0.02"), seed=7)


def test_nothing_is_planned_for_an_account_that_left(team: Team) -> None:
    text = (EXAMPLES / "complete.json").read_text("utf-8")
    household = import_household(actor=None, team=team, text=text)
    assert [one.account for one in gather_plan_facts(household).limits.fixed] == ["ira1"]
    household.accounts.filter(key="ira1").update(archived_at=timezone.now(), archived_as="moved")
    assert gather_plan_facts(household).limits.fixed == ()
