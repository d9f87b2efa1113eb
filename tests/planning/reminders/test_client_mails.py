"""A client is told of a letter once, by a mail that names nobody; or not, and it says why."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from clients.mail.sending import send_mail
from clients.models import AuditEvent, Mail, PortalGrant
from planning.models import ClientLetter, LetterNotice
from planning.reminders.client_mails import release_letter
from planning.reminders.preferences import change_settings
from tests.cast import Story
from tests.objects import a_client_letter

MORNING = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("America/New_York"))
State = Mail.State


@pytest.fixture
def letter(story: Story) -> ClientLetter:
    return ClientLetter.objects.get(pk=str(a_client_letter(story)))


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    now = {"is": MORNING}
    monkeypatch.setattr("planning.reminders.client_mails.database_now", lambda: now["is"])
    return now


def turn_on(story: Story, **values: Any) -> None:
    change_settings(
        actor=story.users["owner"],
        firm=story.firm,
        revision=0,
        values={"tells_clients": True, **values},
    )


def release(story: Story, letter: ClientLetter) -> Mail | None:
    release_letter(actor=story.users["advisor"], letter=letter)
    return Mail.objects.filter(kind=Mail.Kind.LETTER).first()


def send(mail: Mail) -> Mail:
    send_mail(mail.pk)
    mail.refresh_from_db()
    return mail


def test_a_client_is_told_once_without_names_or_amounts(
    story: Story, letter: ClientLetter, mailoutbox: list[Any]
) -> None:
    turn_on(story, texts={"letter": "Something new is in your portal at {firm}."})
    mail = release(story, letter)
    assert mail is not None
    assert release_letter(actor=story.users["owner"], letter=letter) == 0  # once for all
    assert send(mail).state == State.SENT
    send_mail(mail.pk)
    (message,) = mailoutbox
    assert message.to == ["portal_client@cast.example"]
    assert "Something new is in your portal at Alder Advisors." in message.body
    assert "/portal/" in message.body
    for secret in ("Doe", "Pat", "$", "2026"):
        assert secret not in message.subject + message.body
    notice = LetterNotice.objects.get()
    assert notice.content["text"] == message.body
    assert message.extra_headers["Message-ID"] == mail.message_id


def test_nothing_is_mailed_unless_the_firm_turned_it_on(story: Story, letter: ClientLetter) -> None:
    assert release(story, letter) is None
    letter.refresh_from_db()
    assert letter.released_by == story.users["advisor"]


def test_nothing_is_mailed_to_who_has_no_access_any_more(
    story: Story, letter: ClientLetter, mailoutbox: list[Any]
) -> None:
    turn_on(story)
    mail = release(story, letter)
    assert mail is not None
    PortalGrant.objects.update(revoked_at=MORNING)
    assert send(mail).state == State.CANCELLED
    assert mailoutbox == []


def test_a_wrong_address_is_held_and_says_why(story: Story, letter: ClientLetter) -> None:
    turn_on(story)
    story.users["portal_client"].email = "no address"
    story.users["portal_client"].save()
    mail = release(story, letter)
    assert mail is not None
    assert send(mail).state == State.HELD
    assert mail.error == "This is not a mail address."


def test_a_client_too_is_mailed_in_the_hours_of_the_firm(
    story: Story, letter: ClientLetter, clock: dict[str, datetime]
) -> None:
    turn_on(story)
    clock["is"] = MORNING.replace(hour=20)
    mail = release(story, letter)
    assert mail is not None
    assert send(mail).state == State.PENDING
    assert mail.next_attempt_at == MORNING.replace(day=24, hour=8)


def test_what_is_not_made_is_not_released(story: Story, letter: ClientLetter) -> None:
    letter.state, letter.sha256, letter.size = ClientLetter.State.QUEUED, "", 0
    letter.save()
    with pytest.raises(ValidationError):
        release_letter(actor=story.users["advisor"], letter=letter)
    letter.refresh_from_db()
    assert letter.released_at is None


def test_a_released_letter_is_read_in_the_portal(
    story: Story, letter: ClientLetter, advisor: Client, portal_client: Client
) -> None:
    portal, file = reverse("planning:portal"), reverse("planning:portal_letter", args=[letter.pk])
    assert file not in portal_client.get(portal).text
    page = advisor.get(reverse("planning:client_letter", args=[letter.pk]))
    assert "Portal client can read it then." in page.text
    answer = advisor.post(reverse("planning:release_letter", args=[letter.pk]), follow=True)
    assert "Released: it can be read in the portal." in answer.text
    assert "released by Advisor" in answer.text
    assert file in portal_client.get(portal).text
    assert portal_client.get(file).getvalue() == b"%PDF-1.7"
    event = AuditEvent.objects.latest("sequence")
    assert (event.act, event.detail["page"]) == ("read", "portal")
