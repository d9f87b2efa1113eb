"""What does a missed requirement ask for: which form, which lines, until when?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from planning.engine.household import Person
from planning.engine.law import Law
from planning.engine.money import ZERO, to_cents
from planning.engine.rmd.pools import parts_of
from planning.engine.rmd.record import record
from planning.engine.rmd.results import Obligation

RATES = {"": "", "a": "_lower", "b": "_full"}  # of the columns
IRA_POOLS = frozenset({"own_iras", "inherited_iras", "inherited_roth_iras"})  # by their kind


@record
class Form5329Line:
    """One line of Part IX, with the code of what it asks for."""

    number: str
    code: str
    amount: Decimal


@record
class Form5329:
    """Part IX of one person's Form 5329 for one tax year, from what is known as of a day."""

    person: Person
    tax_year: int
    lines: tuple[Form5329Line, ...]
    shortfall: Decimal  # what a statement of reasonable cause would ask to be waived
    tax: Decimal


def forms_5329(missed: Iterable[Obligation], law: Law) -> tuple[Form5329, ...]:
    """Return the forms that missed obligations ask for, by person and tax year.

    A pool whose whole shortfall was made up inside the correction window stands in column a, of
    the lower rate; every other in column b. Years with one rate have one column.

    Units: dollars and cents; the form itself may be filled in whole dollars.
    Source: Form 5329, Part IX, and its instructions; 26 U.S.C. § 4974(a), (e).
    Not modelled: a window that ended early by a notice of deficiency or an assessment.
    """
    by_form: dict[tuple[str, int], list[Obligation]] = {}
    for obligation in missed:
        shortfall = obligation.shortfall
        if shortfall.taxable > ZERO and shortfall.tax_year is not None:
            key = obligation.person.id, shortfall.tax_year
            by_form.setdefault(key, []).append(obligation)
    return tuple(_form(owed, year, law) for (_person, year), owed in sorted(by_form.items()))


def is_corrected_in_time(obligation: Obligation) -> bool:
    """Whether all that was missed was made up inside the correction window."""
    window = obligation.shortfall.window_ends_on
    return (
        window is not None
        and obligation.corrected >= obligation.shortfall.amount
        and all(counted.on <= window for counted in obligation.corrections)
    )


def is_of_iras(obligation: Obligation) -> bool:
    """Whether a pool holds IRAs, own or inherited."""
    return parts_of(obligation.pool).kind in IRA_POOLS


def assessable_until(
    obligation: Obligation, law: Law, *, return_filed_on: date | None
) -> date | None:
    """Return the last day on which the tax on an IRA's shortfall may still be assessed.

    None: no limit is known, since the pool is an employer's plan, the miss is older than the
    rule, or nobody knows when the income tax return was filed.

    Source: 26 U.S.C. § 6501(l)(4).
    """
    due_on, rule = obligation.due_on, law.parameters["shortfall_limitation"].values[-1]
    if due_on is None or return_filed_on is None or not is_of_iras(obligation):
        return None
    if due_on < rule.effective:
        return None
    last_year = return_filed_on.year + rule.integer("years")
    if (return_filed_on.month, return_filed_on.day) == (2, 29):
        return date(last_year, 2, 28)
    return return_filed_on.replace(year=last_year)


def _form(missed: list[Obligation], tax_year: int, law: Law) -> Form5329:
    lower_rate = law.for_year(tax_year).shortfall_tax.corrected_rate
    short = _sum(owed.shortfall.taxable for owed in missed)
    if lower_rate is None:
        tax = _sum(owed.shortfall.excise_tax for owed in missed)
        lines = [*_asked(missed, ""), Form5329Line(number="54", code="shortfall", amount=short)]
    else:
        in_time = [owed for owed in missed if is_corrected_in_time(owed)]
        others = [owed for owed in missed if not is_corrected_in_time(owed)]
        lower = _sum(to_cents(owed.shortfall.taxable * lower_rate) for owed in in_time)
        full = _sum(owed.shortfall.excise_tax for owed in others)
        tax = lower + full
        asked = sorted((*_asked(in_time, "a"), *_asked(others, "b")), key=lambda line: line.number)
        lines = [
            *asked,
            Form5329Line(number="54a", code="tax_lower", amount=lower),
            Form5329Line(number="54b", code="tax_full", amount=full),
        ]
    lines.append(Form5329Line(number="55", code="tax", amount=tax))
    return Form5329(
        person=missed[0].person, tax_year=tax_year, lines=tuple(lines), shortfall=short, tax=tax
    )


def _asked(missed: list[Obligation], column: str) -> list[Form5329Line]:
    required = _sum(owed.required or ZERO for owed in missed)
    short = _sum(owed.shortfall.taxable for owed in missed)
    rate = RATES[column]
    return [
        Form5329Line(number=f"52{column}", code=f"required{rate}", amount=required),
        Form5329Line(number=f"53{column}", code=f"distributed{rate}", amount=required - short),
    ]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
