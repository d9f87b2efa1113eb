"""What does the alternative minimum tax add?"""

from __future__ import annotations

import numpy as np

from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.capital_gains import NetGains, PreferentialTax
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.units import TaxUnits


def alternative_minimum_tax(
    minimum_income: Dollars,
    units: TaxUnits,
    gains: NetGains,
    regular: PreferentialTax,
    figures: FederalParameters,
) -> Dollars:
    """Return what the tentative minimum tax is above the regular tax.

    Shapes: all broadcast; `minimum_income` is alternative minimum taxable income.
    Units:  dollars a year.
    Source: 26 U.S.C. § 55; Form 6251, lines 4 to 11; tax.md § 9.
    Not modelled: the addition to a separate filer's income past the exemption, § 55(d)(3);
    the credit for minimum tax of earlier years.
    """
    excess = positive(minimum_income - figures.amt_phase_out_start)
    exemption = positive(figures.amt_exemption - figures.amt_phase_out_rate * excess)
    base = positive(minimum_income - exemption)
    tentative = np.minimum(
        flat_tax(base, figures), _with_gains(base, units, gains, regular, figures)
    )
    return positive(tentative - regular.tax)


def flat_tax(base: Dollars, figures: FederalParameters) -> Dollars:
    """Return the tax at the two rates, § 55(b)(1)."""
    step = figures.amt_rates[1] - figures.amt_rates[0]
    return figures.amt_rates[0] * base + step * positive(base - figures.amt_second_rate_over)


def _with_gains(
    base: Dollars,
    units: TaxUnits,
    gains: NetGains,
    regular: PreferentialTax,
    figures: FederalParameters,
) -> Dollars:
    """Return the tax with gains at their own rates: § 55(b)(3); Form 6251, Part III."""
    gain = gains.net_capital_gain
    special = np.minimum(gain, units.unrecaptured_section_1250_gain + units.collectibles_gain)
    of_1250 = np.minimum(special, units.unrecaptured_section_1250_gain)
    adjusted = gain - special + units.qualified_dividends  # line 13
    favoured = np.minimum(base, np.minimum(adjusted + of_1250, gain + units.qualified_dividends))
    tax = flat_tax(base - favoured, figures)  # lines 15 to 18
    zero_top, middle_top = figures.gain_tops[0], figures.gain_tops[1]
    # Lines 19 to 33: the room in the gain zones is what the rest of the return's income leaves.
    zone = np.minimum(base, adjusted)
    room = positive(zero_top - regular.ordinary - regular.at_1250 - regular.at_collectibles)
    at_zero = np.minimum(room, zone)
    at_middle = np.minimum(zone - at_zero, positive(middle_top - room - regular.ordinary))
    at_top = zone - at_zero - at_middle
    rates = figures.gain_rates
    tax = tax + at_zero * rates[0] + at_middle * rates[1] + at_top * rates[2]
    return tax + positive(favoured - zone) * figures.section_1250_rate  # lines 34 to 37
