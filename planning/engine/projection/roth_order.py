"""What of a Roth withdrawal is taxed, and what is left of where it came from?

The order of the law is worked in `planning.engine.tax.basis`, for all Roth IRAs of each person
together. Once a person is 59½ and the five years are over, nothing of them is taxed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planning.engine.projection.state import Roths
from planning.engine.tax.arrays import Dollars, Flags, is_all_zero
from planning.engine.tax.basis import RothMoney, is_qualified_roth, roth_distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class RothTaxed:
    """What of withdrawals is income, and what the additional tax falls on: (…, path, person)."""

    taxable: Dollars
    early: Dollars
    left: Roths


def roth_taxed(
    amount: Dollars, value: Dollars, roths: Roths, year: int, *, is_early: Flags
) -> RothTaxed:
    """Return what of each person's Roth withdrawals of a year is taxed.

    `amount` (…, path, person), `value` (path, person) before it; `is_early` (person): under 59½
    with no exception.
    """
    nothing = np.zeros(np.shape(amount))
    qualified = is_qualified_roth(roths.begun, year, ~is_early)
    are_candidates = nothing.ndim > roths.contributions.ndim  # of them no state is carried on
    is_free = are_candidates and qualified.all() and not is_early.any()
    if is_free or is_all_zero(amount):
        return RothTaxed(taxable=nothing, early=nothing, left=roths)
    used = roths.taxed.any(axis=(0, 1)) | roths.untaxed.any(axis=(0, 1))
    used &= roths.conversion_years <= year
    taken = roth_distribution(
        amount,
        RothMoney(
            contributions=roths.contributions,
            conversion_years=roths.conversion_years[used],
            taxed_conversions=_by_year(roths.taxed[..., used], nothing),
            untaxed_conversions=_by_year(roths.untaxed[..., used], nothing),
            value=np.maximum(value, amount),
        ),
        year,
        is_qualified=qualified,
        is_early=np.broadcast_to(is_early, nothing.shape),
    )
    taxed, untaxed = roths.taxed, roths.untaxed
    if not are_candidates:
        taxed, untaxed = taxed.copy(), untaxed.copy()
        taxed[..., used] = np.moveaxis(taken.left.taxed_conversions, 0, -1)
        untaxed[..., used] = np.moveaxis(taken.left.untaxed_conversions, 0, -1)
    left = replace(roths, contributions=taken.left.contributions, taxed=taxed, untaxed=untaxed)
    return RothTaxed(taxable=taken.taxable, early=taken.early_distribution, left=left)


def _by_year(amounts: Dollars, like: Dollars) -> Dollars:
    """Put the year of a conversion first, and room for candidates behind it."""
    first = np.moveaxis(amounts, -1, 0)
    extra = like.ndim - (first.ndim - 1)
    spread = first.reshape(first.shape[:1] + (1,) * extra + first.shape[1:])
    return np.array(np.broadcast_to(spread, (first.shape[0], *like.shape)))
