"""What may a return deduct item by item?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.units import TaxUnits


@dataclass(frozen=True, slots=True, kw_only=True)
class Itemized:
    """The parts of the itemized deduction and what it comes to."""

    medical: Dollars
    state_and_local: Dollars
    mortgage: Dollars
    charity: Dollars
    reduction: Dollars  # over the top bracket, from 2026
    total: Dollars


def itemized_deduction(
    units: TaxUnits,
    adjusted_gross_income: Dollars,
    senior_deduction: Dollars,
    figures: FederalParameters,
) -> Itemized:
    """Return the itemized deduction, each part with its own limit.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 163(h)(3), 164(b)(6)-(7), 170(b)(1), 213(a), 68; tax.md § 4.
    Not modelled: mortgage interest on debt over the limit (give the deductible part), gifts
    carried over from earlier years, casualty losses, investment interest.
    """
    floor = figures.medical_floor * positive(adjusted_gross_income)
    medical = positive(units.medical_expenses - floor)
    taxes = units.state_and_local_tax + units.real_estate_tax
    taxes = np.minimum(taxes, state_and_local_limit(adjusted_gross_income, figures))
    gifts = charity_deduction(units, adjusted_gross_income, figures)
    gross = medical + taxes + units.mortgage_interest + gifts
    # § 68(a): the lesser of the deductions and of taxable income before them over the top bracket.
    over = positive(adjusted_gross_income - senior_deduction - figures.bracket_tops[-1])
    reduction = figures.itemized_limit * np.minimum(gross, over)
    return Itemized(
        medical=medical,
        state_and_local=taxes,
        mortgage=units.mortgage_interest,
        charity=gifts,
        reduction=reduction,
        total=gross - reduction,
    )


def state_and_local_limit(adjusted_gross_income: Dollars, figures: FederalParameters) -> Dollars:
    """Return the most that state and local taxes may come to.

    A separate filer has half of the reduced limit, with half the start.

    Source: 26 U.S.C. § 164(b)(6)-(7); Pub. L. 119-21 § 70120; tax.md § 4.
    Not modelled: income excluded abroad.
    """
    over = positive(adjusted_gross_income - figures.salt_start * figures.salt_fraction)
    reduced = np.maximum(figures.salt_limit - figures.salt_rate * over, figures.salt_floor)
    return np.where(figures.salt_rate > 0, reduced, figures.salt_limit) * figures.salt_fraction


def charity_deduction(
    units: TaxUnits, adjusted_gross_income: Dollars, figures: FederalParameters
) -> Dollars:
    """Return gifts within their shares of income, over the floor.

    Source: 26 U.S.C. § 170(b)(1)(A)-(C), (G), (I); tax.md § 4.
    Not modelled: the carryover of what is over a limit; private foundations.
    """
    income = positive(adjusted_gross_income)
    cash = np.minimum(units.charity_cash, figures.charity_cash_limit * income)
    room = positive(figures.charity_cash_limit * income - cash)
    property_limit = np.minimum(room, figures.charity_property_limit * income)
    gifts = cash + np.minimum(units.charity_property, property_limit)
    return positive(gifts - figures.charity_floor * income)
