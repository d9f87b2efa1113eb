"""What a firm arranges for itself: its people, teams, settings, custodians and holidays."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import audit, second_factor_resets
from clients.invitations import invite
from clients.models import (
    AuditAct,
    Custodian,
    Firm,
    FirmAssumptions,
    Holiday,
    Household,
    Membership,
    Role,
    Team,
    User,
)
from clients.services.editing import EditConflict, facts_changed
from clients.services.plan_facts import check_returns
from clients.sign_in import end_sessions
from clients.stored_files import all_or_nothing

FIRST_TEAM = "Everyone"


class FirmError(ValueError):
    """What a firm may not do to itself, said to whoever tried."""


@transaction.atomic
def create_firm(*, name: str, owner_email: str) -> tuple[Firm, str]:
    """Make a firm with its first team, and return the link that makes its first owner."""
    firm = Firm(name=name)
    firm.full_clean()
    firm.save()
    team = Team(firm=firm, name=FIRST_TEAM)
    team.full_clean()
    team.save()
    audit.record(AuditAct.CREATED, actor=None, firm=firm, subject=firm)
    _invitation, address = invite(
        actor=None, firm=firm, email=owner_email, role=Role.OWNER, teams=[team], mail=False
    )
    return firm, address


def people_of(firm: Firm) -> QuerySet[Membership]:
    """Return who works or worked for a firm, with whether they have a second factor."""
    factors = Authenticator.objects.filter(user=OuterRef("user")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return (
        Membership.objects.filter(firm=firm)
        .exclude(role=Role.CLIENT)
        .annotate(has_second_factor=Exists(factors))
        .select_related("user")
        .prefetch_related("teams")
        .order_by("ended_at", "user__full_name", "user__email")
    )


def custodians_of(firm: Firm) -> QuerySet[Custodian]:
    return Custodian.objects.filter(firm=firm)


def holidays_of(firm: Firm) -> QuerySet[Holiday]:
    return Holiday.objects.filter(firm=firm)


@transaction.atomic
def change_member(
    *, actor: User, membership: Membership, role: Role, teams: Iterable[Team]
) -> None:
    """Change what somebody does for the firm; they sign in again with the new role."""
    if membership.ended_at is not None:
        raise FirmError(_("Their access has ended; invite them again."))
    if role != Role.OWNER:
        _keep_an_owner(membership)
    was = membership.role
    membership.role = role
    membership.full_clean()
    membership.save(update_fields=["role"])
    membership.teams.set(teams)
    if role != was:
        end_sessions(membership.user)
        if was == Role.OWNER:
            second_factor_resets.cancel_those_of(actor=actor, membership=membership)
    audit.record(
        AuditAct.SECURITY,
        actor=actor,
        firm=membership.firm,
        subject=membership,
        detail={"was": was, "role": str(role), "teams": [str(team.pk) for team in teams]},
    )


@transaction.atomic
def end_membership(*, actor: User, membership: Membership) -> None:
    """Let somebody go: every session of theirs ends with this, and none begins."""
    if membership.user_id == actor.pk:
        raise FirmError(_("You cannot end your own access; another owner can."))
    _keep_an_owner(membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    end_sessions(membership.user)
    second_factor_resets.cancel_those_of(actor=actor, membership=membership)
    audit.record(
        AuditAct.SECURITY,
        actor=actor,
        firm=membership.firm,
        subject=membership,
        detail={"changed": "ended"},
    )


@all_or_nothing()
def save_setting(
    *,
    actor: User,
    firm: Firm,
    row: Firm | FirmAssumptions | Team | Custodian | Holiday,
    changed: Iterable[str],
    revision: int | None = None,
) -> None:
    """Write a firm, or a row of its settings, as somebody filled it in who read a revision.

    Raises: EditConflict; ValidationError, by field.
    """
    is_new = row._state.adding
    if not isinstance(row, Firm):
        row.firm = firm
    if isinstance(row, FirmAssumptions):
        check_returns(row)
        if is_new:
            _be_the_first(firm)
    row.full_clean()
    if isinstance(row, Firm | FirmAssumptions | Custodian) and not is_new:
        _count_change(row, row.revision if revision is None else revision)
    row.save()
    _tell_households(row, changed)
    audit.record(
        AuditAct.CREATED if is_new else AuditAct.CHANGED,
        actor=actor,
        firm=firm,
        subject=row,
        detail={"fields": sorted(changed)},
    )


@transaction.atomic
def remove_holiday(*, actor: User, holiday: Holiday) -> None:
    audit.record(
        AuditAct.CHANGED,
        actor=actor,
        firm=holiday.firm,
        subject=holiday,
        detail={"changed": "removed", "day": holiday.on.isoformat()},
    )
    holiday.delete()
    _tell_households(holiday, ())


def _be_the_first(firm: Firm) -> None:
    """Let two who state a firm's assumptions for the first time at once wait for each other.

    Raises: EditConflict for the one who comes second.
    """
    Firm.objects.select_for_update().get(pk=firm.pk)
    standing = FirmAssumptions.objects.filter(firm=firm).first()
    if standing is not None:
        raise EditConflict(standing)


def _count_change(row: Firm | FirmAssumptions | Custodian, revision: int) -> None:
    """Count the change of what is still as its editor read it.

    Raises: EditConflict.
    """
    stored = type(row)._default_manager.filter(pk=row.pk)
    if not stored.filter(revision=revision).update(revision=revision + 1):
        raise EditConflict(stored.get())
    row.revision = revision + 1


def _tell_households(
    row: Firm | FirmAssumptions | Team | Custodian | Holiday, changed: Iterable[str]
) -> None:
    """Count a setting that is a fact of households: a cut-off, a day that moves cut-offs, the
    time, what proves a payment, what is assumed."""
    if isinstance(row, Custodian):
        facts_changed(Household.objects.filter(accounts__custodian=row))
    elif isinstance(row, Holiday | FirmAssumptions):
        facts_changed(Household.objects.filter(firm=row.firm))
    elif isinstance(row, Firm) and {"time_zone", "needs_second_person"} & set(changed):
        facts_changed(Household.objects.filter(firm=row))


def _keep_an_owner(membership: Membership) -> None:
    """Refuse to lose the last owner, also when two owners dismiss each other at once."""
    Firm.objects.select_for_update().get(pk=membership.firm_id)  # one after the other
    owners = Membership.objects.filter(firm=membership.firm, role=Role.OWNER, ended_at=None)
    if not owners.exclude(pk=membership.pk).exists():
        raise FirmError(_("A firm needs an owner: make somebody else one first."))
