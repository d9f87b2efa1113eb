"""Which pensions and distributions does a state leave out of its income?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from planning.engine.tax.arrays import Dollars, Flags, positive, ratio
from planning.engine.tax.state.returns import StateReturn

# The sources a private household can have; the others are pensions of public employers.
PENSIONS = ("pension", "defined_benefit_pension")
ACCOUNTS = {"workplace_plan": "plan", "ira": "ira"}
INVESTMENTS = ("interest", "dividends", "capital_gains", "rent")
EARNED = "earned_up_to_"  # and the amount


def excluded_retirement(r: StateReturn, excluded_benefits: Dollars) -> Dollars:
    """Return, for each person, the retirement income that is subtracted.

    Shapes: (2, …), head first; a cap of the whole return is spread over the two.
    Units:  dollars a year.
    Source: key `retirement` of the state's file; each line has its sources, ages, cap, and what
    lowers the cap.
    Not modelled: pensions of public employers; a cap shared unequally by choice.
    """
    total = np.zeros_like(r.people.pension)
    used = np.zeros_like(r.people.pension)  # of a cap shared with the line above
    for line in r.table.raw("retirement", ()):
        income = _income(r, line)
        if "shared with the line above" in str(line.get("cap_basis", "")):
            taken = np.minimum(income, positive(_cap(r, line) - used))
        else:
            taken = _within(r, line, income, excluded_benefits)
        used = taken
        total = total + taken
    return total


def _income(r: StateReturn, line: Mapping[str, Any]) -> Dollars:
    """Return the income of a line's sources for the people of its ages."""
    people = r.people
    pensions, accounts = np.zeros_like(people.pension), np.zeros_like(people.pension)
    for source in line["sources"]:
        if source in PENSIONS:
            pensions = pensions + people.pension
        elif source in ACCOUNTS:
            of_kind = getattr(people, ACCOUNTS[source])
            least = line.get("min_age_ira", 0) if source == "ira" else 0
            accounts = accounts + np.where(people.age >= float(least), of_kind, 0.0)
        elif source == INVESTMENTS[0]:
            pensions = pensions + people.investment
        elif source.startswith(EARNED):
            limit = float(source.removeprefix(EARNED))
            pensions = pensions + np.minimum(people.wages, limit)
    old_enough = people.age >= float(line.get("min_age_accounts", 0))
    income = pensions + np.where(old_enough, accounts, 0.0)
    return np.where(_of_age(r, line), income, 0.0)


def _of_age(r: StateReturn, line: Mapping[str, Any]) -> Flags:
    least, most = line.get("min_age", 0), line.get("max_age", 200)
    if least == "full_retirement_age":
        born_by = r.table.raw("social_security_params")["born_by"]
        return r.people.present & (r.units.year - r.people.age <= born_by)
    return r.people.at_least(float(least)) & (r.people.age <= float(most))


def _cap(r: StateReturn, line: Mapping[str, Any]) -> Dollars:
    if line["cap"] == "unlimited":
        return np.full(r.federal_agi.shape, np.inf)
    cap = r.table.by_status(line["cap"])
    return np.where(r.is_joint, float(line["cap_joint"]), cap) if "cap_joint" in line else cap


def _within(
    r: StateReturn, line: Mapping[str, Any], income: Dollars, excluded_benefits: Dollars
) -> Dollars:
    """Hold the income of a line within its cap and its limits of income."""
    cap = np.broadcast_to(_cap(r, line), income.shape)
    lowered_by = line.get("reduced_by")
    if lowered_by == "social_security_subtracted":
        cap = positive(cap - excluded_benefits)
    elif lowered_by == "social_security_received":
        cap = positive(cap - r.people.benefits)
    if "phase_out" in line and "width" in line["phase_out"]:
        cap = cap * _share_left(r, line["phase_out"])
    share = _share_by_steps(r, line, income)
    if line.get("cap_basis") == "return":
        taken = _of_the_return(income * share, cap[0])
    else:
        taken = np.minimum(income * share, cap)
    if "phase_out" in line and "rate" in line["phase_out"]:
        taken = _falling(r, line["phase_out"], taken)
    if "agi_limit" in line:
        taken = np.where(r.federal_agi < r.table.by_status(line["agi_limit"]), taken, 0.0)
    if "unused_cap" in r.table:
        taken = taken + _unused_part(r, share, taken, cap[0])
    return taken


def _unused_part(r: StateReturn, share: Dollars, taken: Dollars, cap: Dollars) -> Dollars:
    """Let the unused part of New Jersey's cap shelter other income of people old enough."""
    rule = r.table.needed("unused_cap")
    old = r.people.at_least(float(rule.raw("min_age")))
    of_any_kind = r.people.pension + r.people.plan + r.people.ira + r.people.investment
    most = np.minimum(share * np.where(old, of_any_kind, 0.0).sum(axis=0), cap)
    unused = positive(most - taken.sum(axis=0))
    worked = r.people.wages.sum(axis=0) > rule["most_earned"]
    unused = np.where(worked | ~old.any(axis=0), 0.0, unused)
    return np.stack([unused, np.zeros_like(unused)])


def _of_the_return(income: Dollars, cap: Dollars) -> Dollars:
    """Let two people share one cap."""
    both = income.sum(axis=0)
    return income * ratio(np.minimum(both, cap), both)


def _share_left(r: StateReturn, phase_out: Mapping[str, Any]) -> Dollars:
    over = positive(r.federal_agi - r.table.by_status(phase_out["start"]))
    return np.clip(1 - over / r.table.by_status(phase_out["width"]), 0.0, 1.0)


def _falling(r: StateReturn, phase_out: Mapping[str, Any], taken: Dollars) -> Dollars:
    """Take dollars off for income over a start; without Social Security in that income."""
    measured = r.federal_agi - r.taxable_benefits
    over = positive(measured - r.table.by_status(phase_out["start"]))
    return _of_the_return(taken, positive(taken.sum(axis=0) - float(phase_out["rate"]) * over))


def _share_by_steps(r: StateReturn, line: Mapping[str, Any], income: Dollars) -> Dollars:
    """Return the share that steps of income leave: Connecticut's and New Jersey's cliffs."""
    if "phase_out_share_joint" not in line:
        return np.ones(())
    by_total = "total income" in str(line.get("measured_on", ""))
    measured = total_income(r) if by_total else r.federal_agi
    joint = r.table.stepped(line["phase_out_share_joint"], measured)
    other = line.get("phase_out_share_other") or line["phase_out_share_single"]
    share = np.where(r.is_joint, joint, r.table.stepped(other, measured))
    if "phase_out_share_separate" in line:
        separate = r.table.stepped(line["phase_out_share_separate"], measured)
        share = np.where(r.units.status == 2, separate, share)
    return share


def total_income(r: StateReturn) -> Dollars:
    """Return the income of all classes, without Social Security, no class below zero."""
    return r.federal_agi - r.taxable_benefits + positive(-r.net_gain)


def born_between(r: StateReturn, first: int, last: int) -> Flags:
    """Whether the older person of a return was born in a span of years."""
    born = np.where(r.people.present, r.units.year - r.people.age, np.iinfo(np.int64).max)
    older = born.min(axis=0)
    return (older >= first) & (older <= last)


def age_deduction(r: StateReturn) -> Dollars:
    """Return Michigan's deduction against all income, for the older person's years of birth."""
    rule = r.table.needed("age_deduction")
    born = born_between(r, int(rule.raw("born_from")), int(rule.raw("born_through")))
    old = born & r.people.at_least(float(rule.raw("min_age"))).any(axis=0)
    amount = np.where(r.is_joint, rule["amount_joint"], rule["amount"])
    return np.stack([np.where(old, amount, 0.0), np.zeros_like(amount)])
