"""By when must everything be paid?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planning.engine.law import PayoutMethod, Standing
from planning.engine.rmd.inherited.deaths import Death, new_law_begins_on
from planning.engine.rmd.inherited.heirs import youngest_minor
from planning.engine.rmd.inherited.inquiry import Inquiry
from planning.engine.rmd.inherited.results import Term

TEN_YEARS = frozenset({PayoutMethod.TEN_YEAR, PayoutMethod.TEN_YEAR_WITH_ANNUAL})


def end_of(
    inquiry: Inquiry,
    method: PayoutMethod,
    death: Death,
    standing: Standing,
    life: Term | None,
    ended_on: date | None,
) -> int | None:
    """Return the year by whose end everything must be paid, None where no such year is set.

    `life` is the one that is counted, `ended_on` the day it ended. Where several ends apply the
    earliest counts.

    Source: Treas. Reg. 1.401(a)(9)-3(c), -5(e); former -3, A-4.
    """
    if method is PayoutMethod.FIVE_YEAR:
        return _after_five_years(inquiry, death)
    if method in TEN_YEARS:
        period = inquiry.rules.periods["ten_year"]
        end = death.year + period.years
        inquiry.find("ends_ten_years", end, period.source, died_in=death.year)
        return end
    if life is None:
        inquiry.find("ends_with_the_money", death.year)
        return None
    ends = list(_ends_of_a_life(inquiry, death, standing, life, ended_on))
    if not ends and ended_on is None:
        inquiry.find("ends_not_yet", life.name)
    return min(ends, default=None)


def _ends_of_a_life(
    inquiry: Inquiry, death: Death, standing: Standing, life: Term, ended_on: date | None
) -> Iterator[int]:
    """Yield the ends of payments over a life: after majority, after the life itself."""
    periods = inquiry.rules.periods
    if standing is Standing.MINOR_CHILD and death.is_new_law:
        born_on = youngest_minor(inquiry, life.born_on)
        of_age_in = born_on.year + periods["majority"].years
        end = of_age_in + periods["after_majority"].years
        source = periods["after_majority"].source
        inquiry.find("ends_after_majority", end, source, of_age_in=of_age_in)
        yield end
    if ended_on is None:
        return
    # Whoever counts by an earlier death counts as eligible if alive when the new law came.
    if not death.is_new_law and ended_on < new_law_begins_on(inquiry):
        inquiry.find("ends_never_limited", ended_on)
        return
    period = periods["after_eligible"]
    end = ended_on.year + period.years
    inquiry.find("ends_after_beneficiary", end, period.source, died_on=ended_on)
    yield end


def _after_five_years(inquiry: Inquiry, death: Death) -> int:
    period, skipped = inquiry.rules.periods["five_year"], inquiry.rules.skipped_years
    left, year = period.years, death.year
    left_out = []
    while left:
        year += 1
        if year in skipped:
            left_out.append(str(year))
        else:
            left -= 1
    code = "ends_five_years_skipping" if left_out else "ends_five_years"
    years = ", ".join(left_out)
    inquiry.find(code, year, period.source, died_in=death.year, left_out=years)
    return year
