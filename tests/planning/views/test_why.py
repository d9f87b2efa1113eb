"""Why did I, or did I not, get this mail? Asked of a household and of one's own mails."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clients.models import AuditEvent, Mail, Team
from planning.models import Digest, Reminder
from planning.reminders.explaining import milestone_text
from tests.cast import Story
from tests.objects import a_digest
from tests.planning.reminders.test_planning import World, at, world

__all__ = ["world"]  # the fixture


def why(story: Story, who: str = "") -> str:
    page = reverse("planning:household_reminders", args=[story.household.pk])
    return f"{page}?who={story.users[who].membership.pk}" if who else page


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]) -> World:
    """Some were told on November 10, sixty days before; it is ten days later."""
    world.go(at(11, 10))
    world.send()
    world.set_clock(at(11, 20))
    monkeypatch.setattr("planning.views.why.database_now", lambda: at(11, 20))
    return world


def test_a_household_says_who_was_told_when_and_what_comes_next(
    told: World, advisor: Client
) -> None:
    page = advisor.get(why(told.story))
    (matter,) = page.context["matters"]
    assert (matter.person, matter.year, matter.is_open) == ("Pat Doe", 2026, True)
    people = {one.recipient.user.get_full_name() for one in matter.accounts}
    assert people == {"Advisor", "Teammate", "Operations"}
    assert "Sent in the mail of November 10, 2026, 8:00 AM." in page.text
    assert "60 days before." in page.text
    assert "the server took it" in page.text
    mail = Mail.objects.get(to="advisor@cast.example")
    assert mail.message_id.strip("<>") in page.text
    assert "Dec 1, 2026" in page.text  # thirty days before
    event = AuditEvent.objects.latest("sequence")
    assert (event.act, event.detail["page"]) == ("read", "reminders")


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("other_team_advisor", "They may not see the household."),
        ("owner", "The person is no longer among those who are told of it."),
    ],
)
def test_it_says_why_somebody_was_not_told(
    told: World, advisor: Client, who: str, sentence: str
) -> None:
    page = advisor.get(why(told.story, who)).text
    assert "Not told" in page
    assert sentence in page


def test_what_was_done_is_told_as_done(told: World, advisor: Client) -> None:
    Reminder.objects.create(
        firm=told.firm,
        recipient=told.story.users["advisor"].membership,
        household=told.story.household,
        kind="qcd",
        deadline_key=f"qcd:{told.story.person.pk.hex}:own_iras:2026",
        milestone="open",
        year=2026,
        deadline=date(2026, 12, 31),
        due_local_date=date(2026, 11, 19),
        time_zone="America/New_York",
        due_at=at(11, 19),
        state="cancelled",
        because="satisfied",
    )
    page = advisor.get(why(told.story)).text
    assert "It was done: the records prove it." in page
    assert "nothing is due any more" in page


def test_the_page_of_another_firms_person_is_that_of_nobody(told: World, advisor: Client) -> None:
    page = advisor.get(why(told.story, "stranger"))
    assert page.context["who"] is None


def test_the_link_in_a_mail_leads_to_what_it_told(told: World, mailoutbox: list[Any]) -> None:
    from tests.cast import sign_in

    message = next(one for one in mailoutbox if one.to == ["advisor@cast.example"])
    address = next(word for word in message.body.split() if "/reminders/" in word)
    path = "/" + address.split("/", 3)[3]
    page = sign_in(told.story.users["advisor"]).get(path).text
    assert "The mail of November 10, 2026, 8:00 AM" in page
    assert "Pat Doe" in page
    assert message.body.splitlines()[0] in page
    assert path in sign_in(told.story.users["advisor"]).get(reverse("planning:my_reminders")).text


def test_what_one_may_not_see_any_more_is_counted(story: Story, advisor: Client) -> None:
    digest = a_digest(story)
    story.household.team = Team.objects.get(firm=story.firm, name="West")
    story.household.save()
    page = advisor.get(reverse("planning:my_digest", args=[digest.on.isoformat(), "0800"])).text
    assert "1 more is of a household you may not see any more." in page
    assert "Pat Doe" not in page


def test_a_day_that_is_none_is_not_found(story: Story, advisor: Client) -> None:
    for on, slot in (("2026-13-01", "0800"), ("2026-11-20", "0900"), ("x", "y")):
        assert advisor.get(f"/reminders/{on}/{slot}/").status_code == 404
    assert not Digest.objects.exists()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("30", "30 days before"),
        ("1", "1 day before"),
        ("0", "On the last day"),
        ("open", "When it opened"),
        ("+7", "7 days later"),
        ("", ""),
    ],
)
def test_milestones_are_said_in_words(code: str, text: str) -> None:
    assert milestone_text(code) == text
