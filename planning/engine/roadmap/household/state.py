"""What does a state take of each further dollar, as an optimiser's schedule?

A state's own rules, its exclusions by source and age, its credits, are asked and not repeated: the
tax of each year is computed for a row of incomes, and a convex schedule is laid through them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.taxes import tax_lines
from planning.engine.projection.walk import Step
from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.problem import StateTables

PROBES = np.array(
    [0.0, 5e3, 1e4, 2e4, 3e4, 4.5e4, 6e4, 8e4, 1.1e5, 1.5e5, 2.2e5, 3.5e5, 6e5, 1.2e6]
)  # dollars of today, out of an IRA beyond what is required


@dataclass(frozen=True, slots=True, kw_only=True)
class StateShare:
    """What a state takes: `fixed` whatever is decided, `tables` of each further dollar."""

    fixed: Dollars  # (year)
    tables: StateTables | None


def state_of(outlook: Outlook, walked: Sequence[Step]) -> StateShare:
    """Return what the state of each year takes; nothing where none is on record.

    What a year takes from another source than an IRA is taken to be taxed like it.
    """
    people, count = len(outlook.lives.people), len(outlook.years)
    fixed = np.zeros(count)
    if not outlook.facts.state:
        return StateShare(fixed=fixed, tables=None)
    rates = np.zeros((len(PROBES) - 1, count))
    widths = np.zeros((len(PROBES) - 2, count))
    deduction = np.zeros(count)
    for position, (year, settled, _closed) in enumerate(walked):
        probes = PROBES * year.price[0]
        units = year.units(settled.flows).plus("ira_head", probes[:, None, None])
        lines = tax_lines(units, year.year, outlook.residences, outlook.law)
        income = lines.magi.sum(axis=-1)[:, 0] - lines.taxable_social_security[:, 0]
        rises = np.maximum(np.diff(income), 1.0)
        fixed[position], deduction[position] = lines.state[0, 0], max(income[0], 0.0)
        rates[:, position] = _rising(np.diff(lines.state[:, 0]) / rises, rises)
        widths[:, position] = rises[:-1]
    nothing = np.zeros(count)
    never = np.zeros(count, dtype=np.bool_)
    tables = StateTables(
        rates=rates,
        widths=widths,
        deduction=deduction,
        exemption_cap=np.zeros((people, count)),
        personal_credit=nothing,
        taxes_benefits=never,
        exempts_conversions=never,
        counts_conversions=never,
        exempt_pension=nothing,
        counts_pension=never,
    )
    return StateShare(fixed=fixed, tables=tables)


def _rising(rates: Dollars, widths: Dollars) -> Dollars:
    """Return the closest rates that never fall: neighbours that do are averaged by width."""
    blocks: list[list[float]] = []  # rate, width, how many
    for rate, width in zip(rates, widths, strict=True):
        blocks.append([max(float(rate), 0.0), float(width), 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            last, before = blocks.pop(), blocks.pop()
            whole = before[1] + last[1]
            mean = (before[0] * before[1] + last[0] * last[1]) / whole
            blocks.append([mean, whole, before[2] + last[2]])
    return np.concatenate([np.full(int(many), rate) for rate, _width, many in blocks])
