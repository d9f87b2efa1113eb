"""The gap between the last byte and the answer: what may not arrive twice does not."""

from __future__ import annotations

import mailbox
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db.models.functions import Now

from clients.mail import sources
from clients.mail.points import Point
from clients.mail.sending import send_mail, sweep_mails
from clients.mail.smtp import Smtp, stuffed, without_addresses
from clients.mail.sources import Content, NotNeededError, NotNowError
from clients.mail.transports import NotTakenError, Outgoing
from clients.models import Mail, MailStep
from tests.cast import Story
from tests.clients.mail.test_smtp import use_server

Step = MailStep.Step
MESSAGE_ID = "<0123.1@localhost>"


class Words:
    """Says what a reminder says, and keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.refuses: Exception | None = None
        self.content = Content(subject="Due soon", text="..", headers={"X-Reminder-Key": "0123"})

    def compose(self, mail: Mail) -> Content:
        if self.refuses:
            raise self.refuses
        return self.content

    def settled(self, mail: Mail) -> None:
        self.told.append(mail.state)

    def taken_up_again(self, mail: Mail) -> None:
        self.told.append("taken up again")


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> Words:
    words = Words()
    monkeypatch.setitem(sources.sources, Mail.Kind.REMINDER, words)
    return words


@pytest.fixture
def reminder(story: Story, words: Words) -> Mail:
    return Mail.objects.create(
        kind=Mail.Kind.REMINDER,
        to="pat@cast.example",
        firm=story.firm,
        message_id=MESSAGE_ID,
        good_until=Now() + timedelta(days=1),
    )


class Server:
    """Talks SMTP as far as it is told to, then hangs up; keeps what came before the final dot."""

    def __init__(self, *, stops_at: str, answer: str = "") -> None:
        self.stops_at, self.answer = stops_at, answer
        self.taken: list[bytes] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                talk, _address = self.socket.accept()
            except OSError:
                return
            with talk, talk.makefile("rwb") as lines:
                self._talk(lines)

    def _talk(self, lines: Any) -> None:
        def say(line: str) -> None:
            lines.write(line.encode() + b"\r\n")
            lines.flush()

        say("220 here")
        for line in iter(lines.readline, b""):
            word = line[:4].upper().strip().decode()
            if word == self.stops_at:
                return
            if word == "DATA":
                say("354 go on")
                mail = b""
                for part in iter(lines.readline, b".\r\n"):
                    if not part:
                        return
                    mail += part
                self.taken.append(mail)
                if not self.answer:
                    return
                say(self.answer)
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 fine")


@pytest.fixture
def server(settings: Any) -> Iterator[Callable[..., Server]]:
    running: list[Server] = []

    def start(**how: str) -> Server:
        running.append(Server(**how))
        use_server(settings, running[-1].port)
        return running[-1]

    yield start
    for one in running:
        one.socket.close()


def now(mail: Mail) -> Mail:
    return Mail.objects.get(pk=mail.pk)


def steps(mail: Mail) -> list[str]:
    return list(mail.steps.values_list("step", flat=True))


def past_the_grace() -> None:
    Mail.objects.update(lease_until=Now() - timedelta(seconds=1), next_attempt_at=Now())


def test_what_breaks_off_before_the_last_byte_is_simply_sent_again(
    reminder: Mail, server: Callable[..., Server]
) -> None:
    for word in ("EHLO", "MAIL", "RCPT", "DATA"):
        broken = server(stops_at=word)
        Mail.objects.update(next_attempt_at=Now())
        assert send_mail(reminder.pk)
        assert (now(reminder).state, broken.taken) == (Mail.State.PENDING, [])
    assert steps(reminder) == [Step.PUT_OFF] * 4
    assert now(reminder).handed_off_at is None


def test_an_answer_that_never_came_is_waited_for_and_then_asked_about(
    reminder: Mail, words: Words, server: Callable[..., Server], settings: Any, tmp_path: Path
) -> None:
    log = tmp_path / "accepted"
    log.write_text("<another@localhost>\n")
    settings.MAIL_PROOF = f"log://{log}"
    silent = server(stops_at="")
    send_mail(reminder.pk)
    assert now(reminder).state == Mail.State.HANDING_OFF
    assert not send_mail(reminder.pk)  # within the grace nobody touches it
    assert sweep_mails() == 0
    past_the_grace()
    assert sweep_mails() in (0, 1)  # left alone for a moment like any other
    assert send_mail(reminder.pk)
    assert now(reminder).state == Mail.State.PENDING
    send_mail(reminder.pk)
    log.write_text(f"{MESSAGE_ID}\n")
    past_the_grace()
    send_mail(reminder.pk)
    assert (now(reminder).state, words.told) == (Mail.State.SENT, [Mail.State.SENT])
    assert len(silent.taken) == 2  # neither was taken, as the log said of the first
    assert steps(reminder) == [
        Step.HANDING_OFF,
        Step.UNANSWERED,
        Step.NOT_FOUND,
        Step.HANDING_OFF,
        Step.UNANSWERED,
        Step.FOUND,
    ]
    assert all(f"Message-ID: {MESSAGE_ID}".encode() in mail for mail in silent.taken)
    assert all(b"X-Reminder-Key: 0123\r\n" in mail for mail in silent.taken)


def test_a_proof_that_cannot_be_asked_decides_nothing(
    reminder: Mail, server: Callable[..., Server], settings: Any, tmp_path: Path
) -> None:
    settings.MAIL_PROOF = f"log://{tmp_path / 'gone'}"
    server(stops_at="")
    send_mail(reminder.pk)
    past_the_grace()
    send_mail(reminder.pk)
    assert (now(reminder).state, now(reminder).error_code) == ("handing_off", "proof_away")


@pytest.mark.parametrize(
    ("policy", "state", "step"),
    [("hold", Mail.State.HELD, Step.HELD), ("resend", Mail.State.PENDING, Step.SENT_AGAIN)],
)
def test_without_a_proof_the_settings_decide(
    reminder: Mail,
    server: Callable[..., Server],
    settings: Any,
    policy: str,
    state: str,
    step: str,
) -> None:
    settings.MAIL_IN_DOUBT = policy
    server(stops_at="")
    send_mail(reminder.pk)
    past_the_grace()
    send_mail(reminder.pk)
    assert (now(reminder).state, now(reminder).may_be_second) == (state, policy == "resend")
    assert steps(reminder)[-1] == step


def test_a_mail_in_a_folder_proves_itself(
    reminder: Mail, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mails")
    settings.FAULT_HOOK = "tests.clients.mail.test_doubt.killed_when_answered"
    with pytest.raises(KilledError):
        send_mail(reminder.pk)
    settings.FAULT_HOOK = ""
    assert now(reminder).state == Mail.State.HANDING_OFF
    past_the_grace()
    send_mail(reminder.pk)
    assert now(reminder).state == Mail.State.SENT
    assert [mail["Subject"] for mail in mailbox.Maildir(tmp_path / "mails")] == ["Due soon"]


class KilledError(BaseException):
    pass


def killed_when_answered(point: Point) -> None:
    if point == Point.ANSWERED:
        raise KilledError


def test_a_worker_that_wakes_late_does_not_end_the_mail_it_had_begun(
    server: Callable[..., Server],
) -> None:
    patient = server(stops_at="", answer="250 taken")
    way = Smtp()
    way.begin("pat@cast.example")
    way.ends_at = time.monotonic() - 1
    with pytest.raises(NotTakenError):
        way.finish(Outgoing(EmailMessage("Due soon", ".."), b"Due soon"))
    way.close()
    assert patient.taken == []


@pytest.mark.parametrize("answer", ["451 try again in 300 seconds", "550 no", "552 full"])
def test_an_answer_after_the_dot_leaves_no_doubt(
    reminder: Mail, server: Callable[..., Server], settings: Any, answer: str
) -> None:
    settings.MAIL_TRANSIENT_CODES = ["552"]
    server(stops_at="", answer=answer)
    send_mail(reminder.pk)
    is_final = answer.startswith("550")
    assert now(reminder).state == (Mail.State.DEAD if is_final else Mail.State.PENDING)
    assert now(reminder).error_code == answer[:3]
    if "300" in answer:
        wait = Mail.objects.filter(next_attempt_at__gt=Now() + timedelta(seconds=250))
        assert wait.exists()


def test_what_is_not_true_any_more_is_not_sent(
    reminder: Mail, words: Words, mailoutbox: list[Any]
) -> None:
    words.refuses = NotNeededError()
    send_mail(reminder.pk)
    assert (now(reminder).state, mailoutbox) == (Mail.State.CANCELLED, [])
    assert words.told == [Mail.State.CANCELLED]


def test_at_night_it_waits_for_the_morning(
    reminder: Mail, words: Words, mailoutbox: list[Any]
) -> None:
    morning = reminder.created_at + timedelta(hours=9)
    words.refuses = NotNowError(morning)
    send_mail(reminder.pk)
    waits = now(reminder)
    assert (waits.state, waits.next_attempt_at, mailoutbox) == (Mail.State.PENDING, morning, [])


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("pat@cast.example\nBcc: all@cast.example", "Due soon"),
        ("p" * 300 + "@cast.example", "Due soon"),
        ("no address", "Due soon"),
        ("pat@cast.example", "Due\r\nBcc: all@cast.example"),
    ],
)
def test_what_cannot_be_a_mail_is_held_and_holds_up_no_other(
    reminder: Mail, words: Words, mailoutbox: list[Any], to: str, subject: str
) -> None:
    good = now(reminder)
    good.pk, good.message_id = None, "<4567.1@localhost>"
    good.id = Mail().id
    good.save(force_insert=True)
    Mail.objects.filter(pk=reminder.pk).update(to=to[:254])
    words.content = Content(subject=subject, text="..")
    send_mail(reminder.pk)
    assert now(reminder).state == Mail.State.HELD
    words.content = Content(subject="Due soon", text="..")
    assert send_mail()
    assert (now(good).state, len(mailoutbox)) == (Mail.State.SENT, 1)
    assert not send_mail()


def test_a_mail_travels_without_a_line_that_ends_it() -> None:
    assert stuffed(b"a\n.\n..b\r\nc\n") == b"a\r\n..\r\n...b\r\nc\r\n"


def test_a_servers_words_are_kept_without_addresses() -> None:
    assert without_addresses(b"2.0.0 Ok: queued as 4F1A <pat@x.example>") == (
        "2.0.0 Ok: queued as 4F1A …"
    )
