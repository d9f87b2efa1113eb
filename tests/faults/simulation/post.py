"""A mail server that is played: what `clients.mail.smtp` would meet, step by step."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.core.mail import EmailMessage

from clients.mail import smtp
from clients.mail.points import Point, reached
from clients.mail.transports import Answer, NoAnswerError, NotTakenError, Outgoing
from planning.models import Reminder
from tests.faults.simulation import stage

SLOWEST = 550  # seconds after which a mail may still be taken: less than the grace
PATIENCE = timedelta(seconds=10)  # of EMAIL_TIMEOUT


class Post:
    """Everything the mail server ever took, which is also the proof."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()  # by Message-ID
        self.told: Counter[tuple[str, str, str]] = Counter()
        self.late: list[tuple[datetime, EmailMessage]] = []
        self.doubts = 0

    def take(self, message: EmailMessage) -> None:
        self.taken[message.extra_headers["Message-ID"]] += 1
        self.told.update(_told(message))

    def come_in(self, now: datetime) -> None:
        """Take what a slow server takes only now."""
        for due, message in [*self.late]:
            if due <= now:
                self.late.remove((due, message))
                self.take(message)

    def was_taken(self, message_id: str) -> bool:
        """Answer as the proof does; it may be away."""
        life = stage.stage
        reached(Point.ANSWERED)
        if not life.is_calm and life.dice.random() < 0.1:
            raise ConnectionError
        self.come_in(life.now)
        return self.taken[message_id] > 0


def _told(message: EmailMessage) -> list[tuple[str, str, str]]:
    """Return the reminders a mail tells as it leaves."""
    rows = Reminder.objects.filter(
        digest__mail__message_id=message.extra_headers["Message-ID"], state=Reminder.State.PENDING
    )
    columns = ("recipient_id", "deadline_key", "milestone")
    return [(str(who), key, code) for who, key, code in rows.values_list(*columns)]


class Talk:
    """Takes the place of `clients.mail.smtp.Smtp`, with the same points and the same ends."""

    def __init__(self, post: Post) -> None:
        self.post = post

    def begin(self, recipient: str) -> None:
        life = stage.stage
        self.ends_at = life.now + timedelta(seconds=smtp.LONGEST_TALK)
        reached(Point.CONNECTED)
        self._may_fail(0.04, "unreachable")
        reached(Point.RECIPIENT_TAKEN)
        self._may_fail(0.04, "451")
        reached(Point.READY_FOR_DATA)

    def finish(self, mail: Outgoing) -> Answer:
        life, message = stage.stage, mail.message
        self._may_fail(0.04, "reset")
        reached(Point.BEFORE_FINAL_DOT)
        if life.now > self.ends_at:
            raise NotTakenError("late", code="late")
        mood = life.dice.random() if not life.is_calm else 1.0
        life.note(f"dot {mood:.3f}")
        if mood < 0.05:
            raise NotTakenError("later", code="451")
        if mood < 0.10:  # never taken
            self._no_answer()
        elif mood < 0.17:  # taken long after
            due = life.now + timedelta(seconds=life.dice.uniform(1, SLOWEST))
            self.post.late.append((due, message))
            self._no_answer()
        self.post.take(message)
        if mood < 0.25:
            self._no_answer()
        reached(Point.AFTER_FINAL_DOT)
        if life.now > self.ends_at:
            self._no_answer()
        return Answer("250", "taken")

    def end(self) -> None:
        """Nobody is hurt by a missing good-bye."""

    def _may_fail(self, chance: float, code: str) -> None:
        life = stage.stage
        if not life.is_calm and life.dice.random() < chance:
            raise NotTakenError(code, code=code)

    def _no_answer(self) -> None:
        self.post.doubts += 1
        stage.stage.now += PATIENCE
        raise NoAnswerError("TimeoutError")
