"""What is still owed, said before something is taken out of the daily lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from clients.models import Account, Household
from planning.engine.law import load_law
from planning.engine.rmd import Obligation, rmd_schedule
from planning.facts import facts_of, gather_facts, with_records
from planning.facts.standing import records_of
from planning.reports.book_rows import Reading
from planning.reports.cut_offs import CutOffs
from planning.templatetags.money import dollars


def owed_by_household(household: Household, *, as_of: date) -> Iterator[str]:
    """Yield a sentence for each requirement of a household that is not met."""
    row = with_records(Household.objects.filter(pk=household.pk)).get()
    reading = Reading(year=as_of.year, as_of=as_of, cutoffs=CutOffs(days={}, holidays=()))
    for owed in reading.rows(records_of(row), facts_of(row, as_of=as_of)):
        if owed.problem:
            yield _("{person}: {problem}").format(person=owed.person_name, problem=owed.pool_text)
        if owed.remaining:
            yield _("{person} still owes {amount} from {pool} for {year}.").format(
                person=owed.person_name,
                amount=dollars(owed.remaining),
                pool=owed.pool_text,
                year=owed.year,
            )


def owed_by_account(account: Account, *, as_of: date) -> dict[int, Decimal]:
    """Return what an account is part of that is still owed, by year, at most its own part.

    Raises: EngineError.
    """
    facts = gather_facts(account.household, as_of=as_of)
    schedule = rmd_schedule(facts, load_law(), years=[as_of.year - 1, as_of.year])
    parts = ((o.distribution_year, _part(account, o)) for o in schedule.obligations)
    return {year: part for year, part in parts if part}


def _part(account: Account, obligation: Obligation) -> Decimal:
    remaining = obligation.remaining or Decimal(0)
    own = sum(
        (a.required or Decimal(0) for a in obligation.amounts if a.account.id == account.key),
        Decimal(0),
    )
    return min(own, remaining)
