from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from planning.engine.household_file import HouseholdFileError
from planning.forms import HouseholdFileForm, HouseholdTextForm, OwnerForm
from planning.rmd_case import compute_rmd_case

TODAY = date(2026, 11, 21)
COUPLE = (Path(__file__).parent.parent / "examples" / "couple.json").read_text(encoding="utf-8")

ANSWERS = {
    "born_on": "05/10/1953",
    "kind": "traditional_ira",
    "year": "2026",
    "balance": "$500,000.00",
    "spouse": "none",
}
PLAN = ANSWERS | {"kind": "401k"}


def owner_form(**changes: str) -> OwnerForm:
    form = OwnerForm(ANSWERS | changes, today=TODAY)
    form.is_valid()
    return form


def obligation(form: OwnerForm) -> dict[str, Any]:
    assert not form.errors, form.errors
    document = compute_rmd_case(form.facts, years=[form.distribution_year])
    [only] = document["obligations"]
    return dict(only)


def file_form(content: bytes) -> HouseholdFileForm:
    form = HouseholdFileForm({}, {"file": SimpleUploadedFile("h.json", content)}, today=TODAY)
    form.is_valid()
    return form


# The short form


def test_the_short_form_is_answered_as_a_household_file_is() -> None:
    answer = obligation(owner_form())
    assert (answer["required"], answer["due_on"]) == ("18867.92", "2027-04-01")


@pytest.mark.parametrize("written", ["05/10/1953", "5/10/1953", "1953-05-10", "May 10, 1953"])
def test_a_date_may_be_written_in_the_usual_ways(written: str) -> None:
    form = owner_form(born_on=written)
    assert not form.errors
    assert form.cleaned_data["born_on"] == date(1953, 5, 10)


@pytest.mark.parametrize("written", ["500000", "500,000", "$500,000.00", " $ 500000.0 "])
def test_an_amount_may_be_written_in_the_usual_ways(written: str) -> None:
    form = owner_form(balance=written)
    assert not form.errors
    assert form.cleaned_data["balance"] == Decimal(500000)


def test_a_spouse_who_is_sole_beneficiary_and_much_younger_gives_the_joint_table() -> None:
    spouse = {"spouse": "beneficiary", "spouse_born_on": "03/02/1965"}
    sole = obligation(owner_form(**spouse, spouse_is_sole="yes"))
    shared = obligation(owner_form(**spouse, spouse_is_sole="no"))
    assert [a["accounts"][0]["divisor"] for a in (sole, shared)] == ["27.9", "26.5"]


@pytest.mark.parametrize(
    ("spouse", "ground"),
    [("none", "table_unmarried"), ("not_beneficiary", "table_spouse_not_sole")],
)
def test_nobody_is_called_unmarried_who_did_not_say_so(spouse: str, ground: str) -> None:
    answer = obligation(owner_form(spouse=spouse, spouse_born_on="03/02/1965"))
    [amount] = answer["accounts"]
    assert [s["code"] for s in amount["steps"] if s["code"].startswith("table_")] == [ground]


def test_who_still_works_for_the_employer_may_wait_unless_it_is_partly_theirs() -> None:
    waits = obligation(owner_form(**PLAN, works="yes"))
    owns = obligation(owner_form(**PLAN, works="yes", owns_five_percent="on"))
    left = obligation(owner_form(**PLAN, works="no", separated_on="06/30/2018"))
    assert [o["required"] for o in (waits, owns, left)] == ["0.00", "18867.92", "18867.92"]


def test_what_was_taken_counts() -> None:
    answer = obligation(owner_form(taken="10,000", taken_on="03/01/2026"))
    assert (answer["taken"], answer["remaining"]) == ("10000.00", "8867.92")


def test_a_year_that_is_over_is_seen_from_today_with_what_was_missed() -> None:
    form = owner_form(born_on="07/15/1949", year="2021", balance="100,000")
    assert form.facts.as_of == TODAY
    answer = obligation(form)
    assert (answer["required"], answer["status"]) == ("3906.25", "missed")
    assert answer["shortfall"]["excise_tax"] == "1953.13"


def test_a_first_amount_may_be_taken_until_april_1_of_the_next_year() -> None:
    facts = {"born_on": "07/15/1949", "balance": "100,000", "taken": "5,000"}
    first = obligation(owner_form(**facts, year="2021", taken_on="03/31/2022"))
    second = obligation(owner_form(**facts, year="2022", taken_on="03/31/2023"))
    assert (first["status"], second["status"]) == ("paid", "missed")


@pytest.mark.parametrize("written", ["1,5", "500.000,00", "500000,00", "1E5", "5,00,000", "--5"])
def test_an_amount_in_another_notation_is_not_guessed_at(written: str) -> None:
    [sentence] = owner_form(balance=written).errors["balance"]
    assert sentence == (
        "Type the amount in dollars, with commas between thousands and a point before the cents, "
        "for example 500,000.00."
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("500.005", "Type the amount to the cent, for example 500,000.00."),
        ("1234567890123", "The amount is larger than an account can be."),
        ("123456789012345.00", "The amount is larger than an account can be."),
        ("-1", "The amount cannot be negative."),
    ],
)
def test_a_wrong_amount_is_told_in_our_words(written: str, sentence: str) -> None:
    assert sentence in owner_form(balance=written).errors["balance"]


def test_the_oldest_and_largest_answers_make_a_household() -> None:
    form = owner_form(born_on="01/01/1902", balance="999,999,999,999.99", name="x" * 80)
    assert not form.errors


def test_a_refusal_names_no_field_of_a_file() -> None:
    error = HouseholdFileError("accounts.account.kind", "is not known.")
    assert owner_form().refusal(error) == "is not known."


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"born_on": ""}, "born_on"),
        ({"born_on": "13/45/1953"}, "born_on"),
        ({"born_on": "02/29/1953"}, "born_on"),
        ({"born_on": "11/22/2026"}, "born_on"),
        ({"born_on": "12/31/1901"}, "born_on"),
        ({"born_on": "05/10/2026"}, "born_on"),
        ({"spouse": "not_beneficiary", "spouse_born_on": "05/10/2026"}, "spouse_born_on"),
        ({"spouse": "not_beneficiary"}, "spouse_born_on"),
        ({"balance": "lots"}, "balance"),
        ({"balance": "-1"}, "balance"),
        ({"balance": "NaN"}, "balance"),
        ({"balance": "1.005"}, "balance"),
        ({"year": "2002"}, "year"),
        ({"year": "2027"}, "year"),
        ({"year": "soon"}, "year"),
        ({"kind": "401k"}, "works"),
        ({"kind": "401k", "works": "no"}, "separated_on"),
        ({"spouse": "beneficiary", "spouse_is_sole": "yes"}, "spouse_born_on"),
        ({"spouse": "beneficiary", "spouse_born_on": "03/02/1965"}, "spouse_is_sole"),
        ({"taken": "100"}, "taken_on"),
        ({"taken": "100", "taken_on": "03/01/2025"}, "taken_on"),
        ({"taken": "100", "taken_on": "12/01/2026"}, "taken_on"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(answers: dict[str, str], field: str) -> None:
    assert list(owner_form(**answers).errors) == [field]


def test_questions_that_do_not_apply_need_no_answer_and_change_nothing() -> None:
    form = owner_form(works="yes", owns_five_percent="on", spouse_born_on="03/02/1965")
    assert obligation(form)["required"] == "18867.92"


# The household file


def test_a_file_comes_through_unchanged() -> None:
    form = file_form(COUPLE.encode())
    assert form.text == COUPLE
    assert form.distribution_year == 2026


def test_a_file_that_leaves_its_day_open_speaks_from_today() -> None:
    raw = json.loads(COUPLE)
    del raw["as_of"]
    form = file_form(json.dumps(raw).encode())
    assert form.facts.as_of == TODAY
    assert json.loads(form.text) == raw | {"as_of": "2026-11-21"}


def test_a_byte_order_mark_does_no_harm() -> None:
    assert not file_form(b"\xef\xbb\xbf" + COUPLE.encode()).errors


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "not text"),
        (b"Account,Balance\n1,2\n", "JSON"),
        (COUPLE.replace("1953-05-10", "1953-02-30").encode(), "people.ana.born_on"),
        (b" " * 1_000_001, "larger"),
        (b"[" * 900_000, "nested"),
    ],
    ids=["empty", "bytes", "csv", "impossible date", "too large", "too deep"],
)
def test_a_file_that_is_refused_says_why(content: bytes, reason: str) -> None:
    [sentence] = file_form(content).errors["file"]
    assert reason in sentence


def test_the_door_wants_a_file() -> None:
    form = HouseholdFileForm({}, {}, today=TODAY)
    assert form.errors == {"file": ["Choose a household file first."]}


# What the buttons of a case send


def test_a_button_may_name_the_year() -> None:
    for sent, year in (({}, 2026), ({"year": "2030"}, 2030)):
        form = HouseholdTextForm({"household": COUPLE} | sent, today=TODAY)
        assert form.is_valid()
        assert form.distribution_year == year


def test_what_a_button_sends_is_judged_again() -> None:
    form = HouseholdTextForm({"household": COUPLE.replace("1953-05-10", "soon")}, today=TODAY)
    assert "people.ana.born_on" in form.errors["household"][0]
