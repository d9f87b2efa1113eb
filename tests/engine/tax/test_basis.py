"""Which part of a distribution was taxed before."""

from __future__ import annotations

import numpy as np
import pytest

from planning.engine.tax.basis import (
    RothMoney,
    excluded_gifts,
    is_qualified_roth,
    net_unrealized_appreciation,
    pro_rata,
    returned_investment,
    roth_distribution,
)


def amount(number: float) -> np.ndarray:
    return np.array(float(number))


def test_one_share_of_basis_for_distributions_and_conversions() -> None:
    """tax.md § 11: 20,000 of 160,000 + 10,000 + 30,000 is 10%."""
    found = pro_rata(amount(20_000), amount(160_000), amount(10_000), amount(30_000))
    assert found.tax_free_share == pytest.approx(0.10)
    assert found.taxable_distributions + found.taxable_conversions == pytest.approx(36_000)
    assert found.basis_left == pytest.approx(16_000)


def test_basis_is_never_more_than_the_money() -> None:
    found = pro_rata(amount(20_000), amount(0), amount(15_000), amount(0))
    assert found.taxable_distributions == 0
    assert found.basis_left == 5_000  # no longer deductible; it stays on the form


def test_without_money_there_is_no_share() -> None:
    assert pro_rata(amount(0), amount(0), amount(0), amount(0)).tax_free_share == 0


def money() -> RothMoney:
    return RothMoney(
        contributions=amount(10_000),
        conversion_years=np.array([2020, 2024]),
        taxed_conversions=np.array([8_000.0, 20_000.0]),
        untaxed_conversions=np.array([2_000.0, 0.0]),
        value=amount(60_000),
    )


YES, NO = np.array(True), np.array(False)


def test_contributions_come_first_and_cost_nothing() -> None:
    taken = roth_distribution(amount(9_000), money(), 2026, is_qualified=NO, is_early=YES)
    assert (taken.from_contributions, taken.taxable, taken.early_distribution) == (9_000, 0, 0)
    assert taken.left.contributions == 1_000
    assert taken.left.value == 51_000


def test_conversions_come_oldest_first_the_taxed_part_of_each_before_the_rest() -> None:
    taken = roth_distribution(amount(19_000), money(), 2026, is_qualified=NO, is_early=YES)
    assert taken.from_conversions == 9_000
    assert taken.left.taxed_conversions.tolist() == [0, 20_000]
    assert taken.left.untaxed_conversions.tolist() == [1_000, 0]
    assert taken.early_distribution == 0  # five tax years have passed since 2020


def test_a_young_conversion_taken_early_bears_the_additional_tax_alone() -> None:
    taken = roth_distribution(amount(25_000), money(), 2026, is_qualified=NO, is_early=YES)
    assert taken.taxable == 0
    assert taken.early_distribution == 5_000  # of the conversion of 2024
    later = roth_distribution(amount(25_000), money(), 2029, is_qualified=NO, is_early=YES)
    assert later.early_distribution == 0


def test_earnings_come_last_and_are_free_where_qualified() -> None:
    taken = roth_distribution(amount(60_000), money(), 2026, is_qualified=NO, is_early=NO)
    assert (taken.from_earnings, taken.taxable, taken.early_distribution) == (20_000, 20_000, 0)
    free = roth_distribution(amount(60_000), money(), 2026, is_qualified=YES, is_early=NO)
    assert free.taxable == 0


def test_nothing_is_taken_that_is_not_there() -> None:
    taken = roth_distribution(amount(99_000), money(), 2026, is_qualified=YES, is_early=NO)
    assert taken.left.value == 0


@pytest.mark.parametrize(
    ("first", "of_age", "free"), [(2021, True, True), (2022, True, False), (2021, False, False)]
)
def test_earnings_need_five_tax_years_and_an_event(first: int, of_age: bool, free: bool) -> None:
    assert bool(is_qualified_roth(np.array(first), 2026, np.array(of_age))) is free


def test_gifts_are_left_out_up_to_the_limit_less_late_deductions() -> None:
    assert excluded_gifts(amount(120_000), amount(111_000), amount(7_500)) == 103_500
    assert excluded_gifts(amount(5_000), amount(111_000), amount(7_500)) == 0


def test_stock_taken_in_kind_is_income_at_its_cost() -> None:
    found = net_unrealized_appreciation(amount(100_000), amount(30_000))
    assert (found.ordinary_income, found.unrealized_appreciation) == (30_000, 70_000)
    assert net_unrealized_appreciation(amount(20_000), amount(30_000)).ordinary_income == 20_000


def test_an_investment_comes_back_by_a_fixed_part_until_nothing_of_it_is_left() -> None:
    paid, tax_free = np.array([[500.0], [12_000], [12_000], [12_000]]), np.full((4, 1), 1_000.0)
    assert returned_investment(paid, tax_free, 1_700).T.tolist() == [[500, 1_000, 200, 0]]
    assert returned_investment(paid, tax_free, np.inf).T.tolist() == [[500, 1_000, 1_000, 1_000]]
    assert not returned_investment(paid, tax_free, 0).any()


def test_two_who_are_paid_of_one_contract_share_what_is_left_of_it() -> None:
    paid, tax_free = np.array([[6_000.0, 3_000]]), np.array([[600.0, 300]])
    assert returned_investment(paid, tax_free, 450).tolist() == [[300, 150]]
