"""The tax engine and a second opinion worked from the forms agree, line by line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.engine.household import FilingStatus
from planning.engine.law import load_law
from planning.engine.tax.batch import AMOUNTS
from planning.engine.tax.federal import FederalTax, federal_tax
from planning.engine.tax.marginal import marginal_rate
from planning.engine.tax.units import CODES, TaxUnits, tax_units
from tests.properties.form_1040 import Return, figures, opinion

LAW = load_law()
YEARS = range(2021, 2028)
CENT = 0.01


def lines(tax: FederalTax) -> dict[str, Any]:
    """Return the lines under the names of the batch command."""
    return {
        "agi": tax.adjusted_gross_income,
        "taxable_ss": tax.taxable_social_security,
        "standard_deduction": tax.standard_deduction + tax.charity_deduction,
        "itemized_deduction": tax.itemized_deduction,
        "senior_deduction": tax.senior_deduction,
        "taxable_income": tax.taxable_income,
        "regular_tax": tax.regular.tax,
        "amt": tax.alternative_minimum_tax,
        "niit": tax.net_investment_income_tax,
        "tax_before_credits": tax.tax_before_credits,
        "fed_tax_total": tax.total_tax,
    }


def edges(year: int, status: str) -> list[int]:
    """Return the amounts of a year at which something begins or ends."""
    found: list[int] = []
    for name in (
        *("rate_schedule", "capital_gain_thresholds", "senior_deduction", "salt_limit"),
        *("net_investment_income_tax", "social_security_taxation", "amt_phase_out"),
    ):
        given_here = figures(name, year)
        for entry in (given_here.get(status), given_here.get("phase_down_start")):
            found += entry if isinstance(entry, list) else [entry] if entry else []
    return found


@st.composite
def returns(draw: st.DrawFn) -> Return:
    """Draw a return, most often with an income near an edge of its year."""
    year, status = draw(st.sampled_from(YEARS)), draw(st.sampled_from(list(CODES)))
    joint = status is FilingStatus.JOINT
    near = st.sampled_from(edges(year, status)).flatmap(
        lambda edge: st.integers(max(0, edge - 3), edge + 20_000)
    )
    small = st.integers(0, 60_000)
    amounts = {
        "ira_head": draw(near | st.integers(0, 1_500_000)),
        "ss_head": draw(st.just(0) | small),
        "wages_head": draw(st.just(0) | small),
        "taxable_interest": draw(st.just(0) | small),
        "tax_exempt_interest": draw(st.just(0) | small),
        "qualified_dividends": draw(st.just(0) | small),
        "net_ltcg": draw(st.just(0) | st.integers(-50_000, 900_000)),
        "net_stcg": draw(st.just(0) | st.integers(-50_000, 50_000)),
    }
    if amounts["net_ltcg"] > 0 and draw(st.booleans()):
        amounts["unrecaptured_section_1250_gain"] = draw(st.integers(0, amounts["net_ltcg"]))
        rest = amounts["net_ltcg"] - amounts["unrecaptured_section_1250_gain"]
        amounts["collectibles_gain"] = draw(st.integers(0, rest))
    if joint:
        amounts["ss_spouse"] = draw(small)
    if draw(st.booleans()):
        amounts["state_local_income_or_sales_tax"] = draw(st.integers(0, 80_000))
        amounts["mortgage_interest"] = draw(small)
        amounts["charity_cash"] = draw(small)
        amounts["medical_expenses"] = draw(small)
    ages = tuple(draw(st.integers(55, 90)) for _person in range(1 + joint))
    return Return(
        year=year,
        status=status,
        ages=ages,
        blind=draw(st.integers(0, 1)),
        lived_apart=draw(st.booleans()),
        spouse_itemizes=draw(st.booleans()),
        amounts={name: Decimal(amount) for name, amount in amounts.items()},
    )


def units_of(r: Return) -> TaxUnits:
    """Write a return as the engine's units."""
    return tax_units(
        year=r.year,
        status=FilingStatus(r.status),
        age_head=r.ages[0],
        age_spouse=r.ages[1] if len(r.ages) > 1 else 0,
        blind_head=r.blind,
        lived_with_spouse=not r.lived_apart,
        spouse_itemizes=r.spouse_itemizes,
        **{AMOUNTS.get(name, name): float(amount) for name, amount in r.amounts.items()},
    )


@given(returns())
def test_every_line_agrees_with_the_forms(r: Return) -> None:
    mine, theirs = lines(federal_tax(units_of(r), LAW)), opinion(r)
    apart = {
        name: (float(mine[name]), float(amount))
        for name, amount in theirs.items()
        if abs(float(mine[name]) - float(amount)) > CENT
    }
    assert not apart, r


@given(st.lists(returns(), min_size=2, max_size=4))
def test_a_batch_is_each_return_alone(batch: list[Return]) -> None:
    together = [units_of(r) for r in batch]
    names = together[0].__dataclass_fields__
    units = TaxUnits(**{n: np.array([getattr(u, n) for u in together]) for n in names})
    at_once = federal_tax(units, LAW).total_tax
    one_by_one = [float(federal_tax(u, LAW).total_tax) for u in together]
    assert at_once == pytest.approx(one_by_one, abs=1e-6)


@given(returns(), st.integers(1, 5_000))
def test_tax_never_falls_when_ordinary_income_rises(r: Return, more: int) -> None:
    """Federal income tax has no cliff: nothing that is lost is lost at one dollar."""
    units = units_of(r)
    before = federal_tax(units, LAW).total_tax
    assert federal_tax(units.plus("ira_head", more), LAW).total_tax >= before - 1e-6


@given(returns())
def test_the_order_of_two_people_does_not_matter(r: Return) -> None:
    if r.status != FilingStatus.JOINT:
        return
    swap = {"head": "spouse", "spouse": "head"}
    amounts = {
        f"{base}_{swap[end]}" if (end := name.rpartition("_")[2]) in swap else name: amount
        for name, amount in r.amounts.items()
        for base in [name.rpartition("_")[0]]
    }
    other = Return(**{**vars(r), "ages": r.ages[::-1], "amounts": amounts})
    mine, theirs = federal_tax(units_of(r), LAW), federal_tax(units_of(other), LAW)
    assert float(mine.total_tax) == pytest.approx(float(theirs.total_tax), abs=1e-6)


@given(returns())
def test_the_next_dollar_costs_what_the_second_opinion_says(r: Return) -> None:
    units = units_of(r)
    mine = marginal_rate(units, federal_tax(units, LAW), LAW)
    richer = {**r.amounts, "ira_head": r["ira_head"] + 1}
    theirs = (
        opinion(Return(**{**vars(r), "amounts": richer}))["fed_tax_total"]
        - opinion(r)["fed_tax_total"]
    )
    assert float(mine) == pytest.approx(float(theirs), abs=1e-6)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("status", list(CODES))
def test_who_has_nothing_owes_nothing(year: int, status: FilingStatus) -> None:
    assert float(federal_tax(tax_units(year=year, status=status), LAW).total_tax) == 0


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("status", list(CODES))
def test_the_schedule_has_no_jump(year: int, status: FilingStatus) -> None:
    tops = np.array(figures("rate_schedule", year)[status], dtype=float)
    deduction = float(figures("standard_deduction", year)[status])
    at = tax_units(year=year, status=status, ira_head=tops + deduction)
    beyond = tax_units(year=year, status=status, ira_head=tops + deduction + 0.01)
    step = federal_tax(beyond, LAW).total_tax - federal_tax(at, LAW).total_tax
    assert (step < 0.0041).all()


@given(st.sampled_from(YEARS), st.integers(0, 300_000))
def test_two_equal_incomes_pay_jointly_what_two_single_people_pay_below_the_top(
    year: int, income: int
) -> None:
    """Since 2018 the joint schedule is twice the single one up to the 37% bracket."""
    single = tax_units(year=year, status=FilingStatus.SINGLE, ira_head=income, age_head=50)
    joint = tax_units(
        year=year, status=FilingStatus.JOINT, ira_head=2 * income, age_head=50, age_spouse=50
    )
    twice = 2 * float(federal_tax(single, LAW).regular.tax)
    assert float(federal_tax(joint, LAW).regular.tax) == pytest.approx(twice, abs=1e-6)
