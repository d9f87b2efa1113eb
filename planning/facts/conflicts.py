"""Which figure of several for one December 31 is taken, and what would the others change?

The rule: a tax form outranks a statement, a statement a feed, a feed an imported file, a file a
figure whose source nobody stated, and anything outranks an estimate. Nothing is hidden by it:
two standing figures that differ are a conflict, and each says what it would ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clients.models import Account, Household, YearEndBalance
from planning.engine import household as engine
from planning.engine.errors import EngineError
from planning.engine.law import Law
from planning.engine.rmd import rmd_schedule
from planning.facts.standing import accounts_of, standing_balances

Source = YearEndBalance.Source

# The most reliable first.
CONFIDENCE = (
    Source.FORM_5498,
    Source.STATEMENT,
    Source.FEED,
    Source.CSV,
    Source.NOT_STATED,
    Source.ESTIMATE,
)
_RANK = {source.value: rank for rank, source in enumerate(CONFIDENCE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceConflict:
    """Sources that disagree about one December 31 of an account; the figure taken is first."""

    account: Account
    year: int
    figures: tuple[YearEndBalance, ...]

    @property
    def taken(self) -> YearEndBalance:
        return self.figures[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the account's pool would owe for the year after, if this figure were the right one."""

    figure: YearEndBalance
    required: Decimal | None  # None: cannot be decided, whatever the balance
    difference: Decimal | None  # from what is required with the figure taken


def by_year(balances: Iterable[YearEndBalance]) -> dict[int, list[YearEndBalance]]:
    """Return the standing figures of each December 31, the most reliable first."""
    years: dict[int, list[YearEndBalance]] = {}
    for balance in balances:
        years.setdefault(balance.year, []).append(balance)
    for figures in years.values():
        figures.sort(key=_reliability)
    return years


def conflicts_of(household: Household, *, as_of: date) -> list[BalanceConflict]:
    """Return where standing figures of one December 31 differ; an estimate contradicts nothing."""
    return list(_conflicts(accounts_of(household, as_of)))


def years_in_conflict(balances: Iterable[YearEndBalance]) -> list[int]:
    """Return the years on whose December 31 the standing figures of an account differ."""
    years = by_year(balances).items()
    return [year for year, figures in years if _differ(_stated(figures))]


def effect_of(conflict: BalanceConflict, facts: engine.Household, law: Law) -> list[Effect]:
    """Return what each figure of a conflict would ask for in the year that divides it."""
    key, year = conflict.account.key, conflict.year
    required = [
        required_with(figure.amount, facts, law, account=key, year=year)
        for figure in conflict.figures
    ]
    first = required[0]
    return [
        Effect(
            figure=figure,
            required=amount,
            difference=None if amount is None or first is None else amount - first,
        )
        for figure, amount in zip(conflict.figures, required, strict=True)
    ]


def required_with(
    amount: Decimal, facts: engine.Household, law: Law, *, account: str, year: int
) -> Decimal | None:
    """Return what an account's pool would owe if an amount were its balance of a December 31.

    There is a balance of that day on record; None where what is owed cannot be decided.
    """
    supposed = replace(
        facts,
        accounts=tuple(
            _with_balance(known, year, amount) if known.id == account else known
            for known in facts.accounts
        ),
    )
    try:
        schedule = rmd_schedule(supposed, law, years=[year + 1])
    except EngineError:
        return None
    for obligation in schedule.obligations:
        if any(part.account.id == account for part in obligation.amounts):
            return obligation.required
    return None


def _conflicts(accounts: Iterable[Account]) -> Iterator[BalanceConflict]:
    for account in accounts:
        for year, figures in by_year(standing_balances(account)).items():
            stated = _stated(figures)
            if _differ(stated):
                yield BalanceConflict(account=account, year=year, figures=tuple(stated))


def _stated(figures: Iterable[YearEndBalance]) -> list[YearEndBalance]:
    return [figure for figure in figures if figure.source != Source.ESTIMATE]


def _differ(figures: Iterable[YearEndBalance]) -> bool:
    return len({figure.amount for figure in figures}) > 1


def _with_balance(account: engine.Account, year: int, amount: Decimal) -> engine.Account:
    taken = account.year_end_balances[year]
    balances = {**account.year_end_balances, year: replace(taken, amount=amount)}
    return replace(account, year_end_balances=balances)


def _reliability(balance: YearEndBalance) -> int:
    return _RANK[balance.source]
