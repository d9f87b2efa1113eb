"""Many mails are sent in turns: few bells, one connection, and no hurry where a server is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db.models.functions import Now

from clients.mail import sending
from clients.mail.outbox import queue_mail
from clients.mail.sending import send_for_a_turn
from clients.mail.tasks import MOST_BELLS, send_mails, sweep_mails
from clients.models import Mail
from tests.cast import Story
from tests.clients.mail.test_smtp import Sink, away, sink

__all__ = ["sink"]

MAILS = 4


@pytest.fixture(autouse=True)
def waiting(story: Story) -> None:
    for number in range(MAILS):
        queue_mail(
            kind=Mail.Kind.NOTICE,
            to=f"pat{number}@cast.example",
            subject="A notice",
            text="Something changed.",
            firm=story.firm,
            good_for=timedelta(hours=1),
        )


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rung: list[str] = []
    monkeypatch.setattr(send_mails, "delay", lambda: rung.append("send_mails"))
    return rung


def states() -> set[str]:
    return set(Mail.objects.values_list("state", flat=True))


def test_the_mails_of_a_turn_go_over_one_connection(sink: Sink) -> None:
    assert send_for_a_turn() == (MAILS, False)
    assert (len(sink.taken), len(sink.callers)) == (MAILS, 1)


def test_after_so_many_mails_another_connection_is_opened(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clients.mail.smtp.MOST_MAILS", 3)
    send_for_a_turn()
    assert (len(sink.taken), len(sink.callers)) == (MAILS, 2)


def test_a_server_that_hangs_up_between_two_mails_is_called_again(sink: Sink) -> None:
    sink.to_reset = "421 closing down"
    send_for_a_turn()
    assert (len(sink.taken), len(sink.callers)) == (MAILS, MAILS)
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}


def test_what_a_server_refuses_does_not_spoil_the_next(sink: Sink) -> None:
    sink.to_data = "451 later"
    send_for_a_turn()
    assert (sink.taken, states()) == ([], {Mail.State.PENDING})
    assert len(sink.callers) == MAILS


def test_a_turn_ends_and_the_next_goes_on(
    mailoutbox: list[Any], bells: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TURN", 0.0)
    send_mails()
    assert (len(mailoutbox), len(bells)) == (1, 1)
    assert sending.send_what_waits() == MAILS - 1


def test_nobody_goes_on_at_once_where_the_server_is_away(
    settings: Any, bells: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    away(settings)
    monkeypatch.setattr(sending, "TURN", 0.0)
    send_mails()
    assert bells == []
    assert Mail.objects.filter(attempts=1).count() == 1


def test_for_any_number_of_mails_only_few_bells_are_rung(bells: list[str]) -> None:
    (one, *_rest) = Mail.objects.all()
    good = Now() + timedelta(hours=1)
    Mail.objects.bulk_create(
        Mail(kind=one.kind, to=one.to, firm=one.firm, good_until=good) for _ in range(200)
    )
    Mail.objects.update(next_attempt_at=Now() - timedelta(minutes=1))
    sweep_mails()
    assert len(bells) == MOST_BELLS


def test_the_command_ends_where_the_server_is_away(
    capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailMessage, **_options: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    call_command("send_mails")
    assert capsys.readouterr().out == f"Mails tried: {MAILS}.\n"
    assert states() == {Mail.State.PENDING}
