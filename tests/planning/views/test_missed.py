"""The desk of missed requirements in the browser: from the list to a closed case."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from clients import services
from clients.models import AuditAct, AuditEvent, YearEndBalance
from planning.models import MissedCase
from planning.templatetags.money import dollars
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


def text_of(pdf: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (poppler-utils)")
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return told.stdout.decode()


def opened(browser, missed):
    browser.post(missed, {"misses": ["2025 own_iras"], "answer": "missed"})
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
    # What is closed shows no form that would be refused.
    assert browser.get(reverse("planning:missed_case", args=[case.pk]))["Location"] == missed


def test_haste_is_asked_for_only_where_it_makes_the_tax_smaller(story, missed):
    browser = arrive(story, "advisor")
    smaller = "the smaller the tax"
    assert smaller in browser.get(missed).content.decode()
    opened(browser, missed)
    MissedCase.objects.update(waiver=MissedCase.Waiver.GRANTED)
    page = browser.get(missed).content.decode()
    assert "$10,000.00 is still to be taken." in page
    assert smaller not in page


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


@pytest.fixture
def asked(story, missed):
    """Return the page of somebody of whom no payment for 2025 is on record: records begin later."""
    story.household.records_begin_on = date(2026, 1, 1)
    story.household.save()
    return missed


def elsewhere(**more):
    return {"misses": ["2025 own_iras"], "answer": "elsewhere", **more}


def test_a_year_before_the_records_begin_is_a_question_not_a_miss(story, asked):
    browser = arrive(story, "advisor")
    page = browser.get(asked).content.decode()
    assert "Not on record: taken elsewhere?" in page
    assert "$10,000.00 was required" in page
    assert "The tax is" not in page
    browser.get(reverse("planning:book"))
    listed = browser.get(reverse("planning:missed")).content.decode()
    assert "1 person had RMDs before your records begin" in listed
    assert "Pat Doe" not in listed
    assert "Pat Doe" in browser.get(reverse("planning:missed") + "?show=asked").content.decode()


def test_who_says_that_it_was_taken_elsewhere_is_kept(story, asked):
    browser = arrive(story, "advisor")
    proof = SimpleUploadedFile("1099.csv", b"form,year\n1099-R,2025\n")
    sent = elsewhere(told_by="Her letter of March 3", file=proof)
    assert browser.post(asked, sent).status_code == 302
    page = browser.get(asked).content.decode()
    assert "Her letter of March 3; noted by Advisor" in page
    assert "1099.csv" in page
    assert "Nothing is missed" in page


def test_nobody_named_is_refused_and_the_ticks_are_kept(story, asked):
    answer = arrive(story, "advisor").post(asked, elsewhere())
    assert answer.status_code == 422
    assert "Say who told you so" in answer.content.decode()
    assert 'value="2025 own_iras" checked' in answer.content.decode()
    assert not MissedCase.objects.exists()


def test_a_file_that_is_no_evidence_leaves_nothing_behind(story, asked):
    bad = SimpleUploadedFile("x.exe", b"MZ\x90")
    answer = arrive(story, "advisor").post(asked, elsewhere(told_by="A letter", file=bad))
    assert answer.status_code == 422
    assert not MissedCase.objects.exists()


def test_what_was_not_so_is_taken_back_and_is_a_miss(story, asked):
    browser = arrive(story, "advisor")
    browser.post(asked, elsewhere(told_by="A call"))
    case = MissedCase.objects.get()
    again = reverse("planning:reopen_missed_case", args=[case.pk])
    sent = {"revision": case.revision, "because": "It was another account."}
    assert browser.post(again, sent).status_code == 302
    case.refresh_from_db()
    assert (case.elsewhere_told_by, case.closed_at) == ("", None)
    assert "$2,500.00" in browser.get(asked).content.decode()


def test_what_is_not_on_record_can_be_said_to_be_missed(story, asked):
    browser = arrive(story, "advisor")
    opened(browser, asked)
    assert "$2,500.00" in browser.get(asked).content.decode()


@pytest.mark.parametrize("answer", [{}, {"answer": "nobody"}, {"answer": ["", "x"]}])
def test_an_answer_nobody_offers_is_refused(story, asked, answer):
    sent = {"misses": ["2025 own_iras"], **answer}
    assert arrive(story, "advisor").post(asked, sent).status_code == 422


def test_every_back_year_is_on_the_list_and_the_window_that_ends_first_comes_first(story, missed):
    for year in (2021, 2022, 2023):
        YearEndBalance.objects.create(
            firm=story.firm, account=story.account, year=year, amount=100_000
        )
    browser = arrive(story, "advisor")
    browser.get(reverse("planning:book"))
    page = browser.get(reverse("planning:missed")).content.decode()
    assert page.index("40 days left") < page.index("405 days left")
    assert page.count("Pat Doe") == 4
    assert "in 40 days" in page
    # Half of what was missed for 2022, and no lower rate any more.
    assert page.index("405 days left") < page.rindex("Pat Doe")


def test_page_form_and_letter_say_the_figures_of_the_document(story, missed):
    services.record_payment(
        actor=story.users["advisor"],
        account=story.account,
        paid_on=date(2025, 6, 2),
        amount=Decimal("1234.56"),
    )
    browser = arrive(story, "advisor")
    export = reverse("planning:household_export", args=[story.household.pk, 2025, "json"])
    document = json.loads(browser.get(export).getvalue())
    (owed,) = (o for o in document["obligations"] if o["distribution_year"] == 2025)
    short = owed["shortfall"]
    page = browser.get(missed).content.decode()
    for amount in (owed["required"], owed["taken"], short["amount"], owed["remaining"]):
        assert f"<dd>{dollars(amount)}</dd>" in page
    for amount in (short["excise_tax"], short["if_corrected"]["excise_tax"]):
        assert dollars(amount) in page
    lines = {"52b": owed["required"], "53b": owed["taken"], "55": short["excise_tax"]}
    for number, amount in lines.items():
        line = page[page.index(f'<th scope="row">{number}</th>') :]
        assert dollars(amount) in line[: line.index("</tr>")]
    letter = reverse("planning:cause_letter_file", args=[story.person.pk, short["tax_year"]])
    text = text_of(browser.get(letter).getvalue())
    for amount in (owed["required"], owed["taken"], short["amount"], short["excise_tax"]):
        assert dollars(amount) in text


def test_nothing_missed_is_said_in_words(story):
    browser = arrive(story, "advisor")
    address = reverse("planning:missed_of_person", args=[story.person.pk])
    assert "Nothing is missed in the years on record." in browser.get(address).content.decode()
    listed = browser.get(reverse("planning:missed")).content.decode()
    assert "Nothing is missed, as far as the book is worked out." in listed
    asked = browser.get(reverse("planning:missed") + "?show=asked").content.decode()
    assert "somebody has said what became of it" in asked


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999999999999"])
def test_a_page_nobody_has_is_the_nearest_one(story, missed, page):
    answer = arrive(story, "advisor").get(reverse("planning:missed"), {"page": page, "show": "x"})
    assert answer.status_code == 200


def test_the_law_says_2500_1000_or_nothing_for_10000(story, missed):
    """$10,000 missed: 25%, 10% inside the window, nothing once the tax was waived."""
    browser = arrive(story, "advisor")
    case = opened(browser, missed)
    page = browser.get(missed).content.decode()
    assert "25% of the shortfall, $2,500.00" in page
    assert "10%, $1,000.00" in page
    services.record_payment(
        actor=story.users["advisor"],
        account=story.account,
        paid_on=date(2026, 11, 2),
        amount=Decimal(10_000),
        makes_up_for=2025,
        evidence="slip 7",
    )
    address = reverse("planning:missed_case", args=[case.pk])
    typed = {"cause": "Lost.", "steps_taken": "A standing order.", "waiver": "granted"}
    browser.post(address, typed | {"revision": case.revision})
    page = browser.get(missed).content.decode()
    assert "The tax was waived: nothing is owed." in page
    assert "Form 5329 for 2025" not in page
