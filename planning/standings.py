"""Is what is stored of the book still what the facts say, and how is it made so again?

The rows of the book are a summary for speed. A household's rows are good while its count of
facts, the rules and the span of days are those of its stamp; everything else follows from that
one question, so that nobody need remember to refresh anything.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from clients.models import Firm, Household
from clients.today import today_of
from planning.facts import gather_book
from planning.fingerprint import fingerprint
from planning.models import Standing, StandingStamp
from planning.reports.book_rows import Reading, good_until
from planning.reports.cut_offs import cut_offs_of

AT_ONCE = 100  # households worked out while somebody waits for the page: a quarter of a second
FOR_A_FILE = 1_000  # and for a file, which is to be wholly right: less than three seconds
CHUNK = 250
TURN = 20.0  # seconds a worker goes on before it lets other tasks come in between
LOCK = 60  # seconds, longer than a turn and its last chunk

# A row is made by what stands in these files, and by nothing else of ours.
RULES = (
    "engine/**/*",
    "facts/*",
    "reports/book_rows.py",
    "reports/cut_offs.py",
    "reports/headline.py",
    "models/standing.py",
)


def rules_digest() -> str:
    """Return what changes when the law files, the engine or the making of rows change."""
    return fingerprint(*RULES)


def outdated(households: QuerySet[Household], *, year: int, as_of: date) -> QuerySet[Household]:
    """Return the households of the book whose rows are missing or no longer good."""
    good = StandingStamp.objects.filter(
        household=OuterRef("pk"),
        year=year,
        facts_revision=OuterRef("facts_revision"),
        rules=rules_digest(),
        worked_out_on__lte=as_of,
        good_until__gt=as_of,
    )
    return households.filter(~Exists(good), archived_at=None)


def bring_up_to_date(
    households: QuerySet[Household], *, firm: Firm, year: int, as_of: date, for_a_file: bool = False
) -> int:
    """Work out what a few households lack; of many, say how many wait for the worker."""
    most = FOR_A_FILE if for_a_file else AT_ONCE
    waiting = outdated(households, year=year, as_of=as_of)
    few = list(waiting.order_by("pk").values_list("pk", flat=True)[: most + 1])
    if len(few) > most:
        return waiting.count()
    for chunk in _chunks(few):
        work_out(chunk, firm=firm, year=year, as_of=as_of)
    return 0


def work_out(households: Sequence[UUID], *, firm: Firm, year: int, as_of: date) -> int:
    """Replace the rows of some households of a firm and return how many there are now.

    Facts are read before anything is locked. What changes meanwhile leaves a stamp that is
    already out of date, so the next reader works it out again.
    """
    rows, stamps = _worked_out(households, firm=firm, year=year, as_of=as_of)
    with transaction.atomic():
        # First the stamps: who writes the same household at the same time waits here.
        StandingStamp.objects.bulk_create(
            stamps,
            update_conflicts=True,
            unique_fields=["household", "year"],
            update_fields=["facts_revision", "rules", "worked_out_on", "good_until"],
        )
        Standing.objects.filter(household__in=households, book_year=year).delete()
        Standing.objects.bulk_create(rows)
    return len(rows)


def rebuild(
    firm: Firm, *, year: int, as_of: date, only_outdated: bool = False
) -> Iterator[tuple[int, int]]:
    """Work out a firm's book chunk by chunk; yield how many households and rows each was."""
    households = Household.objects.filter(firm=firm, archived_at=None)
    if only_outdated:
        households = outdated(households, year=year, as_of=as_of)
    every = list(households.order_by("pk").values_list("pk", flat=True))
    for chunk in _chunks(every):
        yield len(chunk), work_out(chunk, firm=firm, year=year, as_of=as_of)


def books_to_work_out() -> list[tuple[UUID, int]]:
    """Return the books of this year, by firm, in which some household is out of date."""
    found = []
    for firm in Firm.objects.all():
        today = today_of(firm)
        households = Household.objects.filter(firm=firm)
        if outdated(households, year=today.year, as_of=today).exists():
            found.append((firm.pk, today.year))
    return found


def work_for_a_turn(firm_id: UUID, year: int) -> bool:
    """Work out what is out of date in a firm's book for a while; say whether some is left.

    One worker at a time is enough. That is kept in the cache, and only saves work: two at once,
    or a lock that a killed worker left, cost time and nothing else.
    """
    firm = Firm.objects.get(pk=firm_id)
    today, lock = today_of(firm), f"book-{firm_id}-{year}"
    if not cache.add(lock, True, timeout=LOCK):
        return False
    try:
        until = time.monotonic() + TURN
        for _done in rebuild(firm, year=year, as_of=today, only_outdated=True):
            if time.monotonic() > until:
                return True
    finally:
        cache.delete(lock)
    return False


@dataclass(slots=True, kw_only=True)
class Comparison:
    """What a comparison of the stored rows with fresh ones looked at, and what it found."""

    households: int = 0
    rows: int = 0
    waiting: int = 0  # households known to be out of date: no fault, the next reader sees to them
    differences: list[str] = field(default_factory=list)


def compare(firm: Firm, *, year: int, as_of: date) -> Comparison:
    """Work out every household that counts as good once more, and name what is not the same."""
    found = Comparison()
    current = Household.objects.filter(firm=firm, archived_at=None)
    waiting = set(outdated(current, year=year, as_of=as_of).values_list("pk", flat=True))
    good = [pk for pk in current.order_by("pk").values_list("pk", flat=True) if pk not in waiting]
    found.waiting = len(waiting)
    for chunk in _chunks(good):
        fresh, _stamps = _worked_out(chunk, firm=firm, year=year, as_of=as_of)
        stored = Standing.objects.filter(household__in=chunk, book_year=year)
        found.households += len(chunk)
        found.rows += len(fresh)
        found.differences += _differences(fresh, stored)
    return found


def _worked_out(
    households: Sequence[UUID], *, firm: Firm, year: int, as_of: date
) -> tuple[list[Standing], list[StandingStamp]]:
    book = gather_book(households, as_of=as_of)
    # After the households and their counts of facts: a cut-off that changes now counts there.
    reading = Reading(year=year, as_of=as_of, cutoffs=cut_offs_of(firm))
    rows = [row for records, known in book for row in reading.rows(records, known)]
    stamps = [
        StandingStamp(
            firm=firm,
            household_id=records.household.id,
            year=year,
            facts_revision=records.household.facts_revision,
            rules=rules_digest(),
            worked_out_on=as_of,
            good_until=good_until(records, known, as_of=as_of),
        )
        for records, known in book
    ]
    return rows, stamps


def _chunks(households: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(households), CHUNK):
        yield households[start : start + CHUNK]


def _differences(fresh: Iterable[Standing], stored: Iterable[Standing]) -> Iterator[str]:
    expected = {_place(row): row.facts() for row in fresh}
    found = {_place(row): row.facts() for row in stored}
    for place in sorted(expected.keys() | found.keys()):
        name = "household {} {} {} {}".format(*place)
        if place not in found:
            yield f"{name}: not stored"
        elif place not in expected:
            yield f"{name}: stored, but nothing says so"
        else:
            for column, right in expected[place].items():
                if found[place][column] != right:
                    yield f"{name}: {column} is {found[place][column]}, should be {right}"


def _place(row: Standing) -> tuple[str, str, str, int]:
    return str(row.household_id), row.person, row.pool, row.year
