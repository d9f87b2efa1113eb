"""How much more pre-tax money does a bracket hold this year?"""

from __future__ import annotations

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.flows import Flows
from planning.engine.projection.solve import EXACT, first_enough
from planning.engine.projection.year import Year
from planning.engine.tax import parameters
from planning.engine.tax.arrays import Dollars, Flags, positive
from planning.engine.tax.units import LARGEST, tax_units


def room_in_bracket(
    year: Year,
    rate: float | Dollars,
    withdrawn: Dollars,
    *,
    is_for_conversion: bool | Flags = True,
) -> Dollars:
    """Return what brings ordinary taxable income to the top of a bracket: (path, account).

    Found on the whole return, so that what the money makes of Social Security and of deductions
    is counted, and `withdrawn` too; what is sold besides is not known yet. Drawn from all accounts
    in proportion; conversions keep to the limits of the plan. `rate` and `is_for_conversion` may
    differ by path.
    """
    accounts, state = year.outlook.accounts, year.state
    pretax = accounts.of(Shelter.IRA, Shelter.PLAN, inherited=False)
    gone = year.required + withdrawn
    available = year.available(gone) * pretax
    available = np.where(
        np.reshape(is_for_conversion, (-1, 1)),
        within_limits(year, available * accounts.convertible),
        np.where(year.is_early, 0.0, available),
    )
    most = available.sum(axis=1)
    if not most.any():
        return np.zeros_like(state.balances)
    top = _top_of(year, rate)
    shares = np.divide(
        available, most[:, None], out=np.zeros_like(available), where=most[:, None] > 0
    )

    def over(amount: Dollars) -> tuple[Dollars, None]:
        drawn = amount[..., None] * shares
        nothing = np.zeros_like(drawn)
        flows = Flows(withdrawals=gone + nothing, conversions=drawn, gifts=nothing)
        return (year.ordinary_income(flows) - top).max(axis=-1), None

    start = positive(top.min(axis=-1))
    found = first_enough(over, most, np.minimum(start, most))
    amount = np.where(found.value < -EXACT, most, found.amount)
    return np.asarray(amount[:, None] * shares)


def _top_of(year: Year, rate: float | Dollars) -> Dollars:
    """Return the top of the bracket of a rate on every return; out of reach where nobody files."""
    status = year.returns.status
    figures = parameters.for_units(tax_units(year=year.year, status=status), year.outlook.law)
    rates = figures.bracket_rates.reshape(len(figures.bracket_rates), -1)[:, 0]
    wanted = np.broadcast_to(rate, (len(status),))
    place = np.abs(rates[:, None] - wanted).argmin(axis=0)
    tops = np.broadcast_to(figures.bracket_tops, (len(figures.bracket_tops), *status.shape))
    return np.where(year.returns.files, tops[place, np.arange(len(status))], LARGEST)


def within_limits(year: Year, available: Dollars) -> Dollars:
    """Hold what may be converted to the plan's limits of years and amount."""
    limits = year.outlook.plans.limits
    first, last = limits.conversions_from, limits.conversions_to
    if (first is not None and year.year < first) or (last is not None and year.year > last):
        return np.zeros_like(available)
    if limits.max_conversion is None:
        return available
    whole = available.sum(axis=1)
    most = float(limits.max_conversion)
    part = np.divide(most, whole, out=np.ones_like(whole), where=whole > most)
    return available * part[:, None]
