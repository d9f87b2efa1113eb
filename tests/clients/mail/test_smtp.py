"""A real mail server on this machine: one that takes mails, and several that do not."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from clients.mail.outbox import queue_mail
from clients.mail.sending import send_mail
from clients.models import Mail
from tests.cast import Story


class Sink:
    """Answers each step as it is told to, and keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.callers: set[Any] = set()
        self.to_recipient = self.to_data = self.to_reset = "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.callers.add(session.peer)
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.to_data.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content))
        return self.to_data

    async def handle_RSET(self, server: Any, session: Any, envelope: Any) -> str:
        return self.to_reset


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    handler = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    use_server(settings, port)
    yield handler
    server.stop()


def use_server(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def away(settings: Any) -> None:
    """Name a port where nobody answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        use_server(settings, free.getsockname()[1])


@pytest.fixture
def mail(story: Story) -> Mail:
    return queue_mail(
        kind=Mail.Kind.NOTICE,
        to="pat@cast.example",
        subject="A notice",
        text="Something changed.",
        firm=story.firm,
        good_for=timedelta(hours=1),
    )


def tried(mail: Mail) -> tuple[str, str]:
    send_mail(mail.pk)
    mail.refresh_from_db()
    return mail.state, mail.error


def test_a_server_takes_it(sink: Sink, mail: Mail) -> None:
    assert tried(mail) == (Mail.State.SENT, "")
    (message,) = sink.taken
    assert (message["Subject"], message["To"]) == ("A notice", "pat@cast.example")
    assert message["Message-ID"].startswith(f"<{mail.pk.hex}@")
    assert "Something changed." in message.get_payload()


@pytest.mark.parametrize("step", ["to_recipient", "to_data"])
@pytest.mark.parametrize(
    ("answer", "state", "sentence"),
    [
        ("451 pat@cast.example is busy", "pending", "asks to try again later (451)"),
        ("550 no pat@cast.example here", "dead", "refused it (550)"),
    ],
)
def test_the_server_says_later_or_never(
    sink: Sink, mail: Mail, step: str, answer: str, state: str, sentence: str
) -> None:
    setattr(sink, step, answer)
    found, error = tried(mail)
    assert (found, sentence in error, "pat@" in error) == (state, True, False)
    assert sink.taken == []


def test_what_was_put_off_leaves_when_the_server_is_back(sink: Sink, mail: Mail) -> None:
    sink.to_data = "451 later"
    assert tried(mail)[0] == Mail.State.PENDING
    sink.to_data = "250 OK"
    Mail.objects.update(next_attempt_at=mail.created_at)
    assert tried(mail) == (Mail.State.SENT, "")
    assert len(sink.taken) == 1


def test_no_server_at_all(settings: Any, mail: Mail) -> None:
    away(settings)
    assert tried(mail) == (Mail.State.PENDING, "The mail server cannot be reached.")


def test_a_server_that_accepts_and_says_nothing(settings: Any, mail: Mail) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use_server(settings, silent.getsockname()[1])
        settings.EMAIL_TIMEOUT = 0.2
        assert tried(mail) == (Mail.State.PENDING, "The mail server cannot be reached.")
