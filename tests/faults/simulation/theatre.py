"""The parts that are played, in the place of the real ones; and one statement made only once."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from clients import audit
from clients.doorbell import Doorbell
from clients.mail import claiming, proof, sending, sources
from clients.models import Mail
from planning.reminders import planner
from tests.faults.simulation import stage
from tests.faults.simulation.life import Story
from tests.faults.simulation.mails import Mails
from tests.faults.simulation.post import Talk
from tests.faults.simulation.year_ends import YearEnd

KINDS: dict[str, type[Mails] | type[YearEnd]] = {"mails": Mails, "year_ends": YearEnd}


class Theatre:
    def __init__(self, kind: str, *, prepares: bool = True) -> None:
        self.kind = KINDS[kind]
        self.claim = PreparedClaim() if prepares else claiming.claim
        self.life: Any = None
        self.draft = planner.draft

    def __enter__(self) -> Theatre:
        call_command("migrate", run_syncdb=True, verbosity=0)
        connection.connection.create_function("strftime", 2, stage.now_of_the_database)
        if isinstance(self.claim, PreparedClaim):
            self.claim.prepare()
        self.raise_curtain()
        self.patches = ExitStack()
        instead: list[tuple[Any, str, Any]] = [
            (timezone, "now", stage.now_of_a_worker),
            (sending, "opened", self.opened),
            (sending, "claim", self.claim),
            (planner, "draft", self.drafted),
            (Doorbell, "apply_async", lambda _task, args, *_, **__: self.life.ring(args[0])),
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


class PreparedClaim:
    """`claim`, whose statement Django writes once: to write it takes longer than a life.

    It is the site's own text. `--unprepared` lives without this; both must live the same.
    """

    def __init__(self) -> None:
        self.known: dict[bool, tuple[str, tuple[Any, ...]]] = {}
        self.anybody = uuid4()

    def prepare(self) -> None:
        """Claim where there is nothing to be claimed, and keep what was asked."""
        for mail_id in (None, self.anybody):
            with connection.execute_wrapper(self._keep(mail_id is not None)):
                claiming.claim(mail_id)

    def __call__(self, mail_id: UUID | None = None) -> Mail | None:
        sql, params = self.known[mail_id is not None]
        if mail_id is not None:
            params = tuple(mail_id.hex if one == self.anybody.hex else one for one in params)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            row = cursor.fetchone()
        if row is None:
            return None
        mails = Mail.objects.select_related("firm")
        return mails.filter(pk=UUID(row[0]), fence=row[1]).first()

    def _keep(self, is_named: bool) -> Any:
        def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith("UPDATE"):
                self.known[is_named] = (sql, tuple(params))
            return execute(sql, params, many, context)

        return keep
