"""One whole site to be troubled: its database, its broker, its mail server, its processes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Collection
from math import inf
from pathlib import Path
from types import TracebackType

import psycopg

from tests.faults import oracle
from tests.faults.instruments import deal_tokens
from tests.faults.oracle import Tally
from tests.faults.processes import BEAT, WORKER, Crew
from tests.faults.servers import Postgres, Redis, free_port
from tests.faults.sink import ACCEPTED, JOURNAL

UNFINISHED = """
    SELECT (SELECT count(DISTINCT recipient_id) FROM planning_reminder),
           (SELECT count(*) FROM planning_reminder WHERE state = 'pending'),
           (SELECT count(*) FROM clients_mail WHERE kind = 'reminder'
            AND state NOT IN ('sent', 'cancelled', 'dead', 'held')),
           (SELECT count(*) FROM clients_mailstep)
"""
PATIENCE = 120.0  # seconds in which nothing at all is done; how long it takes is the machine’s


class World:
    """What one fault is tried on, from an empty database to the tally."""

    def __init__(self, folder: Path, template: Path, *, seed: str, **env: str) -> None:
        folder.mkdir(mode=0o755)
        self.folder, self.seed = folder, seed
        self.dice = random.Random(seed)
        self.people: list[str] = []
        self.kills = 0
        self.tokens = folder / "tokens"
        for name in ("tokens", "redis", "mails", "var"):
            (folder / name).mkdir()
        self.database = Postgres(folder / "postgres", template=template)
        self.broker = Redis(folder / "redis")
        self.mail_port = free_port()
        self.log = folder / "mails" / ACCEPTED
        self.log.touch()
        self.env = {
            "PATH": os.environ["PATH"],
            "DOTENV": os.devnull,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": self.database.url,
            "REDIS_URL": self.broker.url,
            "VAR_DIR": str(folder / "var"),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "MAIL_JOURNAL": JOURNAL,
            "MAIL_PROOF": f"log://{self.log}",
            "FAULT_HOOK": "tests.faults.instruments.die",
            "FAULTS_TOKENS": str(self.tokens),
            "FAULTS_SEED": seed,
            **env,
        }
        self.crew = Crew(self.env, folder)

    def __enter__(self) -> World:
        self.database.start()
        self.broker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.crew.close()
        self.broker.stop()
        self.database.stop(mode="immediate")
        if kind is None and not os.environ.get("FAULTS_KEEP"):
            shutil.rmtree(self.folder)

    def enter(self, *counts: tuple[str, int], firms: int = 4, households: int = 1) -> None:
        """Enter so many people of each mode, who are each to get one mail."""
        new = [f"{mode}.{n}@faults.example" for mode, count in counts for n in range(count)]
        self.dice.shuffle(new)
        self.people += new
        amounts = ("--firms", str(min(firms, len(new))), "--households", str(households))
        command = ("manage.py", "enter_people", *amounts, *new)
        self.crew.run(*command, DJANGO_SETTINGS_MODULE="tests.faults.settings")  # which know it

    def open_mail_server(self, *, of_each: int = 0) -> None:
        """Start the sink; `of_each` says how often each fault happens to a connection."""
        if "sink" in self.crew.processes:
            return
        self.crew.start(
            "sink",
            (
                "-m", "tests.faults.sink", "--port", str(self.mail_port),
                "--folder", str(self.log.parent), "--seed", self.seed, "--of-each", str(of_each),
            ),
        )  # fmt: skip

    def start(self, *, workers: int = 2, beats: int = 1, of_each: int = 0) -> None:
        self.open_mail_server(of_each=of_each)
        for number in range(workers):
            self.crew.start(f"worker{number}", WORKER)
        self.start_beats(beats)

    def start_beats(self, beats: int) -> None:
        for number in range(beats):
            schedule = str(self.folder / f"schedule{number}")
            self.crew.start(f"beat{number}", (*BEAT, "--schedule", schedule))

    def deal_tokens(self, of_each: int) -> None:
        deal_tokens(self.tokens, of_each)

    def tokens_left(self) -> list[str]:
        return sorted(token.name for token in self.tokens.iterdir())

    def kill(self, pid: int) -> None:
        self.kills += 1
        os.kill(pid, signal.SIGKILL)

    def is_over(self) -> bool:
        return self._state()[:3] == (len(self.people), 0, 0)

    def _state(self) -> tuple[int, ...]:
        """Return how many are told, what waits, and how many steps were taken so far."""
        try:
            with psycopg.connect(self.database.url, connect_timeout=2) as connection:
                return tuple(connection.execute(UNFINISHED).fetchone())
        except psycopg.Error:
            return ()

    def drain(self) -> float:
        """Wait until nothing waits, as long as anything is done, and return how long that took."""
        began = time.monotonic()
        self._await(self.is_over, self._state)
        return time.monotonic() - began

    def taken(self) -> int:
        return len(oracle.accepted(self.log))

    def await_taken(self, number: int, longest: float = inf) -> None:
        """Wait until the mail server has taken so many."""
        self._await(lambda: self.taken() >= number, self.taken, longest)

    def _await(
        self, is_there: Callable[[], bool], progress: Callable[[], object], longest: float = inf
    ) -> None:
        """Wait for what is to come, while something still changes."""
        until = time.monotonic() + longest
        last, patient_until = progress(), time.monotonic() + PATIENCE
        while not is_there() and time.monotonic() < min(until, patient_until):
            time.sleep(0.1)
            if (now := progress()) != last:
                last, patient_until = now, time.monotonic() + PATIENCE

    def tally(self, *, drain_s: float = 0.0, refused: Collection[str] = ()) -> Tally:
        tally = oracle.count(self.database.url, self.log, self.people, refused)
        tally.kills, tally.drain_s, tally.seed = self.kills, drain_s, self.seed
        tally.db_crashes, tally.broker_losses = self.database.crashes, self.broker.losses
        if not self.is_over():
            tally.wrong.append(f"not drained in {drain_s:.0f} s")
        return tally

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database.url) as connection:
            return connection.execute(query.encode()).fetchall()

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.database.url) as connection:
            connection.execute(statement.encode())

    def manage(self, *arguments: str) -> str:
        return self.crew.run("manage.py", *arguments)


def make_template(folder: Path) -> Path:
    """Make a cluster whose database has its tables and nothing in them."""
    database = Postgres(folder / "template")
    database.start()
    database.create_database()
    env = {
        "PATH": os.environ["PATH"],
        "DOTENV": os.devnull,
        "DATABASE_URL": database.url,
        "VAR_DIR": str(folder / "template-var"),
    }
    crew = Crew(env, folder)
    crew.run("manage.py", "migrate", "--verbosity", "0")
    crew.close()
    database.stop()
    return folder / "template"
