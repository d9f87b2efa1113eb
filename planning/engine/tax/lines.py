"""Which figures does the batch command give for each return?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planning.engine.law import Law
from planning.engine.tax.arrays import Flags
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.irmaa import LOOK_BACK, medicare
from planning.engine.tax.marginal import marginal_rate
from planning.engine.tax.state.tax import tax_of_states
from planning.engine.tax.units import TaxUnits

RATE = "marginal_rate"
BASIS = "irmaa_basis"
PUBLISHED, PROJECTED = "published", "projected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The figures of a batch by column, and which returns rest on projected federal law."""

    columns: Mapping[str, npt.NDArray[Any]]
    is_projected: Flags


def lines_of(units: TaxUnits, states: npt.NDArray[np.str_], law: Law) -> Lines:
    """Return the columns of the batch command, in its order.

    The standard deduction holds the charity deduction of a return that does not itemize; the
    surcharges are those that this income causes two years later, a person.

    Shapes: (unit,).
    Units:  dollars a year; the marginal rate a fraction.
    """
    tax = federal_tax(units, law)
    premiums = medicare(
        tax.magi_for_irmaa,
        units.status,
        units.year + LOOK_BACK,
        law,
        lived_with_spouse=units.lived_with_spouse,
    )
    columns = {
        "agi": tax.adjusted_gross_income,
        "taxable_ss": tax.taxable_social_security,
        "standard_deduction": tax.standard_deduction + tax.charity_deduction,
        "itemized_deduction": tax.itemized_deduction,
        "senior_deduction": tax.senior_deduction,
        "taxable_income": tax.taxable_income,
        "regular_tax": tax.regular.tax,
        "amt": tax.alternative_minimum_tax,
        "niit": tax.net_investment_income_tax,
        "tax_before_credits": tax.tax_before_credits,
        "fed_tax_total": tax.total_tax,
        "state_income_tax": tax_of_states(units, tax, states, law),
        RATE: marginal_rate(units, tax, law),
        "magi_for_irmaa": tax.magi_for_irmaa,
        "irmaa_part_b_annual": premiums.part_b_surcharge,
        "irmaa_part_d_annual": premiums.part_d_surcharge,
        BASIS: np.where(premiums.is_projected, PROJECTED, PUBLISHED),
    }
    return Lines(columns=columns, is_projected=np.broadcast_to(tax.is_projected, states.shape))
