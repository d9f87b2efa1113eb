"""Another figure than ours is explained by what gives exactly that figure, and by nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import (
    Account,
    AccountKind,
    Adjustments,
    Beneficiary,
    Household,
    Marriage,
    Person,
    YearEndBalance,
)
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.readings import Reading, readings_of
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_person,
    obligation_of,
)


def readings(
    figure: str,
    *,
    spouse_born: date | None = None,
    adjustments: Adjustments | None = None,
    second: str | None = None,
    others: dict[str, Decimal] | None = None,
) -> tuple[Reading, ...]:
    """Explain a figure for an IRA of $237,000 of somebody who attains 76 in 2026: $10,000.00."""
    people = [Person(id="pat", name="Pat", born_on=date(1950, 5, 10))]
    marriages: tuple[Marriage, ...] = ()
    if spouse_born:
        people.append(Person(id="sam", name="Sam", born_on=spouse_born))
        marriages = (Marriage(people=("pat", "sam"), from_on=date(2000, 1, 1)),)
    amounts = {"ira": "237000", "second": second}
    accounts = tuple(
        Account(
            id=key,
            owner="pat",
            kind=AccountKind.TRADITIONAL_IRA,
            name=key,
            year_end_balances={2025: YearEndBalance(amount=Decimal(amount), source=None)},
            adjustments={2025: adjustments} if adjustments else {},
            beneficiaries=(Beneficiary(person="sam", share=Decimal(1)),) if spouse_born else (),
        )
        for key, amount in amounts.items()
        if amount
    )
    known = Household(
        name="Doe",
        as_of=date(2026, 11, 21),
        people=tuple(people),
        marriages=marriages,
        accounts=accounts,
    )
    (obligation,) = rmd_schedule(known, load_law(), years=[2026]).obligations
    first = next(a for a in obligation.amounts if a.account.id == "ira")
    return readings_of(Decimal(figure), first, obligation, load_law(), other_balances=others or {})


def codes(found: tuple[Reading, ...]) -> list[tuple[str, bool]]:
    return [(reading.code, reading.is_exact) for reading in found]


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        ("10772.73", "table_2002"),  # 237,000 ÷ 22.0
        ("9634.15", "wrong_age"),  # ÷ 24.6, of age 75
        ("10349.34", "wrong_age"),  # ÷ 22.9, of age 77
    ],
)
def test_another_divisor_is_recognized_to_the_cent(figure: str, code: str) -> None:
    assert codes(readings(figure)) == [(code, True)]


def test_the_uniform_table_in_place_of_the_joint_table() -> None:
    assert codes(readings("10000.00", spouse_born=date(1970, 1, 1))) == [("uniform_table", True)]


@pytest.mark.parametrize(
    ("adjustments", "code"),
    [
        (Adjustments(outstanding_rollover=Decimal(23_700)), "without_outstanding_rollover"),
        (Adjustments(qlac=Decimal(23_700)), "without_qlac"),
        (Adjustments(annuity_value=Decimal(23_700)), "without_annuity_separate"),
    ],
)
def test_a_balance_that_was_not_adjusted(adjustments: Adjustments, code: str) -> None:
    assert codes(readings("10000.00", adjustments=adjustments)) == [(code, True)]


def test_one_adjustment_of_several_and_all_of_them() -> None:
    both = Adjustments(outstanding_rollover=Decimal(23_700), qlac=Decimal(47_400))
    assert codes(readings("8000.00", adjustments=both)) == [("without_outstanding_rollover", True)]
    assert codes(readings("11000.00", adjustments=both)) == [("without_qlac", True)]
    assert codes(readings("10000.00", adjustments=both)) == [("unadjusted", True)]


def test_another_source_of_the_balance_is_named() -> None:
    (found,) = readings("10126.58", others={"form_5498": Decimal(240_000)})
    assert (found.code, found.numbers["source"]) == ("other_balance", "form_5498")


def test_the_total_of_the_pool_in_place_of_the_account() -> None:
    assert codes(readings("11000.00", second="23700")) == [("pool_total", True)]


def test_within_a_dollar_is_said_to_be_no_more() -> None:
    assert codes(readings("10773.00")) == [("table_2002", False)]
    assert codes(readings("10773.73")) == []


def test_our_figure_without_its_cents() -> None:
    adjusted = Adjustments(qlac=Decimal("10.00"))  # 236,990 ÷ 23.7 is 9,999.58
    assert codes(readings("9999.00", adjustments=adjusted)) == [("rounded", False)]
    assert codes(readings("9999.50", adjustments=adjusted)) == [("without_qlac", False)]


def test_what_nothing_gives_is_not_explained() -> None:
    assert readings("10126.00") == ()


def of_first_account(born_on: date, year: int, figure: str) -> list[str]:
    """Explain a figure for an IRA of $274,000 at the end of the year before."""
    account = make_account(year_end_balances=make_balances({year - 1: 274_000}))
    household = make_household(account, people=(make_person(born_on=born_on),))
    obligation = obligation_of(household, year)
    (amount,) = obligation.amounts
    found = readings_of(Decimal(figure), amount, obligation, load_law(), other_balances={})
    return [reading.code for reading in found]


def test_the_first_row_of_an_old_table_has_none_before_it() -> None:
    # 70 in 2015: 274,000 ÷ 27.4 = 10,000.00; at 71 it would be ÷ 26.5.
    assert of_first_account(date(1945, 3, 1), 2015, "10339.62") == ["wrong_age"]


def test_what_is_not_required_yet_is_not_explained() -> None:
    assert of_first_account(date(1960, 3, 1), 2026, "10339.62") == []
