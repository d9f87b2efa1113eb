"""The case of a household, through each of its doors."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from planning.engine.household_file import read_household
from planning.reports.case_years import case_document
from planning.reports.context import required_obligations
from planning.templatetags.money import dollars
from tests.planning.reports.households import (
    MISSED,
    NINE_ACCOUNTS,
    NOTHING_OWED,
    OWNER_DIED,
    UNDECIDED,
)
from tests.planning.test_forms import ANSWERS

CASE = reverse("planning:case")
COUPLE = (Path(__file__).parents[2] / "examples" / "couple.json").read_text(encoding="utf-8")


def page(client: Client, household: str | dict[str, Any] = COUPLE, **more: Any) -> str:
    text = household if isinstance(household, str) else json.dumps(household)
    response = client.post(CASE, {"household": text} | more)
    assert response.status_code == 200
    return str(response.content.decode())


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_a_file_opens_the_case(client: Client) -> None:
    upload = SimpleUploadedFile("couple.json", COUPLE.encode(), "application/json")
    response = client.post(CASE, {"door": "file", "file": upload})
    text = words(response.content.decode())
    assert "Ana Rivera must still take $5,940.01 from the IRAs by April 1, 2027, $9,433.96" in text
    assert "$500,000.00" in text
    assert "Joint and Last Survivor Table, ages 73 and 61" in text
    assert "Luis Rivera need not take anything for 2026." in text
    assert "IRAs inherited from Ana's mother" in text
    assert "$7,500.00" in text


def test_a_refused_file_says_why_at_its_field(client: Client) -> None:
    bad = COUPLE.replace("1953-05-10", "1953-02-30").encode()
    response = client.post(CASE, {"door": "file", "file": SimpleUploadedFile("h.json", bad)})
    found = re.search(r'<div id="id_file_error".*?</div>', response.content.decode(), re.DOTALL)
    assert found
    assert "people.ana.born_on" in found[0]


def test_the_demo_is_the_published_example_and_says_that_it_is_one(client: Client) -> None:
    demo = json.loads((settings.BASE_DIR / "static/demo/household.json").read_text())
    assert demo == json.loads(COUPLE) | {"name": "Rivera (demo)"}
    assert "Rivera (demo)" in words(client.post(CASE, {"door": "demo"}).content.decode())


def test_every_figure_of_the_year_is_on_the_page(client: Client) -> None:
    text = words(page(client))
    document = case_document(read_household(COUPLE), year=2026)
    for obligation in document["obligations"]:
        if obligation["distribution_year"] == 2026:
            for figure in ("required", "taken", "remaining"):
                assert dollars(obligation[figure]) in text
            for amount in obligation["accounts"]:
                assert dollars(amount["required"]) in text
                assert all(step["text"] in text for step in amount["steps"])
                assert all(step["citation"] in text for step in amount["steps"])
    for obligation in required_obligations(document, year=2026):
        assert dollars(obligation["required"]) in text


def test_the_year_can_be_changed(client: Client) -> None:
    text = words(page(client, year=2027))
    assert "for 2027" in text
    assert "projected" in text


def test_what_later_years_lack_is_counted_and_folded_away(client: Client) -> None:
    answers = ANSWERS | {"year": str(timezone.localdate().year - 2), "born_on": "07/15/1949"}
    text = words(client.post(CASE, answers | {"door": "owner"}).content.decode())
    assert "2 amounts of these years cannot be decided yet" in text


def test_who_goes_on_working_is_promised_no_year(client: Client) -> None:
    assert (
        "Nothing is required before 2040, and later still if the owner goes on working for this "
        "plan's employer." in words(page(client))
    )


def test_the_first_year_of_the_law_files_has_none_before(client: Client) -> None:
    before = re.search(r'<button[^>]*value="2002"[^>]*>', page(client, year=2003))
    assert before
    assert "disabled" in before[0]


def test_an_amount_put_off_into_the_year_is_on_its_board(client: Client) -> None:
    text = words(page(client, json.loads(COUPLE) | {"as_of": "2027-02-01"}, year=2027))
    assert "Ana Rivera, for 2026" in text


def test_what_beneficiaries_may_still_take_has_its_day_on_the_page(client: Client) -> None:
    text = words(page(client, OWNER_DIED | {"as_of": "2027-02-01"}))
    assert "without penalty until December 31, 2027" in text
    assert "no tax until December 31, 2027" in text


def test_what_was_missed_states_the_tax_and_the_way_back(client: Client) -> None:
    first_year = json.loads(COUPLE) | {"as_of": "2027-06-01"}
    text = words(page(client, first_year, year=2026))
    assert "Ana Rivera missed $5,940.01" in text
    assert "The excise tax is 25%, $1,485.00, for the tax year 2027." in text
    assert "It falls to 10%, $594.00, if the money is taken and a return filed by" in text


@pytest.mark.parametrize(
    ("household", "sentence"),
    [
        (NINE_ACCOUNTS, "Margaret Eleanor Whitfield-Montgomery must"),
        (NOTHING_OWED, "No account here owes a required distribution for 2026."),
        (UNDECIDED, "the balance of December 31, 2025 is missing"),
        (MISSED, "cannot be decided yet"),
    ],
    ids=["nine accounts", "nothing owed", "undecided", "no balance of the year"],
)
def test_every_kind_of_case_has_its_page(
    client: Client, household: dict[str, Any], sentence: str
) -> None:
    assert sentence in words(page(client, household))


def test_the_page_carries_its_household_in_one_place(client: Client) -> None:
    shown = page(client)
    assert shown.count('name="household"') == 1
    carried = re.search(r'name="household" value="([^"]*)"', shown)
    assert carried
    assert html.unescape(carried[1]) == COUPLE


def test_a_household_without_a_day_keeps_the_day_it_was_opened(client: Client) -> None:
    raw = json.loads(COUPLE)
    del raw["as_of"]
    carried = re.search(r'name="household" value="([^"]*)"', page(client, raw, year=2026))
    assert carried
    assert "as_of" in json.loads(html.unescape(carried[1]))


@pytest.mark.parametrize("year", ["1999", "2002", "2150", "soon"])
def test_a_year_without_law_leads_back_to_the_doors(client: Client, year: str) -> None:
    assert 'class="note tone-bad form-errors" role="alert"' in page(client, year=year)


def test_nothing_is_kept(client: Client) -> None:
    # Without the database mark, a query or a session would fail the test.
    response = client.post(CASE, {"household": COUPLE})
    assert "no-store" in response["Cache-Control"]
    assert set(response.cookies) <= {settings.CSRF_COOKIE_NAME}


def test_the_address_holds_nothing_to_look_at(client: Client) -> None:
    response = client.get(CASE)
    assert (response.status_code, response["Location"]) == (302, reverse("planning:calculator"))
