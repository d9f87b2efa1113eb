"""How do gains and losses net, what is carried on, and at which rates is the rest taxed?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.tax.arrays import Dollars, is_all_zero, positive
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.rate_schedule import schedule_tax
from planning.engine.tax.units import TaxUnits


@dataclass(frozen=True, slots=True, kw_only=True)
class NetGains:
    """The gains of a year after netting."""

    short: Dollars  # after carryovers, may be negative
    long: Dollars
    included: Dollars  # in income: the net gain, or the loss up to its limit
    net_capital_gain: Dollars  # long-term gain over short-term loss: what has its own rates


def net_gains(units: TaxUnits, figures: FederalParameters) -> NetGains:
    """Net short with short, long with long, then across; limit a loss.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 1211(b), 1212(b), 1222; tax.md § 8.
    """
    short = units.net_short_gain - units.short_loss_carryover
    long = units.net_long_gain - units.long_loss_carryover
    return NetGains(
        short=short,
        long=long,
        included=np.maximum(short + long, -figures.loss_limit),
        net_capital_gain=positive(np.minimum(long, short + long)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LossCarryover:
    """What is carried to the next year, as positive amounts of their own kind."""

    short: Dollars
    long: Dollars


def loss_carryover(gains: NetGains, income_before_floor: Dollars) -> LossCarryover:
    """Return what of a loss is carried on, keeping its kind; short-term losses are used first.

    A loss that income was too small to take is not used up.

    Shapes: all broadcast; `income_before_floor` is taxable income before it is held at zero.
    Units:  dollars.
    Source: 26 U.S.C. § 1212(b); Schedule D, Capital Loss Carryover Worksheet; tax.md § 8.
    """
    deducted = positive(-gains.included)
    used = np.minimum(deducted, positive(income_before_floor + deducted))
    short_loss, long_loss = positive(-gains.short), positive(-gains.long)
    short_left = positive(short_loss - positive(gains.long) - used)
    used_by_long = positive(used - short_loss)
    long_left = positive(long_loss - positive(gains.short) - used_by_long)
    is_loss = deducted > 0
    return LossCarryover(
        short=np.where(is_loss, short_left, 0.0), long=np.where(is_loss, long_left, 0.0)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferentialTax:
    """Taxable income divided by the rate it bears."""

    tax: Dollars
    ordinary: Dollars  # at the rates of the schedule
    preferential: Dollars  # the rest, at the rates below
    at_zero: Dollars
    at_middle: Dollars
    at_top: Dollars
    at_1250: Dollars
    at_collectibles: Dollars


def preferential_tax(
    taxable_income: Dollars, units: TaxUnits, gains: NetGains, figures: FederalParameters
) -> PreferentialTax:
    """Return the regular tax, with qualified dividends and long-term gain on top of the rest.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 1(h), subparagraphs named below; Qualified Dividends and Capital Gain Tax
    Worksheet; tax.md § 6.
    Not modelled: qualified small business stock; the investment interest election.
    """
    gain = gains.net_capital_gain
    special = np.minimum(gain, units.unrecaptured_section_1250_gain + units.collectibles_gain)
    adjusted = np.minimum(gain - special + units.qualified_dividends, taxable_income)
    ordinary = positive(taxable_income - gain - units.qualified_dividends)
    zero_top, middle_top = figures.gain_tops[0], figures.gain_tops[1]
    # § 1(h)(1)(A)(ii): the schedule takes gains with rates of their own while its rates are lower.
    lower = np.minimum(figures.lower_rates_top, taxable_income - adjusted)
    at_schedule = np.maximum(ordinary, lower)
    at_zero = np.minimum(adjusted, positive(zero_top - (taxable_income - adjusted)))
    at_middle = np.minimum(adjusted - at_zero, positive(middle_top - at_schedule - at_zero))
    at_top = adjusted - at_zero - at_middle
    rates = figures.gain_rates
    tax = schedule_tax(at_schedule, figures) + at_zero * rates[0]
    tax = tax + at_middle * rates[1] + at_top * rates[2]
    at_1250 = at_collectibles = np.zeros(())
    if not is_all_zero(special):
        left = taxable_income - at_schedule - adjusted
        at_1250 = np.minimum(left, _section_1250(units, gain, at_schedule, taxable_income))
        at_collectibles = left - at_1250
        tax = tax + at_1250 * figures.section_1250_rate
        tax = tax + at_collectibles * figures.collectibles_rate
    return PreferentialTax(
        # § 1(h)(1): never more than the schedule on everything.
        tax=np.minimum(tax, schedule_tax(taxable_income, figures)),
        ordinary=at_schedule,
        preferential=taxable_income - at_schedule,
        at_zero=at_zero,
        at_middle=at_middle,
        at_top=at_top,
        at_1250=at_1250,
        at_collectibles=at_collectibles,
    )


def _section_1250(
    units: TaxUnits, gain: Dollars, at_schedule: Dollars, taxable_income: Dollars
) -> Dollars:
    """Return the part taxed at 25%, § 1(h)(1)(E)."""
    whole = np.minimum(units.unrecaptured_section_1250_gain, gain)
    over = positive(at_schedule + gain + units.qualified_dividends - taxable_income)
    return positive(whole - over)
