"""What stops mails: a switch, a limit, too many in a day. The claim itself asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models.functions import Now

from clients.mail import sources
from clients.mail.sending import send_mail, sweep_mails
from clients.mail.switch import stop, switch_of
from clients.models import AuditAct, AuditEvent, Firm, Mail, MailStep, MailSwitch
from tests.cast import Story
from tests.clients.mail.test_doubt import Words

Stops = MailSwitch.Stops


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sources.sources, Mail.Kind.REMINDER, Words())


def reminders(firm: Firm, count: int) -> list[Mail]:
    return [
        Mail.objects.create(
            kind=Mail.Kind.REMINDER,
            to="pat@cast.example",
            firm=firm,
            message_id=f"<{firm.pk.hex}.{number}@localhost>",
            good_until=Now() + timedelta(days=1),
        )
        for number in range(count)
    ]


def notice(firm: Firm) -> Mail:
    mail = Mail.objects.create(
        kind=Mail.Kind.NOTICE, to="pat@cast.example", firm=firm, good_until=Now() + timedelta(1)
    )
    Mail.objects.filter(pk=mail.pk).update(
        sealed=sources.Content(subject="A notice", text="..").sealed()
    )
    return mail


def sent() -> int:
    while send_mail():
        pass
    return Mail.objects.filter(state=Mail.State.SENT).count()


@pytest.mark.parametrize("is_of_the_site", [True, False])
def test_reminders_are_stopped_and_what_people_sign_in_with_is_not(
    story: Story, is_of_the_site: bool
) -> None:
    reminders(story.firm, 2)
    notice(story.firm)
    owner = story.users["owner"]
    scope = None if is_of_the_site else story.firm
    stop(firm=scope, stops=Stops.REMINDERS, because="a wrong text", actor=owner)
    assert sent() == 1
    stop(firm=scope, stops=Stops.EVERYTHING, because="all wrong", actor=owner)
    notice(story.firm)
    assert sent() == 1
    stop(firm=scope, stops=Stops.NOTHING, because="", actor=owner)
    assert sent() == 4
    events = AuditEvent.objects.filter(act=AuditAct.SECURITY)
    assert [event.detail["stops"] for event in events] == ["reminders", "everything", "nothing"]


def test_what_stops_reminders_stops_mails_about_letters_too(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sources.sources, Mail.Kind.LETTER, Words())
    reminders(story.firm, 1)
    Mail.objects.update(kind=Mail.Kind.LETTER)
    stop(firm=story.firm, stops=Stops.REMINDERS, because="a wrong text", actor=None)
    assert sent() == 0
    stop(firm=story.firm, stops=Stops.NOTHING, because="", actor=None)
    assert sent() == 1


def test_one_firms_switch_stops_no_other_firm(story: Story) -> None:
    birch = Firm.objects.get(name="Birch Wealth")
    reminders(story.firm, 1)
    reminders(birch, 1)
    stop(firm=story.firm, stops=Stops.REMINDERS, because="a wrong text", actor=None)
    assert sent() == 1
    assert Mail.objects.get(state=Mail.State.SENT).firm == birch


def test_no_more_leave_in_a_minute_than_may(story: Story) -> None:
    reminders(story.firm, 3)
    switch = switch_of(story.firm)
    MailSwitch.objects.filter(pk=switch.pk).update(most_per_minute=2)
    assert sent() == 2
    Mail.objects.filter(state=Mail.State.SENT).update(handed_off_at=Now() - timedelta(minutes=2))
    assert sent() == 3


def test_three_times_what_was_expected_stops_the_firm(story: Story) -> None:
    reminders(story.firm, 8)
    switch = switch_of(story.firm)
    MailSwitch.objects.filter(pk=switch.pk).update(forecast=2)
    assert sent() == 6
    sweep_mails()
    switch.refresh_from_db()
    assert (switch.stops, "Three times as many" in switch.because) == (Stops.REMINDERS, True)
    Mail.objects.filter(state=Mail.State.SENT).update(handed_off_at=Now() - timedelta(days=2))
    assert sent() == 6  # until somebody has looked


def test_a_switch_turned_while_a_mail_is_made_ready_still_stops_it(
    story: Story, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mail,) = reminders(story.firm, 1)

    def turn(point: str) -> None:
        if point == "composed":
            stop(firm=None, stops=Stops.REMINDERS, because="now", actor=None)

    monkeypatch.setattr("clients.mail.sending.reached", turn)
    send_mail(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (Mail.State.PENDING, 0)


def test_what_an_attempt_came_to_cannot_be_changed(story: Story) -> None:
    reminders(story.firm, 1)
    assert sent() == 1
    for change in (
        lambda: MailStep.objects.update(step="held"),
        lambda: MailStep.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            change()
