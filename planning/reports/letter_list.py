"""Which letters were made for a household, and do they still say what is on record?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from clients.models import Household
from planning.facts import Change, changes_since
from planning.models import ClientLetter

NEWEST = 12  # as many as the page of a household shows
MOST_CHANGES = 3  # named; more would not fit a line


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """One letter, and what changed after its facts were read."""

    row: ClientLetter
    changes: list[str]
    further: int  # changes that are not named


def letters_about(letters: QuerySet[ClientLetter], household: Household) -> QuerySet[ClientLetter]:
    """Return the letters of a household, the newest first."""
    return (
        letters.filter(household=household)
        .exclude(state=ClientLetter.State.CANCELLED)
        .select_related("person", "requested_by")
        .order_by("-created_at", "position")
    )


def newest_letters(letters: QuerySet[ClientLetter], household: Household) -> list[LetterLine]:
    return letter_lines(letters_about(letters, household)[:NEWEST], household)


def letter_lines(letters: Iterable[ClientLetter], household: Household) -> list[LetterLine]:
    """Compare letters with what is on record, in a constant number of queries."""
    rows = list(letters)
    known = [row.known_at for row in rows if row.known_at]
    changes = changes_since(household, min(known)) if known else []
    return [_line(row, changes) for row in rows]


def _line(row: ClientLetter, changes: Iterable[Change]) -> LetterLine:
    texts = list(
        dict.fromkeys(
            change.text
            for change in changes
            if row.known_at and change.at > row.known_at and change.owner in (None, row.person_id)
        )
    )
    return LetterLine(
        row=row, changes=texts[:MOST_CHANGES], further=max(0, len(texts) - MOST_CHANGES)
    )
