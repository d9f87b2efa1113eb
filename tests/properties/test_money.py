"""What holds for every amount of money."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from planning.engine.money import CENT, quotient, to_cents, total, total_to_cents

amounts = st.decimals(-(10**12), 10**12, places=5)
divisors = st.integers(10, 1400).map(lambda tenths: Decimal(tenths).scaleb(-1))
fractions = st.fractions(-(10**6), 10**6, max_denominator=10**4)


@given(amounts)
def test_it_rounds_as_decimal_does(amount):
    with localcontext() as context:
        context.prec = 40
        assert to_cents(amount) == amount.quantize(CENT, ROUND_HALF_UP)


@given(amounts, divisors)
def test_a_quotient_times_its_divisor_is_the_amount(amount, divisor):
    assert quotient(amount, divisor) * Fraction(divisor) == Fraction(amount)


@given(st.lists(fractions))
def test_a_sum_is_exact(parts):
    assert total(parts) == sum(parts, Fraction(0))
    assert total_to_cents(parts) == to_cents(total(parts))
