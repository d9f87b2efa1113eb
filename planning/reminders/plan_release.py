"""A reviewed plan is released to its household: it takes the place of the one before."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import AuditAct, Household, User
from planning.ledger.preflight import preflight
from planning.models import PlanVersion
from planning.reminders.client_mails import tell_clients
from planning.services.plan_versions import against, held_in, note, refuse

State = PlanVersion.State


def may_release(version: PlanVersion, user: User) -> bool:
    """Whether somebody may release a reviewed version, where two people have to look at it."""
    return not version.firm.needs_second_person or version.reviewed_by_id != user.pk


@transaction.atomic
def release_plan(*, actor: User, version: PlanVersion) -> PlanVersion:
    """Let the clients of a household read a version; they are told by mail where the firm does.

    The check is made once more: what came up since the review stands against it, until it is
    sent back and reviewed anew. Raises: ValidationError.
    """
    # Of two releases in the same household the second waits here, and finds the first.
    Household.objects.select_for_update().get(pk=version.household_id)
    held = held_in(version, State.REVIEWED)
    if not may_release(held, actor):
        raise ValidationError(
            _("Somebody other than {who} has to release this: two people look at a plan.").format(
                who=actor.get_full_name()
            )
        )
    reasons = {one["key"]: one["reason"] for one in held.findings}
    refuse(against(held, preflight(held), reasons))
    now = timezone.now()
    before = PlanVersion.objects.filter(household=held.household, state=State.RELEASED)
    superseded = before.update(state=State.SUPERSEDED, superseded_at=now)
    held.state, held.released_at, held.released_by = State.RELEASED, now, actor
    held.save(update_fields=["state", "released_at", "released_by"])
    mails = tell_clients(held)
    note(AuditAct.CHANGED, held, actor, "released", superseded=superseded, mails=len(mails))
    return held
