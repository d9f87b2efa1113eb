"""When should Social Security be claimed? Against the sum of every month that is paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from planning.engine.advice.claim_ages import benefits_by_path, claim_search
from planning.engine.advice.followed import on_paths
from planning.engine.projection.social_security import benefits_of
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.tax_year.benefits import monthly_benefit, months_paid
from tests.engine.advice.plans import ANN, cents, plan
from tests.engine.projection.households import COUPLE, LAW, account

AS_OF = date(2025, 12, 31)
BORN = date(1964, 5, 10)
FULL = Decimal(1_000)


def benefit(person: str, start_on: str, full: int = 1_000) -> dict[str, Any]:
    return {
        "person": person,
        "kind": "social_security",
        "monthly_at_fra": full,
        "start_on": start_on,
    }


def document(until: int, **more) -> dict[str, Any]:
    person = ANN["people"][0] | {"born_on": BORN.isoformat(), "plan_to_age": until - BORN.year}
    return ANN | {
        "people": [person],
        "accounts": [account("tax", "taxable", 400_000, basis=400_000)],
        "incomes": [benefit("a", "2031-05-01")],
        "spending": {"annual": 12_000},
        **more,
    }


def paid(start_on: date, until: int) -> float:
    """Return everything that is paid to the end; so little is not taxed."""
    years = range(2026, until + 1)
    count = sum(months_paid(year, start_on, None) for year in years)
    return count * float(monthly_benefit(FULL, BORN, start_on, LAW))


def test_every_month_is_worth_what_it_pays_to_the_end():
    until = 2034
    found = claim_search(plan(document(until)))
    years = until - 2025
    for month in found.months[::7]:
        left = 400_000 - years * 12_000 + paid(month.start_on, until)
        assert month.value == cents(left)
    best = max(found.months, key=lambda one: paid(one.start_on, until))
    assert found.best.claims == {"a": best.start_on}
    on_record = 400_000 - years * 12_000 + paid(date(2031, 5, 1), until)
    assert found.present.value == cents(on_record)
    assert found.present_costs == cents(paid(best.start_on, until) - paid(date(2031, 5, 1), until))


def test_the_months_are_those_of_the_law():
    """62 throughout from June 2026 on; 70 in May 2034."""
    found = claim_search(plan(document(2034)))
    assert (found.months[0].start_on, found.months[0].age) == (date(2026, 6, 1), 62 * 12 + 1)
    assert (found.months[-1].start_on, found.months[-1].age) == (date(2034, 5, 1), 70 * 12)
    assert len(found.months) == 96
    assert [claims["a"].year for claims, _value in found.grid] == list(range(2026, 2035))


def test_it_is_worth_spending_a_year_where_that_is_sought():
    """Seven years: what is paid besides 400,000 is spent evenly."""
    found = claim_search(plan(document(2032), objective=Objective.SPENDING))
    for month in found.months[::20]:
        assert month.value == pytest.approx((400_000 + paid(month.start_on, 2032)) / 7, abs=5)
    assert found.best.value == pytest.approx(max(one.value for one in found.months), abs=2)


def test_each_path_has_the_benefits_of_its_months():
    """Own, as a spouse and as a survivor: as if each had been asked for alone."""
    people = [
        COUPLE["people"][0] | {"born_on": BORN.isoformat(), "plan_to_age": 65},
        COUPLE["people"][1] | {"born_on": "1962-08-20", "plan_to_age": 75},
    ]
    married = document(2033) | {
        "people": people,
        "marriages": COUPLE["marriages"],
        "incomes": [benefit("a", "2027-01-01", 3_000), benefit("b", "2027-02-01", 500)],
    }
    start = plan(married)
    claims = [
        {"a": date(2026, 6, 1), "b": date(2030, 1, 1)},
        {"a": date(2031, 5, 1), "b": date(2026, 3, 1)},
    ]
    ours = benefits_by_path(start, claims)
    wide = on_paths(start.outlook, 2).lives
    outlook = start.outlook
    wages = outlook.incomes.wages(outlook.lives, outlook.prices)
    for path, one in enumerate(claims):
        alone = benefits_of(
            outlook.facts.incomes, outlook.lives, wages, outlook.law, as_of=AS_OF, claims=one
        )
        for year in outlook.years:
            expected = alone.in_year(year, outlook.lives)[0]
            assert (ours.in_year(year, wide)[path] == expected).all()
        assert (ours.on_cases(np.array([path])).own[:, 0] == alone.own).all()


def test_who_has_claimed_has_no_month_to_choose():
    assert claim_search(plan(document(2031, incomes=[benefit("a", "2025-06-01")]))) is None
    assert claim_search(plan(ANN)) is None
