"""Mistakes planted into the site, each of which the simulation must notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.utils import timezone

from clients.mail import outcomes, proof, sending
from clients.mail.points import Point, reached
from clients.mail.transports import Answer
from clients.models import Mail
from planning.models import Reminder
from planning.reminders import planner, recheck
from planning.reminders.deadlines import deadlines_of


def no_unique_key() -> Iterator[None]:
    """One key may have two rows."""
    name = "one_reminder_of_a_milestone"
    (constraint,) = [one for one in Reminder._meta.constraints if one.name == name]
    others = [one for one in Reminder._meta.constraints if one.name != name]
    with patch.object(Reminder._meta, "constraints", others), connection.schema_editor() as editor:
        editor.remove_constraint(Reminder, constraint)
    yield


def no_fence() -> Iterator[None]:
    """Whoever once held a claim may go on writing."""

    def write(mail: Mail, *, also: Any = None, **changes: object) -> bool:
        del also
        return Mail.objects.filter(pk=mail.pk, state=mail.state).update(**changes) == 1

    with patch.object(outcomes, "write", write), patch.object(sending, "write", write):
        yield


def marked_before_sent() -> Iterator[None]:
    """The row says sent, and then the mail is handed over."""

    def hand_over(mail: Mail, message: Any, transport: Any) -> None:
        transport.begin(mail.to)
        if sending._note_handing_off(mail, message):
            sending._note_sent(mail, Answer("250"))
            reached(Point.HANDING_OFF)
            transport.finish(message)

    with patch.object(sending, "_hand_over", hand_over):
        yield


def resent_without_lookup() -> Iterator[None]:
    """What was not answered goes again, and nobody is asked."""
    with patch.object(proof, "was_taken", lambda _message_id: False):
        yield


def year_of_now() -> Iterator[None]:
    """The tax year is whatever year it is."""
    read = deadlines_of

    def misread(*args: Any, **how: Any) -> Iterator[Any]:
        for deadline in read(*args, **how):
            stem, _colon, _year = deadline.key.rpartition(":")
            key = f"{stem}:{timezone.now().year}"
            fields = {name: getattr(deadline, name) for name in deadline.__slots__}
            yield type(deadline)(**fields | {"key": key})

    with (
        patch.object(planner, "deadlines_of", misread),
        patch.object(recheck, "deadlines_of", misread),
    ):
        yield


def short_grace() -> Iterator[None]:
    """The proof is asked before a slow server may have taken the mail."""
    with patch.object(settings, "MAIL_GRACE_SECONDS", -120):
        yield


Mutant = Callable[[], Iterator[None]]
# Each with the seed from which on it is looked for: one that noticed it before.
MUTANTS: dict[str, dict[Mutant, int]] = {
    "mails": {
        no_fence: 31,
        marked_before_sent: 8,
        resent_without_lookup: 6,
        short_grace: 75,
    },
    "year_ends": {year_of_now: 20, no_unique_key: 5},  # the last changes the tables
}
