"""The clock, and who moves next: workers are greenlets that stop at every named point.

A worker that is killed unwinds without being able to note anything; one that is frozen sleeps
while the clock runs on. Inside a transaction nobody else moves, since there is one connection:
there a worker may only die, and the transaction with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from django.db import connection
from greenlet import getcurrent, greenlet

from clients.mail.points import Point


class KilledError(BaseException):
    """Nothing of ours catches it, as nothing catches a SIGKILL."""


class Stage:
    """One life, from its seed to its end."""

    def __init__(self, seed: int, begins: datetime) -> None:
        self.seed, self.now = seed, begins
        self.dice = Random(seed)
        self.is_calm = False  # the faults are over; what waits is to be drained
        self.deaths = 0
        self.hub = getcurrent()
        self.workers: dict[greenlet, tuple[int, datetime]] = {}  # its number, asleep until
        self.trace = hashlib.sha256()
        self.events = 0

    def note(self, what: str) -> None:
        """Keep what happened, so that two lives of one seed can be compared."""
        self.events += 1
        self.trace.update(f"{self.now:%d %H:%M:%S.%f} {what}\n".encode())

    def pass_time(self) -> None:
        jump = self.dice.random()
        if jump < 0.90 or self.is_calm:
            seconds = self.dice.expovariate(1 / 2)
        elif jump < 0.97:
            seconds = self.dice.uniform(30, 200)  # a lease
        elif jump < 0.992:
            seconds = self.dice.uniform(900, 1_300)  # a grace
        else:
            seconds = self.dice.uniform(3_600, 30 * 3_600)  # an absence
        self.now += timedelta(seconds=seconds)

    def step(self, number: int, action: Callable[[], object]) -> None:
        """Let one of the workers go on to its next point, or begin something."""
        self.pass_time()
        awake = [worker for worker, (_n, until) in self.workers.items() if until <= self.now]
        if len(self.workers) < number and (not awake or self.dice.random() < 0.4):
            worker = greenlet(action, parent=self.hub)
            self.workers[worker] = (self.events, self.now)
        elif awake:
            worker = self.dice.choice(awake)
        else:
            return
        if not self.is_calm and self.dice.random() < 0.02:
            asleep = timedelta(seconds=self.dice.choice([20, 100, 400, 2_000]))
            self.workers[worker] = (self.workers[worker][0], self.now + asleep)
            return
        self._resume(worker)

    def finish(self) -> None:
        """Let everybody who is under way come to the end of it."""
        self.is_calm = True
        while self.workers:
            worker, (_number, until) = next(iter(self.workers.items()))
            self.now = max(self.now, until)
            self._resume(worker)

    def _resume(self, worker: greenlet) -> None:
        try:
            worker.switch()
        except KilledError:
            self.deaths += 1
            self.note("killed")
        if worker.dead:
            del self.workers[worker]

    def at_point(self, point: str) -> None:
        self.note(point)
        chance = 0.0 if self.is_calm else 0.03
        if connection.in_atomic_block:
            if self.dice.random() < chance:
                raise KilledError
            return
        if getcurrent() is not self.hub:
            self.hub.switch()
        if self.dice.random() < chance and not self.is_calm:
            raise KilledError


stage: Stage | None = None


def set_stage(new: Stage) -> Stage:
    global stage
    stage = new
    return new


def at_point(point: Point) -> None:
    """Take the place of FAULT_HOOK."""
    if stage is not None:
        stage.at_point(str(point))


def now_of_the_database(form: str, moment: str) -> str:
    """Take the place of SQLite's STRFTIME."""
    if moment.upper() != "NOW" or stage is None:
        raise ValueError(moment)
    utc = stage.now.astimezone(UTC)
    return f"{utc:%Y-%m-%d %H:%M:%S}.{utc.microsecond // 1000:03d}"


def now_of_a_worker() -> datetime:
    """Take the place of `timezone.now`: each worker's own clock is wrong in its own way."""
    if stage is None:
        return datetime.now(tz=UTC)
    number = stage.workers.get(getcurrent(), (0, None))[0]
    return stage.now.astimezone(UTC) + timedelta(hours=(number % 5 - 2))
