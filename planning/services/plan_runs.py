"""What is done with plans in the making: asked for, worked out, kept as a version, or cancelled.

A version can be made again from what is stored of it, to see that the same comes out; that is a
run too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, Household, User
from clients.today import today_of
from planning.engine.errors import EngineError
from planning.facts import export_for_plan
from planning.ledger.closing import hash_of
from planning.models import PlanRun, PlanVersion, RoadmapRun, Scenario
from planning.plan_case import compute_plan
from planning.services import jobs
from planning.services.plan_pdfs import request_plan_files

LEASE = timedelta(minutes=5)

logger = logging.getLogger(__name__)

State = PlanRun.State
Document = dict[str, Any]


class _LostClaimError(Exception):
    """The run was cancelled, or is another worker's."""


@transaction.atomic
def request_plan(
    *,
    actor: User,
    household: Household,
    objective: str = RoadmapRun.Objective.SPENDING,
    scenarios: Iterable[Scenario] = (),
    words: str = "",
    language: str = "en",
) -> PlanRun:
    """Note that somebody wants a plan from the facts of now; while one is made, it is that one.

    Where something was asked for otherwise, or the facts changed meanwhile, the one in the making
    is cancelled: nobody waits for it any more.
    """
    # Whoever asks at the same moment waits here, and is given the same run.
    Household.objects.select_for_update().get(pk=household.pk)
    facts = export_for_plan(household, as_of=today_of(household.firm))
    run = PlanRun(
        firm=household.firm,
        household=household,
        requested_by=actor,
        options={
            "objective": str(objective),
            "scenarios": [
                {"name": one.name, "objective": one.objective, "changes": one.changes}
                for one in scenarios
            ],
        },
        words=words,
        facts=facts,
        facts_sha256=hash_of(facts),
        language=language,
    )
    for earlier in PlanRun.objects.unfinished().filter(household=household, rebuilds=None):
        if _asks_the_same(earlier, run):
            return earlier
        _cancel(earlier, actor, because="superseded")
    run.save(force_insert=True)
    _note(AuditAct.CREATED, run, actor, objective=run.options["objective"])
    return run


@transaction.atomic
def request_rebuilding(*, actor: User, version: PlanVersion, language: str = "en") -> PlanRun:
    """Note that somebody wants to see a version made again; asked twice it is one run."""
    PlanVersion.objects.select_for_update().only("pk").get(pk=version.pk)
    earlier = PlanRun.objects.unfinished().filter(rebuilds=version).first()
    if earlier is not None:
        return earlier
    run = PlanRun.objects.create(
        firm=version.firm,
        household=version.household,
        requested_by=actor,
        options=version.options,
        facts_sha256=version.facts_sha256,
        rebuilds=version,
        language=language,
    )
    _note(AuditAct.CREATED, run, actor, version=str(version.pk))
    return run


@transaction.atomic
def cancel_plan(*, actor: User, run: PlanRun) -> bool:
    """Let a run go no further. Return whether it was under way."""
    return _cancel(run, actor, because="cancelled")


def work_on_plan(run_id: UUID) -> list[UUID]:
    """Work a plan out and keep it, unless it is worked out, being so, or cancelled.

    Return the PDFs that are then to be set.
    """
    runs = PlanRun.objects.select_related("household__firm", "rebuilds")
    run = jobs.claim(runs, run_id, lease=LEASE)
    if run is None:
        return []
    with translation.override(run.language):
        try:
            if run.household.archived_at is not None:
                jobs.fail(run, _("The household is archived."))
            elif run.rebuilds is not None:
                _compare(run, run.rebuilds)
            else:
                return _keep(run, _worked_out(run, run.facts, run.options))
        except _LostClaimError:
            logger.info("%s is not worked on any further", run)
        except EngineError as error:
            jobs.fail(run, str(error), error_at=getattr(error, "field", ""))
        except Exception:
            logger.exception("%s could not be worked out", run)
            jobs.fail(run, _("Something went wrong on our side while the plan was worked out."))
    return []


def sweep_plans() -> list[UUID]:
    """Give up what keeps crashing, return what should be offered again."""
    jobs.give_up(PlanRun.objects.all(), _broke_off)
    return jobs.waiting(PlanRun.objects.all())


def _worked_out(run: PlanRun, facts: Document, options: dict[str, Any]) -> Document:
    return compute_plan(
        facts,
        objective=options["objective"],
        scenarios=options["scenarios"],
        on_progress=partial(_show, run),
    )


def _show(run: PlanRun, step: str, done: int, of: int) -> None:
    """Say how far it is, and that the worker lives.

    Raises: _LostClaimError, where the run is cancelled or another's: nobody waits for the rest.
    """
    said = {"step": step, "steps_done": done, "steps": of}
    if not jobs.write(run, lease_until=Now() + LEASE, **said):
        raise _LostClaimError


@transaction.atomic
def _keep(run: PlanRun, document: Document) -> list[UUID]:
    """Write the version once, with the next number, and ask for its PDFs."""
    Household.objects.select_for_update().get(pk=run.household_id)
    if not jobs.write(run, state=State.DONE, done_at=Now(), facts={}):
        raise _LostClaimError
    versions = PlanVersion.objects.filter(household=run.household)
    last = versions.aggregate(last=Max("number"))["last"]
    version = PlanVersion.objects.create(
        firm=run.firm,
        household=run.household,
        run=run,
        number=(last or 0) + 1,
        facts=run.facts,
        facts_sha256=run.facts_sha256,
        options=run.options,
        words=run.words,
        document=document,
        sha256=hash_of(document),
        law_version=document["law_version"],
        engine_version=document["engine_version"],
        seed=document["seed"],
        made_by=run.requested_by,
    )
    detail = {"household": str(run.household_id), "sha256": version.sha256}
    audit.record(
        AuditAct.CREATED, actor=run.requested_by, firm=run.firm, subject=version, detail=detail
    )
    return [pdf.pk for pdf in request_plan_files(actor=run.requested_by, version=version)]


def _compare(run: PlanRun, version: PlanVersion) -> None:
    """Make a version again and say whether the same came out."""
    again = _worked_out(run, version.facts, version.options)
    is_same = hash_of(again) == version.sha256 == hash_of(version.document)
    found = PlanRun.Found.SAME if is_same else PlanRun.Found.OTHER
    with transaction.atomic():
        if jobs.write(run, state=State.DONE, done_at=Now(), found=found):
            _note(AuditAct.CHANGED, run, run.requested_by, state=State.DONE.value, found=str(found))


def _asks_the_same(one: PlanRun, other: PlanRun) -> bool:
    asked = ("facts_sha256", "options", "words", "language")
    return all(getattr(one, name) == getattr(other, name) for name in asked)


def _cancel(run: PlanRun, actor: User, *, because: str) -> bool:
    if not PlanRun.objects.unfinished().filter(pk=run.pk).update(state=State.CANCELLED):
        return False
    _note(AuditAct.CHANGED, run, actor, state=because)
    return True


def _note(act: AuditAct, run: PlanRun, actor: User, **said: Any) -> None:
    detail = {"household": str(run.household_id), **said}
    audit.record(act, actor=actor, firm=run.firm, subject=run, detail=detail)


def _broke_off() -> str:
    return _("The working out of this plan broke off several times.")
