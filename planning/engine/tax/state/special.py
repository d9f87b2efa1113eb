"""What do single states add to, or take from, the tax of their schedule?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.state.returns import StateReturn


def schedule(r: StateReturn, income: Dollars, taxable: Dollars) -> Dollars:
    """Return the tax of the state's rates, and of what stands on top of them.

    Shapes: (…,).
    Units:  dollars a year.
    Source: keys `rates`, `surcharge`, `high_income`, `recapture`, `add_back`, `benefit_recapture`,
    `minimum_tax`, `net_investment_tax`, `capital_gains`, `short_term_gain_rate`.
    """
    rates = r.table.raw("rates")
    if r.table.raw("taxed_by_share"):
        tax = r.table.graduated(rates, r.people.income_share * taxable).sum(axis=0)
    else:
        tax = r.table.graduated(rates, taxable)
    for name, rule in WITH_KEY.items():
        if name in r.table:
            tax = rule(r, income, taxable, tax)
    return tax


def _ohio_base(r: StateReturn, income: Dollars, taxable: Dollars, tax: Dollars) -> Dollars:
    """Ohio: nothing up to an income, then an amount besides the rate on what is over it."""
    start = float(r.table.raw("rates")["single"][1][0])
    return tax + np.where(taxable > start, r.table.amount("base_tax_over_26050"), 0.0)


def _surcharge(r: StateReturn, income: Dollars, taxable: Dollars, tax: Dollars) -> Dollars:
    """California, Maine: a rate on income over an amount."""
    rule = r.table.needed("surcharge")
    return tax + rule["rate"] * positive(taxable - rule["over"])


def _high_income(r: StateReturn, income: Dollars, taxable: Dollars, tax: Dollars) -> Dollars:
    """Arkansas: another schedule above an income, the step smoothed by a falling adjustment."""
    rule = r.table.needed("high_income")
    over = taxable - rule["over"]
    most = rule["adjustment"] / rule["adjustment_per_step"]
    steps = np.floor(np.clip(over / rule["adjustment_step"], 0.0, most))
    adjustment = rule["adjustment"] - rule["adjustment_per_step"] * steps
    high = r.table.graduated(rule.raw("rates"), taxable) - adjustment
    return np.where(over > 0, high, tax)


def _recapture(r: StateReturn, income: Dollars, taxable: Dollars, tax: Dollars) -> Dollars:
    """Connecticut: the low rates are taken back step by step."""
    added = np.zeros_like(tax)
    rules = [r.table.raw("add_back"), *r.table.raw("recapture")]
    for parts in rules:
        start, step = r.table.by_status(parts["start"]), r.table.by_status(parts["per"])
        amount, maximum = r.table.by_status(parts["amount"]), r.table.by_status(parts["maximum"])
        steps = np.ceil(np.clip((income - start) / step, 0.0, maximum / amount))
        added = added + np.minimum(steps * amount, maximum)
    return np.where(tax > 0, tax + added, tax)


def _benefit_recapture(r: StateReturn, income: Dollars, taxable: Dollars, tax: Dollars) -> Dollars:
    """New York: a supplemental tax takes back the lower brackets over 50,000 of income."""
    rule = r.table.needed("benefit_recapture")
    base = r.table.stepped(rule.raw("recapture_base"), taxable)
    increment = r.table.stepped(rule.raw("increments"), taxable)
    starts = {
        status: [[start, start] for start, _amount in rows]
        for status, rows in rule.raw("increments").items()
    }
    start = np.maximum(r.table.stepped(starts, taxable), rule["agi_over"])
    share = np.clip((income - start) / rule["phase_length"], 0.0, 1.0)
    return np.where(income > rule["agi_over"], tax + base + share * increment, tax)


def _minimum_tax(r: StateReturn, income: Dollars, taxable: Dollars, tax: Dollars) -> Dollars:
    """Vermont: at least a share of income above an amount."""
    rule = r.table.needed("minimum_tax")
    least = np.where(r.federal_agi > rule["agi_over"], rule["rate"] * r.federal_agi, 0.0)
    return np.maximum(tax, least)


def _net_investment_tax(r: StateReturn, income: Dollars, taxable: Dollars, tax: Dollars) -> Dollars:
    """Minnesota: a rate on investment income over an amount."""
    rule = r.table.needed("net_investment_tax")
    return tax + rule["rate"] * positive(r.people.investment[0] - rule["over"])


def _gains(r: StateReturn, income: Dollars, taxable: Dollars, tax: Dollars) -> Dollars:
    """Montana's own schedule for gains, Hawaii's top rate for them, Maryland's addition."""
    rule = r.table.needed("capital_gains")
    if "long_term_rates" in rule:
        gain = np.minimum(r.long_gain, taxable)
        below, rows = taxable - gain, rule.raw("long_term_rates")
        stacked = r.table.graduated(rows, taxable) - r.table.graduated(rows, below)
        return r.table.graduated(r.table.raw("rates"), below) + stacked
    if "maximum_rate" in rule:
        gain = np.minimum(r.long_gain, taxable)
        apart = (
            r.table.graduated(r.table.raw("rates"), taxable - gain) + rule["maximum_rate"] * gain
        )
        return np.minimum(tax, apart)
    if "extra_rate" in rule:
        over = r.federal_agi > rule["over_agi"]
        return tax + np.where(over, rule["extra_rate"] * r.long_gain, 0.0)
    return tax


def _short_gains(r: StateReturn, income: Dollars, taxable: Dollars, tax: Dollars) -> Dollars:
    """Massachusetts: short-term gains at a rate of their own."""
    short = np.minimum(positive(r.net_gain - r.long_gain), taxable)
    flat = float(r.table.raw("rates")["single"][0][1])
    return tax + short * (r.table.amount("short_term_gain_rate") - flat)


WITH_KEY: dict[str, Callable[[StateReturn, Dollars, Dollars, Dollars], Dollars]] = {
    "base_tax_over_26050": _ohio_base,
    "high_income": _high_income,
    "surcharge": _surcharge,
    "capital_gains": _gains,
    "short_term_gain_rate": _short_gains,
    "recapture": _recapture,
    "benefit_recapture": _benefit_recapture,
    "minimum_tax": _minimum_tax,
    "net_investment_tax": _net_investment_tax,
}


def gains_excise(r: StateReturn) -> Dollars:
    """Return Washington's tax on long-term gains, the state's only one on income."""
    rule = r.table.rule("capital_gains")
    if rule is None or not rule.raw("separate_tax"):
        return np.zeros_like(r.federal_agi)
    taxed = positive(r.long_gain - rule["standard_deduction"])
    return r.table.graduated(rule.raw("rates"), taxed)
