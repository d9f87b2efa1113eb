"""How a firm is reminded: changed by its owners, refused beside the field, seen before saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clients.models import AuditEvent, Membership
from planning.models import ReminderSettings
from planning.reminders.kinds import DAYS, KINDS
from planning.reminders.preferences import settings_of
from tests.cast import Story

PAGE = reverse("planning:reminder_settings")
PREVIEW = reverse("planning:reminder_preview")
FORM: dict[str, Any] = {
    "revision": 0,
    "is_on": "on",
    "slots": "8:00 AM",
    "opens_at": "08:00",
    "closes_at": "18:00",
    "to_advisors": "on",
    "to_operations": "on",
    "second_days": 7,
    "compliance_days": 3,
    **{f"send_{kind}": "on" for kind in KINDS},
    **{f"days_{kind}": ", ".join(map(str, days)) for kind, days in DAYS.items()},
}


def test_an_owner_changes_everything(story: Story, owner: Client) -> None:
    second = Membership.objects.get(user=story.users["operations"])
    answer = owner.post(
        PAGE,
        FORM
        | {
            "slots": "9:30 AM, 1 pm",
            "sends_on_weekends": "on",
            "second_person": second.pk,
            "days_rmd": "10, 45,20",
            "text_rmd": "Take {count}\nby {deadline}",
            "tells_clients": "on",
            "send_qcd": "",
        },
    )
    assert answer["Location"] == PAGE
    settings = settings_of(story.firm)
    assert (settings.slots, settings.revision) == ("09:30, 13:00", 1)
    assert settings.days == {"rmd": [45, 20, 10]}  # the others are those of everybody
    assert settings.kinds_off == ["qcd"]
    assert settings.texts == {"rmd": "Take {count} by {deadline}"}
    assert settings.second_person == second
    assert settings.tells_clients
    event = AuditEvent.objects.latest("sequence")
    assert (event.act, event.object_type) == ("changed", "remindersettings")
    page = owner.get(PAGE).text
    assert "9:30 AM, 1:00 PM" in page
    assert "45, 20, 10" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("slots", "25:00", "“25:00” is no time of day."),
        ("slots", "7:00 AM", "Mails leave within the hours below."),
        ("slots", "1 pm, 9 am", "Write the earliest first, and each once."),
        ("closes_at", "07:00", "Mails end after they begin."),
        ("second_days", "400", "less than or equal to 365"),
        ("days_rmd", "90, soon", "Write whole numbers from 0 to 365, with commas between."),
        ("days_rmd", "", "Write at least one number of days, or turn the kind off."),
        ("days_rmd", "7, 7", "Write each number once."),
        ("days_missed", "0", "Write whole numbers from 1 to 365, with commas between."),
        ("days_qcd", ",".join(map(str, range(13))), "Write at most 12 numbers."),
        ("text_rmd", "{household} is due", "{household} stands for nothing here; these do: "),
        ("text_subject", "{deadline}", "{deadline} stands for nothing here"),
        ("text_rmd", "{count", "A brace stands alone: write names as {count}."),
        ("text_rmd", "x" * 301, "Write one line of at most 300 characters."),
        ("second_person", "the stranger's", "Choose from the list."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(
    story: Story, owner: Client, field: str, value: str, sentence: str
) -> None:
    if field == "second_person":
        value = str(story.users["stranger"].membership.pk)
    page = owner.post(PAGE, FORM | {field: value})
    assert page.status_code == 422
    form = page.context["form"]
    assert list(form.errors) == [field]
    assert sentence in str(form.errors[field][0])
    assert form[field].value() == value
    assert not ReminderSettings.objects.exists()


def test_two_who_change_at_once_are_told(story: Story, owner: Client) -> None:
    assert owner.post(PAGE, FORM | {"second_days": 9}).status_code == 302
    for revision, status in ((0, 422), (1, 302)):
        page = owner.post(PAGE, FORM | {"revision": revision, "second_days": 11})
        assert page.status_code == status
    assert settings_of(story.firm).second_days == 11


def test_a_preview_shows_the_words_and_saves_nothing(story: Story, owner: Client) -> None:
    words = {"text_rmd": "Take {count} by hand", "text_missed": "{nonsense}", "send_starter": ""}
    part = owner.post(PREVIEW, FORM | words, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "Take 3 by hand" in part.text
    assert "<html" not in part.text
    assert "nonsense" not in part.text  # what could not stand in a mail is left out
    whole = owner.post(PREVIEW, FORM | words)
    assert whole.status_code == 422  # the other text is wrong
    assert "Take 3 by hand" in whole.text
    assert not ReminderSettings.objects.exists()


def test_who_may_not_change_it_reads_it(advisor: Client) -> None:
    page = advisor.get(PAGE)
    assert "The owners of the firm change this." in page.text
    assert ">Save</button>" not in page.text
