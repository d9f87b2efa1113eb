"""Can the site do its work? What `/readyz` asks, each question with an end to its patience.

A database, a disk or a broker that hangs must not hang the answer, so each is asked in a thread
of its own and given up on. Threads that hang for good are counted: with too many of them nothing
more is asked until some come back.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import BoundedSemaphore, Thread
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from clients.instance import age_of_heartbeat

PATIENCE = 1.0  # seconds for all questions together
LONGEST_SILENCE = timedelta(minutes=3)
AT_ONCE = BoundedSemaphore(12)


class Finding(NamedTuple):
    """One thing the site needs, and what is wrong with it: nothing, or a few words."""

    subject: str
    problem: str = ""

    def __str__(self) -> str:
        return f"{self.subject}: {self.problem or 'ok'}"


def findings() -> list[Finding]:
    """Ask everything at once and return the answers that came in time."""
    questions = [Question(subject, ask) for subject, ask in QUESTIONS.items()]
    deadline = time.monotonic() + PATIENCE
    return [finding for question in questions for finding in question.answer_by(deadline)]


class Question:
    """Something asked beside the request."""

    def __init__(self, subject: str, ask: Callable[[], Iterator[Finding]]) -> None:
        self.subject, self.ask = subject, ask
        self.answer = [Finding(subject, "no answer")]
        self.thread = Thread(target=self._run, daemon=True)
        if AT_ONCE.acquire(blocking=False):
            self.thread.start()

    def answer_by(self, deadline: float) -> list[Finding]:
        if self.thread.ident is not None:
            self.thread.join(max(0.0, deadline - time.monotonic()))
        return self.answer

    def _run(self) -> None:
        try:
            self.answer = list(self.ask())
        except Exception as error:  # whatever it is, its text may tell too much
            self.answer = [Finding(self.subject, f"fails with {type(error).__name__}")]
        finally:
            connection.close()
            AT_ONCE.release()


def of_the_database() -> Iterator[Finding]:
    """Is it there, does it have this version's tables, when did the worker last write to it?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding("database")
    yield Finding("migrations", f"{len(missing)} to apply" if missing else "")
    if missing:
        return
    age = age_of_heartbeat()
    if age is None:
        yield Finding("worker", "never heard of")
    elif age > LONGEST_SILENCE:
        yield Finding("worker", f"last heard of {age.total_seconds():.0f} s ago")
    else:
        yield Finding("worker")


def of_the_files() -> Iterator[Finding]:
    """Can they be written?"""
    with tempfile.TemporaryFile(dir=settings.VAR_DIR) as file:
        file.write(b"ready?")
        file.flush()
        os.fsync(file.fileno())
    yield Finding("files")


def of_the_broker() -> Iterator[Finding]:
    """Does Redis answer? Without Redis the broker is a folder among the files."""
    if settings.REDIS_URL:
        import redis  # takes as long to load as Django itself, and only production needs it

        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        ) as broker:
            broker.ping()
    yield Finding("broker")


QUESTIONS = {"database": of_the_database, "files": of_the_files, "broker": of_the_broker}
