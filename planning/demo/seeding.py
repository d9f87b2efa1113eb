"""How does the demo get into the database? In bulk, with its history, once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import Model
from simple_history.utils import bulk_create_with_history

from clients import audit
from clients.demo_sign_in import give_demo_second_factor
from clients.models import (
    Account,
    Assumptions,
    AuditAct,
    Beneficiary,
    Custodian,
    Firm,
    FirmAssumptions,
    FirmRow,
    FixedWithdrawal,
    Goal,
    Household,
    Income,
    Limits,
    Marriage,
    Membership,
    Payment,
    Person,
    PortalGrant,
    Role,
    Spending,
    TaxProfile,
    Team,
    User,
    YearEndAdjustment,
    YearEndBalance,
)
from planning.demo.book import demo_book
from planning.demo.parts import DemoHousehold, Today
from planning.demo.work import do_the_work
from planning.engine.law import load_law
from planning.facts.importing import HouseholdRows

DEMO_FIRM = "Demo Advisors (nothing here is real)"
SECOND_FIRM = "Second Demo Firm (nothing here is real)"
TEAMS = ("North", "South")
SECOND_TEAM = "Everyone"
IN_SECOND_FIRM = 3  # households, for showing that firms see nothing of each other

# Name of the mailbox, role, and the teams somebody belongs to.
PEOPLE = (
    ("owner", "Olive Demo-Owner", Role.OWNER, ()),
    ("advisor1", "Aldo Demo-Advisor", Role.ADVISOR, ("North",)),
    ("advisor2", "Bruna Demo-Advisor", Role.ADVISOR, ("South",)),
    ("advisor3", "Carl Demo-Advisor", Role.ADVISOR, ("North", "South")),
    ("operations", "Opal Demo-Operations", Role.OPERATIONS, ()),
    ("compliance", "Cora Demo-Compliance", Role.COMPLIANCE, ()),
    ("client", "Ada Demo-Client", Role.CLIENT, ()),
)
SECOND_PEOPLE = (("second.owner", "Sid Demo-Owner", Role.OWNER, ()),)

CUTOFFS = {
    "Demo Brokerage": (12, 10),
    "Demo Trust": (12, 18),
    "Demo Mutual": (12, 27),
    "Demo Workplace": (12, 4),
}

# Each is inserted after what it refers to.
ORDER: tuple[type[Model], ...] = (
    Custodian,
    Household,
    Person,
    Marriage,
    Account,
    Beneficiary,
    YearEndBalance,
    YearEndAdjustment,
    Payment,
    Income,
    TaxProfile,
    Spending,
    Goal,
    Limits,
    FixedWithdrawal,
    Assumptions,
)
BATCH = 500

# The second firm says nothing, to show what is assumed then.
ASSUMED = {
    name: Decimal(rate)
    for name, rate in (
        ("inflation", "0.025"),
        ("stocks", "0.065"),
        ("bonds", "0.042"),
        ("cash", "0.03"),
        ("bracket_indexing", "0.025"),
        ("heirs_tax_rate", "0.24"),
    )
}

# A household file has no word for whom a gift went to.
CHARITIES = ("Demo Food Bank", "Demo Hospice", "Demo City Library", "Demo Animal Shelter")
TO_DELIVER = timedelta(days=4)


def is_seeded() -> bool:
    return Firm.objects.filter(is_demo=True).exists()


@transaction.atomic
def seed_demo(*, households: int, as_of: date) -> Firm:
    """Put the demo's two firms, their people and their households on record."""
    today = Today(as_of, load_law())
    firm = _firm(DEMO_FIRM, TEAMS, PEOPLE)
    FirmAssumptions.objects.create(id=_id(DEMO_FIRM, "assumptions"), firm=firm, **ASSUMED)
    _fill(firm, demo_book(households, today), today)
    do_the_work(firm, today)
    first = Household.objects.filter(firm=firm).first()
    client = User.objects.get(membership__firm=firm, membership__role=Role.CLIENT)
    if first is not None:
        PortalGrant.objects.create(firm=firm, user=client, household=first)
    second = _firm(SECOND_FIRM, (SECOND_TEAM,), SECOND_PEOPLE)
    _fill(second, demo_book(IN_SECOND_FIRM, today), today)
    for made in (firm, second):
        count = Household.objects.filter(firm=made).count()
        audit.record(
            AuditAct.IMPORTED, actor=None, firm=made, subject=made, detail={"households": count}
        )
    return firm


def _firm(
    name: str, teams: Iterable[str], people: Iterable[tuple[str, str, Role, tuple[str, ...]]]
) -> Firm:
    firm = Firm.objects.create(
        id=_id(name, "firm"), name=name, is_demo=True, needs_second_person=True
    )
    named = {team: Team.objects.create(id=_id(name, team), firm=firm, name=team) for team in teams}
    for mailbox, full_name, role, of_teams in people:
        user = User.objects.create_user(f"{mailbox}@demo.example", full_name=full_name)
        place = Membership.objects.create(id=_id(name, mailbox), firm=firm, user=user, role=role)
        place.teams.set(named[team] for team in of_teams)
        give_demo_second_factor(user)
    return firm


def _fill(firm: Firm, book: Iterable[DemoHousehold], today: Today) -> None:
    collected = _Collected(firm)
    teams = list(Team.objects.filter(firm=firm))
    writers = [HouseholdRows(team, None, collected.take) for team in teams]
    for writer in writers[1:]:
        writer.custodians = writers[0].custodians  # one firm has each custodian once
    for number, demo in enumerate(book):
        writer = writers[number % len(writers)]
        writer.records_begin_on = date(today.year - demo.years_kept, 1, 1)
        # Through text, as a file comes: the numbers are those that the importer knows.
        writer.of_document(json.loads(json.dumps(demo.document)), demo.document["name"])
        for balance in _second_figures(demo, writer, today):
            collected.take("", balance)
    collected.insert(today)


def _second_figures(
    demo: DemoHousehold, writer: HouseholdRows, today: Today
) -> Iterator[YearEndBalance]:
    balances = {entry["id"]: entry["year_end_balances"] for entry in demo.document["accounts"]}
    for figure in demo.figures:
        first = Decimal(balances[figure.account][today.last]["amount"])
        account = writer.accounts[figure.account]
        yield YearEndBalance(
            firm=account.firm,
            account=account,
            year=today.year - 1,
            amount=round(first * Decimal(str(figure.times)), 2),
            source=figure.source,
        )


class _Collected:
    """Rows waiting to be inserted together, with ids that are the same each time."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.rows: dict[type[Model], list[Any]] = defaultdict(list)

    def take(self, _place: str, row: FirmRow) -> None:
        rows = self.rows[type(row)]
        row.id = _id(self.firm.name, f"{row._meta.model_name} {len(rows)}")
        if isinstance(row, Custodian):
            row.cutoff_month, row.cutoff_day = CUTOFFS.get(row.name, (12, 15))
        if isinstance(row, Payment) and row.kind == Payment.Kind.QCD:
            row.payee = CHARITIES[len(rows) % len(CHARITIES)]
            if row.cleared_on is not None:
                row.delivered_on = min(row.paid_on + TO_DELIVER, row.cleared_on)
        rows.append(row)

    def insert(self, today: Today) -> None:
        for model in ORDER:
            rows = self.rows[model]
            if hasattr(model, "history"):
                reason = f"Demo of {today.as_of}"
                bulk_create_with_history(
                    rows, model, batch_size=BATCH, default_change_reason=reason
                )
            else:
                model._default_manager.bulk_create(rows, batch_size=BATCH)


def _id(firm_name: str, what: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:demo:{firm_name}:{what}")
