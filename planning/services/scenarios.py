"""What is done with scenarios: made, changed, run, given up; and comparisons, kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, Household, User
from clients.services.once import once
from clients.today import today_of
from planning.engine.errors import EngineError
from planning.facts import export_for_plan
from planning.ledger.closing import hash_of
from planning.models import RoadmapRun, Scenario, ScenarioComparison
from planning.scenario_case import prepared
from planning.services.roadmap_runs import request_roadmap

MOST = 12  # of a household: more are not told apart


class ScenarioRefusedError(EngineError):
    """Why a scenario is not kept; `field` names what to mend."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        super().__init__(problem)


def make_scenario(
    *,
    actor: User,
    household: Household,
    name: str,
    objective: str,
    changes: Mapping[str, Any],
    request_key: UUID | None = None,
    language: str = "en",
) -> Scenario:
    """Keep a scenario and ask for its roadmap; sent twice from a page, it is one scenario.

    Raises: EngineError with a sentence, where the changes cannot be made.
    """
    prepared(_facts(household), changes)

    def make() -> Scenario:
        there = Scenario.objects.filter(household=household, withdrawn_at=None)
        if there.count() >= MOST:
            problem = _("There are {count} scenarios already; give one up first.")
            raise ScenarioRefusedError("name", problem.format(count=MOST))
        scenario = Scenario(
            firm=household.firm,
            household=household,
            name=name,
            objective=objective,
            changes=dict(changes),
            made_by=actor,
        )
        _saved(scenario)
        _noted(AuditAct.CREATED, actor, scenario)
        run_scenario(actor=actor, scenario=scenario, language=language)
        return scenario

    return once(household.firm, request_key, make)


@transaction.atomic
def change_scenario(
    *,
    actor: User,
    scenario: Scenario,
    revision: int,
    name: str,
    objective: str,
    changes: Mapping[str, Any],
    language: str = "en",
) -> Scenario:
    """Change a scenario and ask for its roadmap again.

    Raises: EngineError with a sentence; also where somebody else changed it meanwhile.
    """
    prepared(_facts(scenario.household), changes)
    held = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if held.revision != revision or held.withdrawn_at is not None:
        problem = _("Somebody changed this scenario meanwhile. Open it again and repeat yours.")
        raise ScenarioRefusedError("", problem)
    held.name, held.objective, held.changes = name, objective, dict(changes)
    held.revision += 1
    _saved(held)
    _noted(AuditAct.CHANGED, actor, held)
    run_scenario(actor=actor, scenario=held, language=language)
    return held


def run_scenario(*, actor: User, scenario: Scenario, language: str = "en") -> RoadmapRun:
    """Ask for the roadmap of a scenario, from the facts of now.

    Raises: EngineError with a sentence, where the changes cannot be made any more.
    """
    household = scenario.household
    run = request_roadmap(
        actor=actor,
        household=household,
        objective=scenario.objective,
        changes={**scenario.changes, "objective": scenario.objective},  # never none: a scenario
        facts=prepared(_facts(household), scenario.changes),
        language=language,
    )
    Scenario.objects.filter(pk=scenario.pk).update(run=run)
    scenario.run = run
    return run


@transaction.atomic
def give_scenario_up(*, actor: User, scenario: Scenario) -> None:
    """Put a scenario away. Comparisons it was in stay as they are."""
    Scenario.objects.filter(pk=scenario.pk).update(withdrawn_at=timezone.now())
    _noted(AuditAct.ARCHIVED, actor, scenario)


def keep_comparison(
    *, actor: User, household: Household, document: dict[str, Any], request_key: UUID | None = None
) -> ScenarioComparison:
    """Keep what a comparison says, as it is said now."""

    def keep() -> ScenarioComparison:
        kept = ScenarioComparison.objects.create(
            firm=household.firm,
            household=household,
            made_by=actor,
            document=document,
            sha256=hash_of(document),
        )
        _noted(AuditAct.CREATED, actor, kept)
        return kept

    return once(household.firm, request_key, keep)


def _facts(household: Household) -> dict[str, Any]:
    return export_for_plan(household, as_of=today_of(household.firm))


def _saved(scenario: Scenario) -> None:
    try:
        with transaction.atomic():
            scenario.save()
    except IntegrityError:
        problem = _("There is a scenario of this name already; choose another name.")
        raise ScenarioRefusedError("name", problem) from None


def _noted(act: AuditAct, actor: User, row: Scenario | ScenarioComparison) -> None:
    audit.record(
        act,
        actor=actor,
        firm=row.firm,
        subject=row,
        detail={"household": str(row.household_id)},
    )
