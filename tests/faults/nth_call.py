"""Fail the first call to the database or the mail server, then the second, and so on until none
is left: F3 of the list of faults.

Each call fails once before it did anything and once after it did all, its answer lost. What was
left then is taken up again without faults, and must come to one mail. In the environment of a
world with a mail server and some people: `python -m tests.faults.nth_call`, which prints JSON.
"""

from __future__ import annotations

import argparse
import json
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

django.setup()

from django.db import OperationalError, connection  # noqa: E402
from django.db.models.functions import Now  # noqa: E402

from clients.mail import sending  # noqa: E402
from clients.models import Mail  # noqa: E402
from planning.models import Digest, Reminder, ReminderRound  # noqa: E402
from planning.reminders.rounds import go_round  # noqa: E402
from tests.audit_guards import without_guards  # noqa: E402
from tests.faults.oracle import accepted  # noqa: E402

TURNS = 12  # in which whatever was left must be over
OURS = ("planning_", "clients_")


class Saboteur:
    """Counts the calls, and fails one of them."""

    def __init__(self, nth: int, *, is_late: bool) -> None:
        self.nth, self.is_late = nth, is_late
        self.calls = 0

    @property
    def has_struck(self) -> bool:
        return self.calls >= self.nth

    def call(self, error: type[Exception], work: Callable[[], Any]) -> Any:
        self.calls += 1
        if self.calls != self.nth:
            return work()
        if self.is_late:
            work()
        raise error("sabotage")

    @contextmanager
    def at_work(self) -> Iterator[None]:
        def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            return self.call(OperationalError, lambda: run(sql, params, many, context))

        def commit() -> None:
            self.call(OperationalError, really)

        def spoilt(name: str) -> Any:
            real = getattr(smtplib.SMTP, name)
            return patch.object(
                smtplib.SMTP,
                name,
                lambda client, *args, **how: self.call(OSError, lambda: real(client, *args, **how)),
            )

        connection.ensure_connection()
        really = connection._commit  # type: ignore[attr-defined]  # what PostgreSQL is told
        with (
            connection.execute_wrapper(execute),
            patch.object(connection, "_commit", commit),
            spoilt("connect"),
            spoilt("send"),
            spoilt("getreply"),
        ):
            yield


def _rounds() -> None:
    """Plan, gather, send: what is done each minute."""
    go_round()
    sending.sweep_mails()
    while sending.send_mail():
        pass


def _forget(log: Path) -> None:
    """Have nothing planned, nothing sent and nothing taken.

    The same reminder has the same Message-ID each time: the server's book, which is the proof,
    would find it of an earlier time.
    """
    log.write_text("")
    with without_guards(), connection.cursor() as cursor:
        for model in (Reminder, Digest):
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
        ReminderRound.objects.all().delete()
        cursor.execute("TRUNCATE clients_mail CASCADE")


def _take_up_again() -> None:
    """Go on without faults; every lease and every wait is over at once."""
    connection.close()
    for _turn in range(TURNS):
        Mail.objects.unfinished().update(next_attempt_at=Now(), lease_until=Now())
        _rounds()
        waits = Reminder.objects.filter(state=Reminder.State.PENDING)
        if Reminder.objects.exists() and not waits.exists():
            return


def _broken(log: Path, people: int) -> list[str]:
    copies = len(accepted(log))
    states = set(Reminder.objects.values_list("state", flat=True))
    mails = list(Mail.objects.values_list("state", flat=True))
    if (copies, states, mails) == (people, {"sent"}, ["sent"] * people):
        return []
    return [f"{copies} copies, reminders {sorted(states)}, mails {sorted(mails)}"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", type=Path)
    parser.add_argument("--people", type=int)
    parser.add_argument("--stride", type=int, default=1)
    chosen = parser.parse_args()
    tried, wrong, nth = 0, [], 1
    while True:
        for is_late in (False, True):
            _forget(chosen.log)
            saboteur = Saboteur(nth, is_late=is_late)
            with suppress(OperationalError, OSError), saboteur.at_work():
                _rounds()
            _take_up_again()
            tried += 1
            wrong += [
                f"call {nth}{' late' * is_late}: {sentence}"
                for sentence in _broken(chosen.log, chosen.people)
            ]
        if not saboteur.has_struck:
            break
        nth += chosen.stride
    print(json.dumps({"calls": saboteur.calls, "tried": tried, "wrong": wrong}))
