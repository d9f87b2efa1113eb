"""What does a state deduct from its income for a return and its people?"""

from __future__ import annotations

import numpy as np

from planning.engine.tax.arrays import Dollars, Whole, positive
from planning.engine.tax.deductions import people_65
from planning.engine.tax.state.retirement import born_between
from planning.engine.tax.state.returns import StateReturn


def standard_deduction(r: StateReturn, income: Dollars) -> Dollars:
    """Return the standard deduction of the state, with its addition at 65 and its phase-outs.

    Shapes: (…,); `income` is the state's own adjusted gross income.
    Units:  dollars a year.
    Source: keys `standard_deduction…`, `additional_deduction_65`, `deduction_phase_out`.
    Not modelled: itemized deductions of the state's own.
    """
    table = r.table
    if table.raw("standard_deduction") == "federal":
        # What the return takes federally, itemized or standard, but never the 6,000.
        return r.federal_deduction - r.federal_charity
    basic = table.amount("standard_deduction")
    if rule := table.rule("standard_deduction_phase_down"):
        if "floor" in rule:
            most = (basic - rule["floor"]) / rule["per_step"]
            basic = basic - rule.steps_over(income, most=most) * rule["per_step"]
        else:
            rows = table.raw("standard_deduction_phase_down")
            basic = positive(basic - table.graduated(rows, income))
    amount = basic + r.people_65 * table.amount("additional_deduction_65")
    if rule := table.rule("standard_deduction_reduction"):
        amount = amount - _minnesota_reduction(r, amount)
    if rule := table.rule("deduction_phase_out"):
        measured = income if "deduction_phase_out_measured_on" in table else r.federal_agi
        amount = amount * rule.share_left(measured)
        if "round_down_to" in rule:
            amount = np.floor(amount / rule["round_down_to"]) * rule["round_down_to"]
    return amount * _rhode_island_share(r)


def _minnesota_reduction(r: StateReturn, amount: Dollars) -> Dollars:
    rule = r.table.needed("standard_deduction_reduction")
    low, high = rule["low_start"], rule["high_start"]
    lower = rule["low_rate"] * positive(np.minimum(r.federal_agi, high) - low)
    reduction = lower + rule["high_rate"] * positive(r.federal_agi - high)
    most = rule["maximum_share"] * amount
    return np.where(r.federal_agi > rule["flat_80_over"], most, np.minimum(reduction, most))


def _rhode_island_share(r: StateReturn) -> Dollars:
    rule = r.table.rule("phase_out")
    if rule is None:
        return np.ones(())
    return 1 - rule["per_step"] * rule.steps_over(r.federal_agi, most=1 / rule["per_step"])


def exemptions(r: StateReturn, income: Dollars) -> Dollars:
    """Return the exemptions of a return: for itself, its people, age and dependents.

    Shapes: (…,).
    Units:  dollars a year.
    Source: keys `exemption_…`, `personal_exemption`, `dependent_exemption`, `subtraction_65`.
    """
    table, seniors = r.table, people_65(r.units)
    per_filer = table.amount("exemption_per_filer")
    if rule := table.rule("exemption_phase_out"):
        per_filer = per_filer * rule.share_left(r.federal_agi)
    if rule := table.rule("exemption_steps"):
        measured = income if "exemption_steps_measured_on" in table else r.federal_agi
        per_filer = table.stepped(table.raw("exemption_steps"), measured)
    dependents = r.units.dependents
    people = r.filers + dependents * bool(table.raw("exemption_counts_dependents"))
    amount = table.amount("exemption_return") + people * per_filer
    amount = amount + seniors * table.amount("exemption_65")
    if "exemption_agi_limit" in table:
        amount = np.where(r.federal_agi <= table.amount("exemption_agi_limit"), amount, 0.0)
    amount = amount + dependents * table.amount("dependent_exemption")
    amount = amount + seniors * table.amount("subtraction_65")
    amount = amount + _low_income(r, seniors) + _of_the_head(r) + _connecticut(r, income)
    return amount * _rhode_island_share(r)


def _low_income(r: StateReturn, seniors: Whole) -> Dollars:
    """Return more for people 65 or older of small incomes: Indiana, New Mexico, Oklahoma."""
    amount = np.zeros_like(r.federal_agi)
    if rule := r.table.rule("exemption_65_low_agi"):
        amount = amount + np.where(r.federal_agi < rule["agi_under"], seniors * rule["extra"], 0.0)
    rule = r.table.rule("exemption_65_low_income")
    if rule and "agi_limit" in rule:  # New Mexico tells only where its own ends
        low = r.federal_agi <= rule["agi_limit"]
        amount = amount + np.where(low, seniors * rule["amount"], 0.0)
    return amount


def _of_the_head(r: StateReturn) -> Dollars:
    return np.where(np.isin(r.units.status, (3, 4)), r.table.amount("exemption_head"), 0.0)


def _connecticut(r: StateReturn, income: Dollars) -> Dollars:
    """Return an exemption that falls by a thousand for each thousand of income over a start."""
    rule = r.table.rule("personal_exemption")
    if rule is None:
        return np.zeros_like(r.federal_agi)
    most = rule["amount"] / rule["per_step"]
    steps = rule.steps_over(income, start="reduction_start", most=most)
    return rule["amount"] - rule["per_step"] * steps


def exemptions_beside_age_deduction(r: StateReturn, income: Dollars) -> Dollars:
    """Return Michigan's exemptions where the deduction for age is taken: none for the younger."""
    rule = r.table.needed("age_deduction")
    gives_up = born_between(r, int(rule.raw("no_exemption_if_born_from")), 9_999)
    return np.where(gives_up, 0.0, exemptions(r, income))
