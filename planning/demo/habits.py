"""What has been taken so far? Payments as habits make them, of the amounts the law asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from random import Random
from typing import Any

from planning.demo.parts import DemoHousehold, Entry, Habit, Today, monthly, quarterly, yearly
from planning.engine.household import Account
from planning.engine.household_file.facts import household_of
from planning.engine.rmd import Obligation, rmd_schedule

CENT = Decimal("0.01")
ROUND_SUMS = (CENT, CENT, CENT, Decimal(100), Decimal(500))
# How many of those who take all at once do so in each month: most wait for the autumn.
MONTHS = (1, 2, 2, 2, 3, 4, 3, 3, 6, 10, 14, 5)
WITHHELD = (Decimal(0), Decimal("0.1"), Decimal("0.1"), Decimal("0.2"))
PAPERS_TAKE = timedelta(days=24)  # until the last confirmation is on file
A_CHEQUE_TAKES = timedelta(days=11)
LARGEST_GIFT = Decimal(25_000)
IN_SPRING = ((3, 12),)


def settle(made: DemoHousehold, dice: Random, today: Today) -> list[Entry]:
    """Return the payments of a household: those it lists, and those its habits make of the law."""
    listed = [
        entry
        for entry in made.document["distributions"]
        if entry["paid_on"] <= today.as_of.isoformat()
    ]
    # Sound as the tests found it, and through text, as a file comes: a check would take longest.
    text = json.dumps({**made.document, "distributions": listed})
    known = household_of(json.loads(text), today.as_of)
    # A first requirement of the year before last takes what was paid until its spring.
    years = range(today.year - made.years_kept - 1, today.year + 1)
    kept_from = date(today.year - made.years_kept, 1, 1)
    habits: dict[tuple[str, str], Habit] = {}
    usual: dict[tuple[str, str], tuple[Account, Decimal]] = {}
    for obligation in rmd_schedule(known, today.law, years=years).obligations:
        pool = (obligation.person.id, obligation.pool)
        if pool not in habits:
            habits[pool] = _habit(made.habits, obligation) or ordinary_habit(dice)
        if obligation.due_on is None or obligation.due_on < kept_from:
            continue
        left = _left(obligation)
        if left:
            largest = max(obligation.amounts, key=lambda part: part.required)
            usual[pool] = (largest.account, left)
        # A standing order goes on while the new balance is still to come.
        if pool in usual and left != 0:
            listed += _Taker(today, dice, habits[pool]).takes(obligation, *usual[pool])
    return sorted(listed, key=lambda entry: str(entry["paid_on"]))


def ordinary_habit(dice: Random) -> Habit:
    """Return how one of many people takes what is required; few miss a part of it."""
    last_year = 0.6 if dice.random() < 0.01 else 1
    day, roll = dice.randint(2, 27), dice.random()
    if roll < 0.22:
        return monthly(day, last_year=last_year)
    if roll < 0.38:
        return quarterly(day, last_year=last_year)
    (month,) = dice.choices(range(1, 13), MONTHS)
    gift = 0.5 if dice.random() < 0.12 else 0
    return yearly(month, day, last_year=last_year, to_charity=gift)


def _left(obligation: Obligation) -> Decimal | None:
    """Return what was due beside the payments listed, whatever came too late; None: unknown."""
    if obligation.required is None or obligation.taken is None:
        return None
    return max(obligation.required - obligation.taken, Decimal(0))


def _habit(habits: Mapping[str, Habit], obligation: Obligation) -> Habit | None:
    keys = [*(amount.account.id for amount in obligation.amounts), obligation.person.id]
    return next((habits[key] for key in keys if key in habits), None)


class _Taker:
    """Takes what one pool owes for the years, each payment as it would have been recorded."""

    def __init__(self, today: Today, dice: Random, habit: Habit) -> None:
        self.today = today
        self.dice = dice
        self.habit = habit
        self.step = dice.choice(ROUND_SUMS)
        self.withheld = dice.choice(WITHHELD)

    def takes(self, obligation: Obligation, source: Account, amount: Decimal) -> Iterator[Entry]:
        """Yield the payments for one requirement that were made by today."""
        habit, year = self.habit, obligation.distribution_year
        is_past = year < self.today.year
        share = Decimal(str(habit.last_year if is_past else habit.this_year))
        first = obligation.due_on is not None and obligation.due_on.year > year
        days = [date(year, *day) for day in habit.days]
        if first and habit.waits_in_first_year:
            days = [date(year + 1, *day) for day in IN_SPRING]
        if obligation.person.died_on is not None:
            days = [day for day in days if day < obligation.person.died_on]
        for day in days:
            part = (amount * share / len(habit.days or days)).quantize(CENT, ROUND_UP)
            yield from self._paid(source, day, part)
        for day in (date(year + 1, *day) for day in habit.made_up_on if is_past):
            rest = (amount * (1 - share)).quantize(CENT, ROUND_UP)
            yield from self._paid(source, day, rest, makes_up_for=year)

    def _paid(
        self, source: Account, on: date, amount: Decimal, makes_up_for: int | None = None
    ) -> Iterator[Entry]:
        if on > self.today.as_of or amount <= 0:
            return
        gift = Decimal(0)
        if self.habit.to_charity and source.kind.value.endswith("_ira"):
            whole = amount * Decimal(str(self.habit.to_charity))
            gift = min((whole / 100).to_integral_value(ROUND_DOWN) * 100, LARGEST_GIFT)
        if gift:
            yield self._entry(source.id, on, gift, kind="qcd", **self._cleared(on))
        rest = amount - gift
        rest = (rest / self.step).to_integral_value(ROUND_UP) * self.step
        withheld = (rest * self.withheld).quantize(CENT, ROUND_UP)
        facts: Entry = {"federal_withheld": f"{withheld:.2f}"} if withheld else {}
        if makes_up_for:
            facts |= {"makes_up_for": makes_up_for, "evidence": "Confirmation; Form 5329 filed"}
        if rest:
            yield self._entry(source.id, on, rest, **facts)

    def _entry(self, account: str, on: date, amount: Decimal, **facts: Any) -> Entry:
        is_old = on + PAPERS_TAKE <= self.today.as_of
        is_proven = self.habit.is_proven and (is_old or self.dice.random() < 0.5)
        number = self.dice.randint(10_000, 99_999)
        proof = {"evidence": f"Confirmation {number}"} if is_proven else {}
        if on.year < self.today.year and self.today.as_of >= date(self.today.year, 2, 5):
            proof = {"evidence": f"Form 1099-R of {on.year}"}
        said = {"account": account, "paid_on": on.isoformat(), "amount": f"{amount:.2f}"}
        return said | proof | facts

    def _cleared(self, on: date) -> dict[str, str]:
        cleared = on + A_CHEQUE_TAKES
        return {"cleared_on": cleared.isoformat()} if cleared <= self.today.as_of else {}
