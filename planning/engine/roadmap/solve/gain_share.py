"""What is the gain in a dollar of equity sold, before it is known what is sold?"""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import TAXABLE, Dollars
from planning.engine.roadmap.plan import Plan
from planning.engine.roadmap.pricing import price
from planning.engine.roadmap.problem import Problem


def untouched_gain_share(problem: Problem) -> Dollars:
    """Return the share as if nothing were bought or sold before: (person, year)."""
    people, years = len(problem.people), problem.years
    nothing = Plan(
        withdrawal=np.zeros((people, 4, years)),
        conversion=np.zeros((people, years)),
        deposit=np.zeros((people, years)),
        spending=np.zeros(years),
    )
    return price(problem, nothing).gain_share


def least_gain_share(problem: Problem) -> Dollars:
    """Return a share that no plan's is below: (person, year).

    The basis of an account, per dollar of its balance, is raised most by a deposit, which is all
    basis; then a year's return dilutes it and the yields taxed meanwhile add to it.
    """
    people, years = len(problem.people), problem.years
    if problem.opening_basis is None:
        return np.broadcast_to(problem.gain_fraction, (people, years))
    balance = problem.opening[:, TAXABLE]
    ratio = np.divide(problem.opening_basis, balance, out=np.ones_like(balance), where=balance > 0)
    taxed = problem.dividend_yield * problem.equity_share + problem.ordinary_yield
    growth = problem.returns[:, TAXABLE]
    share = np.zeros((people, years))
    for n in range(years):
        equity = problem.equity_share[:, n]
        gain = np.maximum(1.0 - ratio, 0.0)
        share[:, n] = np.minimum(np.divide(gain, equity, out=np.zeros(people), where=equity > 0), 1)
        kept = (np.maximum(ratio, 1.0) + taxed[:, n]) / np.maximum(1.0 + growth[:, n], 1e-9)
        paid_in = (1.0 + taxed[:, n] / 2) / np.maximum(1.0 + growth[:, n] / 2, 1e-9)
        ratio = np.maximum(kept, paid_in)
        gone = problem.first_to_die
        if gone is not None and n + 1 == problem.horizons[gone]:
            ratio[:] = ratio.max()
    return share
