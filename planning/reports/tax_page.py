"""What does the page of a tax year say? The return in lines, and what an act would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Account, AccountType, Household, Income
from planning.engine import household as engine
from planning.engine.law import Law, load_law
from planning.engine.money import to_cents
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.marginal_map import Stretch, marginal_map
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year import Missing, Note, Source, Standing, TaxYear, WhatIf, tax_year
from planning.engine.tax_year.year import one
from planning.facts import gather_facts
from planning.facts.taxes import gather_tax_facts
from planning.forms.what_if import NEXT_DOLLAR
from planning.reports.charts import chart_picture
from planning.reports.tax_charts import (
    Bracket,
    Mark,
    brackets_chart,
    brackets_of,
    marginal_chart,
    marks_of,
)
from planning.tax_catalogue import (
    CAVEATS,
    FILING,
    MISSING,
    NOTES,
    SOURCES,
    STANDINGS,
    STEPS,
    THRESHOLDS,
)
from planning.wording import account_text, sentence

# What the next dollar is of → the fields it stands in; the first one rises.
FIELDS = {
    "ira": ("ira_head", "ira_spouse"),
    "conversion": ("roth_conversion",),
    "gain": ("net_long_gain",),
    "benefits": ("social_security_head", "social_security_spouse"),
}
WITH_TAXES = (
    AccountType.TRADITIONAL_IRA,
    AccountType.SEP_IRA,
    AccountType.SIMPLE_IRA,
    AccountType.ROTH_IRA,
    AccountType.TAXABLE,
    AccountType.CASH,
    AccountType.NONQUALIFIED_ANNUITY,
)
LEAST_RANGE = 150_000.0
NOTHING: Any = np.zeros(())
SAME_TO_THE_EYE = 0.0005
# What the next dollar costs besides federal tax, as a reader is told of it.
OF_IT = {"state": lazy("state tax"), "credit": lazy("lost health insurance credit")}
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
class MissingLine:
    """What is missing, and where it is typed."""

    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """One figure without and with what is tried."""

    text: str
    before: Decimal
    after: Decimal
    is_total: bool = False

    @property
    def difference(self) -> Decimal:
        """What is tried adds."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDollar:
    """What each next dollar of one income costs, over the range around the household."""

    of: str
    at: float
    stretches: Sequence[Stretch]
    rows: list[dict[str, Any]]
    spec: dict[str, Any]
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is tried changes, line by line, and what must be known of it."""

    changed: list[ChangedLine] = field(default_factory=list)
    remarks: list[MissingLine | dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPage:
    """Everything the page shows."""

    as_of: date
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
    comparison: Comparison


def law_of(facts: TaxFacts) -> Law:
    """Return the law, carried on past what is published with the household's own prices."""
    if facts.inflation is None:
        return load_law().projected(DEFAULT_INDEXING)
    return load_law().projected(replace(DEFAULT_INDEXING, rate=facts.inflation))


def facts_of_return(household: Household, as_of: date) -> tuple[engine.Household, TaxFacts]:
    """Return everything a household's return rests on, in a constant number of queries."""
    return gather_facts(household, as_of=as_of), gather_tax_facts(household)


def read_tax_page(
    household: Household,
    known: engine.Household,
    facts: TaxFacts,
    year: int,
    *,
    of: str | None,
    what_if: WhatIf,
    next_dollar: str,
) -> TaxPage:
    """Arrange a tax year for readers.

    Raises: CannotDecide, UnknownYear.
    """
    law = law_of(facts)
    result = tax_year(known, facts, law, year, of=of)
    places = _Places(household, known)
    brackets, marks = brackets_of(result, law), marks_of(result, law)
    spec = brackets_chart(brackets, marks, one(result.tax.taxable_income))
    return TaxPage(
        as_of=known.as_of,
        result=result,
        status=str(FILING[result.filing.status]),
        incomes=[_income(source, known) for source in result.sources if source.code != "early"],
        lines=list(_lines(result)),
        totals=_totals(result),
        missing=[places.of(missing) for missing in result.missing],
        notes=[_note(note) for note in result.notes if not _is_event(note)],
        events=[_note(note) for note in result.notes if _is_event(note)],
        brackets=brackets,
        marks=marks,
        brackets_spec=spec,
        brackets_picture=chart_picture(spec),
        next_dollar=_next_dollar(result, law, next_dollar),
        comparison=_compared(result, known, facts, law, what_if, places),
    )


def read_comparison(
    household: Household,
    known: engine.Household,
    facts: TaxFacts,
    year: int,
    *,
    of: str | None,
    what_if: WhatIf,
) -> Comparison:
    """Return only what is tried, for a page that shows the rest already.

    Raises: CannotDecide, UnknownYear.
    """
    law = law_of(facts)
    before = tax_year(known, facts, law, year, of=of)
    return _compared(before, known, facts, law, what_if, _Places(household, known))


def _compared(
    before: TaxYear,
    known: engine.Household,
    facts: TaxFacts,
    law: Law,
    what_if: WhatIf,
    places: _Places,
) -> Comparison:
    if what_if.is_nothing:
        return Comparison()
    after = tax_year(known, facts, law, before.year, of=before.filing.head.id, what_if=what_if)
    return Comparison(
        changed=list(_changed(before, after)),
        remarks=[
            places.of(item) if isinstance(item, Missing) else _note(item)
            for item in _only_tried(before, after)
        ],
    )


def missing_lines(
    household: Household, known: engine.Household, missing: Iterable[Missing]
) -> list[MissingLine]:
    """Say what a return waits for, each with where it is typed."""
    places = _Places(household, known)
    return [places.of(item) for item in missing]


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


def _money(figure: Any) -> Decimal:
    return to_cents(Decimal(repr(one(figure))))


def _totals(result: TaxYear) -> dict[str, Decimal | None]:
    tax = result.tax
    totals: dict[str, Decimal | None] = {
        "premiums": None,
        "surcharges": None,
        "credit": None,
        "items": None if bool(tax.is_itemized) else _money(tax.itemized.total),
        "income": _money(tax.adjusted_gross_income),
        "taxable": _money(tax.taxable_income),
        "tax": _money(tax.total_tax),
        "state": _money(result.state_tax),
        "payroll": _money(tax.payroll_tax + tax.additional_medicare_tax),
        "magi": _money(tax.magi_for_irmaa),
        "marginal": Decimal(f"{result.marginal_rate:.4f}"),
        "later": _money(result.surcharges_later),
    }
    if result.premiums.each:
        totals["premiums"] = _money(result.premiums.standard)
        totals["surcharges"] = _money(result.premiums.irmaa)
    if result.credit is not None:
        totals["credit"] = _money(result.credit.credit)
    income = one(tax.adjusted_gross_income)
    totals["average"] = Decimal(f"{one(tax.total_tax) / income:.4f}") if income > 0 else Decimal(0)
    return totals


def _is_event(note: Note) -> bool:
    return note.code.startswith("event_")


def _note(note: Any) -> dict[str, str]:
    words = NOTES.get(note.code) or CAVEATS[note.code]
    return {"text": sentence(words, note.numbers), "citation": note.citation}


class _Places:
    """Where what is missing is typed."""

    def __init__(self, household: Household, known: engine.Household) -> None:
        self.household = household
        self.known = known
        self.people = {person.id: person.name for person in known.people}
        self.accounts = {account.id: account_text(account) for account in known.accounts}
        self.rows: dict[str, UUID] | None = None

    def of(self, missing: Missing) -> MissingLine:
        numbers = {
            "person": self.people.get(missing.person or "", ""),
            "account": self.accounts.get(missing.account or "", ""),
            **missing.numbers,
        }
        text = sentence(MISSING[missing.code], numbers)
        return MissingLine(text=text, address=self._address(missing))

    def _address(self, missing: Missing) -> str:
        here = [self.household.pk]
        match missing.code:
            case "prior_magi" | "yield_dividends" | "yield_interest":
                return reverse("planning:tax_facts", args=here)
            case "allocation" | "annuity_basis" | "roth_clock" | "roth_basis":
                return reverse("planning:account_taxes", args=[self._row(missing.account)])
            case "account_value":
                return reverse("planning:balances", args=here)
            case "birth_date" | "own_prior_magi":
                return reverse("planning:edit_person", args=[self._person(missing.person)])
            case _:
                return reverse("planning:household", args=here)

    def _person(self, key: str | None) -> UUID:
        return self.household.people.get(key=str(key)).pk

    def _row(self, key: str | None) -> UUID:
        if self.rows is None:
            rows = Account.objects.filter(household=self.household)
            self.rows = dict(rows.values_list("key", "pk"))
        return self.rows[str(key)]


def _only_tried(before: TaxYear, after: TaxYear) -> list[Any]:
    """Return what is missing or to be known only because of what is tried."""
    return [
        *(item for item in after.missing if item not in before.missing),
        *(item for item in after.notes if item not in before.notes),
    ]


def _changed(before: TaxYear, after: TaxYear) -> Iterator[ChangedLine]:
    def line(text: str, of: Any, *, is_total: bool = False) -> ChangedLine:
        return ChangedLine(
            text=text, before=_money(of(before)), after=_money(of(after)), is_total=is_total
        )

    yield line(_("Adjusted gross income"), lambda r: r.tax.adjusted_gross_income)
    yield line(_("Taxed Social Security"), lambda r: r.tax.taxable_social_security)
    yield line(_("Deductions"), _deducted)
    yield line(_("Taxable income"), lambda r: r.tax.taxable_income)
    yield line(_("Tax by rate schedule and rates of gains"), lambda r: r.tax.regular.tax)
    yield line(_("Alternative minimum tax"), lambda r: r.tax.alternative_minimum_tax)
    yield line(_("Tax on investment income"), lambda r: r.tax.net_investment_income_tax)
    yield line(_("Additional tax on early distributions"), lambda r: r.tax.early_distribution_tax)
    costs = [line(_("Federal tax"), lambda r: r.tax.total_tax, is_total=True)]
    if before.states:
        costs.append(line(_("State tax"), lambda r: r.state_tax))
    if before.on_medicare_later:
        years = _("Medicare surcharges of {year}").format(year=before.year + 2)
        costs.append(line(years, lambda r: r.surcharges_later))
    if before.credit is not None:
        costs.append(line(_("Health insurance credit"), lambda r: -one(r.credit.credit)))
    yield from costs
    yield ChangedLine(
        text=_("Together"),
        before=sum((cost.before for cost in costs), Decimal(0)),
        after=sum((cost.after for cost in costs), Decimal(0)),
        is_total=True,
    )


def _deducted(result: TaxYear) -> Any:
    tax = result.tax
    return tax.adjusted_gross_income - np.minimum(tax.taxable_income, tax.adjusted_gross_income)


def _next_dollar(result: TaxYear, law: Law, of: str) -> NextDollar:
    amounts = {name: one(getattr(result.units, name)) for name in FIELDS[of]}
    at, unit = sum(amounts.values()), result.units
    title = _("{what} besides the loss of the year")
    if at >= 0:
        title = _("{what} of the year")
        unit = replace(unit, **dict.fromkeys(amounts, NOTHING))
    most = float(np.ceil(max(LEAST_RANGE, 2 * at) / 50_000) * 50_000)
    stretches = marginal_map(
        unit,
        law,
        of=_shares(amounts),
        most=most,
        on_medicare=result.on_medicare_later,
        coverage=result.coverage,
        states={line.state: line.share for line in result.states},
    )
    at, title = max(at, 0.0), title.format(what=NEXT_DOLLAR[of])
    spec = marginal_chart(stretches, at=at, most=most, title=title)
    return NextDollar(
        of=of,
        at=at,
        stretches=stretches,
        rows=list(_stretches(stretches, at)),
        spec=spec,
        picture=chart_picture(spec),
    )


def _shares(amounts: Mapping[str, float]) -> dict[str, float]:
    """Return whose each dollar is: as two people share what they have; with nothing, the head's."""
    whole = sum(amounts.values())
    if whole <= 0:
        return {next(iter(amounts)): 1.0}
    return {name: amount / whole for name, amount in amounts.items() if amount}


def _stretches(stretches: Sequence[Stretch], at: float) -> Iterator[dict[str, Any]]:
    """Yield the stretches as lines; a curve is one, and so are equal steps after each other."""
    groups: list[list[Stretch]] = []
    for stretch in stretches:
        if groups and _goes_on(groups[-1][-1], stretch):
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    for group in groups:
        first, last = group[0], group[-1]
        steps = [stretch.jump for stretch in group if stretch.jump]
        yield {
            "start": Decimal(f"{first.start:.0f}"),
            "end": Decimal(f"{last.end:.0f}"),
            "rate": Decimal(f"{first.rates.together:.4f}"),
            "rate_at_end": _other(last.rates_at_end.together, first.rates.together),
            "parts": [
                (OF_IT[part], Decimal(f"{getattr(first.rates, part):.4f}"))
                for part in OF_IT
                if getattr(first.rates, part)
            ],
            "jump": Decimal(f"{sum(steps):.2f}") if steps else None,
            "steps": len(steps),
            "is_here": first.start <= at < last.end,
            "why": [sentence(THRESHOLDS[code]) for code in first.thresholds],
        }


def _goes_on(before: Stretch, after: Stretch) -> bool:
    is_next_step = before.jump and after.jump and before.thresholds == after.thresholds
    same_rate = abs(after.rates.together - before.rates_at_end.together) < SAME_TO_THE_EYE
    return not after.thresholds or bool(is_next_step and same_rate)


def _other(rate: float, first: float) -> Decimal | None:
    """Return a rate that reads otherwise than the first."""
    return Decimal(f"{rate:.4f}") if abs(rate - first) > SAME_TO_THE_EYE else None


def accounts_with_taxes(household: Household) -> Iterable[Account]:
    """Return the accounts of which it matters what was taxed before, or how they are invested."""
    accounts = household.accounts.filter(archived_at=None, kind__in=WITH_TAXES)
    return accounts.select_related("custodian")


def incomes_on_record(household: Household) -> Iterable[Income]:
    """Return the incomes that stand, to be corrected from the page."""
    return household.incomes.filter(withdrawn_at=None).select_related("person")
