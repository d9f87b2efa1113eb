"""The parts that are played, in the place of the real ones."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from math import inf
from typing import Any
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from clients import audit
from clients.doorbell import Doorbell
from clients.mail import proof, sending, sources
from clients.models import Mail
from planning.reminders import planner
from tests.faults.simulation import stage
from tests.faults.simulation.life import Story
from tests.faults.simulation.mails import Mails
from tests.faults.simulation.post import Talk
from tests.faults.simulation.year_ends import YearEnd

KINDS: dict[str, type[Mails] | type[YearEnd]] = {"mails": Mails, "year_ends": YearEnd}


class Theatre:
    def __init__(self, kind: str) -> None:
        self.kind = KINDS[kind]
        self.life: Any = None
        self.draft = planner.draft

    def __enter__(self) -> Theatre:
        call_command("migrate", run_syncdb=True, verbosity=0)
        connection.connection.create_function("strftime", 2, stage.now_of_the_database)
        self.raise_curtain()
        self.patches = ExitStack()
        instead: list[tuple[Any, str, Any]] = [
            (timezone, "now", stage.now_of_a_worker),
            (sending, "opened", self.opened),
            (sending, "TURN", inf),  # no real clock has a say
            (planner, "draft", self.drafted),
            (Doorbell, "apply_async", lambda _task, args=(), *_, **__: self.life.ring(*args)),
            (audit, "record", lambda *_, **__: None),  # decides nothing
        ]
        for owner, name, played in instead:
            self.patches.enter_context(patch.object(owner, name, played))
        lookups = {"played": lambda _place, message_id: self.life.post.was_taken(message_id)}
        self.patches.enter_context(patch.dict(proof.LOOKUPS, lookups))
        words = {Mail.Kind.REMINDER: self.kind.source}
        self.patches.enter_context(patch.dict(sources.sources, words))
        return self

    def __exit__(self, *_: object) -> None:
        self.patches.close()

    def raise_curtain(self) -> None:
        """Keep the empty tables; every life begins with them."""
        self.empty = sqlite3.connect(":memory:")
        connection.connection.backup(self.empty)

    def clear(self) -> None:
        self.empty.backup(connection.connection)

    def live(self, seed: int) -> Story:
        self.clear()
        random.seed(seed)
        with patch.object(os, "urandom", random.Random(seed).randbytes):
            self.life = self.kind(seed)
            story: Story = self.life.live()
            return story

    @contextmanager
    def opened(self) -> Iterator[Talk]:
        yield Talk(self.life.post)

    def drafted(self, *args: Any, **how: Any) -> planner.Plan:
        """Let another planner do the same between the reading and the writing of this one.

        No lock is relied on: two planners that know nothing of each other make each row once.
        """
        plan, life = self.draft(*args, **how), self.life
        if not life.nested and not life.stage.is_calm and life.stage.dice.random() < 0.3:
            life.nested = True
            try:
                planner.plan_firm(args[0], args[1])
            finally:
                life.nested = False
        return plan
