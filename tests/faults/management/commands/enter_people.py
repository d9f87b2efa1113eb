"""Enter advisors who have each somebody to be reminded of, so that each must get one mail."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand
from django.db import transaction

from clients.models import (
    Account,
    AccountType,
    Firm,
    Household,
    Membership,
    Payment,
    Person,
    Role,
    Team,
    User,
    YearEndBalance,
)
from clients.today import today_of
from planning.models import ReminderSettings

NOON = 12
BATCH = 2_000


class Command(BaseCommand):
    help = "Enter an advisor with households of their own for each address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--firms", type=int, default=1)
        parser.add_argument("--households", type=int, default=1, help="of each")
        parser.add_argument("addresses", nargs="+")

    @transaction.atomic
    def handle(self, *, firms: int, households: int, addresses: list[str], **_: Any) -> None:
        zone = zone_of_noon(datetime.now(tz=UTC))
        for number in range(firms):
            firm = Firm.objects.create(name=f"Firm of {addresses[number]}", time_zone=zone)
            # A day that is one slot, so that whatever is due is due now.
            ReminderSettings.objects.create(
                firm=firm,
                slots="00:00",
                opens_at=time(0),
                closes_at=time(23, 59),
                sends_on_weekends=True,
            )
            enter(firm, addresses[number::firms], households)


def zone_of_noon(now: datetime) -> str:
    """Return a zone in which a day is far from its ends, and is not the first of January.

    What was missed is told from January 2 on, so on every day but one something is due.
    """
    zones = {}
    for offset in range(-14, 13):  # signs of Etc are turned round
        name = f"Etc/GMT{offset:+d}"
        there = now.astimezone(ZoneInfo(name))
        if (there.month, there.day) != (1, 1):
            zones[abs(there.hour + there.minute / 60 - NOON)] = name
    return zones[min(zones)]


def enter(firm: Firm, addresses: Sequence[str], households: int) -> None:
    teams = [Team(firm=firm, name=address) for address in addresses]
    users = [User(email=address, full_name=address, password="!") for address in addresses]
    members = [Membership(firm=firm, user=user, role=Role.ADVISOR) for user in users]
    owned = [_household(team, str(n)) for team in teams for n in range(households)]
    accounts = [_account(household) for household in owned]
    last_year = today_of(firm).year - 1
    _insert(teams, users, members, owned, [account.owner for account in accounts], accounts)
    _insert(
        [row for account in accounts for row in _balances(account, last_year)],
        [row for account in accounts for row in _payments(account, last_year)],
        [
            Membership.teams.through(membership_id=member.pk, team_id=team.pk)
            for member, team in zip(members, teams, strict=True)
        ],
    )


def _household(team: Team, name: str) -> Household:
    from_on = date(today_of(team.firm).year - 1, 1, 1)
    return Household(firm=team.firm, team=team, name=name, records_begin_on=from_on)


def _account(household: Household) -> Account:
    of = {"firm": household.firm, "household": household}
    person = Person(**of, key="pat", name="Pat", born_on=date(1945, 5, 10))
    return Account(**of, key="ira", owner=person, kind=AccountType.TRADITIONAL_IRA)


def _balances(account: Account, last_year: int) -> Iterator[YearEndBalance]:
    for year in (last_year - 1, last_year):
        yield YearEndBalance(firm=account.firm, account=account, year=year, amount=200_000)


def _payments(account: Account, last_year: int) -> Iterator[Payment]:
    """Yield too little for last year, and more than enough for this one."""
    for year, amount in ((last_year, 1_000), (last_year + 1, 20_000)):
        yield Payment(
            firm=account.firm,
            account=account,
            paid_on=date(year, 1, 1),
            amount=amount,
            evidence="statement",
        )


def _insert(*tables: list[Any]) -> None:
    for rows in tables:
        type(rows[0]).objects.bulk_create(rows, batch_size=BATCH)
