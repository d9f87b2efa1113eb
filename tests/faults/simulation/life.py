"""One life with everything going wrong, then a calm end, and what must be true then."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from clients.mail import sending
from clients.models import Mail
from tests.faults.simulation.post import Post
from tests.faults.simulation.stage import Stage, set_stage

WORKERS = 3
STATES_THAT_WAIT = (Mail.State.PENDING, Mail.State.CLAIMED, Mail.State.HANDING_OFF)

logging.disable(logging.CRITICAL)


@dataclass(slots=True, kw_only=True)
class Story:
    """What came of a life."""

    seed: int
    trace: str
    keys: int
    states: Counter[str]
    deaths: int
    doubts: int
    broken: list[str] = field(default_factory=list)


class Life(ABC):
    """What every life has: workers who answer bells and sweep, and a mail server."""

    steps = (25, 60)

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        begins = datetime(2026, 12, self.dice.randint(21, 31), 12, 1, tzinfo=UTC)
        begins += timedelta(hours=self.dice.randint(-7, 10))
        self.stage = set_stage(Stage(seed, begins))
        self.post = Post()
        self.bells: list[UUID | None] = []

    def live(self) -> Story:
        for _step in range(self.stage.dice.randint(*self.steps)):
            self.post.come_in(self.stage.now)
            self.stage.step(WORKERS, self._next())
        self.stage.finish()
        self.end_in_peace()
        states = self.states()
        return Story(
            seed=self.stage.seed,
            trace=self.stage.trace.hexdigest(),
            keys=states.total(),
            states=states,
            deaths=self.stage.deaths,
            doubts=self.post.doubts,
            broken=[*self.broken(), *self._mails()],
        )

    @abstractmethod
    def states(self) -> Counter[str]:
        """Count what became of each key."""

    @abstractmethod
    def broken(self) -> list[str]:
        """Say what is not as it must be in the end."""

    def _next(self) -> Callable[[], object]:
        return self.stage.dice.choice([self.answer_bell, self.sweep])

    def answer_bell(self) -> None:
        """Do what a message says; it may come late, twice, or not at all."""
        dice = self.stage.dice
        if not self.bells:
            return
        mail_id = dice.choice(self.bells)
        if dice.random() < 0.7:
            with suppress(ValueError):
                self.bells.remove(mail_id)
        if mail_id is None:
            sending.send_for_a_turn()
        else:
            sending.send_mail(mail_id)

    def sweep(self) -> None:
        if self.stage.dice.random() < 0.1:
            sending.sweep_mails()
        sending.send_mail()

    def ring(self, *mail_id: str) -> None:
        """Take the place of the doorbell: a broker that loses and doubles. Some name no mail."""
        bell = UUID(mail_id[0]) if mail_id else None
        self.bells += [bell] * self.stage.dice.choice([0, 1, 1, 2])

    def end_in_peace(self) -> None:
        """See to whatever waits, each when its time has come."""
        for _turn in range(60):
            waiting = Mail.objects.filter(state__in=STATES_THAT_WAIT)
            times = waiting.values_list("state", "next_attempt_at", "lease_until")
            due = [at if state == "pending" else lease for state, at, lease in times]
            if not due:
                return
            self.stage.now = max(self.stage.now, min(due)) + timedelta(seconds=1)
            self.post.come_in(self.stage.now)
            if not sending.send_mail():
                sending.sweep_mails()

    def _mails(self) -> list[str]:
        taken = self.post.taken
        broken = [f"extra: {count} copies" for count in taken.values() if count > 1]
        for state, message_id in Mail.objects.values_list("state", "message_id"):
            if taken[message_id] and state != Mail.State.SENT:
                broken.append(f"taken, and {state}")
            if state == Mail.State.SENT and not taken[message_id]:
                broken.append("lost: sent, and never taken")
            if state in STATES_THAT_WAIT:
                broken.append(f"lost: still {state}")
        return broken
