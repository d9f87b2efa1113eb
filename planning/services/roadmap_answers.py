"""What is done with questions about a roadmap: asked, answered in the background, asked again."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, User
from planning.advice import explain
from planning.engine.errors import EngineError
from planning.engine.household_file import read_household_with_plans
from planning.engine.roadmap.household.modelled import Objective
from planning.models import RoadmapAnswer, RoadmapRun
from planning.services import jobs

LEASE = timedelta(minutes=5)

logger = logging.getLogger(__name__)

State = RoadmapAnswer.State


@transaction.atomic
def request_answer(
    *, actor: User, run: RoadmapRun, question: str, language: str = "en"
) -> RoadmapAnswer:
    """Note that somebody asks; asked twice it is the same answer, unless it failed."""
    # Whoever asks at the same moment waits here, and is given the same answer.
    RoadmapRun.objects.select_for_update().get(pk=run.pk)
    asked = RoadmapAnswer.objects.filter(run=run, question=question)
    earlier = asked.first()
    if earlier is not None and earlier.state != State.FAILED:
        return earlier
    asked.delete()
    answer = RoadmapAnswer.objects.create(
        firm=run.firm, run=run, question=question, requested_by=actor, language=language
    )
    audit.record(
        AuditAct.CREATED,
        actor=actor,
        firm=run.firm,
        subject=answer,
        detail={"household": str(run.household_id), "question": question},
    )
    return answer


def work_on_answer(answer_id: UUID) -> None:
    """Work a question out from the facts of its run, in the language it was asked in."""
    answers = RoadmapAnswer.objects.select_related("run")
    answer = jobs.claim(answers, answer_id, lease=LEASE)
    if answer is None:
        return
    with translation.override(answer.language):
        try:
            jobs.write(answer, state=State.DONE, document=_worked_out(answer))
        except EngineError as error:
            jobs.fail(answer, str(error))
        except Exception:
            logger.exception("%s could not be worked out", answer)
            jobs.fail(answer, _("Something went wrong on our side while this was worked out."))


def sweep_answers() -> list[UUID]:
    """Give up what keeps crashing, return what should be offered again."""
    answers = RoadmapAnswer.objects.all()
    jobs.give_up(answers, lambda: _("The working out of this answer broke off several times."))
    return jobs.waiting(answers)


def _worked_out(answer: RoadmapAnswer) -> dict[str, Any]:
    run = answer.run
    household, facts, plans = read_household_with_plans(json.dumps(run.facts))
    return explain(
        answer.question,
        household,
        facts,
        plans,
        objective=Objective(run.objective),
        first_year=run.first_year,
    )
