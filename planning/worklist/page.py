"""The worklist as somebody asked to see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from clients.models import Firm, Household, User
from planning.worklist.acts import NO_MARK, Mark, marks_of
from planning.worklist.kinds import KINDS, Item
from planning.worklist.reading import items_of

MINE, NOBODY = "me", "nobody"
WEEK = timedelta(days=7)

# How near the last day is, the nearest first.
WHEN: Mapping[str, Any] = {
    "overdue": lazy("Last day passed"),
    "week": lazy("Within a week"),
    "cutoff": lazy("Before a custodian’s day"),
    "later": lazy("Later"),
    "undated": lazy("No last day"),
}


def when_of(item: Item, as_of: date) -> str:
    """Return how near the last day of an item is."""
    if item.deadline is None:
        return "undated"
    if item.deadline < as_of:
        return "overdue"
    if item.deadline < as_of + WEEK:
        return "week"
    return "cutoff" if item.deadline == item.cutoff_on else "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An item and how it stands among people."""

    item: Item
    mark: Mark
    when: str
    holder: str = ""  # the name of whom it is given to, if they still work here

    @property
    def code(self) -> str:
        """How a form names the item."""
        return self.item.code

    @property
    def is_nobodys(self) -> bool:
        """Whether it is given to nobody, or to somebody who left."""
        return not self.holder


# What may be sorted by; of equal ones, the most pressing comes first.
SORTS: Mapping[str, Any] = {
    "day": lambda line: line.item.deadline or date.max,
    "who": lambda line: (line.item.person_name.casefold(), line.item.household_name.casefold()),
    "amount": lambda line: line.item.amount or 0,
    "with": lambda line: (line.is_nobodys, line.holder.casefold()),
    "reason": lambda line: list(KINDS).index(line.item.kind),
}


@dataclass(frozen=True, kw_only=True)
class Worklist:
    """Everything that waits in some households, on a day."""

    lines: Sequence[Line]
    as_of: date

    def narrowed(self, asked: Mapping[str, Any], *, user: User) -> Worklist:
        """Return the lines that answer every question but those of kind and urgency.

        A day shows all that falls on it, also what is set aside or waits for nobody yet.
        """
        words = (asked.get("q") or "").casefold().split()
        rests, who = bool(asked.get("rests")), asked.get("who")
        due, day = asked.get("due"), asked.get("day")
        lines = [
            line
            for line in self.lines
            if (day or line.mark.rests(self.as_of) == rests)
            and _is_whose(line, who, user)
            and (not due or line.item.deadline == due)
            and (not day or day in (line.item.due_on, line.item.cutoff_on))
            and _has(line.item, words)
        ]
        return Worklist(lines=lines, as_of=self.as_of)

    def whose(self, who: str | None, *, user: User) -> list[Line]:
        """Return the lines that are somebody's, set aside or not."""
        return [line for line in self.lines if _is_whose(line, who, user)]

    def of(self, *, kind: str | None = None, when: str | None = None) -> Worklist:
        """Return the lines of a kind and an urgency, or of all."""
        lines = [
            line
            for line in self.lines
            if (not kind or line.item.kind == kind) and (not when or line.when == when)
        ]
        return Worklist(lines=lines, as_of=self.as_of)

    def in_order(self, by: str | None) -> Sequence[Line]:
        """Return the lines in an order; the most pressing first where none is asked for."""
        if not by:
            return self.lines
        key = SORTS[by.removeprefix("-")]
        return sorted(self.lines, key=key, reverse=by.startswith("-"))

    @cached_property
    def counts(self) -> list[tuple[str, Any, int]]:
        """Return the kinds with their words and how many there are of each."""
        found = Counter(line.item.kind for line in self.lines)
        return [(code, kind.label, found[code]) for code, kind in KINDS.items()]

    @cached_property
    def whens(self) -> list[tuple[str, Any, int]]:
        """Return how near the last days are, with their words and how many there are of each."""
        found = Counter(line.when for line in self.lines)
        return [(code, label, found[code]) for code, label in WHEN.items()]

    @cached_property
    def late(self) -> int:
        """How many have their last day behind them."""
        return sum(line.when == "overdue" for line in self.lines)

    def chosen(self, codes: Sequence[str]) -> list[Item]:
        """Return the items a form names that still wait."""
        wanted = set(codes)
        return [line.item for line in self.lines if line.code in wanted]


def read_worklist(
    households: QuerySet[Household], *, firm: Firm, as_of: date, is_ahead: bool = False
) -> Worklist:
    """Return what waits in some households, or will wait too, and how it stands among people."""
    items = items_of(households, firm=firm, as_of=as_of, is_ahead=is_ahead)
    marks = marks_of(households, as_of)
    names = _names(mark.assigned_to for mark in marks.values() if mark.assigned_to)
    lines = []
    for item in items:
        mark = marks.get(item.key, NO_MARK)
        holder = names.get(mark.assigned_to, "") if mark.assigned_to else ""
        lines.append(Line(item=item, mark=mark, holder=holder, when=when_of(item, as_of)))
    return Worklist(lines=lines, as_of=as_of)


def _names(holders: Iterable[int]) -> dict[int, str]:
    """Return what people are called who work here still."""
    people = User.objects.filter(
        pk__in=set(holders), is_active=True, membership__ended_at__isnull=True
    )
    return {user.pk: user.get_full_name() or user.email for user in people}


def _is_whose(line: Line, who: str | None, user: User) -> bool:
    if not who:
        return True
    if who == NOBODY:
        return line.is_nobodys
    return str(line.mark.assigned_to) == (str(user.pk) if who == MINE else who)


def _has(item: Item, words: Sequence[str]) -> bool:
    said = f"{item.household_name} {item.person_name}".casefold()
    return all(word in said for word in words)
