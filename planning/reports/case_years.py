"""Which distribution years does the case of a household show?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from planning.engine.household import Household
from planning.engine.law import Requirement, UnknownYear, load_law
from planning.rmd_case import compute_rmd_case

USUAL_AGE = 95
FEWEST_YEARS_AHEAD = 5


def case_document(household: Household, *, year: int) -> dict[str, Any]:
    """Return the document from a year to the end of the plan, explained for its board.

    It begins a year earlier where something of that year is still to be met in this one.

    Raises: EngineError.
    """
    first = _first_year(household, year)
    years = range(first, _last_year(household, year) + 1)
    return compute_rmd_case(household, years=years, explained=range(first, year + 1))


def year_document(household: Household, *, year: int) -> dict[str, Any]:
    """Return the document of one year alone, with what of the year before reaches into it.

    Raises: EngineError.
    """
    return compute_rmd_case(household, years=range(_first_year(household, year), year + 1))


def is_on_board(obligation: Mapping[str, Any], year: int) -> bool:
    """Whether it is the year's own, or of the year before and to be met in this one.

    That is a first requirement put off to April 1, and what a deceased owner left untaken, which
    the beneficiaries may take in this year without a tax.
    """
    if obligation["distribution_year"] == year:
        return True
    is_left_to_heirs = obligation["remaining"] != "0.00" and obligation["waived_until"]
    until = is_left_to_heirs or obligation["due_on"] or ""
    return obligation["distribution_year"] == year - 1 and until.startswith(str(year))


def plan_ends_in(born_on: date, plan_to_age: int | None, year: int) -> int:
    """Return the last year of somebody's plan, at least some years after the one looked at."""
    return max(born_on.year + (plan_to_age or USUAL_AGE), year + FEWEST_YEARS_AHEAD)


def _first_year(household: Household, year: int) -> int:
    try:
        before = compute_rmd_case(household, years=[year - 1], explained=())["obligations"]
    except UnknownYear:  # no law of that year is at hand
        return year
    return year - 1 if any(is_on_board(o, year) for o in before) else year


def _last_year(household: Household, year: int) -> int:
    """The year the last owner of an account that may owe reaches the age planned to."""
    kinds = load_law().account_kinds
    owing = {a.owner for a in household.accounts if kinds[a.kind].requirement != Requirement.NONE}
    ends = [
        plan_ends_in(p.born_on, p.plan_to_age, year)
        for p in household.people
        if p.id in owing and p.born_on and not p.died_on
    ]
    return max(ends, default=year)
