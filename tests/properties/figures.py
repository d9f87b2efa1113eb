"""The figures of a household, in forms that can be compared."""

from __future__ import annotations

from collections.abc import Iterable

from planning.engine.household import Household
from planning.engine.law import load_law
from planning.engine.rmd import Obligation, Schedule, rmd_schedule
from planning.engine.rmd.results import AccountAmount
from tests.properties.households import years_around

LAW = load_law()


def schedule(household: Household, years: Iterable[int] | None = None) -> Schedule:
    """Return the schedule of the years most can go wrong in, or of those named."""
    wanted = years_around(household) if years is None else list(years)
    return rmd_schedule(household, LAW, years=wanted)


def obligations(found: Schedule) -> dict[tuple[str, str, int], Obligation]:
    """Return the obligations by person, pool and year."""
    return {(o.person.id, o.pool, o.distribution_year): o for o in found.obligations}


def decided(found: Schedule) -> dict[tuple[str, str, int], Obligation]:
    """Return the obligations that could be decided."""
    return {key: o for key, o in obligations(found).items() if o.required is not None}


def amounts(found: Schedule) -> dict[tuple[str, int], AccountAmount]:
    """Return the amounts of the accounts by account and year."""
    return {(a.account.id, a.year): a for o in found.obligations for a in o.amounts}


def figures(found: Schedule) -> dict[tuple[str, str, int], tuple[object, ...]]:
    """Return every figure of every obligation, whatever the order of the facts."""
    return {
        key: (
            o.status,
            o.due_on,
            o.required,
            o.taken,
            o.remaining,
            o.waived_until,
            o.shortfall,
            {(a.account.id, a.rule, a.required, a.divisor, a.balance) for a in o.amounts},
            sorted((str(c.payment), c.counted, c.code) for c in o.payments),
        )
        for key, o in obligations(found).items()
    }
