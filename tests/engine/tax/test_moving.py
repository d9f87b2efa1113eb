"""An amount that knows its slope: how it adds up, and when a comparison turns out otherwise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planning.engine.tax.moving import Moving, Trace, parts


def moving(value: float, slope: float = 1.0, bend: float = 0.0) -> Moving:
    return Moving(value, slope, bend, Trace())


def test_amounts_add_up_and_multiply_with_their_slopes() -> None:
    a = moving(10, 2)
    b = Moving(3, -1, 0, a.trace)
    assert parts(a + b) == parts(b + a) == (13, 1, 0)
    assert parts(5 - a) == (-5, -2, 0)
    assert parts(a - 4.0) == (6, 2, 0)
    assert parts(a * b) == (30, -4, -2)
    assert parts(2 * a) == (20, 4, 0)
    assert a.trace.is_exact
    assert parts(7) == (7, 0, 0)


def test_a_product_of_more_than_a_parabola_is_told() -> None:
    a = moving(10, 2)
    square = a * a
    assert a.trace.is_exact
    assert parts(square * a)[:2] == (1_000, 600)
    assert not a.trace.is_exact


def test_a_quotient_is_followed_by_its_slope_and_bend() -> None:
    a = moving(10, 2)
    assert parts(a / 4) == (2.5, 0.5, 0)
    assert a.trace.is_exact
    assert parts((3 * a) / a) == (3, 0, 0)  # both move as one
    assert a.trace.is_exact
    value, slope, bend = parts(60 / a)
    assert (value, slope, bend) == pytest.approx((6, -1.2, 0.24))  # 60 ÷ (10 + 2x)
    assert not a.trace.is_exact


def test_two_amounts_that_leave_zero_together_have_a_share() -> None:
    a = moving(0, 2)
    assert parts(a / (a * 4)) == (0.25, 0, 0)


@pytest.mark.parametrize(
    ("amount", "threshold", "is_over", "ahead"),
    [
        (moving(100), 250, False, 150),
        (moving(300, -2), 250, True, 25),
        (moving(250), 250, True, math.inf),  # it stands there, and is over from here on
        (moving(250, -1), 250, False, math.inf),
        (moving(250, 0), 250, False, math.inf),
        (moving(100, 0), 250, False, math.inf),
        (moving(0, 0, 1), 4, False, 2),  # x² reaches 4
        (moving(-6, 5, -1), 0, False, 2),  # −6 + 5x − x² is over zero from 2 to 3
        (moving(6, -5, 1), 0, True, 2),
        (moving(1, 0, 1), 0, True, math.inf),  # it never is zero
        (moving(0, 0, -1), 0, False, math.inf),
        (moving(0, -4, 1), 0, False, 4),
    ],
)
def test_a_comparison_tells_when_it_would_turn_out_otherwise(
    amount: Moving, threshold: float, is_over: bool, ahead: float
) -> None:
    assert (amount > threshold) is is_over
    assert amount.trace.ahead == pytest.approx(ahead)
    assert (amount >= threshold) is (is_over or parts(amount - threshold) == (0, 0, 0))
    assert (threshold < amount) is is_over
    assert (amount <= threshold) is not is_over
    assert (amount < threshold) is (not is_over and parts(amount - threshold) != (0, 0, 0))


def test_what_is_nothing_now_but_moves_is_something() -> None:
    assert moving(0)
    assert not moving(0, 0)
    assert parts(abs(moving(-3))) == (3, -1, 0)
    assert parts(abs(moving(3))) == (3, 1, 0)


@pytest.mark.parametrize(
    ("amount", "floor", "ceiling", "ahead"),
    [
        (moving(2.5, 0.01), 2, 3, 50),
        (moving(2.5, -0.01), 2, 3, 50),
        (moving(3, 0.01), 3, 4, 100),
        (moving(3, -0.01), 2, 3, 100),
        (moving(3, 0), 3, 3, math.inf),
        (moving(2.5, 0), 2, 3, math.inf),
    ],
)
def test_a_step_of_stairs_lasts_to_the_next_whole_number(
    amount: Moving, floor: float, ceiling: float, ahead: float
) -> None:
    assert math.floor(amount) == floor
    assert math.ceil(amount) == ceiling
    assert amount.trace.ahead == pytest.approx(ahead)


def test_stairs_too_narrow_to_follow_are_a_slope() -> None:
    amount = moving(2.5, 0.1)
    assert math.floor(amount) is amount


def test_the_rules_of_numpy_hold_for_an_array_of_one() -> None:
    trace = Trace()
    income = trace.income(1_000)
    tax = np.maximum(income - 1_500, 0) * 0.1 + np.where(income > 1_200, 50.0, 0.0)
    assert parts(tax[0]) == (0, 0, 0)
    assert trace.ahead == pytest.approx(200)
    later = Trace()
    (owed,) = np.minimum(later.income(2_000), 5_000) * 0.1
    assert parts(owed) == pytest.approx((200, 0.1, 0))
