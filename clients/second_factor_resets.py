"""A lost second factor is not lifted at once: everybody concerned has a day to object.

An owner asks for somebody else, and it holds while that owner is one. The person and every owner
are told by mail; until a day has passed the person or any owner can cancel it; then the second
factor is taken, every session ends, and the next sign-in sets up another. Who has the server can
do it at once (`manage.py reset_second_factor`), which is told and recorded just the same.

A client's is asked for by whoever looks after their household, and the day begins when a second
person of the firm has agreed; it holds while both of them still work there.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients import audit
from clients.access import EDITORS, firm_of
from clients.mail import notices
from clients.models import AuditAct, Firm, Membership, Role, SecondFactorReset, User
from clients.sign_in import end_sessions, has_second_factor

TIME_TO_OBJECT = timedelta(hours=24)
TWO_PEOPLE = 2


class ResetError(ValueError):
    """Why a second factor is not reset, or a reset not cancelled, said to whoever asked."""


def open_resets(firm: Firm) -> QuerySet[SecondFactorReset]:
    """Return those of the people who work for a firm."""
    return _open().filter(firm=firm).exclude(membership__role=Role.CLIENT)


def open_reset_of(user: User) -> SecondFactorReset | None:
    return _open().filter(membership__user=user).first()


@transaction.atomic
def ask(*, actor: User, membership: Membership) -> SecondFactorReset:
    """Announce that somebody's second factor will be taken in a day."""
    if membership.user_id == actor.pk:
        raise ResetError(_("Another owner must do this for you."))
    if membership.ended_at is not None:
        raise ResetError(_("Their access has ended; there is nothing to reset."))
    # Of two owners who ask in the same moment the second waits here and finds the first.
    Membership.objects.select_for_update().get(pk=membership.pk)
    if not has_second_factor(membership.user):
        raise ResetError(_("They have no second factor: they set one up at their next sign-in."))
    if _open().filter(membership=membership).exists():
        raise ResetError(_("This was asked for already."))
    is_client = membership.role == Role.CLIENT
    reset = SecondFactorReset.objects.create(
        firm=membership.firm,
        membership=membership,
        asked_by=actor,
        takes_effect_at=None if is_client else Now() + TIME_TO_OBJECT,
    )
    reset.refresh_from_db()
    if not is_client:
        notices.queue_reset_asked(reset, _owners(membership.firm))
    _leave_a_trace(actor, reset.membership, "second_factor_reset_asked")
    return reset


@transaction.atomic
def agree(*, actor: User, membership: Membership) -> None:
    """Agree, as the second person, to the reset of a client's second factor: the day begins."""
    reset = _open().filter(membership=membership, membership__role=Role.CLIENT).first()
    if reset is None:
        raise ResetError(_("This took effect or was cancelled in the meantime."))
    if reset.asked_by_id == actor.pk:
        raise ResetError(_("Somebody else has to agree: two people make sure that it is them."))
    waiting = _still_open(reset).filter(approved_by=None)
    if not waiting.update(approved_by=actor, takes_effect_at=Now() + TIME_TO_OBJECT):
        raise ResetError(_("Somebody agreed to this already."))
    reset.refresh_from_db()
    notices.queue_reset_asked(reset, _owners(membership.firm))
    _leave_a_trace(actor, membership, "second_factor_reset_agreed")


@transaction.atomic
def cancel(*, actor: User, user: User) -> None:
    """Keep somebody's second factor as it is."""
    reset = open_reset_of(user)
    if reset is None or not _still_open(reset).update(cancelled_at=Now()):
        raise ResetError(_("This took effect or was cancelled in the meantime."))
    notices.queue_reset_cancelled(reset, _owners(reset.firm))
    _leave_a_trace(actor, reset.membership, "second_factor_reset_cancelled")


@transaction.atomic
def cancel_those_of(*, actor: User, membership: Membership) -> None:
    """Cancel what an owner asked for who is one no more, and what was asked for who has left."""
    stands_behind = Q(asked_by=membership.user_id) | Q(approved_by=membership.user_id)
    asked = stands_behind & Q(firm=membership.firm_id)
    for reset in _open().filter(asked | Q(membership=membership)):
        _lapse(reset, actor)


def carry_out_due() -> int:
    """Take the second factors whose day has passed, and return how many."""
    due = _open().filter(takes_effect_at__lte=Now())
    return sum(_carry_out(reset) for reset in due)


@transaction.atomic
def reset_now(*, user: User) -> None:
    """Take somebody's second factor at once: for who has the server, when nobody else can."""
    if reset := open_reset_of(user):
        _still_open(reset).update(done_at=Now())
    _take_second_factor(user, asked_by=None)


@transaction.atomic
def _carry_out(reset: SecondFactorReset) -> bool:
    has_left = reset.membership.ended_at is not None
    if has_left or not _is_stood_behind(reset):
        _lapse(reset, None)
        return False
    if not _still_open(reset).update(done_at=Now()):
        return False
    _take_second_factor(reset.membership.user, asked_by=reset.asked_by)
    return True


def _is_stood_behind(reset: SecondFactorReset) -> bool:
    """Say whether who asked, and who agreed where somebody had to, may still do so."""
    if reset.membership.role != Role.CLIENT:
        return _owners_of(reset.firm).filter(user=reset.asked_by).exists()
    both = {reset.asked_by_id, reset.approved_by_id}
    staff = Membership.objects.filter(firm=reset.firm, ended_at=None, user__is_active=True)
    return staff.filter(role__in=EDITORS, user__in=both).count() == TWO_PEOPLE


def _lapse(reset: SecondFactorReset, actor: User | None) -> None:
    """Let a reset be that nobody stands behind any more."""
    if _still_open(reset).update(cancelled_at=Now()):
        notices.queue_reset_cancelled(reset, _owners(reset.firm))
        _leave_a_trace(actor, reset.membership, "second_factor_reset_cancelled")


def _take_second_factor(user: User, *, asked_by: User | None) -> None:
    firm = firm_of(user)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    notices.queue_reset_done(user, _owners(firm) if firm else [], firm)
    audit.record(
        AuditAct.SECURITY,
        actor=asked_by,
        firm=firm,
        subject=user,
        detail={"changed": "second_factor_reset", "by": "firm" if asked_by else "command"},
    )


def _open() -> QuerySet[SecondFactorReset]:
    resets = SecondFactorReset.objects.filter(done_at=None, cancelled_at=None)
    return resets.select_related("firm", "membership__user", "asked_by")


def _still_open(reset: SecondFactorReset) -> QuerySet[SecondFactorReset]:
    return SecondFactorReset.objects.filter(pk=reset.pk, done_at=None, cancelled_at=None)


def _owners(firm: Firm) -> list[User]:
    return [owner.user for owner in _owners_of(firm).select_related("user").order_by("user__email")]


def _owners_of(firm: Firm) -> QuerySet[Membership]:
    owners = Membership.objects.filter(firm=firm, role=Role.OWNER, ended_at=None)
    return owners.filter(user__is_active=True)


def _leave_a_trace(actor: User | None, membership: Membership, changed: str) -> None:
    audit.record(
        AuditAct.SECURITY,
        actor=actor,
        firm=membership.firm,
        subject=membership,
        detail={"changed": changed},
    )
