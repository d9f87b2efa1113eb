"""What was missed, and what is the tax on it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from planning.engine.law import Law
from planning.engine.money import ZERO, to_cents
from planning.engine.rmd.results import Shortfall


def shortfall_of(
    *,
    overdue: Mapping[date, Decimal],
    taxable: Mapping[date, Decimal],
    waived_until: date | None,
    as_of: date,
    law: Law,
) -> Shortfall:
    """Return the shortfall of amounts that are past their due dates, as seen from `as_of`.

    `overdue` is what is missing by due date; `taxable` the part of it that the statute itself
    asks: where only a plan's terms ask for a payment the tax looks at the smaller amount. The
    tax year is that of the due date, so a first requirement missed on April 1 is taxed for the
    year of that April 1. Where two dates were missed, the figures are added and the year, rate
    and window are those of the first.

    Source: 26 U.S.C. § 4974; Treas. Reg. 54.4974-1(a), (c)(4), (f), (g)(3).
    """
    first = min(overdue)
    amount = sum(overdue.values(), ZERO)
    is_waived = waived_until is not None and as_of <= waived_until
    if is_waived or not any(taxable.values()):
        return Shortfall(amount=amount, tax_year=first.year)
    tax = law.for_year(first.year).shortfall_tax
    window = None
    if tax.correction_years is not None:
        window = date(first.year + tax.correction_years, 12, 31)
    corrected = tax.corrected_rate if window is not None and as_of <= window else None
    return Shortfall(
        amount=amount,
        taxable=sum(taxable.values(), ZERO),
        tax_year=first.year,
        excise_rate=tax.rate,
        excise_tax=sum((_tax(short, due, law) for due, short in taxable.items()), ZERO),
        window_ends_on=window,
        corrected_rate=corrected,
        corrected_tax=None
        if corrected is None
        else sum((to_cents(short * corrected) for short in taxable.values()), ZERO),
    )


def _tax(short: Decimal, due: date, law: Law) -> Decimal:
    return to_cents(short * law.for_year(due.year).shortfall_tax.rate)
