"""What was missed, and what is the tax on it?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planning.engine.law import Law
from planning.engine.money import ZERO, to_cents
from planning.engine.rmd.results import Shortfall


def shortfall_of(
    *,
    remaining: Decimal,
    taxable: Decimal,
    due_on: date,
    waived_until: date | None,
    as_of: date,
    law: Law,
) -> Shortfall:
    """Return the shortfall seen from `as_of`, which is past the due date.

    `taxable` is the part the statute itself asks: where only a plan's terms ask for a payment
    the tax looks at the smaller amount. The tax year is that of the due date, so a first
    requirement missed on April 1 is taxed for the year of that April 1.

    Source: 26 U.S.C. § 4974; Treas. Reg. 54.4974-1(a), (c)(4), (f), (g)(3).
    """
    if remaining <= ZERO:
        return Shortfall()
    if taxable <= ZERO or (waived_until is not None and as_of <= waived_until):
        return Shortfall(amount=remaining, tax_year=due_on.year)
    tax = law.for_year(due_on.year).shortfall_tax
    window = None
    if tax.correction_years is not None:
        window = date(due_on.year + tax.correction_years, 12, 31)
    open_window = window is not None and as_of <= window
    corrected = tax.corrected_rate if open_window else None
    return Shortfall(
        amount=remaining,
        tax_year=due_on.year,
        excise_rate=tax.rate,
        excise_tax=to_cents(taxable * tax.rate),
        window_ends_on=window,
        corrected_rate=corrected,
        corrected_tax=None if corrected is None else to_cents(taxable * corrected),
    )
