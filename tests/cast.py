"""The cast: two firms and everybody who may come to the site, each known by what they are.

The household of the story is the Does' at Alder Advisors, looked after by the east team.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from clients.models import (
    Account,
    AccountType,
    Firm,
    Household,
    Membership,
    Payment,
    Person,
    PortalGrant,
    Role,
    Team,
    User,
    YearEndBalance,
)
from tests.remembered import remembered

LONG_AGO = datetime(2026, 1, 2, tzinfo=UTC)

CAST = (
    "advisor",
    "teammate",
    "other_team_advisor",
    "owner",
    "operations",
    "compliance",
    "portal_client",
    "other_client",
    "stranger",
    "password_only",
    "platform_staff",
    "ended",
    "nobody",
)


def make_user(name: str, **fields: Any) -> User:
    return User.objects.create_user(
        f"{name}@cast.example",
        "a password of the cast",
        full_name=name.replace("_", " ").capitalize(),
        **fields,
    )


def make_member(
    name: str, firm: Firm, role: Role, *teams: Team, ended_at: datetime | None = None
) -> User:
    """Return a user with a place in a firm."""
    user = make_user(name)
    membership = Membership.objects.create(firm=firm, user=user, role=role, ended_at=ended_at)
    membership.teams.set(teams)
    return user


def make_records(firm: Firm, team: Team, name: str, archived_at: datetime | None = None) -> Payment:
    """Return a payment out of an IRA with a balance, of a person of a new household."""
    household = Household.objects.create(firm=firm, team=team, name=name, archived_at=archived_at)
    person = Person.objects.create(
        firm=firm, household=household, key="pat", name=f"Pat {name}", born_on=date(1950, 5, 10)
    )
    account = Account.objects.create(
        firm=firm,
        household=household,
        key="ira",
        owner=person,
        kind=AccountType.TRADITIONAL_IRA,
        name="IRA",
    )
    YearEndBalance.objects.create(firm=firm, account=account, year=2025, amount=237_000)
    return Payment.objects.create(
        firm=firm, account=account, paid_on=date(2026, 3, 2), amount=2_500
    )


@dataclass(frozen=True)
class Story:
    """The rows the cast is about."""

    firm: Firm
    team: Team
    household: Household
    archived: Household
    person: Person
    account: Account
    balance: YearEndBalance
    payment: Payment
    users: dict[str, User]


@remembered
def tell_story() -> Story:
    """Enter two firms and everybody in and around them."""
    alder = Firm.objects.create(name="Alder Advisors")
    east = Team.objects.create(firm=alder, name="East")
    west = Team.objects.create(firm=alder, name="West")
    birch = Firm.objects.create(name="Birch Wealth")
    birch_team = Team.objects.create(firm=birch, name="East")

    payment = make_records(alder, east, "Doe")
    archived = make_records(alder, east, "Old", archived_at=LONG_AGO).account.household
    elsewhere = make_records(alder, west, "Roe").account.household
    make_records(birch, birch_team, "Poe")

    users = {
        "advisor": make_member("advisor", alder, Role.ADVISOR, east),
        "teammate": make_member("teammate", alder, Role.ADVISOR, east, west),
        "other_team_advisor": make_member("other_team_advisor", alder, Role.ADVISOR, west),
        "owner": make_member("owner", alder, Role.OWNER),
        "operations": make_member("operations", alder, Role.OPERATIONS),
        "compliance": make_member("compliance", alder, Role.COMPLIANCE),
        "portal_client": make_member("portal_client", alder, Role.CLIENT),
        "other_client": make_member("other_client", alder, Role.CLIENT),
        "stranger": make_member("stranger", birch, Role.ADVISOR, birch_team),
        "password_only": make_member("password_only", alder, Role.OWNER),
        "ended": make_member("ended", alder, Role.OWNER, ended_at=LONG_AGO),
        "platform_staff": make_user("platform_staff", is_staff=True, is_superuser=True),
    }
    for name, household in (
        ("portal_client", payment.account.household),
        ("other_client", elsewhere),
    ):
        PortalGrant.objects.create(firm=alder, user=users[name], household=household)
    return Story(
        firm=alder,
        team=east,
        household=payment.account.household,
        archived=archived,
        person=payment.account.owner,
        account=payment.account,
        balance=payment.account.balances.get(),
        payment=payment,
        users=users,
    )


def sign_in(user: User, *, second_factor: bool = True) -> Client:
    """Return a browser in which somebody has signed in, with the second factor or without."""
    client = Client()
    client.force_login(user)
    methods = ["password", "mfa"] if second_factor else ["password"]
    session = client.session
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time()} for method in methods
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def arrive(story: Story, person: str) -> Client:
    """Return the browser of one of the cast."""
    if person == "nobody":
        return Client()
    return sign_in(story.users[person], second_factor=person != "password_only")
