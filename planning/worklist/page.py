"""The worklist as somebody asked to see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from clients.models import Household, User
from planning.worklist.acts import NO_MARK, Mark, marks_of
from planning.worklist.kinds import KINDS, Item, items_of

MINE, NOBODY = "me", "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An item and how it stands among people."""

    item: Item
    mark: Mark
    holder: str = ""  # the name of whom it is given to

    @property
    def code(self) -> str:
        """How a form names the item."""
        return f"{self.item.kind}:{self.item.subject}"


@dataclass(frozen=True, kw_only=True)
class Worklist:
    """Everything that waits in some households, on a day."""

    lines: Sequence[Line]
    as_of: date

    def narrowed(self, asked: Mapping[str, Any], *, user: User) -> Worklist:
        """Return the lines that answer every question."""
        lines: list[Line] = []
        words = (asked.get("q") or "").casefold().split()
        rests, who = bool(asked.get("rests")), asked.get("who")
        for line in self.lines:
            item, mark = line.item, line.mark
            if mark.rests(self.as_of) != rests:
                continue
            if who == NOBODY and mark.assigned_to is not None:
                continue
            if who == MINE and mark.assigned_to != user.pk:
                continue
            if who and who not in (MINE, NOBODY) and str(mark.assigned_to) != who:
                continue
            said = f"{item.household_name} {item.person_name}".casefold()
            if all(word in said for word in words):
                lines.append(line)
        return Worklist(lines=lines, as_of=self.as_of)

    def of_kind(self, kind: str | None) -> Sequence[Line]:
        """Return the lines of a kind, or all."""
        return [line for line in self.lines if not kind or line.item.kind == kind]

    @cached_property
    def counts(self) -> list[tuple[str, Any, int]]:
        """Return the kinds there are lines of, with their words and how many there are."""
        found = Counter(line.item.kind for line in self.lines)
        return [(code, kind.label, found[code]) for code, kind in KINDS.items() if found[code]]

    @cached_property
    def late(self) -> int:
        """How many have their last day behind them."""
        return sum((line.item.deadline or date.max) < self.as_of for line in self.lines)

    def chosen(self, codes: Sequence[str]) -> list[Item]:
        """Return the items a form names that still wait."""
        wanted = set(codes)
        return [line.item for line in self.lines if line.code in wanted]


def read_worklist(households: QuerySet[Household], *, year: int, as_of: date) -> Worklist:
    """Return what waits in some households and how it stands among people."""
    marks = marks_of(households)
    holders = {mark.assigned_to for mark in marks.values() if mark.assigned_to}
    people = User.objects.filter(pk__in=holders) if holders else ()
    names = {user.pk: user.get_full_name() or user.email for user in people}
    lines = []
    for item in items_of(households, year=year, as_of=as_of):
        mark = marks.get(item.key, NO_MARK)
        holder = names[mark.assigned_to] if mark.assigned_to else ""
        lines.append(Line(item=item, mark=mark, holder=holder))
    return Worklist(lines=lines, as_of=as_of)
