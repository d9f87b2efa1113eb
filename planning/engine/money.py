"""How is a statutory amount divided, summed and rounded?

Law amounts are `Decimal` dollars and cents. A quotient is kept as an exact `Fraction` until
it is shown, so that a pool's total comes from unrounded parts and a tie at half a cent is a
real tie. This is the only module that rounds.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def quotient(amount: Decimal, divisor: Decimal) -> Fraction:
    """Return amount ÷ divisor, exactly."""
    # One fraction made from whole numbers: several times faster than dividing two.
    numerator, denominator = amount.as_integer_ratio()
    times, by = divisor.as_integer_ratio()
    return Fraction(numerator * by, denominator * times)


def to_cents(amount: Fraction | Decimal) -> Decimal:
    """Round to the cent, half up (away from zero at a tie).

    The law states no rounding of a required minimum distribution; this is the project's one
    convention, and published figures rounded to the dollar agree with it within a dollar.
    """
    return _in_cents(*amount.as_integer_ratio())


def _in_cents(numerator: int, denominator: int) -> Decimal:
    cents = (abs(numerator) * 200 + denominator) // (denominator * 2)
    return Decimal(-cents if numerator < 0 else cents).scaleb(-2)


def total(parts: Iterable[Fraction]) -> Fraction:
    """Return the exact sum; one reduction at the end is cheaper than one at each addition."""
    return Fraction(*_ratio_of_sum(parts))


def total_to_cents(parts: Iterable[Fraction]) -> Decimal:
    """Round the exact sum to the cent, which needs no reduction at all."""
    return _in_cents(*_ratio_of_sum(parts))


def _ratio_of_sum(parts: Iterable[Fraction]) -> tuple[int, int]:
    numerator, denominator = 0, 1
    for part in parts:
        above, below = part.as_integer_ratio()
        numerator, denominator = numerator * below + above * denominator, denominator * below
    return numerator, denominator
