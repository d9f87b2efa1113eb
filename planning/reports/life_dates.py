"""On which days does the law treat a person differently because of their age?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from clients.models import Person
from planning.engine.law import Law, load_law
from planning.engine.rmd.applicable_age import day_of_age, first_year_by_age
from planning.templatetags.money import age as written_age


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
    law = load_law()
    found = [*_ages(person.born_on, law), *_beginning(person.born_on, law)]
    return [
        LifeDate(on=on, title=title, text=text, citation=citation, is_past=on <= as_of)
        for on, title, text, citation in found
    ]


def _ages(born_on: date, law: Law) -> Iterator[tuple[date, str, str, str]]:
    tax = law.parameters["early_payment"].values[-1].decimal("rate")
    for name, title, text in (
        (
            "early_payment",
            "{age}",
            _("From this day no additional tax of {tax:.0%} falls on early payments."),
        ),
        (
            "social_security",
            "{age}",
            _("The earliest age for Social Security retirement benefits."),
        ),
        ("medicare", "{age}", _("The age for Medicare.")),
        (
            "qcd_age",
            _("{age}, to the day"),
            _("Gifts to charity straight from an IRA can be qualified charitable distributions."),
        ),
    ):
        rule = law.parameters[name].values[-1]
        age = rule.decimal("age")
        on = day_of_age(born_on, age)
        yield on, title.format(age=written_age(age)), text.format(tax=tax), rule.source


def _beginning(born_on: date, law: Law) -> Iterator[tuple[date, str, str, str]]:
    applicable = law.applicable_age(born_on)
    first_year = first_year_by_age(born_on, law)
    yield (
        day_of_age(born_on, applicable.age),
        _("{age}, the applicable age").format(age=written_age(applicable.age)),
        _(
            "{year} is the first distribution year, unless work for a plan's employer delays it."
        ).format(year=first_year),
        applicable.source,
    )
    yield (
        date(first_year + 1, 4, 1),
        _("Required beginning date"),
        _("The first distribution may wait until this day; the second is due the same year."),
        law.authority("rmd", "due_april_1"),
    )
