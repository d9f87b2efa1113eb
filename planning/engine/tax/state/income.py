"""What is a state's income, before its deductions?"""

from __future__ import annotations

import numpy as np

from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.state.returns import StateReturn


def starting_income(r: StateReturn) -> Dollars:
    """Return the income a state starts from, with Social Security in it as federal law has it.

    Shapes: (…,) of the batch.
    Units:  dollars a year.
    Source: key `base` of the state's file: federal adjusted gross income, federal taxable income,
    or a gross income of the state's own.
    Not modelled: income the state excludes that the inputs do not tell apart, such as interest of
    Treasury bonds; itemized deductions of the state's own.
    """
    base = r.table.raw("base")
    if base == "federal_taxable_income":
        return r.federal_agi - r.federal_deduction - r.federal_senior
    if base == "state_gross":
        # A loss in one class of income does not reduce another.
        return r.federal_agi + positive(-r.net_gain)
    return r.federal_agi


def additions(r: StateReturn) -> Dollars:
    """Return what the state taxes and federal law does not: keys `adds`, and Colorado's."""
    added = np.zeros_like(r.federal_agi)
    if "tax_exempt_interest" in r.table.raw("adds", ()):
        added = added + r.units.tax_exempt_interest
    if rule := r.table.rule("add_back_federal_deductions"):
        over = r.federal_agi > rule["over_agi"]
        added = added + np.where(over, positive(r.federal_deduction - rule["allowed"]), 0.0)
    return added


def excluded_gains(r: StateReturn) -> Dollars:
    """Return the part of long-term gains the state leaves out: key `capital_gains`.

    Arizona's share is for assets acquired after 2011, as nearly all that is sold now; Idaho's, for
    property in Idaho, is not taken: the inputs do not say what was sold.
    """
    rule = r.table.rule("capital_gains")
    if rule is None:
        return np.zeros_like(r.federal_agi)
    gain = r.long_gain
    if rule.raw("qualified_dividends_too"):
        gain = gain + r.units.qualified_dividends
    excluded = np.zeros_like(r.federal_agi)
    conditional = rule.raw("condition", "")
    if "long_term_exclusion" in rule and not conditional.startswith("Idaho"):
        excluded = rule["long_term_exclusion"] * gain
    if "full_exclusion_over" in rule:
        excluded = excluded + positive(gain - rule["full_exclusion_over"]) * (
            1 - rule["long_term_exclusion"]
        )
    if "exclusion_cap" in rule:
        excluded = np.minimum(positive(r.net_gain), rule["exclusion_cap"])
    if "exclusion_flat" in rule:
        excluded = np.minimum(gain, rule["exclusion_flat"])
        most = rule["limit_share_of_taxable_income"] * positive(r.federal_taxable_income)
        excluded = np.minimum(excluded, most)
    return excluded
