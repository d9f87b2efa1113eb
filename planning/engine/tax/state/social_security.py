"""Which part of federally taxed Social Security does a state leave out of its income?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from planning.engine.tax.arrays import Dollars, positive, ratio
from planning.engine.tax.state.returns import StateReturn
from planning.engine.tax.state.table import Rule


def excluded_benefits(r: StateReturn) -> Dollars:
    """Return, for each person, the part of taxable benefits that is subtracted.

    Shapes: (2, …), head first.
    Units:  dollars a year.
    Source: keys `social_security`, `social_security_rule`, `social_security_params`.
    """
    kind = r.table.raw("social_security")
    taxable = r.people.taxable_benefits
    if kind == "exempt":
        return taxable
    rule = r.table.rule("social_security_params")
    if kind == "same_as_federal" or rule is None or r.table.code not in RULES:
        return np.zeros_like(taxable)
    return RULES[r.table.code](r, rule)


def _all_under_a_limit(r: StateReturn, rule: Rule) -> Dollars:
    """New Mexico: all of it up to an income, nothing above."""
    return np.where(r.federal_agi <= rule["full_exempt_agi"], r.people.taxable_benefits, 0.0)


def _of_full_retirement_age(r: StateReturn, rule: Rule) -> Dollars:
    """Rhode Island: all of it for people at full retirement age, under an income; a cliff."""
    old = r.people.present & (r.units.year - r.people.age <= rule["born_by"])
    return np.where(old & (r.federal_agi < rule["full_exempt_agi"]), r.people.taxable_benefits, 0.0)


def _colorado(r: StateReturn, rule: Rule) -> Dollars:
    """Colorado: all of it at 65; at 55 to 64 all up to an income, above it within a cap."""
    low = r.federal_agi <= rule["partial_full_agi_limit"]
    younger = r.people.at_least(float(rule.raw("partial_age")))
    cap = float(r.table.raw("retirement")[1]["cap"])
    partly = np.where(low, r.people.taxable_benefits, np.minimum(r.people.taxable_benefits, cap))
    full = r.people.at_least(float(rule.raw("full_age")))
    return np.where(full, r.people.taxable_benefits, np.where(younger, partly, 0.0))


def _connecticut(r: StateReturn, rule: Rule) -> Dollars:
    """Connecticut: all of it up to an income; above it at most a quarter stays taxed."""
    benefits, taxable = r.people.benefits.sum(axis=0), r.taxable_benefits
    combined = r.federal_agi - taxable + r.units.tax_exempt_interest + 0.5 * benefits
    kept = rule["kept_share"] * np.minimum(benefits, positive(combined - rule["base_amount"]))
    share = ratio(positive(taxable - kept), taxable)
    share = np.where(r.federal_agi < rule["full_exempt_agi"], 1.0, share)
    return r.people.taxable_benefits * share


def _minnesota(r: StateReturn, rule: Rule) -> Dollars:
    """Minnesota: a tenth less for each step of income; or the older subtraction if larger."""
    share = 1 - rule["share_per_step"] * rule.steps_over(
        r.federal_agi, most=1 / rule["share_per_step"]
    )
    benefits, taxable = r.people.benefits.sum(axis=0), r.taxable_benefits
    provisional = r.federal_agi - taxable + r.units.tax_exempt_interest + 0.5 * benefits
    over = positive(provisional - rule["alternative_income"])
    older = np.minimum(
        taxable, positive(rule["alternative_amount"] - rule["alternative_rate"] * over)
    )
    best = np.maximum(share * taxable, older)
    return best * ratio(r.people.taxable_benefits, taxable)


def _vermont(r: StateReturn, rule: Rule) -> Dollars:
    """Vermont: all of it up to an income, then falling straight to nothing."""
    return r.people.taxable_benefits * rule.share_left(r.federal_agi)


RULES: dict[str, Callable[[StateReturn, Rule], Dollars]] = {
    "CO": _colorado,
    "CT": _connecticut,
    "MN": _minnesota,
    "NM": _all_under_a_limit,
    "RI": _of_full_retirement_age,
    "VT": _vermont,
}
