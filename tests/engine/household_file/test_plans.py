"""What a household file says of the future is what the engine is told."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from planning.engine.household_file import read_household_with_plans
from planning.engine.plan_facts import (
    AccountOutlook,
    Assumptions,
    Condition,
    FixedWithdrawal,
    Goal,
    GoalKind,
    Limits,
    Lot,
    PlanFacts,
    Spending,
    SpendingProfile,
    Withheld,
    Worth,
)

FILE = {
    "schema": "household/1",
    "as_of": "2026-11-21",
    "people": [
        {
            "id": "a",
            "name": "Ann",
            "born_on": "1956-05-10",
            "sex": "female",
            "health": "good",
            "disabled_on": "2010-01-02",
        }
    ],
    "accounts": [
        {
            "id": "k",
            "owner": "a",
            "kind": "401k",
            "balance": {"amount": "1000.50", "on": "2026-10-31"},
            "plan": {"accessible_from": "2027-01-01"},
        },
        {
            "id": "t",
            "owner": "a",
            "kind": "taxable",
            "lots": [{"symbol": "VTI", "acquired_on": "2019-02-01", "cost": 100, "value": 180}],
        },
    ],
    "distributions": [
        {"account": "k", "paid_on": "2026-02-01", "amount": 100, "federal_withheld": 10},
        {"account": "k", "paid_on": "2026-03-01", "amount": 5, "state_withheld": 1},
        {"account": "k", "paid_on": "2026-04-01", "amount": 7, "kind": "withholding"},
    ],
    "health": {"other_medical": 2400},
    "spending": {"annual": 90000, "profile": "smile", "survivor_share": 0.7},
    "goals": [
        {"name": "Roof", "year": 2028, "amount": 30000, "kind": "gift"},
        {"year": 2030, "amount": 1},
    ],
    "limits": {
        "max_bracket": 0.22,
        "max_irmaa_tier": 1,
        "under_aca_cliff": True,
        "conversions_to": 2030,
        "never_sell": ["t"],
        "fixed": [{"year": 2027, "account": "k", "withdraw": 200}],
    },
    "assumptions": {"inflation": 0.03, "heirs_tax_rate": 0.24, "seed": 7},
}


def plans(document) -> PlanFacts:
    return read_household_with_plans(json.dumps(document))[2]


def test_what_is_said_of_the_future_is_read():
    facts = plans(FILE)
    assert facts.spending == Spending(
        annual=Decimal("90000.00"),
        profile=SpendingProfile.SMILE,
        survivor_share=Decimal("0.7"),
    )
    assert facts.goals == (
        Goal(year=2028, amount=Decimal(30_000), kind=GoalKind.GIFT, name="Roof"),
        Goal(year=2030, amount=Decimal(1)),
    )
    assert facts.limits == Limits(
        max_bracket=Decimal("0.22"),
        max_irmaa_tier=1,
        is_under_aca_cliff=True,
        conversions_to=2030,
        never_sell=frozenset({"t"}),
        fixed=(FixedWithdrawal(year=2027, account="k", amount=Decimal(200)),),
    )
    assert facts.assumptions == Assumptions(
        inflation=Decimal("0.03"), heirs_tax_rate=Decimal("0.24"), seed=7
    )
    assert facts.other_medical == Decimal(2_400)


def test_what_is_said_of_accounts_and_people_is_read():
    facts = plans(FILE)
    assert facts.accounts["k"] == AccountOutlook(
        worth=Worth(amount=Decimal("1000.50"), on=date(2026, 10, 31)),
        accessible_from=date(2027, 1, 1),
    )
    lot = Lot(cost=Decimal(100), value=Decimal(180), symbol="VTI", acquired_on=date(2019, 2, 1))
    assert facts.accounts["t"].lots == (lot,)
    assert facts.people["a"] == Condition(sex="female", health="good", disabled_on=date(2010, 1, 2))


def test_what_was_withheld_adds_up_by_the_year_it_was_paid_in():
    assert plans(FILE).withheld == {2026: Withheld(federal=Decimal(17), state=Decimal(1))}


def test_nothing_said_is_nothing_known():
    said = {key: FILE[key] for key in ("schema", "as_of", "people")} | {"accounts": []}
    facts = plans(said)
    assert (facts.spending, facts.goals, facts.limits) == (Spending(), (), Limits())
    assert (facts.assumptions, facts.other_medical, facts.withheld) == (Assumptions(), None, {})
