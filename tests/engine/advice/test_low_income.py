"""How much room does a year leave? Against lines of the law that are added up by hand."""

from __future__ import annotations

from typing import Any

from planning.engine.advice.low_income import IncomeYear, Room, income_years
from tests.engine.advice.plans import ANN, cents, plan
from tests.engine.projection.households import Told, account

# 24,150 of Ann's income are not taxed; the 12% bracket ends at 50,400, gains are free to 49,450.
CONVERTS = Told(converted={(2026, "ira"): 30_000})


def room(rooms: tuple[Room, ...], code: str, number: float = 0.0) -> float:
    return next(one.dollars for one in rooms if (one.code, one.number) == (code, number))


def years_of(document: dict[str, Any], policy: Told | None = None) -> list[IncomeYear]:
    return list(income_years(plan(document, policy)))


def test_the_room_of_a_year_without_income_and_what_a_conversion_leaves_of_it():
    (first, *_rest) = years_of(ANN, CONVERTS)
    assert room(first.unchosen, "bracket", 0.12) == cents(50_400 + 24_150)
    assert room(first.followed, "bracket", 0.12) == cents(50_400 + 24_150 - 30_000)
    assert room(first.followed, "gains") == cents(49_450 - 5_850)
    assert room(first.followed, "irmaa_tier", 1) == cents(109_000 - 30_000)


def test_the_senior_deduction_that_income_takes_away_is_counted():
    """To 105,700 at 22%: over 75,000 each dollar of income takes six cents of 6,000 away."""
    (first, *_rest) = years_of(ANN)
    room_22 = room(first.unchosen, "bracket", 0.22)
    left = 6_000 - 0.06 * (room_22 - 75_000)
    assert room_22 - 16_100 - 2_050 - left == cents(105_700)


def test_social_security_that_joins_is_counted():
    """At 85% taxed: 0.85 × 24,000 = 20,400 stand beside what the IRA pays."""
    benefit = {"person": "a", "kind": "social_security", "annual": 24_000}
    (first, *_rest) = years_of(ANN | {"incomes": [benefit]})
    assert room(first.unchosen, "bracket", 0.12) == cents(50_400 + 24_150 - 20_400)


def test_a_year_before_benefits_and_required_payments_is_low():
    young = ANN | {
        "people": [ANN["people"][0] | {"born_on": "1955-05-10", "plan_to_age": 73}],
        "incomes": [
            {"person": "a", "kind": "wages", "annual": 90_000, "to": "2026-12-31"},
            {"person": "a", "kind": "social_security", "annual": 24_000, "start_on": "2028-01-01"},
        ],
        "accounts": [
            account("ira", "traditional_ira", 2_000_000),
            account("tax", "taxable", 900_000, basis=900_000),
        ],
    }
    found = {one.year: one.reasons for one in years_of(young)}
    assert found == {
        2026: (),
        2027: ("before_benefits", "before_rmds", "untaxed", "below_later"),
        2028: (),
    }


def test_the_line_of_the_marketplace_credit_has_its_room():
    """One person in 2026: four times the guideline of 15,650."""
    young = ANN | {
        "people": [ANN["people"][0] | {"born_on": "1964-05-10", "plan_to_age": 63}],
        "health": {"aca_benchmark_annual": 9_000},
    }
    (first, *_rest) = years_of(young)
    assert room(first.unchosen, "aca", 4.0) == cents(62_600)
    assert not [one for one in first.unchosen if one.code == "irmaa_tier"]
