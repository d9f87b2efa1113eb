"""The desk of missed requirements in the browser: from the list to a closed case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from clients import services
from clients.models import AuditAct, AuditEvent, YearEndBalance
from planning.models import MissedCase
from tests.cast import arrive

AS_OF = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


@pytest.fixture
def missed(story):
    """Return the page of somebody who took nothing for 2025: 246,000 ÷ 24.6."""
    YearEndBalance.objects.create(firm=story.firm, account=story.account, year=2024, amount=246_000)
    return reverse("planning:missed_of_person", args=[story.person.pk])


def opened(browser, missed):
    browser.post(missed, {"misses": ["2025 own_iras"]})
    return MissedCase.objects.get()


def test_a_miss_shows_its_price_and_the_end_of_the_window(story, missed):
    page = arrive(story, "advisor").get(missed).content.decode()
    for said in ("$10,000.00", "25%", "$2,500.00", "10%", "$1,000.00", "December 31, 2027"):
        assert said in page


def test_a_case_goes_from_open_to_closed(story, missed):
    browser = arrive(story, "advisor")
    case = opened(browser, missed)
    services.record_payment(
        actor=story.users["advisor"],
        account=story.account,
        paid_on=date(2026, 11, 2),
        amount=Decimal(10_000),
        makes_up_for=2025,
        evidence="slip 7",
    )
    typed = {
        "revision": case.revision,
        "cause": "The order was lost.",
        "steps_taken": "A standing order.",
        "waiver": "asked",
        "filed_on": "04/10/2026",
        "file": SimpleUploadedFile("receipt.csv", b"form,filed\n5329,2026-04-10\n"),
    }
    assert browser.post(reverse("planning:missed_case", args=[case.pk]), typed).status_code == 302
    case.refresh_from_db()
    close = reverse("planning:close_missed_case", args=[case.pk])
    assert browser.post(close, {"revision": case.revision}).status_code == 302
    case.refresh_from_db()
    assert case.closed_by == story.users["advisor"]
    assert "Closed on" in browser.get(missed).content.decode()


def test_a_case_that_is_not_over_stays_open_and_says_so(story, missed):
    browser = arrive(story, "advisor")
    case = opened(browser, missed)
    close = reverse("planning:close_missed_case", args=[case.pk])
    answer = browser.post(close, {"revision": case.revision})
    assert answer.status_code == 422
    assert "stays open" in answer.content.decode()


def test_two_who_write_at_once_are_told(story, missed):
    browser = arrive(story, "advisor")
    case = opened(browser, missed)
    address = reverse("planning:missed_case", args=[case.pk])
    first = {"revision": 1, "waiver": "asked", "cause": "One."}
    assert browser.post(address, first).status_code == 302
    answer = arrive(story, "owner").post(address, first | {"cause": "Two."})
    assert answer.status_code == 422
    assert "Advisor" in answer.content.decode()


def test_the_statement_is_a_pdf_and_its_taking_is_noted(story, missed):
    browser = arrive(story, "compliance")
    address = reverse("planning:cause_letter_file", args=[story.person.pk, 2025])
    answer = browser.get(address)
    assert answer.getvalue().startswith(b"%PDF")
    assert AuditEvent.objects.filter(act=AuditAct.READ, object_id=str(story.person.pk)).exists()
    assert arrive(story, "stranger").get(address).status_code == 404


def test_the_list_names_cases_and_is_narrowed_to_the_teams(story, missed):
    opened(arrive(story, "advisor"), missed)
    address = reverse("planning:missed")
    assert "Pat Doe" in arrive(story, "advisor").get(address).content.decode()
    assert "Pat Doe" not in arrive(story, "other_team_advisor").get(address).content.decode()


def test_more_misses_need_no_more_queries(story, missed, django_assert_max_num_queries):
    browser = arrive(story, "advisor")
    for year in (2022, 2023):
        YearEndBalance.objects.create(
            firm=story.firm, account=story.account, year=year, amount=246_000
        )
    with django_assert_max_num_queries(29):
        browser.get(missed)
