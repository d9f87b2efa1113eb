"""What is found for a household, each value worked out again by whole returns."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from planning.engine.opportunities import Case, Found, Kind, Opportunity, opportunities_of
from planning.engine.tax.irmaa import JOINT_ROW, LOOK_BACK, SINGLE_ROW, premium_year_table
from planning.engine.tax.premium_credit import Region, coverage_year_figures
from planning.engine.tax_year import WhatIf
from planning.engine.tax_year.year import one
from tests.engine.tax_year.facts import COUPLE, LAW, SOLO, account, read, year_of

YEAR = 2026
IRA = account("ira", "traditional_ira", 500_000)
BORN_1957: dict[str, Any] = SOLO | {"people": [{"id": "a", "name": "Ann", "born_on": "1957-05-10"}]}


def found(document: dict[str, Any], **more: Any) -> Found:
    household, facts = read(document, **more)
    (of_one,) = opportunities_of([Case(household=household, facts=facts)], LAW, YEAR)
    return of_one


def of_kind(kind: Kind, document: dict[str, Any], **more: Any) -> Opportunity:
    (only,) = [one for one in found(document, **more).opportunities if one.kind is kind]
    return only


def other(amount: float) -> list[dict[str, Any]]:
    return [{"person": "a", "kind": "other", "annual": amount}]


def tier_line(row: int) -> float:
    return float(premium_year_table(LAW, YEAR + LOOK_BACK).over[row, 0])


def with_requirement_taken(**more: Any) -> dict[str, Any]:
    taken = [{"account": "ira", "paid_on": "2026-02-01", "amount": 60_000, "kind": "cash"}]
    return SOLO | {"accounts": [IRA], "distributions": taken} | more


def test_the_room_of_a_bracket_ends_where_the_next_one_begins():
    document = with_requirement_taken(incomes=other(2_000))
    room = of_kind(Kind.BRACKET_ROOM, document)
    now = year_of(document)
    full = year_of(document, what_if=WhatIf(conversion=room.amount))
    over = year_of(document, what_if=WhatIf(conversion=room.amount + 2))
    line = float(room.numbers["line"])
    assert one(now.tax.regular.ordinary) < one(full.tax.regular.ordinary) <= line
    assert one(over.tax.regular.ordinary) > line
    cost = one(full.tax.total_tax) - one(now.tax.total_tax)
    cost += full.surcharges_later - now.surcharges_later
    next_rate = float(room.numbers["next_rate"])
    assert float(room.value) == pytest.approx(next_rate * float(room.amount) - cost, abs=0.01)
    assert room.numbers["stops_at"] == "line"


def test_filling_stops_before_a_surcharge_that_costs_more_than_is_gained():
    # $20,000 under the first tier, with the end of the 22% bracket above it.
    line = tier_line(SINGLE_ROW)
    document = with_requirement_taken(incomes=other(line - 80_000))
    room = of_kind(Kind.BRACKET_ROOM, document)
    assert room.numbers["stops_at"] == "irmaa"
    full = year_of(document, what_if=WhatIf(conversion=room.amount))
    over = year_of(document, what_if=WhatIf(conversion=room.amount + 2))
    assert full.surcharges_later == 0 < over.surcharges_later


def test_there_is_no_more_room_than_money():
    small = [account("ira", "traditional_ira", 30_000)]
    room = of_kind(Kind.BRACKET_ROOM, SOLO | {"accounts": small, "incomes": other(40_000)})
    assert room.numbers["stops_at"] == "held"
    assert room.amount == int(room.numbers["held"]) < room.numbers["room"]


@pytest.mark.parametrize(("beside", "code"), [(-1_500, "irmaa_below"), (1_500, "irmaa_above")])
def test_beside_a_tier_the_value_is_the_surcharge_that_begins_there(beside: int, code: str):
    line = tier_line(JOINT_ROW)
    edge = of_kind(Kind.IRMAA_EDGE, COUPLE, incomes=other(line + beside))
    assert (edge.code, edge.amount) == (code, 1_500)
    below, above = (year_of(COUPLE, incomes=other(line + by)) for by in (-1, 1))
    jump = above.surcharges_later - below.surcharges_later
    assert float(edge.value) == pytest.approx(jump, abs=0.01)
    assert edge.numbers["people"] == 2


def test_far_from_every_tier_there_is_no_edge():
    kinds = {one.kind for one in found(SOLO, incomes=other(60_000)).opportunities}
    assert Kind.IRMAA_EDGE not in kinds


def invested(worth: int, basis: int) -> list[dict[str, Any]]:
    return [account("t", "taxable", worth, basis=basis, allocation={"stocks": 1})]


YIELDS = {"dividends": 0, "qualified_share": 1, "interest": 0}


def test_gains_within_their_bracket_are_worth_the_rate_they_escape():
    document = SOLO | {"accounts": invested(300_000, 100_000), "yields": YIELDS}
    document |= {"incomes": other(30_000)}
    room = of_kind(Kind.GAIN_ROOM, document)
    now = year_of(document)
    full = year_of(document, what_if=WhatIf(gain=room.amount))
    over = year_of(document, what_if=WhatIf(gain=room.amount + 2))
    line = float(room.numbers["line"])
    assert one(full.tax.taxable_income) <= line < one(over.tax.taxable_income)
    cost = one(full.tax.total_tax) - one(now.tax.total_tax)
    assert float(room.value) == pytest.approx(0.15 * float(room.amount) - cost, abs=0.01)


def test_a_loss_is_worth_the_tax_it_lowers_this_year():
    document = SOLO | {"accounts": invested(80_000, 100_000), "yields": YIELDS}
    loss = of_kind(Kind.LOSS, document, incomes=other(90_000))
    assert loss.amount == 20_000
    # 22% of $3,000, and of the 6% of it by which the senior deduction is larger again.
    assert loss.value == Decimal("699.60")


def test_without_what_was_paid_for_it_a_gain_cannot_be_decided():
    unknown = [account("t", "taxable", 80_000, allocation={"stocks": 1})]
    missing = found(SOLO | {"accounts": unknown, "yields": YIELDS}).missing
    assert [(one.code, one.account) for one in missing] == [("account_basis", "t")]


def test_years_before_requirements_share_what_there_is():
    document = SOLO | {"people": [{"id": "a", "name": "Ann", "born_on": "1962-05-10"}]}
    held = [account("ira", "traditional_ira", 900_000)]
    benefit = {"person": "a", "kind": "social_security", "annual": 36_000}
    document |= {"accounts": held, "incomes": [benefit | {"start_on": "2032-06-01"}]}
    low = of_kind(Kind.LOW_YEARS, document)
    amounts = {year: Decimal(amount) for year, amount in low.numbers["years"]}
    assert list(amounts) == list(range(2026, 2037))  # 75 in 2037
    assert sum(amounts.values()) == low.amount <= 900_000
    worth = 0.0
    for year, amount in amounts.items():
        before, after = (year_of(document, year, what_if=w) for w in (WhatIf(), converted(amount)))
        cost = one(after.tax.total_tax) - one(before.tax.total_tax)
        worth += float(low.numbers["rate"]) * float(amount) - cost
        worth -= after.surcharges_later - before.surcharges_later
    assert float(low.value) == pytest.approx(worth, abs=0.05)
    # The same dollars of this year are not said a second time.
    assert Kind.BRACKET_ROOM not in {one.kind for one in found(document).opportunities}


def converted(amount: Decimal) -> WhatIf:
    return WhatIf(conversion=amount)


def test_somebody_who_earns_has_no_year_of_low_income():
    wages = [{"person": "a", "kind": "wages", "annual": 90_000}]
    document = SOLO | {"people": [{"id": "a", "name": "Ann", "born_on": "1962-05-10"}]}
    kinds = {one.kind for one in found(document, accounts=[IRA], incomes=wages).opportunities}
    assert Kind.LOW_YEARS not in kinds


def test_a_first_requirement_put_off_falls_into_the_year_of_the_second():
    born = SOLO | {"people": [{"id": "a", "name": "Ann", "born_on": "1953-05-10"}]}
    document = born | {"accounts": [IRA], "incomes": other(30_000)}
    start = of_kind(Kind.RMD_START, document)
    first = Decimal(500_000) / Decimal("26.5")
    assert start.amount == round(first, 2)
    assert start.code == "start_in_year"
    kept = 500_000 - float(first)
    second, second_put_off = kept / 25.5, 500_000 / 25.5
    in_year = tax(document, 2026, float(first)) + tax(document, 2027, second)
    put_off = tax(document, 2026, 0) + tax(document, 2027, float(first) + second_put_off)
    assert float(start.value) == pytest.approx(put_off - in_year, abs=0.05)


def tax(document: dict[str, Any], year: int, required: float) -> float:
    """Return what a year costs with an amount required, as any other income."""
    (income,) = document["incomes"]
    incomes = [income, *other(round(required, 2))]
    incomes[1]["growth"] = 0
    of = year_of(document | {"accounts": [], "incomes": incomes}, year)
    return one(of.tax.total_tax) + of.surcharges_later


def test_who_has_taken_the_first_one_starts_no_more():
    born = SOLO | {"people": [{"id": "a", "name": "Ann", "born_on": "1953-05-10"}]}
    taken = [{"account": "ira", "paid_on": "2026-02-01", "amount": 20_000, "kind": "cash"}]
    more = {"accounts": [IRA], "distributions": taken, "incomes": other(30_000)}
    kinds = {one.kind for one in found(born | more).opportunities}
    assert Kind.RMD_START not in kinds


def test_a_gift_from_the_ira_saves_what_the_same_cash_does_not():
    born = SOLO | {"people": [{"id": "a", "name": "Ann", "born_on": "1950-05-10"}]}
    document = born | {"accounts": [IRA], "incomes": other(60_000)}
    document |= {"deductions": {"charity_cash": 5_000}}
    gift = of_kind(Kind.GIFT, document)
    assert (gift.code, gift.amount) == ("gift_instead", 5_000)
    with_gift = year_of(document, what_if=WhatIf(person="a", gift=Decimal(5_000)), deductions={})
    saved = one(year_of(document).tax.total_tax) - one(with_gift.tax.total_tax)
    assert float(gift.value) == pytest.approx(saved, abs=0.01)
    assert of_kind(Kind.GIFT, document, deductions={}).code == "gift_wished"


def test_just_under_the_cliff_the_credit_is_what_is_to_be_kept():
    young = SOLO | {"people": [{"id": "a", "name": "Ann", "born_on": "1966-05-10"}]}
    young |= {"health": {"aca_benchmark_annual": 12_000}}
    line = 4 * coverage_year_figures(LAW, YEAR, Region.CONTIGUOUS).first_person
    cliff = of_kind(Kind.CREDIT_CLIFF, young, incomes=other(line - 100))
    assert (cliff.code, cliff.amount) == ("credit_below", 100)
    at_line = year_of(young, incomes=other(line)).credit
    assert float(cliff.value) == pytest.approx(one(at_line.credit), abs=0.01)
    assert of_kind(Kind.CREDIT_CLIFF, young, incomes=other(line + 100)).code == "credit_above"


def test_a_household_answers_the_same_alone_and_among_others():
    documents = [
        with_requirement_taken(incomes=other(2_000)),
        COUPLE | {"incomes": other(tier_line(JOINT_ROW) + 300)},
        SOLO | {"accounts": invested(300_000, 100_000), "yields": YIELDS},
        BORN_1957 | {"accounts": [IRA]},
    ]
    cases = [Case(household=h, facts=f) for h, f in map(read, documents)]
    together = opportunities_of(cases, LAW, YEAR)
    assert together == [opportunities_of([case], LAW, YEAR)[0] for case in cases]
    assert all(of.opportunities for of in together)


def test_without_a_birth_date_it_says_what_is_missing_and_nothing_else():
    household, facts = read(SOLO | {"accounts": [IRA]})
    ageless = replace(household, people=(replace(household.people[0], born_on=None),))
    (of,) = opportunities_of([Case(household=ageless, facts=facts)], LAW, YEAR)
    assert (of.opportunities, [one.code for one in of.missing]) == ((), ["birth_date"])
