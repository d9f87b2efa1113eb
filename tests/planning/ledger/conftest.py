"""A household whose IRA owes 10,000 for 2026, and two people who look after it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from types import SimpleNamespace

import pytest

from clients import services
from clients.models import Firm, Team, User
from tests.remembered import remembered

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    for module in ("clients.services.payments", "planning.ledger.plans"):
        monkeypatch.setattr(f"{module}.today_of", lambda _firm: TODAY)


@pytest.fixture
def office(db):
    return made_office()


@partial(remembered, as_of_now=False)
def made_office():
    firm = Firm.objects.create(name="A firm", needs_second_person=True)
    team = Team.objects.create(firm=firm, name="First team")
    jo = User.objects.create_user("jo@cast.example", full_name="Jo")
    kim = User.objects.create_user("kim@cast.example", full_name="Kim")
    household = services.create_household(actor=jo, team=team, name="Doe")
    pat = services.add_person(
        actor=jo, household=household, name="Pat Doe", born_on=date(1951, 5, 10)
    )
    ira = services.add_account(
        actor=jo, household=household, owner=pat, kind="traditional_ira", name="IRA"
    )
    services.record_balance(
        actor=jo, account=ira, year=2025, amount=Decimal(246_000), source="form_5498"
    )
    return SimpleNamespace(firm=firm, jo=jo, kim=kim, household=household, pat=pat, ira=ira)


@pytest.fixture
def pay(office):
    def record(amount=10_000, on=date(2026, 6, 1), evidence="slip 1", **details):
        return services.record_payment(
            actor=office.jo,
            account=office.ira,
            paid_on=on,
            amount=Decimal(amount),
            evidence=evidence,
            **details,
        )

    return record
