"""Which distribution years does the case of a household show?"""

from __future__ import annotations

from typing import Any

from planning.engine.household import Household
from planning.engine.law import Requirement, UnknownYear, load_law
from planning.rmd_case import compute_rmd_case

USUAL_AGE = 95
FEWEST_YEARS_AHEAD = 5


def case_document(household: Household, *, year: int) -> dict[str, Any]:
    """Return the document from a year to the end of the plan.

    It begins a year earlier where a first distribution was put off into this one.

    Raises: EngineError.
    """
    years = range(_first_year(household, year), _last_year(household, year) + 1)
    return compute_rmd_case(household, years=years)


def year_document(household: Household, *, year: int) -> dict[str, Any]:
    """Return the document of one year alone, with a first distribution put off into it.

    Raises: EngineError.
    """
    return compute_rmd_case(household, years=range(_first_year(household, year), year + 1))


def _first_year(household: Household, year: int) -> int:
    try:
        before = compute_rmd_case(household, years=[year - 1])["obligations"]
    except UnknownYear:  # no law of that year is at hand
        return year
    is_put_off = any((o["due_on"] or "").startswith(str(year)) for o in before)
    return year - 1 if is_put_off else year


def _last_year(household: Household, year: int) -> int:
    """The year the oldest owner of an account that may owe reaches the age planned to."""
    kinds = load_law().account_kinds
    owing = {a.owner for a in household.accounts if kinds[a.kind].requirement != Requirement.NONE}
    ends = [
        (p.born_on, p.born_on.year + (p.plan_to_age or USUAL_AGE))
        for p in household.people
        if p.id in owing and p.born_on and not p.died_on
    ]
    return max(min(ends)[1], year + FEWEST_YEARS_AHEAD) if ends else year
