"""What does the page of one account's December 31 say? Its figures, and what each would ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clients.models import Account, YearEndAdjustment, YearEndBalance
from planning.engine.law import load_law
from planning.facts import gather_facts
from planning.facts.conflicts import by_year, required_with, years_in_conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """One source's figure; `required` is of the account's pool, None where it was not asked."""

    row: YearEndBalance
    is_used: bool
    required: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndPage:
    """Everything on record of one December 31 of an account."""

    account: Account
    year: int
    standing: list[FigureLine]
    withdrawn: list[YearEndBalance]
    stated: YearEndAdjustment | None
    differ: bool


def read_year_end(account: Account, year: int, *, as_of: date) -> YearEndPage:
    """Arrange what is on record; where figures differ, work out what each would ask for."""
    rows = list(
        account.balances.filter(year=year).select_related("document", "entered_by", "account__firm")
    )
    figures = [row for row in rows if row.withdrawn_at is None]
    differ = year in years_in_conflict(figures)
    facts = gather_facts(account.household, as_of=as_of) if differ else None
    law = load_law()
    return YearEndPage(
        account=account,
        year=year,
        standing=[
            FigureLine(
                row=row,
                is_used=place == 0,
                required=required_with(row.amount, facts, law, account=account.key, year=year)
                if facts
                else None,
            )
            for place, row in enumerate(by_year(figures).get(year, []))
        ],
        withdrawn=[row for row in rows if row.withdrawn_at is not None],
        stated=account.adjustments.filter(year=year).first(),
        differ=differ,
    )
