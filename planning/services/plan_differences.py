"""What is done with the difference of two plans: asked for, worked out by cause, kept."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, User
from planning.engine.errors import EngineError
from planning.models import PlanDifference, PlanVersion
from planning.plan_difference import Side, plan_difference
from planning.services import jobs

LEASE = timedelta(minutes=5)

logger = logging.getLogger(__name__)

State = PlanDifference.State


class _LostClaimError(Exception):
    """The work is another worker's by now."""


@transaction.atomic
def request_plan_difference(
    *, actor: User, one: PlanVersion, other: PlanVersion, language: str = "en"
) -> PlanDifference:
    """Note that somebody asks why two versions differ; asked twice it is the same answer."""
    PlanVersion.objects.select_for_update().only("pk").get(pk=other.pk)
    asked = PlanDifference.objects.filter(one=one, other=other)
    earlier = asked.exclude(state__in=[State.FAILED, State.CANCELLED]).first()
    if earlier is not None:
        return earlier
    difference = PlanDifference.objects.create(
        firm=other.firm,
        household=other.household,
        one=one,
        other=other,
        requested_by=actor,
        language=language,
    )
    audit.record(
        AuditAct.CREATED,
        actor=actor,
        firm=other.firm,
        subject=difference,
        detail={"household": str(other.household_id)},
    )
    return difference


def work_on_plan_difference(difference_id: UUID) -> None:
    """Work the difference out, unless it is worked out or being so."""
    rows = PlanDifference.objects.select_related("one", "other")
    difference = jobs.claim(rows, difference_id, lease=LEASE)
    if difference is None:
        return
    with translation.override(difference.language):
        try:
            document = plan_difference(
                _side(difference.one), _side(difference.other), tell=partial(_show, difference)
            )
            jobs.write(difference, state=State.DONE, document=document, step="")
        except _LostClaimError:
            logger.info("%s is not worked on any further", difference)
        except EngineError as error:
            jobs.fail(difference, str(error))
        except Exception:
            logger.exception("%s could not be worked out", difference)
            jobs.fail(difference, _("Something went wrong on our side while this was worked out."))


def sweep_plan_differences() -> list[UUID]:
    """Give up what keeps crashing, return what should be offered again."""
    differences = PlanDifference.objects.all()
    jobs.give_up(differences, lambda: _("The working out of this broke off several times."))
    return jobs.waiting(differences)


def _side(version: PlanVersion) -> Side:
    return Side(
        facts=version.facts, objective=version.options["objective"], document=version.document
    )


def _show(difference: PlanDifference, cause: str) -> None:
    """Say what is worked out, and that the worker lives. Raises: _LostClaimError."""
    if not jobs.write(difference, lease_until=Now() + LEASE, step=cause):
        raise _LostClaimError
