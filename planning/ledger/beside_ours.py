"""The custodians' own figures beside ours, on a case and on a sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clients.models import NOT_FOR_RETIREMENT, Account, Household
from planning.engine import household as engine
from planning.forms.figure_sheet import FigureRow
from planning.ledger.custodian_figures import (
    Compared,
    Question,
    compared,
    ours_of,
    questions_of,
    standing_figures,
)
from planning.models import CustodianFigure
from planning.reports.context import AccountLine, Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """The custodian's figure of an account, if there is one, and what is asked about it."""

    account: Account
    figure: CustodianFigure | None
    compared: Compared | None
    question: Question | None


def with_custodians(case: Case, household: Household, facts: engine.Household) -> Case:
    """Return the case with each account's custodian's figure beside ours."""
    accounts = {account.key: account for account in household.accounts.select_related("custodian")}
    figures = {(row.account_id, row.year): row for row in standing_figures(household)}
    questions: dict[str, Question] = {}
    if figures:
        asked = questions_of(household, year=case.year)
        questions = {each.task.subject: each for each in asked}

    def beside(line: AccountLine, year: int) -> AccountLine:
        account = accounts[line.amount["account"]]
        figure = figures.get((account.pk, year))
        theirs = Theirs(
            account=account,
            figure=figure,
            compared=compared(figure, facts) if figure else None,
            question=questions.get(str(figure.pk)) if figure else None,
        )
        return replace(line, theirs=theirs)

    pools = tuple(
        replace(
            pool,
            lines=tuple(beside(line, pool.obligation["distribution_year"]) for line in pool.lines),
        )
        for pool in case.pools
    )
    return replace(case, pools=pools)


def figure_rows(household: Household, facts: engine.Household, *, year: int) -> list[FigureRow]:
    """Return the household's retirement accounts with our figure and the custodian's of a year."""
    accounts = household.accounts.filter(archived_at=None).exclude(kind__in=NOT_FOR_RETIREMENT)
    standing = {row.account_id: row for row in standing_figures(household) if row.year == year}
    rows = []
    for account in accounts.select_related("owner", "custodian", "firm", "household"):
        ours = ours_of(facts, account.key, year)
        rows.append(
            FigureRow(
                account=account,
                ours=ours.required if ours else None,
                standing=standing.get(account.pk),
            )
        )
    return rows
