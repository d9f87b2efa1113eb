"""What is done with roadmaps: asked for, worked out in two turns, kept, cancelled.

The first turn brings a plan and polishes it; the second proves how good it is, which takes long
and waits behind whatever else was asked for. Of all proofs one is under way at a time, so that
somebody else's first plan never waits for one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, Household, User
from clients.today import today_of
from planning.engine.errors import EngineError
from planning.engine.household_file import read_household_with_plans
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.solve.optimise import DEFAULT_NODES, Stage
from planning.facts import export_for_plan
from planning.ledger.closing import hash_of
from planning.models import RoadmapRun
from planning.roadmap_case import compute_roadmap
from planning.services import jobs

KEPT = 20  # of one household, beside those that something refers to
LEASE_OF_A_PLAN = timedelta(minutes=2)
LEASE_OF_A_PROOF = timedelta(minutes=10)

logger = logging.getLogger(__name__)

State = RoadmapRun.State


class _LostClaimError(Exception):
    """The run was cancelled, or is another worker's."""


@transaction.atomic
def request_roadmap(
    *,
    actor: User,
    household: Household,
    objective: str = RoadmapRun.Objective.SPENDING,
    changes: Mapping[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
    first_year: int | None = None,
    proof_nodes: int = DEFAULT_NODES,
    language: str = "en",
) -> RoadmapRun:
    """Note that somebody wants a roadmap; asked again before it is there, it is the same run.

    `facts` are the file of `export_for_plan`, with the `changes` of a scenario made in it; without
    them what is on record now. Where the facts changed meanwhile, the run of the old ones is
    cancelled: nobody waits for it any more.
    """
    if facts is None:
        facts = export_for_plan(household, as_of=today_of(household.firm))
    run = RoadmapRun(
        firm=household.firm,
        household=household,
        requested_by=actor,
        objective=objective,
        changes=dict(changes or {}),
        question=hash_of({"objective": str(objective), "changes": changes or {}}),
        facts=facts,
        facts_sha256=hash_of(facts),
        first_year=first_year,
        proof_nodes=proof_nodes,
        language=language,
    )
    # Whoever asks at the same moment waits here, and is given the same run.
    Household.objects.select_for_update().get(pk=household.pk)
    asked = RoadmapRun.objects.unfinished().filter(household=household, question=run.question)
    for earlier in asked.select_related("household"):
        if earlier.facts_sha256 == run.facts_sha256:
            return earlier
        _cancel(earlier, actor, because="superseded")
    run.save(force_insert=True)
    _purge(household)
    audit.record(
        AuditAct.CREATED,
        actor=actor,
        firm=household.firm,
        subject=run,
        detail={"household": str(household.pk), "objective": run.objective},
    )
    return run


@transaction.atomic
def cancel_roadmap(*, actor: User, run: RoadmapRun) -> bool:
    """Let a run go no further; the best plan it has stays. Return whether it was under way."""
    return _cancel(run, actor, because="cancelled")


def work_on_roadmap(run_id: UUID) -> bool:
    """Take a turn of a run; return whether it needs another."""
    run = _claimed(run_id)
    if run is None:
        return False
    with translation.override(run.language):
        try:
            return _turn(run)
        except _LostClaimError:
            logger.info("%s is not worked on any further", run)
        except EngineError as error:
            jobs.fail(run, str(error), error_at=getattr(error, "field", ""))
        except Exception:
            logger.exception("%s could not be worked out", run)
            jobs.fail(run, _("Something went wrong on our side while the roadmap was worked out."))
    return False


def next_proof() -> UUID | None:
    """Return the run that has waited longest for its proof, where none is under way."""
    runs = RoadmapRun.objects.filter(stage=Stage.POLISHED)
    if runs.filter(state=State.RUNNING, lease_until__gt=Now()).exists():
        return None
    waiting = runs.claimable().worth_trying().order_by("created_at")
    return waiting.values_list("pk", flat=True).first()


def sweep_roadmaps() -> list[UUID]:
    """Give up what keeps crashing, return what should be offered again."""
    jobs.give_up(RoadmapRun.objects.all(), _broke_off)
    return jobs.waiting(RoadmapRun.objects.all())


def _claimed(run_id: UUID) -> RoadmapRun | None:
    rows = RoadmapRun.objects.select_related("household")
    for_a_proof = rows.filter(stage=Stage.POLISHED)
    if not for_a_proof.filter(pk=run_id).exists():
        return jobs.claim(rows, run_id, lease=LEASE_OF_A_PLAN)
    if next_proof() is None:
        return None
    return jobs.claim(for_a_proof, run_id, lease=LEASE_OF_A_PROOF)


def _turn(run: RoadmapRun) -> bool:
    if run.household.archived_at is not None:
        jobs.fail(run, _("The household is archived."))
        return False
    is_proof = run.stage == Stage.POLISHED
    stage = Stage.PROVED if is_proof else Stage.POLISHED
    household, facts, plans = read_household_with_plans(json.dumps(run.facts))
    document = compute_roadmap(
        household,
        facts,
        plans,
        objective=Objective(run.objective),
        first_year=run.first_year,
        until=stage,
        nodes=run.proof_nodes,
        on_stage=partial(_show, run),
    )
    if is_proof or not document["feasible"]:
        _finish(run, document)
        return False
    # The proof is another turn. What comes in between finds the row waiting.
    return jobs.write(run, state=State.QUEUED, lease_until=None, **_kept(run, stage, document))


def _show(run: RoadmapRun, document: dict[str, Any]) -> None:
    """Keep a first plan for whoever waits, and say that the worker lives.

    Raises: _LostClaimError, where the run is cancelled or another's: nobody waits for the rest.
    """
    is_first = not run.stage
    lease = LEASE_OF_A_PLAN if is_first else LEASE_OF_A_PROOF
    kept = _kept(run, Stage.FIRST_PLAN, document) if is_first else {}
    if not jobs.write(run, lease_until=Now() + lease, **kept):
        raise _LostClaimError


def _finish(run: RoadmapRun, document: dict[str, Any]) -> None:
    """Keep the last plan for good."""
    done = _kept(run, Stage.PROVED, document)
    with transaction.atomic():
        if jobs.write(run, state=State.DONE, done_at=Now(), **done):
            audit.record(
                AuditAct.CHANGED,
                actor=run.requested_by,
                firm=run.firm,
                subject=run,
                detail={
                    "household": str(run.household_id),
                    "state": State.DONE.value,
                    "sha256": done["sha256"],
                },
            )


def _kept(run: RoadmapRun, stage: Stage, document: dict[str, Any]) -> dict[str, Any]:
    return {
        "stage": stage.value,
        "document": document,
        "sha256": hash_of(document),
        "law_version": document["law_version"],
        "engine_version": document["engine_version"],
        "fruitful_attempt": run.attempts,
    }


def _cancel(run: RoadmapRun, actor: User, *, because: str) -> bool:
    if not RoadmapRun.objects.unfinished().filter(pk=run.pk).update(state=State.CANCELLED):
        return False
    audit.record(
        AuditAct.CHANGED,
        actor=actor,
        firm=run.firm,
        subject=run,
        detail={"household": str(run.household_id), "state": because},
    )
    return True


def _purge(household: Household) -> None:
    """Remove the oldest runs of a household that are over and that nothing refers to."""
    runs = RoadmapRun.objects.filter(household=household)
    latest = runs.order_by("-created_at").values_list("pk", flat=True)[:KEPT]
    unfinished = runs.unfinished().values_list("pk", flat=True)
    for old in runs.exclude(pk__in=[*latest, *unfinished]).without_texts():
        with suppress(ProtectedError):
            old.delete()


def _broke_off() -> str:
    return _("The working out of this roadmap broke off several times.")
