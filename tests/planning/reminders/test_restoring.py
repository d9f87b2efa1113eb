"""After a restored backup nothing is told twice that a proof knows, and nothing is lost."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from clients.instance import reconcile
from clients.models import Instance, Mail, Membership
from planning.models import Reminder, ReminderRound
from planning.reminders.digests import message_id
from planning.reminders.restoring import live_through_what_was_lost
from tests.cast import Story
from tests.planning.reminders.test_planning import World, at

State = Reminder.State
EVENING = at(11, 9, 18)


@pytest.fixture
def world(story: Story, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(story, monkeypatch)


def restored(world: World, taken: datetime = EVENING) -> None:
    """A backup was restored on November 12th at nine."""
    ReminderRound.objects.create(firm=world.firm, planned_until=at(11, 9).date(), planned_at=taken)
    times = {"restored_from": taken, "since": at(11, 12, 9), "is_reconciled": True}
    Instance.objects.update_or_create(pk=1, defaults=times)


def test_what_left_after_the_backup_is_known_by_its_message_id(
    world: World, settings: Any, tmp_path: Path, mailoutbox: list[Any]
) -> None:
    log = tmp_path / "accepted"
    settings.MAIL_PROOF = f"log://{log}"
    advisor = Membership.objects.get(user=world.story.users["advisor"])
    slot = at(11, 10, 8)
    log.write_text(message_id(world.firm, advisor, slot.date(), slot.time()) + "\n")
    restored(world)
    world.set_clock(at(11, 12, 10))
    assert live_through_what_was_lost(world.firm) == 4
    assert live_through_what_was_lost(world.firm) == 0
    assert world.go(at(11, 12, 10)) == []
    world.send()
    world.send()
    people = sorted(message.to[0].partition("@")[0] for message in mailoutbox)
    assert people == ["operations", "other_team_advisor", "teammate"]
    assert world.states() == {"rmd 60 sent": 3}
    assert Mail.objects.get(to="advisor@cast.example").error_code == "found"


def test_what_was_gathered_late_in_a_slot_after_the_backup_is_asked_about_too(
    world: World, settings: Any, tmp_path: Path, mailoutbox: list[Any]
) -> None:
    """The slot of eight began before the backup; the planner came at ten."""
    log = tmp_path / "accepted"
    settings.MAIL_PROOF = f"log://{log}"
    advisor = Membership.objects.get(user=world.story.users["advisor"])
    slot = at(11, 10, 8)
    log.write_text(message_id(world.firm, advisor, slot.date(), slot.time()) + "\n")
    restored(world, taken=at(11, 10, 9))
    world.set_clock(at(11, 12, 10))
    assert live_through_what_was_lost(world.firm) == 4
    world.send()
    world.send()
    people = sorted(message.to[0].partition("@")[0] for message in mailoutbox)
    assert people == ["operations", "other_team_advisor", "teammate"]


def test_nobody_is_told_again_where_a_person_decides(
    world: World, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.MAIL_IN_DOUBT = "hold"
    restored(world)
    world.set_clock(at(11, 12, 10))
    live_through_what_was_lost(world.firm)
    world.send()
    assert mailoutbox == []
    assert world.states() == {"rmd 60 held": 3}


@pytest.mark.parametrize("drop", [True, False])
def test_a_reminder_that_waited_in_the_backup_is_dropped_or_asked_about(
    world: World, settings: Any, mailoutbox: list[Any], drop: bool
) -> None:
    world.go(at(11, 10))
    later = Mail.objects.latest("created_at").created_at
    Instance.objects.update_or_create(
        pk=1, defaults={"is_reconciled": False, "restored_from": later, "since": later}
    )
    Mail.objects.update(created_at=at(11, 10, year=2025))
    assert reconcile(drop=drop) == 4
    found = set(Mail.objects.values_list("state", flat=True))
    assert found == {Mail.State.DEAD if drop else Mail.State.HANDING_OFF}
    assert world.states() == {"rmd 60 dead" if drop else "rmd 60 pending": 3}
