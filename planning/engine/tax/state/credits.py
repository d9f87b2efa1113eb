"""Which credits reduce a state's tax, never below zero?"""

from __future__ import annotations

import numpy as np

from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.state.returns import StateReturn


def nonrefundable_credits(r: StateReturn, income: Dollars, tax: Dollars) -> Dollars:
    """Return the credits of a return, before they are held to its tax.

    Shapes: (…,); `income` is the state's own adjusted gross income.
    Units:  dollars a year.
    Source: keys `credit_…`, `dependent_credit`, `taxpayer_credit`, `retirement_credit`.
    Not modelled: refundable credits (Idaho's for groceries, earned income), credits for tax of
    another state.
    """
    return (
        _for_people(r)
        + _of_the_tax(r, income, tax)
        + _maryland(r)
        + _ohio(r, income, tax)
        + _utah(r)
        + _oregon(r)
        + _wisconsin(r)
    )


def _for_people(r: StateReturn) -> Dollars:
    """Return what is given for each filer, each of an age and each dependent."""
    table = r.table
    dependents = r.units.dependents
    people = r.filers + dependents * bool(table.raw("credit_counts_dependents"))
    each = table.amount("credit_per_filer") * people
    if not isinstance(table.raw("credit_65"), dict):
        each = each + table.amount("credit_65") * r.people_65
    each = each + table.amount("credit_60") * r.people.at_least(60).sum(axis=0)
    each = each + table.amount("dependent_credit") * dependents
    if rule := table.rule("credit_phase_out"):
        count = people + r.people_65 + dependents
        most = each / (rule["amount"] * count)
        each = each - rule["amount"] * count * rule.steps_over(r.federal_agi, step="per", most=most)
    if "credit_agi_limit" in table:
        each = np.where(r.federal_agi <= table.amount("credit_agi_limit"), each, 0.0)
    return each


def _of_the_tax(r: StateReturn, income: Dollars, tax: Dollars) -> Dollars:
    """Return a share of the tax itself that falls with income: Connecticut."""
    if "credit_share_of_tax" not in r.table:
        return np.zeros_like(r.federal_agi)
    return tax * r.table.stepped(r.table.raw("credit_share_of_tax"), income)


def _maryland(r: StateReturn) -> Dollars:
    """Return an amount for one person 65 or both, under an income."""
    rule = r.table.rule("credit_senior")
    if rule is None:
        return np.zeros_like(r.federal_agi)
    one = np.where(np.isin(r.units.status, (3, 4)), rule["head_or_survivor"], rule["amount_one"])
    amount = np.select([r.people_65 == 2, r.people_65 == 1], [rule["amount_both"], one], 0.0)
    return np.where(r.federal_agi <= rule["agi_limit"], amount, 0.0)


def _ohio(r: StateReturn, income: Dollars, tax: Dollars) -> Dollars:
    """Return what retirement income and age give under an income, and a joint return's share."""
    rule = r.table.rule("credit_retirement")
    if rule is None or "table" not in rule:
        return np.zeros_like(r.federal_agi)
    pensions = (r.people.pension + r.people.plan + r.people.ira).sum(axis=0)
    retirement = r.table.stepped(rule.raw("table"), pensions)
    low = income < rule["agi_limit"]
    age = r.table.needed("credit_65")
    credits = np.where(low, retirement + np.where(r.people_65 > 0, age["amount"], 0.0), 0.0)
    joint = r.table.needed("credit_joint")
    own = r.people.wages + r.people.pension + r.people.plan + r.people.ira
    both = r.is_joint & (own >= joint["each_at_least"]).all(axis=0)
    share = r.table.stepped(joint.raw("share"), income)
    of_joint = np.minimum(share * positive(tax - credits), joint["cap"])
    return credits + np.where(both, of_joint, 0.0)


def _utah(r: StateReturn) -> Dollars:
    """Return the taxpayer credit, and the better of those for benefits and for age."""
    rule = r.table.rule("taxpayer_credit")
    if rule is None:
        return np.zeros_like(r.federal_agi)
    credit = rule["rate"] * (r.federal_deduction - r.federal_charity)
    over = positive(r.federal_agi - rule["phase_out_start"])
    credit = positive(credit - rule["phase_out_rate"] * over)
    benefits = r.table.needed("social_security_params")
    age = r.table.needed("credit_retirement")
    magi = r.federal_agi + r.units.tax_exempt_interest
    rate = float(r.table.raw("rates")["single"][0][1])
    for_benefits = positive(
        rate * r.taxable_benefits
        - benefits["credit_phase_out_rate"] * positive(magi - benefits["start"])
    )
    born = r.units.year - r.people.age
    old = (r.people.present & (born <= int(age.raw("born_by")))).sum(axis=0)
    for_age = positive(old * age["amount"] - age["phase_out_rate"] * positive(magi - age["start"]))
    return credit + np.maximum(for_benefits, for_age)


def _oregon(r: StateReturn) -> Dollars:
    """Return a share of pension income for small incomes."""
    rule = r.table.rule("retirement_credit")
    if rule is None:
        return np.zeros_like(r.federal_agi)
    old = r.people.at_least(float(rule.raw("age")))
    income = r.people.pension + r.people.plan + r.people.ira
    pension = np.where(old, income, 0.0).sum(axis=0)
    benefits = r.people.benefits.sum(axis=0)
    household = r.federal_agi - r.taxable_benefits
    room = positive(rule["base"] - benefits - positive(household - rule["income_threshold"]))
    return np.where(benefits < rule["base"], rule["rate"] * np.minimum(pension, room), 0.0)


def _wisconsin(r: StateReturn) -> Dollars:
    """Return a share of the lower wage of a couple."""
    rule = r.table.rule("credit_married")
    if rule is None:
        return np.zeros_like(r.federal_agi)
    lower = r.people.wages.min(axis=0)
    return np.minimum(rule["rate"] * lower, rule["maximum"])


def forgiven_share(r: StateReturn, income: Dollars) -> Dollars:
    """Return the share of the tax Pennsylvania forgives to small incomes.

    All of it up to an allowance, a tenth less for each step over it; retirement income and Social
    Security are in no count.
    """
    rule = r.table.needed("tax_forgiveness")
    allowance = rule["base"] * r.filers + rule["per_dependent"] * r.units.dependents
    over = positive(income + r.units.tax_exempt_interest - allowance)
    most = 1 / rule["share_per_step"]
    steps = np.minimum(np.ceil(np.minimum(over / rule["step"], most)), most)
    return 1 - rule["share_per_step"] * steps
