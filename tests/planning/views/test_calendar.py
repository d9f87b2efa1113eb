"""The worklist by day: on the page, in a row, and as a file for other calendars."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from clients.models import AuditAct, AuditEvent, Custodian, Firm, Holiday
from clients.services.editing import facts_changed
from planning.models import PlannedPayment, ReminderSettings
from planning.reminders.agenda import Day
from tests.cast import Story, make_records

CALENDAR, FILE, WORKLIST = (
    reverse(f"planning:{name}") for name in ("calendar", "calendar_file", "worklist")
)
AS_OF = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


def days(browser: Client, **asked: str) -> dict[date, Day]:
    page = browser.get(CALENDAR, asked)
    assert page.status_code == 200
    return {day.on: day for week in page.context["weeks"] for day in week}


def test_a_day_says_what_falls_on_it_long_before(story: Story, advisor: Client) -> None:
    custodian = Custodian.objects.create(
        firm=story.firm, name="Early", cutoff_month=12, cutoff_day=11
    )
    story.account.custodian = custodian
    story.account.save()
    facts_changed(type(story.household).objects.filter(pk=story.household.pk))
    Holiday.objects.create(firm=story.firm, on=date(2026, 12, 25), name="Christmas")
    december = days(advisor, month="2026-12")
    assert december[date(2026, 12, 31)].happenings[0].text == "1 distribution due"
    cut_off = december[date(2026, 12, 11)]
    assert cut_off.custodians == ("Early",)
    assert [one.text for one in cut_off.happenings] == ["1 distribution to request by now"]
    assert december[date(2026, 12, 25)].holiday == "Christmas"
    assert "Mails about 1 matter" in [one.text for one in december[date(2026, 12, 8)].happenings]


def test_every_count_opens_its_rows_also_before_they_wait(story: Story, advisor: Client) -> None:
    page = advisor.get(CALENDAR, {"view": "agenda"})
    (due,) = (
        (day.on, one)
        for day in page.context["coming"]
        for one in day.happenings
        if one.sort == "law"
    )
    on, happening = due
    link = f"{page.context['link']}&kind={happening.kind}&day={on}"
    assert link.replace("&", "&amp;") in page.content.decode()
    query = {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}
    shown = advisor.get(WORKLIST, query)
    assert [line.item.key for line in shown.context["lines"]] == [
        item.key for item in happening.items
    ]
    assert "All that falls on December 31, 2026" in shown.content.decode()


def test_a_planned_payment_stands_on_its_day(story: Story, advisor: Client) -> None:
    PlannedPayment.objects.create(
        firm=story.firm,
        household=story.household,
        account=story.account,
        year=2026,
        amount=Decimal(500),
        pay_by=date(2026, 9, 15),
        planned_by=story.users["owner"],
    )
    texts = [one.text for one in days(advisor)[date(2026, 9, 15)].happenings]
    assert texts == ["1 planned payment"]


@pytest.mark.parametrize("month", ["2026-13", "nonsense", "1999-01", "2031-05", ""])
def test_a_month_that_nothing_is_known_of_is_this_month(
    story: Story, advisor: Client, month: str
) -> None:
    page = advisor.get(CALENDAR, {"month": month})
    assert page.context["month"] == date(2026, 9, 1)
    assert "Nothing falls into this month." in page.content.decode()


def test_where_reminders_are_off_no_mail_is_promised(story: Story, advisor: Client) -> None:
    ReminderSettings.objects.create(firm=story.firm, is_on=False)
    assert "Mails about" not in advisor.get(CALENDAR, {"month": "2026-12"}).content.decode()


def test_nobody_sees_the_days_of_another_team(story: Story, other_team_advisor: Client) -> None:
    of_theirs, *_mails = days(other_team_advisor, month="2026-12")[date(2026, 12, 31)].happenings
    assert {item.household_name for item in of_theirs.items} == {"Roe"}


def read(browser: Client) -> list[Any]:
    answer = browser.get(FILE)
    assert answer["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_file_names_nobody_and_leads_to_the_worklist(story: Story, advisor: Client) -> None:
    (event,) = read(advisor)
    assert (event["summary"], event["dtstart"].dt) == ("1 distribution due", date(2026, 12, 31))
    assert "Doe" not in str(event.to_ical())
    assert event["url"].endswith("/worklist/?kind=rmd&day=2026-12-31")
    assert [e["uid"] for e in read(advisor)] == [event["uid"]]
    assert AuditEvent.objects.filter(act=AuditAct.EXPORTED).latest("pk").detail == {
        "page": "calendar",
        "form": "ics",
        "names": False,
    }


def test_the_file_names_clients_where_the_firm_lets_mails_do_so(
    story: Story, advisor: Client
) -> None:
    Firm.objects.filter(pk=story.firm.pk).update(mails_may_name_clients=True)
    (event,) = read(advisor)
    assert event["description"] == f"{story.person.name} ({story.household.name})"


def test_the_number_of_questions_does_not_grow_with_the_book(story: Story, advisor: Client) -> None:
    def asked() -> int:
        advisor.get(CALENDAR)  # works out what is new
        with CaptureQueriesContext(connection) as queries:
            advisor.get(CALENDAR)
        return len(queries)

    few = asked()
    for number in range(5):
        make_records(story.firm, story.team, f"More {number}")
    assert asked() == few
