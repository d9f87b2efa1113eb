"""How clients come to the portal of their household, and how they stop coming.

A person of the household has a sign-in of their own. Who has one already is let in at once; who
has none is invited. What they see is decided by the grant, at every request.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients import audit, invitations
from clients.invitations import InvitationError, open_invitations
from clients.models import (
    AuditAct,
    Household,
    Invitation,
    Membership,
    Person,
    PortalGrant,
    Role,
    User,
    UserManager,
)


def invitations_to(household: Household) -> QuerySet[Invitation]:
    """Return the invitations to a household that were neither accepted nor revoked."""
    return open_invitations(household.firm).filter(household=household)


@transaction.atomic
def let_in(
    *, actor: User, household: Household, email: str, person: Person | None
) -> Invitation | PortalGrant:
    """Invite a client, or let in who is a client of the firm already.

    Raises: InvitationError.
    """
    email = UserManager.normalize_email(email)
    clients = Membership.objects.filter(firm=household.firm, role=Role.CLIENT, ended_at=None)
    known = clients.filter(user__email=email).select_related("user").first()
    if known is None:
        invitation, _address = invitations.invite(
            actor=actor,
            firm=household.firm,
            email=email,
            role=Role.CLIENT,
            household=household,
            person=person,
        )
        return invitation
    # Of two who let the same person in at the same moment the second waits here.
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    if household.portal_grants.filter(user=known.user, revoked_at=None).exists():
        raise InvitationError(_("This person has access already."))
    return invitations.grant(actor=actor, user=known.user, household=household, person=person)


@transaction.atomic
def end_grant(*, actor: User, grant: PortalGrant) -> None:
    """Let a client see the household no more, from their next request on."""
    if not PortalGrant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=Now()):
        raise InvitationError(_("Their access was ended in the meantime."))
    audit.record(
        AuditAct.CHANGED,
        actor=actor,
        firm=grant.firm,
        subject=grant,
        detail={"household": str(grant.household_id), "changed": "revoked"},
    )
