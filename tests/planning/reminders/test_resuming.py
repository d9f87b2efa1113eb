"""What comes back after the day's last mail is told before the firm closes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clients.services import undo_payment
from planning.models import Digest, Reminder
from planning.reminders.auditor import audit_firm
from tests.cast import Story
from tests.planning.reminders.test_planning import World, at


@pytest.fixture
def world(story: Story, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(story, monkeypatch)


def bounced(world: World, now: datetime) -> None:
    """A payment that had settled it is taken back at a moment of the last day."""
    world.set_clock(at(12, 31))
    payment = world.pay(20_000, date(2026, 12, 1))
    world.go(at(12, 31))
    world.send()
    undo_payment(actor=world.story.users["owner"], payment=payment, because="bounced")
    world.go(now)


def told_advisor(mails: list[Any]) -> list[Any]:
    return [mail for mail in mails if mail.to == ["advisor@cast.example"]]


def test_a_payment_that_bounces_on_the_last_afternoon_is_told_that_afternoon(
    world: World, mailoutbox: list[Any]
) -> None:
    bounced(world, at(12, 31, 15) + timedelta(minutes=5))
    assert told_advisor(mailoutbox) == []
    assert Digest.objects.filter(slot="15:15").count() == 0
    world.go(at(12, 31, 15) + timedelta(minutes=15))
    world.send()
    (mail,) = told_advisor(mailoutbox)
    assert "today is the last day" in mail.body
    assert Digest.objects.filter(slot="15:15", recipient__user__email=mail.to[0]).exists()
    world.go(at(12, 31, 15) + timedelta(minutes=31))
    world.send()
    assert len(told_advisor(mailoutbox)) == 1


def test_after_closing_nobody_is_mailed(world: World, mailoutbox: list[Any]) -> None:
    bounced(world, at(12, 31, 18))
    world.go(at(12, 31, 19))
    world.send()
    assert told_advisor(mailoutbox) == []


def test_far_from_the_last_day_the_next_morning_is_soon_enough(
    world: World, mailoutbox: list[Any]
) -> None:
    world.set_clock(at(11, 10))
    payment = world.pay(20_000, date(2026, 11, 1))
    world.go(at(11, 10))
    world.send()
    undo_payment(actor=world.story.users["owner"], payment=payment, because="bounced")
    world.go(at(11, 10, 15))
    world.send()
    assert told_advisor(mailoutbox) == []
    world.go(at(11, 11, 8))
    world.send()
    assert len(told_advisor(mailoutbox)) == 1


def test_what_was_told_done_and_taken_back_is_told_again_in_the_next_slot(
    world: World, mailoutbox: list[Any]
) -> None:
    """Each time it is taken back; the next milestone, thirty days on, is not waited for."""
    world.set_clock(at(11, 2))
    world.go(at(11, 2))
    world.send()
    assert len(told_advisor(mailoutbox)) == 1
    for day in (4, 10):
        payment = world.pay(20_000, date(2026, 11, 1))
        world.go(at(11, day))
        world.send()
        undo_payment(actor=world.story.users["owner"], payment=payment, because="bounced")
        world.go(at(11, day, 15))
        world.send()
        before = len(told_advisor(mailoutbox))
        world.go(at(11, day + 1, 8))
        world.send()
        assert len(told_advisor(mailoutbox)) == before + 1
        world.go(at(11, day + 2, 8))
        world.send()
        assert len(told_advisor(mailoutbox)) == before + 1
    advisors = Reminder.objects.filter(recipient__user__email="advisor@cast.example", kind="rmd")
    told = advisors.filter(state=Reminder.State.SENT)
    assert sorted(told.values_list("milestone", flat=True)) == ["60", "60.2", "60.3"]
    assert audit_firm(world.firm, at(11, 12, 9)) == []


def test_the_auditor_notices_what_was_not_told_again(world: World, mailoutbox: list[Any]) -> None:
    world.set_clock(at(11, 2))
    world.go(at(11, 2))
    world.send()
    Reminder.objects.filter(state=Reminder.State.SENT).update(over_at=at(11, 2, 9))
    found = audit_firm(world.firm, at(11, 2, 10)) or []
    assert any("not told again" in sentence for sentence in found)
