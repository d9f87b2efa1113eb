"""What does the page of a tax year say? Income by source, the return in lines, what is beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clients.models import Account, AccountType, Household, Income
from planning.engine import household as engine
from planning.engine.law import Law
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year import Note, Source, Standing, TaxYear
from planning.engine.tax_year.year import one
from planning.facts import gather_facts
from planning.facts.taxes import gather_tax_facts
from planning.reports.charts import chart_picture
from planning.reports.tax_brackets import Bracket, Mark, brackets_chart, brackets_of, marks_of
from planning.reports.tax_next_dollar import NextDollar, read_next_dollar
from planning.reports.tax_words import MissingLine, Places, money, note_line
from planning.tax_catalogue import FILING, SOURCES, STANDINGS, STEPS
from planning.wording import account_text, sentence

WITH_TAXES = (
    AccountType.TRADITIONAL_IRA,
    AccountType.SEP_IRA,
    AccountType.SIMPLE_IRA,
    AccountType.ROTH_IRA,
    AccountType.TAXABLE,
    AccountType.CASH,
    AccountType.NONQUALIFIED_ANNUITY,
)
# Which lines of a return are totals that a reader looks for.
TOTALS = frozenset({"adjusted_gross_income", "taxable_income", "total_tax"})
# Lines that only lead to the itemized deduction.
ITEMS = frozenset({"medical", "state_and_local", "mortgage", "charity", "itemized_reduction"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeLine:
    """One source of income."""

    text: str
    whose: str
    gross: Decimal
    taxable: Decimal | None  # None: how much is a question of the whole return
    standing: str
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """One line of the return, with what was looked at and where it is written."""

    text: str
    value: Decimal
    citation: str
    is_total: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPage:
    """Everything the page shows."""

    result: TaxYear
    status: str
    incomes: list[IncomeLine]
    lines: list[ReturnLine]
    totals: Mapping[str, Decimal | None]  # None: not known, or not theirs
    missing: list[MissingLine]
    notes: list[dict[str, str]]
    events: list[dict[str, str]]  # what lets this year's income count for Medicare
    brackets: list[Bracket]
    marks: list[Mark]
    brackets_spec: dict[str, Any]
    brackets_picture: str
    next_dollar: NextDollar


def facts_of_return(household: Household, as_of: date) -> tuple[engine.Household, TaxFacts]:
    """Return everything a household's return rests on, in a constant number of queries."""
    return gather_facts(household, as_of=as_of), gather_tax_facts(household)


def read_tax_page(
    household: Household, known: engine.Household, result: TaxYear, law: Law, *, next_dollar: str
) -> TaxPage:
    """Arrange a tax year for readers."""
    places = Places(household, known)
    brackets, marks = brackets_of(result, law), marks_of(result, law)
    spec = brackets_chart(brackets, marks, one(result.tax.taxable_income))
    return TaxPage(
        result=result,
        status=str(FILING[result.filing.status]),
        incomes=[_income(source, known) for source in result.sources if source.code != "early"],
        lines=list(_lines(result)),
        totals=_totals(result),
        missing=[places.of(missing) for missing in result.missing],
        notes=[note_line(note) for note in result.notes if not _is_event(note)],
        events=[note_line(note) for note in result.notes if _is_event(note)],
        brackets=brackets,
        marks=marks,
        brackets_spec=spec,
        brackets_picture=chart_picture(spec),
        next_dollar=read_next_dollar(result, law, next_dollar),
    )


def _income(source: Source, known: engine.Household) -> IncomeLine:
    people = {person.id: person.name for person in known.people}
    accounts = {account.id: account for account in known.accounts}
    whose = people.get(source.person or "", "")
    if source.account in accounts:
        whose = f"{whose}, {account_text(accounts[source.account])}"
    return IncomeLine(
        text=str(SOURCES[source.code]),
        whose=whose,
        gross=source.gross,
        taxable=None if source.code == "social_security" else source.taxable,
        standing=str(STANDINGS[source.standing]),
        is_sure=source.standing is Standing.RECORDED,
    )


def _lines(result: TaxYear) -> Iterator[ReturnLine]:
    itemizes = bool(result.tax.is_itemized)
    for reason in result.reasons:
        if reason.code in ITEMS and not itemizes:
            continue
        yield ReturnLine(
            text=sentence(STEPS[reason.code], reason.numbers),
            value=reason.value,
            citation=reason.citation,
            is_total=reason.code in TOTALS,
        )


def _totals(result: TaxYear) -> dict[str, Decimal | None]:
    tax = result.tax
    totals: dict[str, Decimal | None] = {
        "premiums": None,
        "surcharges": None,
        "credit": None,
        "items": None if bool(tax.is_itemized) else money(tax.itemized.total),
        "income": money(tax.adjusted_gross_income),
        "tax": money(tax.total_tax),
        "payroll": money(tax.payroll_tax + tax.additional_medicare_tax),
        "magi": money(tax.magi_for_irmaa),
        "marginal": Decimal(f"{result.marginal_rate:.4f}"),
        "later": money(result.surcharges_later),
    }
    if result.premiums.each:
        totals["premiums"] = money(result.premiums.standard)
        totals["surcharges"] = money(result.premiums.irmaa)
    if result.credit is not None:
        totals["credit"] = money(result.credit.credit)
    income = one(tax.adjusted_gross_income)
    totals["average"] = Decimal(f"{one(tax.total_tax) / income:.4f}") if income > 0 else Decimal(0)
    return totals


def _is_event(note: Note) -> bool:
    return note.code.startswith("event_")


def accounts_with_taxes(household: Household) -> Iterable[Account]:
    """Return the accounts of which it matters what was taxed before, or how they are invested."""
    accounts = household.accounts.filter(archived_at=None, kind__in=WITH_TAXES)
    return accounts.select_related("custodian")


def incomes_on_record(household: Household) -> Iterable[Income]:
    """Return the incomes that stand, to be corrected from the page."""
    return household.incomes.filter(withdrawn_at=None).select_related("person")
