"""How people come to a firm: an invitation is mailed, is good for three days, and is good once.

The token stands in the mail only, sealed until it is sent; what is kept is its hash. The
address, the firm and the role are those of the invitation, never of the request that accepts it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import audit
from clients.languages import language_of_invited
from clients.mail.notices import queue_invitation
from clients.mail.outbox import withdraw
from clients.models import (
    AuditAct,
    Firm,
    Household,
    Invitation,
    Membership,
    Person,
    PortalGrant,
    Role,
    Team,
    User,
    UserManager,
)

GOOD_FOR = timedelta(hours=72)
TOKEN_BYTES = 32


class InvitationError(ValueError):
    """What keeps somebody from being invited or from accepting, said to whoever asked."""


def open_invitations(firm: Firm) -> QuerySet[Invitation]:
    """Return the invitations of a firm that may still be accepted or sent again."""
    return (
        Invitation.objects.filter(firm=firm, accepted_at=None, revoked_at=None)
        .select_related("invited_by", "mail", "household", "person")
        .prefetch_related("teams")
    )


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation of a token if it is still good."""
    return (
        Invitation.objects.filter(
            token_hash=_hash(token),
            accepted_at=None,
            revoked_at=None,
            expires_at__gt=timezone.now(),
        )
        .select_related("firm", "person")
        .first()
    )


@transaction.atomic
def invite(
    *,
    actor: User | None,
    firm: Firm,
    email: str,
    role: Role,
    teams: Iterable[Team] = (),
    household: Household | None = None,
    person: Person | None = None,
    mail: bool = True,
) -> tuple[Invitation, str]:
    """Make an invitation with its mail, and revoke those before it.

    Return it with the address of its page, which is known here only.
    """
    email = UserManager.normalize_email(email)
    if Membership.objects.filter(firm=firm, user__email=email).exists():
        raise InvitationError(_("This person is in your firm already, or was."))
    for earlier in open_invitations(firm).filter(email=email):
        revoke(actor=actor, invitation=earlier)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        firm=firm,
        email=email,
        role=role,
        household=household,
        person=person,
        token_hash=_hash(token),
        expires_at=timezone.now() + GOOD_FOR,
        invited_by=actor,
        created_at=timezone.now(),
    )
    invitation.full_clean()
    invitation.save()
    invitation.teams.set(teams)
    address = settings.BASE_URL + reverse("clients:accept_invitation", args=[token])
    if mail:
        invitation.mail = queue_invitation(invitation, address, good_for=GOOD_FOR)
        invitation.save(update_fields=["mail"])
    audit.record(
        AuditAct.CREATED,
        actor=actor,
        firm=firm,
        subject=invitation,
        detail={"role": str(role), "mailed": mail, **_of_household(household)},
    )
    return invitation, address


@transaction.atomic
def invite_again(*, actor: User, invitation: Invitation) -> None:
    """Mail a new token in place of the one that was lost or has expired."""
    if not open_invitations(invitation.firm).filter(pk=invitation.pk).exists():
        raise InvitationError(_("This invitation was accepted or revoked in the meantime."))
    invite(
        actor=actor,
        firm=invitation.firm,
        email=invitation.email,
        role=Role(invitation.role),
        teams=list(invitation.teams.all()),
        household=invitation.household,
        person=invitation.person,
    )


@transaction.atomic
def revoke(*, actor: User | None, invitation: Invitation) -> None:
    is_revoked = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None
    ).update(revoked_at=timezone.now())
    if not is_revoked:
        raise InvitationError(_("This invitation was accepted or revoked in the meantime."))
    if invitation.mail is not None:
        withdraw(invitation.mail, because=_("The invitation was revoked before it was sent."))
    audit.record(
        AuditAct.CHANGED,
        actor=actor,
        firm=invitation.firm,
        subject=invitation,
        detail={"changed": "revoked", **_of_household(invitation.household)},
    )


@transaction.atomic
def accept(*, token: str, full_name: str, password: str) -> User:
    """Make a member of whoever holds the token. Of many who try at once, one succeeds."""
    now = timezone.now()
    is_ours = Invitation.objects.filter(
        token_hash=_hash(token), accepted_at=None, revoked_at=None, expires_at__gt=now
    ).update(accepted_at=now)
    if not is_ours:
        raise InvitationError(_("This invitation is not good any more. Ask for a new one."))
    invitation = Invitation.objects.select_related("firm", "household", "person").get(
        token_hash=_hash(token)
    )
    user = invited_user(invitation, full_name)
    user.language = language_of_invited(invitation)
    validate_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        message = _("There is a sign-in with this address already; it belongs to one firm only.")
        raise InvitationError(message) from error
    membership = Membership(firm=invitation.firm, user=user, role=invitation.role)
    membership.full_clean()
    membership.save()
    membership.teams.set(invitation.teams.all())
    if invitation.household is not None:
        grant(actor=user, user=user, household=invitation.household, person=invitation.person)
    audit.record(
        AuditAct.CREATED,
        actor=user,
        firm=invitation.firm,
        subject=membership,
        detail={"role": invitation.role, "invitation": str(invitation.pk)},
    )
    return user


def grant(*, actor: User, user: User, household: Household, person: Person | None) -> PortalGrant:
    """Let a client see what is released to a household."""
    given = PortalGrant.objects.create(
        firm=household.firm, user=user, household=household, person=person
    )
    audit.record(
        AuditAct.CREATED,
        actor=actor,
        firm=household.firm,
        subject=given,
        detail=_of_household(household),
    )
    return given


def _of_household(household: Household | None) -> dict[str, str]:
    return {"household": str(household.pk)} if household else {}


def invited_user(invitation: Invitation, full_name: str) -> User:
    """Return the user an invitation would make, as its password is judged before it is there."""
    user = User(email=invitation.email, full_name=full_name)
    user.invited_as, user.invited_to = invitation.role, invitation.firm  # type: ignore[attr-defined]
    return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
