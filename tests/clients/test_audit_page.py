"""Owner and compliance read what was done in their firm, and reading is on record too."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients import audit, audit_log, services
from clients.forms import audit as audit_form
from clients.models import AuditAct, AuditEvent, Firm, Household
from tests.audit_guards import without_guards
from tests.cast import Story

PAGE = reverse("clients:audit")
EXPORT = reverse("clients:audit_export")


@pytest.fixture
def log(story: Story) -> Story:
    """The firm's log: a change, a read, a failed sign-in; and another firm's."""
    advisor, owner = story.users["advisor"], story.users["owner"]
    fields = {"fields": ["name", "state"]}
    acts = (
        (AuditAct.CHANGED, advisor, story.household, fields),
        (AuditAct.READ, owner, story.account, None),
        (AuditAct.SIGN_IN_FAILED, None, None, {"because": "=password"}),
    )
    for act, actor, subject, detail in acts:
        audit.record(act, actor=actor, firm=story.firm, subject=subject, detail=detail)
    birch = Firm.objects.get(name="Birch Wealth")
    audit.record(AuditAct.EXPORTED, actor=story.users["stranger"], firm=birch)
    return story


def acts_on(page: bytes) -> list[str]:
    """Return the acts a page lists."""
    rows = page.decode().partition("<tbody>")[2].split("<tr")[1:]
    return [str(label) for row in rows for label in AuditAct.labels if f"<span>{label}" in row]


def rows_of(response: object) -> list[dict[str, str]]:
    text = response.getvalue().decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(StringIO(text)))


def test_the_log_of_the_firm_is_listed_and_no_other(log: Story, compliance: Client) -> None:
    page = compliance.get(PAGE)
    assert acts_on(page.content) == ["Read", "Sign-in failed", "Read", "Changed"]  # this first
    assert b"fields: name, state" in page.content
    assert b"Verified just now" in page.content
    assert b"Stranger" not in page.content


def test_looking_and_taking_away_are_on_record(log: Story, owner: Client) -> None:
    owner.get(PAGE, {"act": "changed", "until": ""})
    looked = AuditEvent.objects.filter(firm=log.firm).latest("sequence")
    assert (looked.act, looked.actor) == ("read", log.users["owner"])
    assert looked.detail == {"page": "audit", "filters": ["act"]}
    assert looked.address == "127.0.0.1"
    assert len(looked.request_id) == 32
    owner.get(EXPORT, {"object": "household"}).getvalue()
    taken = AuditEvent.objects.filter(firm=log.firm).latest("sequence")
    assert (taken.act, taken.detail["rows"]) == ("exported", 1)
    assert audit.verify(log.firm) == []


def test_filters_narrow_the_list_and_stand_in_the_address(log: Story, owner: Client) -> None:
    def listed(**filters: Any) -> list[str]:
        return [row["act"] for row in rows_of(owner.get(EXPORT, filters))]

    advisor = log.users["advisor"].pk
    day = timezone.localdate(timezone=UTC)
    assert listed(person=advisor) == ["changed"]
    assert listed(act="sign_in_failed") == ["sign_in_failed"]
    assert listed(object="Account") == listed(object=str(log.account.pk)) == ["read"]
    assert listed(object="household", person=log.users["owner"].pk) == []
    assert len(listed()) > 3
    assert listed(since=day.replace(year=day.year + 1)) == []
    assert listed(until=day.replace(year=day.year - 1)) == []


def test_what_an_event_is_about_is_said_and_found_in_words(log: Story, owner: Client) -> None:
    advisor, balance = log.users["advisor"], log.account.balances.first()
    audit.record(AuditAct.READ, actor=advisor, firm=log.firm, subject=balance)
    rows = rows_of(owner.get(EXPORT, {"object": "Year-end balance"}))
    assert [row["object_type"] for row in rows] == ["yearendbalance"]
    page = owner.get(PAGE).content.decode()
    assert "year-end balance <a" in page
    assert audit_log.in_words("no_longer_a_model") == "no_longer_a_model"


def test_the_events_of_a_household_are_found_by_its_name(log: Story, compliance: Client) -> None:
    """A name of several households offers them; the id of one tells them apart."""
    actor, doe = log.users["advisor"], log.household
    namesake = Household.objects.create(firm=log.firm, team=log.team, name="Doe and Poe")
    for household in (doe, namesake):
        services.add_person(actor=actor, household=household, name="Kim", is_member=False)

    def found(**asked: Any) -> list[str]:
        return [row["object_type"] for row in rows_of(compliance.get(EXPORT, asked))]

    assert found(household="doe") == ["person", "person", "household"]
    assert found(household=doe.pk) == ["person", "household"]
    assert found(household="AND poe") == ["person"]
    page = compliance.get(PAGE, {"household": "doe"}).content.decode()
    assert f"household={namesake.pk}" in page
    foreign = Household.objects.get(name="Poe")
    for nobody in (str(foreign.pk), "Poe", "Nobody at all"):
        page = compliance.get(PAGE, {"household": nobody}).content.decode()
        assert ("No household of the firm is called so." in page) is (nobody != "Poe")


def test_too_many_households_are_asked_about(
    log: Story, compliance: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_form, "MOST_HOUSEHOLDS", 0)
    page = compliance.get(PAGE, {"household": "Doe"}).content.decode()
    assert "Many households are called so. Write more of the name." in page


def test_days_are_the_firms(log: Story, owner: Client) -> None:
    """11 p.m. in New York on March 2 is March 3 in Greenwich."""
    late = datetime(2026, 3, 3, 4, tzinfo=UTC)
    with without_guards():
        audit.events_of(log.firm).filter(act="changed").update(at=late)
    of_the_day = {"since": "2026-03-02", "until": "2026-03-02"}
    assert [row["act"] for row in rows_of(owner.get(EXPORT, of_the_day))] == ["changed"]
    page = owner.get(PAGE, of_the_day)
    assert b"Mar 2, 2026, 11:00:00 PM EST" in page.content


def test_what_is_not_understood_is_said_beside_its_field(log: Story, owner: Client) -> None:
    stranger = log.users["stranger"].pk
    for wrong in (
        {"since": "yesterday"},
        {"act": "nonsense"},
        {"person": stranger},
        {"object": "x" * 65},
        {"since": "2026-03-02", "until": "2026-03-01"},
    ):
        page = owner.get(PAGE, wrong)
        assert (page.status_code, b"invalid-feedback" in page.content) == (200, True), wrong
        assert owner.get(EXPORT, wrong).headers["Location"].startswith(f"{PAGE}?")


def test_a_text_of_the_log_stands_in_the_file_as_it_is(log: Story, owner: Client) -> None:
    (row,) = rows_of(owner.get(EXPORT, {"act": "sign_in_failed"}))
    assert row["detail"] == "because: =password"


def test_a_long_log_comes_in_pages_that_keep_the_filter(log: Story, owner: Client) -> None:
    for _number in range(60):
        audit.record(AuditAct.MAILED, actor=log.users["owner"], firm=log.firm)
    first = owner.get(PAGE, {"act": "mailed"})
    assert len(acts_on(first.content)) == 50
    assert b"act=mailed&amp;page=2" in first.content
    assert len(acts_on(owner.get(PAGE, {"act": "mailed", "page": "2"}).content)) == 10


def test_tampering_is_shown(log: Story, owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with without_guards():
        audit.events_of(log.firm).filter(sequence=2).update(act="exported")
    page = owner.get(PAGE).content
    assert b"This log is not what was written." in page
    assert b"Event 2: it was changed." in page
    monkeypatch.setattr(audit_log, "VERIFIED_WITH_THE_PAGE", 1)
    assert b"Verify it now" in owner.get(PAGE).content
    assert b"Event 2: it was changed." in owner.get(PAGE, {"verify": "yes"}).content


@pytest.mark.parametrize("address", [PAGE, EXPORT])
def test_nobody_else_reads_it(
    log: Story, advisor: Client, operations: Client, portal_client: Client, address: str
) -> None:
    before = audit.events_of(log.firm).count()
    for browser in (advisor, operations, portal_client):
        assert browser.get(address).status_code == 403
    assert not audit.events_of(log.firm).filter(sequence__gt=before, act="read").exists()
