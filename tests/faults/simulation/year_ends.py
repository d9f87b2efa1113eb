"""A life around a year end, from the rows of the book to the mail: planner, digests, recheck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from planning.models import Reminder
from planning.reminders.expectations import _milestone, _People
from planning.reminders.preferences import hours_of, settings_of
from planning.reminders.rounds import go_round
from planning.reminders.source import Reminders
from tests.faults.simulation.book import Book
from tests.faults.simulation.life import Life

State = Reminder.State


class YearEnd(Life):
    source = Reminders()
    steps = (40, 90)
    nested = False  # a planner overtakes another, and is not overtaken itself

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.book = Book(self.dice)

    def _next(self) -> Callable[[], object]:
        dice = self.stage.dice
        if dice.random() < 0.03:
            self.book.change(dice)
        return go_round if dice.random() < 0.25 else super()._next()

    def end_in_peace(self) -> None:
        """Live into a working day of the new year, then on until nothing waits."""
        settings = settings_of(self.book.firm)
        for _day in range(2):
            hours = hours_of(self.book.firm, settings)
            slot = hours.next_slot(self.stage.now + timedelta(hours=12))
            self.stage.now = slot + timedelta(minutes=5)
            go_round()
            super().end_in_peace()

    def states(self) -> Counter[str]:
        return Counter(Reminder.objects.values_list("state", flat=True))

    def broken(self) -> list[str]:
        rows = list(Reminder.objects.all())
        return [*self._rows(rows), *self._told(rows), *self._wanted(rows)]

    def _rows(self, rows: list[Reminder]) -> Iterator[str]:
        """Yield what is wrong with the rows: each key once, and none that names nothing."""
        names = Counter((row.recipient_id, row.deadline_key, row.milestone) for row in rows)
        yield from (f"{count} rows of {name}" for name, count in names.items() if count > 1)
        known = self.book.keys()
        for row in rows:
            if row.deadline_key not in known:
                yield f"nothing is {row.deadline_key}"
            if row.state == State.PENDING and row.due_at <= self.stage.now - timedelta(hours=1):
                yield f"lost: {row.deadline_key} {row.milestone} waits"

    def _told(self, rows: list[Reminder]) -> Iterator[str]:
        """Yield what was told twice, or is said to be told and was not."""
        told = self.post.told
        yield from (f"extra: {name} told {count}" for name, count in told.items() if count > 1)
        for row in rows:
            name = (str(row.recipient_id), row.deadline_key, row.milestone)
            if row.state == State.SENT and not told[name]:
                yield f"lost: {row.deadline_key} {row.milestone} is sent, and nobody was told"

    def _wanted(self, rows: list[Reminder]) -> Iterator[str]:
        """Yield what should have been told by now, by the second reckoning, and was not."""
        settings = settings_of(self.book.firm)
        hours = hours_of(self.book.firm, settings)
        on, people = hours.today(self.stage.now), _People(self.book.firm, settings)
        states = {(row.recipient_id, row.deadline_key, row.milestone): row.state for row in rows}
        for kind, key, deadline in self.book.still_open(on):
            code = _milestone(kind, deadline, on, hours)
            team = self.book.people[0].household.team_id
            left = (deadline - on).days
            for person in people.told(kind, team, left, None, False) if code else ():
                if (state := states.get((person, key, code))) != State.SENT:
                    yield f"lost: {key} {code} is {state or 'missing'}"
