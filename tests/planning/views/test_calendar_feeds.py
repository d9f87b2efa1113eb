"""Calendars of other programs: read back with another library than they are promised by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from clients.models import AuditAct, AuditEvent, Firm, Payment
from clients.services.editing import facts_changed
from planning.models import CalendarEntry, CalendarFeed, WorkAct, WorkActItem
from planning.services.calendar_feeds import make_feed
from planning.views import calendar_feeds
from planning.worklist import items_of
from tests.cast import Story
from tests.objects import released_figures
from tests.portal_objects import a_portal_ask

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
OWN = reverse("planning:my_calendar")
REVOKE = reverse("planning:revoke_feed")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    cache.clear()
    yield
    cache.clear()


def address_of(story: Story, person: str) -> str:
    _feed, token = make_feed(user=story.users[person], firm=story.firm)
    return reverse("planning:calendar_feed", args=[token])


def parts(answer: Any, kind: str = "VEVENT") -> list[Any]:
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    assert not calendar.errors
    return list(calendar.walk(kind))


def pay_the_rest(story: Story) -> None:
    Payment.objects.create(
        firm=story.firm, account=story.account, paid_on=date(2026, 6, 1), amount=7_500
    )
    facts_changed(type(story.household).objects.filter(pk=story.household.pk))


def test_an_address_is_made_shown_once_and_kept_as_a_hash(
    story: Story, portal_client: Client
) -> None:
    released_figures(story)
    page = portal_client.post(OWN)
    address = page.context["address"]
    token = address.rpartition("/")[2].removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert feed.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(list(AuditEvent.objects.values()))
    assert token not in portal_client.get(OWN).content.decode()
    path = reverse("planning:calendar_feed", args=[token])
    assert len(parts(Client().get(path))) == 1


def test_a_client_reads_their_own_days_and_no_name_or_amount(story: Story, client: Client) -> None:
    released_figures(story)
    a_portal_ask(story)
    answer = client.get(address_of(story, "portal_client"))
    (event,) = parts(answer)
    assert (event["summary"], event["dtstart"].dt) == (
        "A required distribution is due",
        date(2026, 12, 31),
    )
    assert (event["status"], event["sequence"], event["transp"]) == ("CONFIRMED", 0, "TRANSPARENT")
    assert [alarm["trigger"].dt.days for alarm in event.walk("VALARM")] == [-30, -14, -3]
    (ask,) = parts(answer, "VTODO")
    assert (ask["summary"], ask["status"]) == (
        "Your advisor needs something from you",
        "NEEDS-ACTION",
    )
    text = answer.content.decode()
    for word in ("Pat", "Doe", "10,000", "IRA", "statement"):
        assert word not in text, word


def test_names_stand_in_it_where_the_firm_allows_it(story: Story, client: Client) -> None:
    released_figures(story)
    address = address_of(story, "portal_client")
    parts(client.get(address))
    Firm.objects.filter(pk=story.firm.pk).update(mails_may_name_clients=True)
    (event,) = parts(client.get(address))
    assert event["summary"] == "Pat Doe must have taken $10,000.00 from IRA"
    assert event["sequence"] == 1


def test_nothing_unreleased_is_in_it(story: Story, client: Client) -> None:
    assert parts(client.get(address_of(story, "portal_client"))) == []


def test_what_is_satisfied_is_cancelled_and_stays_so(story: Story, client: Client) -> None:
    released_figures(story)
    address = address_of(story, "portal_client")
    (before,) = parts(client.get(address))
    pay_the_rest(story)
    (after,) = parts(client.get(address))
    assert after["uid"] == before["uid"]
    assert (after["status"], after["sequence"]) == ("CANCELLED", 1)
    assert list(after.walk("VALARM")) == []
    Payment.objects.filter(amount=7_500).update(undone_at=NOW)
    facts_changed(type(story.household).objects.filter(pk=story.household.pk))
    (again,) = parts(client.get(address))
    assert (again["uid"], again["status"], again["sequence"]) == (before["uid"], "CONFIRMED", 2)


def test_what_was_cancelled_long_ago_is_left_out(story: Story, client: Client) -> None:
    released_figures(story)
    address = address_of(story, "portal_client")
    parts(client.get(address))
    pay_the_rest(story)
    parts(client.get(address))
    CalendarEntry.objects.update(cancelled_at=NOW - timedelta(days=61))
    assert parts(client.get(address)) == []


def test_the_staff_reads_the_days_of_their_households_and_work_given_to_them(
    story: Story, client: Client
) -> None:
    address = address_of(story, "advisor")
    (event,) = parts(client.get(address))
    assert event["summary"] == "1 distribution due"
    households = type(story.household).objects.filter(pk=story.household.pk)
    (item, *_others) = items_of(
        households, firm=story.firm, as_of=NOW.date(), kinds={"rmd"}, is_ahead=True
    )
    act = WorkAct.objects.create(
        firm=story.firm,
        actor=story.users["owner"],
        verb="assign",
        to=story.users["advisor"],
        request_key="7a3bb4a0-5c1e-4d0e-9a4c-3f7f5ae6d3f1",
    )
    WorkActItem.objects.create(
        firm=story.firm,
        act=act,
        household=story.household,
        kind=item.key[0],
        subject=item.subject,
    )
    (work,) = parts(client.get(address), "VTODO")
    assert (work["summary"], work["due"].dt) == ("Still to take, 2026", date(2026, 12, 31))
    assert "Doe" not in client.get(address).content.decode()
    assert parts(client.get(address_of(story, "other_team_advisor")), "VTODO") == []


def test_the_same_calendar_is_not_sent_twice(story: Story, client: Client) -> None:
    released_figures(story)
    address = address_of(story, "portal_client")
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    pay_the_rest(story)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_revoked_address_and_that_of_who_has_left_open_nothing(
    story: Story, portal_client: Client, client: Client
) -> None:
    address = address_of(story, "portal_client")
    assert client.get(address).status_code == 200
    portal_client.post(REVOKE)
    assert client.get(address).status_code == 404
    older, newer = address_of(story, "advisor"), address_of(story, "advisor")
    assert [client.get(one).status_code for one in (older, newer)] == [404, 200]
    story.users["advisor"].membership.ended_at = NOW
    story.users["advisor"].membership.save()
    assert client.get(newer).status_code == 404


def test_the_address_opens_nothing_else_and_signs_nobody_in(story: Story, client: Client) -> None:
    address = address_of(story, "portal_client")
    assert "sessionid" not in str(client.get(address).cookies)
    assert client.get(reverse("planning:portal")).status_code == 302
    assert client.post(address).status_code == 405


def test_reads_are_noted_first_last_and_once_a_day(
    story: Story, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_of(story, "portal_client")
    for hours in (0, 1, 30):
        monkeypatch.setattr(timezone, "now", lambda hours=hours: NOW + timedelta(hours=hours))
        client.get(address)
    feed = CalendarFeed.objects.get()
    assert (feed.first_read_at, feed.last_read_at) == (NOW, NOW + timedelta(hours=30))
    reads = AuditEvent.objects.filter(act=AuditAct.EXPORTED, object_type="calendarfeed")
    assert [read.detail["first"] for read in reads.order_by("sequence")] == [True, False]


def test_too_many_reads_are_put_off(
    story: Story, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_feeds, "LIMITS", {"calendar_feed": "2/h/key"})
    address = address_of(story, "portal_client")
    assert [client.get(address).status_code for _time in range(3)] == [200, 200, 429]


def test_the_days_of_one_household_are_taken_as_a_file(
    story: Story, advisor: Client, portal_client: Client
) -> None:
    released_figures(story)
    for browser, name in ((advisor, "household_calendar"), (portal_client, "portal_calendar")):
        answer = browser.get(reverse(f"planning:{name}", args=[story.household.pk]))
        (event,) = parts(answer)
        assert event["dtstart"].dt == date(2026, 12, 31)
        assert "attachment" in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(act=AuditAct.EXPORTED, object_type="household").count() == 2
