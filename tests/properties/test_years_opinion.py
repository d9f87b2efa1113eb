"""The years of small households agree with a second opinion to the cent."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planning.engine.household_file import read_household_with_plans
from planning.engine.law import load_law
from planning.engine.projection.outlook import Variation, outlook_of
from planning.engine.projection.policies import TaxableFirst
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import project
from tests.properties.years_opinion import Home, year_opinion

YEARS = (2026, 2027)  # whose law is in the files
CENT = 0.01


@st.composite
def homes(draw: st.DrawFn) -> Home:
    people = draw(st.integers(1, 2))
    thousands = st.integers(0, 900).map(lambda amount: Decimal(amount * 1_000))
    iras = tuple(draw(thousands) for _person in range(people))
    broker = draw(thousands)
    return Home(
        born=tuple(draw(st.integers(1940, 1959)) for _person in range(people)),
        iras=iras,
        basis=tuple(draw(st.sampled_from([Decimal(0), ira / 4])) for ira in iras),
        broker=broker,
        cost=broker * draw(st.sampled_from([Decimal("0.3"), Decimal(1)])),
        roth=draw(thousands),
        cash=draw(thousands) / 10,
        pension=draw(thousands) / 10,
        benefits=draw(thousands) / 20,
        spending=draw(thousands) / 4,
        growth=draw(st.sampled_from([Decimal(0), Decimal("0.05")])),
        dividends=draw(st.sampled_from([Decimal(0), Decimal("0.02")])),
    )


def walked(home: Home) -> Projection:
    people = [
        {
            "id": id_,
            "name": id_,
            "born_on": f"{born}-05-10",
            "plan_to_age": 2028 - born,
            "medicare_part_b": False,
        }
        for id_, born in zip("ab", home.born, strict=False)
    ]

    def account(id_: str, kind: str, worth: Decimal, **more: Any) -> dict[str, Any]:
        invested = {"cash": 1} if kind == "cash" else {"stocks": 1}
        facts = {"id": id_, "owner": "a", "kind": kind, "allocation": invested}
        return facts | {"year_end_balances": {"2025": str(worth)}} | more

    accounts = [
        account("broker", "taxable", home.broker, basis=float(home.cost)),
        account("roth", "roth_ira", home.roth, basis=0, first_funded=2000),
        account("cash", "cash", home.cash),
    ]
    for place, (id_, ira) in enumerate(zip("ab", home.iras, strict=False)):
        basis = float(home.basis[place])
        accounts.append(account(f"ira{place}", "traditional_ira", ira, owner=id_, basis=basis))
    document = {
        "schema": "household/1",
        "as_of": "2025-12-31",
        "people": people,
        "marriages": [{"people": ["a", "b"]}] if len(people) > 1 else [],
        "accounts": accounts,
        "incomes": [
            {"person": "a", "kind": "pension", "annual": float(home.pension)},
            {"person": "a", "kind": "social_security", "annual": float(home.benefits)},
        ],
        "yields": {"dividends": float(home.dividends), "qualified_share": 1, "interest": 0},
        "spending": {"annual": float(home.spending)},
        "assumptions": {
            "inflation": 0,
            "returns": {"stocks": float(home.growth), "bonds": 0, "cash": 0},
        },
    }
    household, facts, plans = read_household_with_plans(json.dumps(document))
    outlook = outlook_of(household, facts, plans, load_law(), Variation(first_year=YEARS[0]))
    return project(outlook, TaxableFirst())


@settings(max_examples=15, deadline=None)
@given(home=homes())
@example(
    home=Home(
        born=(1950, 1955),
        iras=(Decimal(600_000), Decimal(250_000)),
        basis=(Decimal(50_000), Decimal(0)),
        broker=Decimal(40_000),
        cost=Decimal(10_000),
        roth=Decimal(0),
        cash=Decimal(5_000),
        pension=Decimal(20_000),
        benefits=Decimal(40_000),
        spending=Decimal(130_000),
        growth=Decimal("0.05"),
        dividends=Decimal("0.02"),
    )
)
def test_two_years_agree_with_the_second_opinion(home: Home) -> None:
    result = walked(home)
    for place, year in enumerate(YEARS):
        home, said = year_opinion(home, year)
        assert float(result.figures.tax[0, place]) == pytest.approx(float(said["tax"]), abs=CENT)
        for id_, amount in said.items():
            if id_ in result.outlook.accounts.ids:
                column = result.outlook.accounts.ids.index(id_)
                taken = float(result.ledger.withdrawn[0, place, column])
                assert taken == pytest.approx(float(amount), abs=CENT), id_
        assert float(result.figures.shortfall[0, place]) == pytest.approx(
            float(said["short"]), abs=CENT
        )
