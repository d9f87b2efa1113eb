"""What else may people of an age, or of small incomes, leave out of a state's income?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.state.returns import StateReturn
from planning.engine.tax.state.table import Rule


def other_subtractions(r: StateReturn, retirement: Dollars) -> Dollars:
    """Return the subtractions that are no exclusion of retirement income.

    Shapes: (…,); `retirement` (2, …) is the retirement income left out already.
    Units:  dollars a year.
    Source: keys `deduction_65`, `elderly_subtraction`, `senior_investment_deduction`,
    `fica_deduction_per_person`, `subtract_federal_senior_deduction`, `deducts_federal_income_tax`.
    """
    taken = np.zeros_like(r.federal_agi)
    if rule := r.table.rule("deduction_65"):
        taken = taken + AT_65[r.table.code](r, rule, retirement)
    if r.table.raw("deducts_medicare_premium"):
        taken = taken + r.people_65 * r.medicare_premium
    if rule := r.table.rule("senior_investment_deduction"):
        taken = taken + _michigan_investments(r, rule, retirement)
    if rule := r.table.rule("elderly_subtraction"):
        taken = taken + _elderly(r, rule)
    if "fica_deduction_per_person" in r.table:
        taken = taken + _payroll(r)
    if r.table.raw("subtract_federal_senior_deduction"):
        taken = taken + r.federal_senior
    return taken


def _south_carolina(r: StateReturn, rule: Rule, retirement: Dollars) -> Dollars:
    """Return an amount for each person 65, less the retirement deduction the person took."""
    each = np.where(r.people.at_least(65), positive(rule["amount"] - retirement), 0.0)
    return each.sum(axis=0)


def _virginia(r: StateReturn, rule: Rule, retirement: Dollars) -> Dollars:
    """Return an amount for each person 65 that falls by a dollar for each over a start."""
    measured = r.federal_agi - r.taxable_benefits
    over = rule["phase_out_rate"] * positive(measured - rule["phase_out_start"])
    old = r.people.at_least(65)
    full = old & (r.units.year - r.people.age < int(rule.raw("full_if_born_before")))
    count = (old & ~full).sum(axis=0)
    return full.sum(axis=0) * rule["amount"] + positive(count * rule["amount"] - over)


def _west_virginia(r: StateReturn, rule: Rule, retirement: Dollars) -> Dollars:
    """Return an amount for each person 65, of any income, less what was subtracted already."""
    income = r.people.pension + r.people.plan + r.people.ira + r.people.investment + r.people.wages
    room = positive(rule["amount"] - retirement - r.people.taxable_benefits)
    each = np.minimum(room, income)
    return np.where(r.people.at_least(65), each, 0.0).sum(axis=0)


AT_65: dict[str, Callable[[StateReturn, Rule, Dollars], Dollars]] = {
    "SC": _south_carolina,
    "VA": _virginia,
    "WV": _west_virginia,
}


def _elderly(r: StateReturn, rule: Rule) -> Dollars:
    """Return Minnesota's subtraction for small incomes: a base less untaxed benefits and income."""
    untaxed = r.people.benefits.sum(axis=0) - r.taxable_benefits
    over = rule["over_share"] * positive(r.federal_agi - rule["agi_offset"])
    old = r.people.at_least(float(rule.raw("age"))).any(axis=0)
    return np.where(old, positive(rule["base"] - untaxed - over), 0.0)


def _michigan_investments(r: StateReturn, rule: Rule, retirement: Dollars) -> Dollars:
    """Return investment income of the oldest, up to an amount less the pensions left out."""
    old = (r.people.present & (r.units.year - r.people.age < int(rule.raw("born_before")))).any(
        axis=0
    )
    room = positive(rule["amount"] - retirement.sum(axis=0))
    return np.where(old, np.minimum(r.people.investment.sum(axis=0), room), 0.0)


def _payroll(r: StateReturn) -> Dollars:
    """Return payroll taxes up to an amount a person, Massachusetts."""
    rate = r.table.amount("fica_rate")
    most = r.table.amount("fica_deduction_per_person")
    return np.minimum(rate * r.people.wages, most).sum(axis=0)


def federal_tax_deduction(r: StateReturn, income: Dollars) -> Dollars:
    """Return the federal income tax a state lets a return deduct: Alabama, Missouri, Oregon.

    Shapes: (…,); `income` is the state's own adjusted gross income.
    Units:  dollars a year.
    Source: keys `deducts_federal_income_tax`, `federal_tax_share`, `federal_tax_cap`.
    """
    if "deducts_federal_income_tax" not in r.table:
        return np.zeros_like(r.federal_agi)
    tax = r.federal_tax
    if "federal_tax_share" in r.table:
        tax = tax * r.table.stepped(r.table.raw("federal_tax_share"), income)
        return np.minimum(tax, r.table.amount("federal_tax_cap"))
    if "federal_tax_cap" in r.table:
        return np.minimum(tax, r.table.stepped(r.table.raw("federal_tax_cap"), r.federal_agi))
    return tax
