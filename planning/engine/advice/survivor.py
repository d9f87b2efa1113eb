"""If one of a couple dies in a given year, what do the other's tax and spending become?

Every year of a first death, of either, is a path of one walk: the plan is followed by who is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planning.engine.advice.followed import Followed, lasts, on_paths
from planning.engine.projection.lives import NOBODY
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import project


@dataclass(frozen=True, slots=True, kw_only=True)
class OneYear:
    """A year of a household. Units: dollars of the as-of day; `rate` is tax over income."""

    year: int
    income: float
    tax: float  # income taxes, penalties and Medicare surcharges
    irmaa: float
    spending: float
    benefits: float  # Social Security
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstDeath:
    """What a death at the end of a year changes in the years after it.

    Each pair is the same year with both alive, as planned, and with one of them: `next_year` is
    the first after the death, `third_year` the one whose Medicare looks back at a return of one;
    None where the plan has not both alive in it.
    """

    person: str
    survivor: str
    year: int
    next_year: tuple[OneYear, OneYear]
    third_year: tuple[OneYear, OneYear] | None
    tax_present_value: float  # over all years
    estate_after_tax: float
    first_short_year: int | None  # in which spending is no longer paid


def first_deaths(plan: Followed) -> tuple[FirstDeath, ...]:
    """Return every first death a plan leaves room for: nobody married, none.

    A year is one in which both live on as planned, since only that can be compared.
    """
    cases = list(_cases(plan))
    if not cases:
        return ()
    lives = plan.outlook.lives
    ends = np.repeat(lives.last_years, len(cases) + 1, axis=0)
    for path, (person, _partner, year) in enumerate(cases, start=1):
        ends[path, person] = year
    walk = project(on_paths(plan.outlook, len(ends), last_years=ends), plan.policy)
    return tuple(_told(walk, path, *case) for path, case in enumerate(cases, start=1))


def _cases(plan: Followed) -> Iterator[tuple[int, int, int]]:
    lives = plan.outlook.lives
    for person, partner in enumerate(lives.partners(lives.first_year)):
        if partner == NOBODY:
            continue
        both_until = int(lives.last_years[0, [person, partner]].min())
        for year in range(lives.first_year, both_until):
            yield person, partner, year


def _told(walk: Projection, path: int, person: int, partner: int, year: int) -> FirstDeath:
    lives, lifetime = walk.outlook.lives, walk.lifetime
    both_until = int(lives.last_years[0, [person, partner]].min())
    short = walk.figures.shortfall[path] >= 0.005

    def pair(of: int) -> tuple[OneYear, OneYear]:
        return _one_year(walk, 0, of), _one_year(walk, path, of)

    return FirstDeath(
        person=lives.ids[person],
        survivor=lives.ids[partner],
        year=year,
        next_year=pair(year + 1),
        third_year=pair(year + 3) if year + 3 <= both_until else None,
        tax_present_value=float(lifetime.tax_present_value[path]),
        estate_after_tax=float(lifetime.estate_after_tax[path]),
        first_short_year=None if lasts(walk)[path] else walk.years[int(short.argmax())],
    )


def _one_year(walk: Projection, path: int, year: int) -> OneYear:
    figures, at = walk.figures, walk.years.index(year)
    price = float(walk.outlook.prices[path, at])
    income, tax = float(figures.income[path, at]), float(figures.tax[path, at])
    irmaa = float(figures.irmaa[path, at])
    return OneYear(
        year=year,
        income=income / price,
        tax=(tax + irmaa) / price,
        irmaa=irmaa / price,
        spending=float(figures.spending[path, at]) / price,
        benefits=float(figures.social_security[path, at]) / price,
        rate=tax / income if income > 0 else 0.0,
    )
