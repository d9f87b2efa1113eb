"""What would another act change of a tax year, line by line?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from planning.engine import household as engine
from planning.engine.law import Law
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year import TaxYear, WhatIf, tax_year
from planning.engine.tax_year.year import one
from planning.reports.tax_words import MissingLine, Places, money, note_line
from planning.wording import sentence


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
class Comparison:
    """What is tried changes, line by line; what is missing or to be known because of it alone."""

    changed: list[ChangedLine] = field(default_factory=list)  # the last line is all costs together
    missing: list[MissingLine] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)

    @property
    def said(self) -> str:
        """What it comes to, in a sentence."""
        difference = self.changed[-1].difference
        words = _("What is tried changes no tax, premium or credit.")
        if difference:
            costs = _("What is tried costs {amount:$} in all.")
            words = costs if difference > 0 else _("What is tried saves {amount:$} in all.")
        return sentence(words, {"amount": abs(difference)})


def read_comparison(
    before: TaxYear,
    known: engine.Household,
    facts: TaxFacts,
    law: Law,
    what_if: WhatIf,
    places: Places,
) -> Comparison:
    """Return what is tried beside a year without it.

    Raises: CannotDecide.
    """
    if what_if.is_nothing:
        return Comparison()
    after = tax_year(known, facts, law, before.year, of=before.filing.head.id, what_if=what_if)
    return Comparison(
        changed=list(_changed(before, after)),
        missing=[places.of(item) for item in after.missing if item not in before.missing],
        notes=[note_line(item) for item in after.notes if item not in before.notes],
    )


def _changed(before: TaxYear, after: TaxYear) -> Iterator[ChangedLine]:
    def line(text: str, of: Any, *, is_total: bool = False) -> ChangedLine:
        return ChangedLine(
            text=text, before=money(of(before)), after=money(of(after)), is_total=is_total
        )

    yield line(_("Adjusted gross income"), lambda r: r.tax.adjusted_gross_income)
    yield line(_("Taxed Social Security"), lambda r: r.tax.taxable_social_security)
    yield line(_("Deductions"), _deducted)
    yield line(_("Taxable income"), lambda r: r.tax.taxable_income)
    yield line(_("Tax by rate schedule and rates of gains"), lambda r: r.tax.regular.tax)
    for rare in (
        line(_("Alternative minimum tax"), lambda r: r.tax.alternative_minimum_tax),
        line(_("Tax on investment income"), lambda r: r.tax.net_investment_income_tax),
        line(_("Additional tax on early distributions"), lambda r: r.tax.early_distribution_tax),
    ):
        if rare.before or rare.after:
            yield rare
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
