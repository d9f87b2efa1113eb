"""A household's years, one after another, under a policy."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, Protocol, TypeAlias

import numpy as np

from planning.engine.projection.death import HEIRS_RATE
from planning.engine.projection.decisions import Decision, Settled
from planning.engine.projection.ledger import Ledger, blank_ledger, sealed
from planning.engine.projection.lines import settle_below_lines
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.paths import outlook_on, state_on
from planning.engine.projection.result import Figures, Projection
from planning.engine.projection.step import Closed, close_year
from planning.engine.projection.year import Year, begin_year
from planning.engine.tax.arrays import Dollars, Whole, positive
from planning.engine.tax.parameters import federal_tables
from planning.engine.tax_facts import IncomeKind

Step: TypeAlias = tuple[Year, Settled, Closed]  # a year as it begins, is settled and ends


class WithdrawalPolicy(Protocol):
    """A rule for taking from accounts, year by year."""

    @property
    def name(self) -> str:
        """What it is called in results."""

    def decide(self, year: Year) -> Decision:
        """Decide a year from what is known at its beginning."""


def project(outlook: Outlook, policy: WithdrawalPolicy) -> Projection:
    """Walk a household through all its years.

    Guarantees: every account and year adds up; no less leaves a pool than the law requires; the
    same outlook and policy give the same figures, one path alone or among others.
    """
    return recorded(outlook, policy.name, steps(outlook, policy))


def recorded(outlook: Outlook, name: str, walked: Iterable[Step]) -> Projection:
    """Write down the steps of a walk; a path that has not begun in a year is as the first."""
    paths, years = len(outlook.lives.last_years), outlook.years
    ledger = blank_ledger(paths, len(years), len(outlook.accounts.ids))
    columns: dict[str, list[Dollars]] = {entry.name: [] for entry in fields(Figures)}
    for position, (year, settled, closed) in enumerate(walked):
        _enter(ledger, position, year, settled, closed)
        for name, amounts in _figures(year, settled, closed).items():
            whole = amounts if amounts.ndim else np.full(paths, amounts)
            columns[name].append(_on_all(whole, paths))
    filled: Any = {name: _column(parts) for name, parts in columns.items()}
    figures = Figures(**filled)
    return Projection(
        policy=name,
        outlook=outlook,
        years=tuple(years),
        figures=figures,
        ledger=sealed(ledger),
        is_alive=np.stack([outlook.lives.alive(number) for number in years], axis=1),
        basis=tuple(_basis(outlook, number) for number in years),
    )


def steps(
    outlook: Outlook, policy: WithdrawalPolicy, begins: Sequence[int] | None = None
) -> Iterator[Step]:
    """Yield every year as it begins, as it is settled and as it ends.

    `begins` says in which year each path parts from the first, in ascending order: until then it is
    not walked.
    """
    heirs_rate, state = heirs_rate_of(outlook), outlook.first_state()
    here, known = outlook, 1
    for number in outlook.years:
        if begins is not None and known < len(begins):
            count = max(bisect_right(begins, number), 1)
            state, known = state_on(state, _begun(known, count)), count
            here = outlook_on(outlook, np.arange(count))
        year = begin_year(here, state, number)
        settled = settle_below_lines(year, policy.decide(year))
        closed = close_year(year, settled, heirs_rate)
        yield year, settled, closed
        state = closed.state


def heirs_rate_of(outlook: Outlook) -> float:
    """Return what the heirs of untaxed money are assumed to pay of it."""
    stated = outlook.plans.assumptions.heirs_tax_rate
    return HEIRS_RATE if stated is None else float(stated)


def _column(parts: list[Dollars]) -> Dollars:
    column = np.stack(parts, axis=1)
    column.setflags(write=False)
    return column


def _on_all(amounts: Dollars, paths: int) -> Dollars:
    """Return (path, …) amounts with those of the first path for what has not begun."""
    return amounts[_begun(len(amounts), paths)] if len(amounts) < paths else amounts


def _begun(known: int, count: int) -> Whole:
    """Return where each of `count` paths is among those known: what begins is at the first."""
    places = np.arange(count)
    return np.where(places < known, places, 0)


def _enter(ledger: Ledger, position: int, year: Year, settled: Settled, closed: Closed) -> None:
    flows, paths = settled.flows, len(ledger.opening)
    rows = {
        "opening": year.state.balances,
        "arrived": closed.arrived,
        "deposited": closed.deposited,
        "withdrawn": flows.withdrawals,
        "converted": flows.conversions,
        "given": flows.gifts,
        "grown": closed.grown,
        "left": closed.left,
        "closing": closed.state.balances,
        "required": year.required,
    }
    for name, amounts in rows.items():
        getattr(ledger, name)[:, position] = _on_all(amounts, paths)


def _figures(year: Year, settled: Settled, closed: Closed) -> dict[str, Dollars]:
    lines, market = settled.priced.lines, year.market
    incomes = {kind: amounts.sum(axis=1) for kind, amounts in year.incomes.items()}
    other = incomes[IncomeKind.ANNUITY] + incomes[IncomeKind.RENTAL] + incomes[IncomeKind.OTHER]
    covered = np.zeros(()) if market is None else market.benchmark * market.part_of_year
    first = year.returns.is_first.argmax(axis=1)
    statuses = year.returns.status[np.arange(len(first)), first]
    return {
        "spending": positive(year.spending - settled.shortfall),
        "shortfall": settled.shortfall,
        "unpaid": positive(settled.shortfall - year.spending),
        "medical": year.medical,
        "goals": year.goals,
        "inflows": year.inflows,
        "wages": incomes[IncomeKind.WAGES],
        "pensions": incomes[IncomeKind.PENSION],
        "other_income": other,
        "social_security": year.benefits.sum(axis=1),
        "federal": lines.federal,
        "niit": lines.niit,
        "early_distribution": lines.early,
        "state": lines.state,
        "payroll": lines.payroll,
        "taxes_paid_before": year.paid_so_far,
        "medicare_premiums": year.premiums.total,
        "irmaa": year.premiums.irmaa,
        "aca_premium": covered,
        "aca_credit": settled.priced.credit,
        "income": lines.income,
        "taxable_income": lines.taxable_income,
        "taxable_social_security": lines.taxable_social_security,
        "magi": lines.magi.sum(axis=-1),
        "capital_gains": closed.taxed.gains.sum(axis=-1),
        "payouts": closed.taxed.payouts.sum(axis=(0, -1)),
        "deposit": settled.deposit,
        "estate": closed.estate,
        "filing_status": statuses,
    }


def _basis(outlook: Outlook, year: int) -> str:
    figures = federal_tables(outlook.law, year, year).columns
    return "projected" if figures["is_projected"].any() else "published"
