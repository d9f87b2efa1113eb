from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from clients.models import AuditAct, AuditEvent, Custodian
from planning import standings, tasks
from planning.models import LetterBatch
from tests.cast import Story
from tests.planning.letters import more_people

pytestmark = pytest.mark.django_db
YEAR = {"year": 2026}


def export(browser: Client, kind: str, **asked: Any) -> Any:
    return browser.get(reverse("planning:book_export", args=[kind], query={**YEAR, **asked}))


def lines(response: Any) -> list[dict[str, str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_the_book_leaves_with_the_rows_and_sums_of_the_page(story: Story, advisor: Client) -> None:
    more_people(story, *(f"P{number:02}" for number in range(55)))  # more than a page
    page = advisor.get(reverse("planning:book", query=YEAR))
    *rows, total = lines(export(advisor, "csv"))
    assert len(rows) == page.context["rows"].paginator.count == 56
    for name in ("required", "taken", "remaining"):
        added = sum(Decimal(row[name] or 0) for row in rows)
        assert added == Decimal(total[name]) == getattr(page.context["totals"], name)
    assert (total["row"], total["person"]) == ("total", "56 people")


def test_the_filter_of_the_address_narrows_the_file(story: Story, advisor: Client) -> None:
    more_people(story, "Ash", "Beech")
    *rows, total = lines(export(advisor, "csv", q="ash"))
    assert [row["person"] for row in rows] == ["Pat Ash"]
    assert total["person"] == "1 person"


def test_what_is_another_teams_stays_there(story: Story, advisor: Client, owner: Client) -> None:
    def households(browser: Client) -> set[str]:
        return {row["household"] for row in lines(export(browser, "csv")) if row["household"]}

    assert households(advisor) == {"Doe"}
    assert households(owner) == {"Doe", "Roe"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_name_is_run_as_a_formula(story: Story, advisor: Client, start: str) -> None:
    story.household.name = f"{start}1+1"
    story.household.save()
    story.person.name = f"{start}cmd()"
    story.person.save()
    row = lines(export(advisor, "csv"))[0]
    assert row["household"] == f"'{start}1+1"
    assert row["person"] == f"'{start}cmd()"


def test_the_json_says_the_same_with_null_for_what_is_not_known(
    story: Story, advisor: Client
) -> None:
    unknown = more_people(story, "Unknown")[0]
    unknown.accounts.get().balances.all().delete()
    document = json.loads(export(advisor, "json").content)
    by_name = {row["person"]: row for row in document["rows"]}
    assert by_name["Pat Unknown"]["required"] is None
    assert by_name["Pat Doe"]["required"] == document["totals"]["required"] == "10000.00"
    assert by_name["Pat Doe"]["household_id"] == str(story.household.pk)


def test_the_calendar_names_nobody_and_counts(story: Story, advisor: Client) -> None:
    more_people(story, "Ash")
    custody = Custodian.objects.create(firm=story.firm, name="Custody", cutoff_day=10)
    story.account.custodian = custody
    story.account.save()
    response = export(advisor, "ics")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [(str(e["SUMMARY"]), e.decoded("DTSTART").day) for e in events] == [
        ("Required distribution of 1 person is due", 10),
        ("Required distribution of 1 person is due", 31),
    ]
    assert b"Pat" not in response.content
    assert len({e["UID"] for e in events}) == 2
    assert response.content == export(advisor, "ics").content


@pytest.mark.parametrize("kind", ["csv", "json", "ics"])
def test_taking_the_book_along_is_noted(story: Story, advisor: Client, kind: str) -> None:
    export(advisor, kind)
    event = AuditEvent.objects.filter(firm=story.firm).latest("sequence")
    assert (event.act, event.actor) == (AuditAct.EXPORTED, story.users["advisor"])
    assert event.detail == {"page": "book", "year": 2026, "form": kind, "rows": 1}


@pytest.mark.parametrize("kind", ["csv", "json", "ics"])
def test_the_case_of_a_household_leaves_as_its_page_shows_it(
    story: Story, advisor: Client, kind: str
) -> None:
    response = advisor.get(
        reverse("planning:household_export", args=[story.household.pk, 2026, kind])
    )
    name = f'attachment; filename="required-distributions-2026.{kind}"'
    assert response.headers["Content-Disposition"] == name
    if kind == "json":
        page = advisor.get(reverse("planning:household_rmd", args=[story.household.pk, 2026]))
        assert json.loads(response.content) == page.context["case"].document
    event = AuditEvent.objects.filter(act=AuditAct.EXPORTED).latest("sequence")
    assert event.object_id == str(story.household.pk)
    assert event.detail == {"year": 2026, "form": kind}


def test_a_year_without_law_is_a_sentence(story: Story, advisor: Client) -> None:
    response = advisor.get(
        reverse("planning:household_export", args=[story.household.pk, 1990, "csv"])
    )
    assert response.status_code == 422
    assert "There is no case for 1990." in response.content.decode()


def test_the_book_offers_its_files_with_the_filter(story: Story, advisor: Client) -> None:
    page = advisor.get(reverse("planning:book", query={"year": 2026, "q": "doe"})).content.decode()
    for name in ("book_letters", "book_export"):
        arguments = ["csv"] if name == "book_export" else []
        address = reverse(f"planning:{name}", args=arguments)
        assert f'href="{address}?year=2026&amp;q=doe"' in page


def test_a_file_of_a_book_out_of_date_keeps_nobody_waiting_and_says_so(
    story: Story, advisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more households than a request can work out, what is stored leaves, with a note."""
    more_people(story, "Ash", "Beech")
    monkeypatch.setattr(standings, "FOR_A_FILE", 2)
    monkeypatch.setattr(standings, "AT_ONCE", 0)
    rung: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks.work_out_book, "delay", lambda *args: rung.append(args))
    monkeypatch.setattr(standings, "work_out", lambda *_, **__: pytest.fail("It was worked out."))
    answer = export(advisor, "csv")
    *_rows, total, note = lines(answer)
    text = "Figures of 3 households are being brought up to date: ask again in a minute."
    assert (note["row"], note["next"], total["person"]) == ("note", text, "0 people")
    assert 'filename="book-2026-not-up-to-date.csv"' in answer["Content-Disposition"]
    assert json.loads(export(advisor, "json").content)["households_being_brought_up_to_date"] == 3
    assert str(Calendar.from_ical(export(advisor, "ics").content)["x-wr-caldesc"]) == text
    assert rung == [(str(story.firm.pk), 2026)] * 3
    letters = reverse("planning:book_letters", query=YEAR)
    assert "3 households are being brought up to date" in advisor.get(letters).content.decode()
    begun = {"form": "pdf", "letters": "0", "request_key": str(uuid4())}
    refused = advisor.post(letters, begun)
    assert (refused.status_code, text in refused.content.decode()) == (422, True)
    assert not LetterBatch.objects.exists()


def test_a_file_of_a_book_a_little_out_of_date_is_wholly_right(
    story: Story, advisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standings, "AT_ONCE", 0)
    row, total = lines(export(advisor, "csv"))
    assert row["required"] == total["required"] == "10000.00"
    assert json.loads(export(advisor, "json").content)["households_being_brought_up_to_date"] == 0
