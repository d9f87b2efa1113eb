"""On which days does the law treat a person differently because of their age?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from clients.models import Person
from planning.engine.law import load_law
from planning.engine.rmd.applicable_age import day_of_age, first_year_by_age
from planning.templatetags.money import age as written_age

EARLY_PAYMENT_AGE = Decimal("59.5")
SOCIAL_SECURITY_AGE = Decimal(62)
MEDICARE_AGE = Decimal(65)
QCD_AGE = Decimal("70.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeDate:
    """One day of a person's life, what it changes, and where that is written."""

    on: date
    title: str
    text: str
    citation: str
    is_past: bool


def life_dates(person: Person, *, as_of: date) -> list[LifeDate]:
    """Return a living person's dates in order; nothing without a birth date."""
    if person.born_on is None or person.died_on is not None:
        return []
    return [
        LifeDate(on=on, title=title, text=text, citation=citation, is_past=on <= as_of)
        for on, title, text, citation in _dates(person.born_on)
    ]


def _dates(born_on: date) -> Iterator[tuple[date, str, str, str]]:
    law = load_law()
    yield (
        day_of_age(born_on, EARLY_PAYMENT_AGE),
        _("59½"),
        _("From this day no additional tax of 10% falls on early payments."),
        "26 U.S.C. § 72(t)(2)(A)(i)",
    )
    yield (
        day_of_age(born_on, SOCIAL_SECURITY_AGE),
        _("62"),
        _("The earliest age for Social Security retirement benefits."),
        "42 U.S.C. § 402(a)(2)",
    )
    yield (
        day_of_age(born_on, MEDICARE_AGE),
        _("65"),
        _("The age for Medicare."),
        "42 U.S.C. § 1395c",
    )
    yield (
        day_of_age(born_on, QCD_AGE),
        _("70½, to the day"),
        _("Gifts to charity straight from an IRA can be qualified charitable distributions."),
        "26 U.S.C. § 408(d)(8)(B)(ii)",
    )
    applicable = law.applicable_age(born_on).age
    first_year = first_year_by_age(born_on, law)
    yield (
        day_of_age(born_on, applicable),
        _("{age}, the applicable age").format(age=written_age(applicable)),
        _(
            "{year} is the first distribution year, unless work for a plan's employer delays it."
        ).format(year=first_year),
        "26 U.S.C. § 401(a)(9)(C)(v)",
    )
    yield (
        date(first_year + 1, 4, 1),
        _("Required beginning date"),
        _("The first distribution may wait until this day; the second is due the same year."),
        "26 U.S.C. § 401(a)(9)(C)(i)",
    )
