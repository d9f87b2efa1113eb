"""Who may see what, and who may change it? The only door to the rows of a firm.

A household is seen by the advisors of its team and by the firm's owners, operations and
compliance; the first three change it, compliance reads. Clients have a door of their own: what
was released to them, never the firm's records. Platform staff, people whose membership ended and
people of other firms see nothing, and nothing tells them whether there is something.
"""

from __future__ import annotations

from typing import Literal, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404

from clients.models import (
    Account,
    BalanceFile,
    Beneficiary,
    Custodian,
    Document,
    Firm,
    FixedWithdrawal,
    Goal,
    Holiday,
    Household,
    Income,
    Invitation,
    Mail,
    Marriage,
    Membership,
    Payment,
    Person,
    PortalGrant,
    Role,
    Team,
    User,
    YearEndAdjustment,
    YearEndBalance,
)

Visitor = User | AnonymousUser
To = Literal["view", "edit", "restore"]
Row = TypeVar("Row", bound=Model)

WHOLE_FIRM = {Role.OWNER, Role.OPERATIONS, Role.COMPLIANCE}
EDITORS = {Role.OWNER, Role.ADVISOR, Role.OPERATIONS}
PLACE_AND_FIRM = Prefetch("membership", Membership.objects.select_related("firm"))


def membership_of(user: Visitor) -> Membership | None:
    """Return the place a user has in a firm today; read once for each request, with the firm."""
    if not user.is_active:  # nor is somebody who has not signed in
        return None
    if user.is_staff:
        return None
    prefetch_related_objects([user], PLACE_AND_FIRM)
    membership: Membership | None = getattr(user, "membership", None)
    if membership is None:
        return None
    if membership.ended_at is not None:
        return None
    return membership


def firm_of(user: Visitor) -> Firm | None:
    """Return the firm a user works for or is a client of."""
    membership = membership_of(user)
    return membership.firm if membership else None


def require_role(user: Visitor, *roles: Role) -> Membership:
    """Return the membership of somebody with one of the roles.

    Who belongs to no firm gets 404, who has another role 403.
    """
    membership = membership_of(user)
    if membership is None:
        raise Http404
    if membership.role not in roles:
        raise PermissionDenied
    return membership


def may_edit(user: Visitor) -> bool:
    """Say whether somebody's role lets them change records at all."""
    membership = membership_of(user)
    return membership is not None and membership.role in EDITORS


def households_for(user: Visitor) -> QuerySet[Household]:
    """Return the households whose records a user may read, the archived ones among them."""
    membership = membership_of(user)
    if membership is None:
        return Household.objects.none()
    if membership.role in WHOLE_FIRM:
        return Household.objects.filter(firm=membership.firm_id)
    if membership.role == Role.ADVISOR:
        return Household.objects.filter(firm=membership.firm_id, team__members=membership)
    return Household.objects.none()


def granted_households_for(user: Visitor) -> QuerySet[Household]:
    """Return the households a client was granted: whose released documents they may read."""
    membership = membership_of(user)
    if membership is None:
        return Household.objects.none()
    if membership.role != Role.CLIENT:
        return Household.objects.none()
    return Household.objects.filter(
        firm=membership.firm_id,
        portal_grants__user=membership.user_id,
        portal_grants__revoked_at__isnull=True,
    )


def portal_grants_for(user: Visitor) -> QuerySet[PortalGrant]:
    """Return what a client was granted, with the households that are looked after today."""
    membership = membership_of(user)
    if membership is None or membership.role != Role.CLIENT:
        return PortalGrant.objects.none()
    grants = PortalGrant.objects.filter(
        firm=membership.firm_id, user=membership.user_id, revoked_at=None
    )
    current = grants.filter(household__archived_at=None)
    return current.select_related("household__firm", "person").order_by("household__name", "pk")


def get_portal_grant_or_404(user: Visitor, household_id: UUID) -> PortalGrant:
    """Return a client's own grant of a household; nobody else has one."""
    grant = portal_grants_for(user).filter(household=household_id).first()
    if grant is None:
        raise Http404
    return grant


def get_client_invitation_or_404(
    user: Visitor, invitation_id: UUID, *, to: To = "view"
) -> Invitation:
    """Return the invitation of a client to a household that a user may see, or change."""
    invitations = Invitation.objects.filter(household__in=households_for(user))
    found = _found(
        invitations.select_related("firm", "household__team", "person", "mail"), invitation_id
    )
    if found.household is None:
        raise Http404
    return _allowed(user, found, found.household, to)


def get_grant_to_or_404(user: Visitor, grant_id: UUID, *, to: To = "view") -> PortalGrant:
    """Return somebody's grant of a household that a user may see, or change."""
    grants = PortalGrant.objects.filter(household__in=households_for(user), revoked_at=None)
    rows = ("household__team", "household__firm", "user__membership")
    grant = _found(grants.select_related(*rows), grant_id)
    return _allowed(user, grant, grant.household, to)


def teams_for(user: Visitor) -> QuerySet[Team]:
    """Return the teams in use whose households a user may read."""
    membership = membership_of(user)
    if membership is None:
        return Team.objects.none()
    teams = Team.objects.filter(firm=membership.firm_id, archived_at=None)
    if membership.role in WHOLE_FIRM:
        return teams
    if membership.role == Role.ADVISOR:
        return teams.filter(members=membership)
    return Team.objects.none()


def get_household_or_404(user: Visitor, household_id: UUID, *, to: To = "view") -> Household:
    household = _found(households_for(user).select_related("firm", "team"), household_id)
    return _allowed(user, household, household, to)


def get_person_or_404(user: Visitor, person_id: UUID, *, to: To = "view") -> Person:
    people = Person.objects.filter(household__in=households_for(user))
    person = _found(people.select_related("household__team", "household__firm"), person_id)
    return _allowed(user, person, person.household, to)


def get_marriage_or_404(user: Visitor, marriage_id: UUID, *, to: To = "view") -> Marriage:
    marriages = Marriage.objects.filter(household__in=households_for(user))
    marriage = _found(marriages.select_related("household__team", "one", "other"), marriage_id)
    return _allowed(user, marriage, marriage.household, to)


def get_document_or_404(user: Visitor, document_id: UUID, *, to: To = "view") -> Document:
    documents = Document.objects.filter(household__in=households_for(user))
    document = _found(documents.select_related("household__team"), document_id)
    return _allowed(user, document, document.household, to)


def get_account_or_404(user: Visitor, account_id: UUID, *, to: To = "view") -> Account:
    accounts = Account.objects.filter(household__in=households_for(user))
    account = _found(accounts.select_related("household__team", "owner", "custodian"), account_id)
    return _allowed(user, account, account.household, to)


def get_income_or_404(user: Visitor, income_id: UUID, *, to: To = "view") -> Income:
    incomes = Income.objects.filter(household__in=households_for(user))
    income = _found(incomes.select_related("household__team", "person"), income_id)
    return _allowed(user, income, income.household, to)


def get_goal_or_404(user: Visitor, goal_id: UUID, *, to: To = "view") -> Goal:
    goals = Goal.objects.filter(household__in=households_for(user))
    goal = _found(goals.select_related("household__team", "household__firm"), goal_id)
    return _allowed(user, goal, goal.household, to)


def get_fixed_withdrawal_or_404(
    user: Visitor, fixed_id: UUID, *, to: To = "view"
) -> FixedWithdrawal:
    rows = FixedWithdrawal.objects.filter(household__in=households_for(user))
    fixed = _found(
        rows.select_related("household__team", "household__firm", "account__custodian"), fixed_id
    )
    return _allowed(user, fixed, fixed.household, to)


def get_beneficiary_or_404(user: Visitor, beneficiary_id: UUID, *, to: To = "view") -> Beneficiary:
    beneficiaries = Beneficiary.objects.filter(account__household__in=households_for(user))
    beneficiary = _found(
        beneficiaries.select_related("account__household__team", "account__custodian", "person"),
        beneficiary_id,
    )
    return _allowed(user, beneficiary, beneficiary.account.household, to)


def get_balance_or_404(user: Visitor, balance_id: UUID, *, to: To = "view") -> YearEndBalance:
    balances = YearEndBalance.objects.filter(account__household__in=households_for(user))
    balance = _found(
        balances.select_related("account__household__team", "account__custodian"), balance_id
    )
    return _allowed(user, balance, balance.account.household, to)


def get_adjustment_or_404(
    user: Visitor, adjustment_id: UUID, *, to: To = "view"
) -> YearEndAdjustment:
    adjustments = YearEndAdjustment.objects.filter(account__household__in=households_for(user))
    adjustment = _found(
        adjustments.select_related("account__household__team", "account__custodian"), adjustment_id
    )
    return _allowed(user, adjustment, adjustment.account.household, to)


def get_payment_or_404(user: Visitor, payment_id: UUID, *, to: To = "view") -> Payment:
    payments = Payment.objects.filter(account__household__in=households_for(user))
    payment = _found(
        payments.select_related("account__household__team", "account__custodian"), payment_id
    )
    return _allowed(user, payment, payment.account.household, to)


def balance_files_for(user: Visitor) -> QuerySet[BalanceFile]:
    """Return the custodians' files somebody may read: a firm's own, an advisor's own only.

    A file speaks of clients of every team.
    """
    membership = membership_of(user)
    if membership is None:
        return BalanceFile.objects.none()
    files = BalanceFile.objects.filter(firm=membership.firm_id)
    if membership.role in WHOLE_FIRM:
        return files
    if membership.role == Role.ADVISOR:
        return files.filter(uploaded_by=membership.user_id)
    return BalanceFile.objects.none()


def get_balance_file_or_404(user: Visitor, file_id: UUID, *, to: To = "view") -> BalanceFile:
    people = ("firm", "custodian", "uploaded_by", "imported_by")
    file = _found(balance_files_for(user).select_related(*people), file_id)
    if to == "edit" and not may_edit(user):
        raise PermissionDenied
    return file


def colleagues_for(user: Visitor) -> QuerySet[User]:
    """Return who works for the firm a user works for, in the order of their names."""
    firm = firm_of(user)
    staff = Membership.objects.filter(firm=firm, ended_at=None).exclude(role=Role.CLIENT)
    return User.objects.filter(membership__in=staff).order_by("full_name", "email")


def staff_of(firm: Firm) -> QuerySet[Membership]:
    """Return the places of who works for a firm today, in the order of their names."""
    places = Membership.objects.filter(firm=firm, ended_at=None, user__is_active=True)
    places = places.exclude(role=Role.CLIENT).select_related("user")
    return places.order_by("user__full_name", "user__email")


# What a firm arranges for itself. The roles are asked first, with 403 for the firm's others.


def get_membership_or_404(user: Visitor, membership_id: UUID, *roles: Role) -> Membership:
    """Return the place of somebody who works for the firm; clients are looked after elsewhere."""
    firm = require_role(user, *roles).firm_id
    staff = Membership.objects.filter(firm=firm).exclude(role=Role.CLIENT)
    return _found(staff.select_related("user"), membership_id)


def get_invitation_or_404(user: Visitor, invitation_id: UUID, *roles: Role) -> Invitation:
    firm = require_role(user, *roles).firm_id
    return _found(Invitation.objects.filter(firm=firm), invitation_id)


def get_team_or_404(user: Visitor, team_id: UUID, *roles: Role) -> Team:
    firm = require_role(user, *roles).firm_id
    return _found(Team.objects.filter(firm=firm), team_id)


def get_custodian_or_404(user: Visitor, custodian_id: UUID, *roles: Role) -> Custodian:
    firm = require_role(user, *roles).firm_id
    return _found(Custodian.objects.filter(firm=firm), custodian_id)


def get_mail_or_404(user: Visitor, mail_id: UUID, *roles: Role) -> Mail:
    firm = require_role(user, *roles).firm_id
    return _found(Mail.objects.filter(firm=firm), mail_id)


def get_holiday_or_404(user: Visitor, holiday_id: UUID, *roles: Role) -> Holiday:
    firm = require_role(user, *roles).firm_id
    return _found(Holiday.objects.filter(firm=firm), holiday_id)


def _found(rows: QuerySet[Row], row_id: UUID) -> Row:
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise Http404
    return row


def _allowed(user: Visitor, row: Row, household: Household, to: To) -> Row:
    """Return a row that was found; nothing of an archived household is edited, but it may be
    brought back."""
    if to == "view":
        return row
    if not may_edit(user):
        raise PermissionDenied
    if to == "edit" and household.archived_at is not None:
        raise PermissionDenied
    return row
