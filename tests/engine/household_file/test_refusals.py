"""Every wrong file is refused with one sentence that names the field and what to do."""

from __future__ import annotations

import json
from datetime import date

import pytest

from planning.engine.errors import EngineError
from planning.engine.household_file import HouseholdFileError, read_household
from tests.engine.household_file.changed import EXAMPLES, changed, table

REFUSED = table("refused.toml")
COMPLETE = (EXAMPLES / "complete.json").read_text("utf-8")


def refusal(text, **given):
    with pytest.raises(HouseholdFileError) as caught:
        read_household(text, **given)
    sentence = str(caught.value)
    assert sentence == f"{caught.value.field}: {caught.value.problem}"
    assert sentence.endswith((".", "?")), sentence
    assert sentence.isprintable(), sentence
    assert len(sentence) < 400, sentence
    return caught.value


@pytest.mark.parametrize(("place", "written", "field", "words"), REFUSED)
def test_one_wrong_place_is_named(place, written, field, words):
    error = refusal(changed(place, written))
    assert error.field == field, error
    assert words in error.problem, error


def test_the_table_is_as_long_as_it_should_be():
    assert len({(place, written) for place, written, _, _ in REFUSED}) == len(REFUSED) >= 120


@pytest.mark.parametrize("place", ["accounts.8.inherited.chain.0.class", ""])
def test_two_spouses_of_one_person_are_refused(place):
    given = json.loads(changed("accounts.9.inherited.class", '"spouse"'))
    inherited = given["accounts"][8]["inherited"]
    if place:  # the aunt held both
        inherited["chain"][0]["class"] = "spouse"
        assert read_household(json.dumps(given)) is not None
    inherited |= {"decedent_was": "owner", "class": "spouse", "election": None}
    inherited |= {"chain": [], "came_from": None, "elected_on": None}
    given["accounts"][8]["inherited"] = {k: v for k, v in inherited.items() if v is not None}
    error = refusal(json.dumps(given))
    assert error.field == "accounts.aunts.inherited.class"
    assert 'is spouse, and so is "ana" in account "inherited"' in error.problem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON (Expecting value, line 1, column 1)"),
        (" \n ", "is not JSON"),
        ("{", "is not JSON"),
        (COMPLETE[:-3], "is not JSON"),
        (COMPLETE + "{}", "is not JSON (Extra data"),
        ("{'schema': 'household/1'}", "is not JSON"),
        (COMPLETE.replace('"PA"', "PA"), "is not JSON"),
        (COMPLETE.replace('"PA"', '"P\tA"'), "Invalid control character"),
        (COMPLETE.replace('"PA",', '"PA", // home'), "is not JSON"),
        ('{"schema": "household/1",}', "is not JSON"),
        ("person,born_on\nana,1953-05-10\n", "is not JSON"),
        ("[]", "a list is not what belongs here. Write an object"),
        ("null", "null is not what belongs here"),
        ("NaN", "NaN is not what belongs here"),
        ('"household/1"', "is not what belongs here"),
        ("[" * 100_000, "is nested too deep"),
        ("[" * 100_000 + "]" * 100_000, "is nested too deep"),
        ('{"a":' * 100_000, "is nested too deep"),
        (" " * 1_000_001, "is larger than 1,000,000 bytes"),
        ("é" * 500_001, "is larger than 1,000,000 bytes"),
        (COMPLETE + "\ud800", "is not UTF-8 text"),
        (b"\xff\xfe" + COMPLETE.encode("utf-16-le"), "is not UTF-8 text"),
        (COMPLETE.replace("Luis", "Luís").encode("cp1252"), "is not UTF-8 text"),
        (COMPLETE.encode("utf-32"), "is not UTF-8 text"),
        (b"\x00" * 10, "is not JSON"),
        (b"PK\x03\x04\x14\x00\x06\x00", "is not JSON"),
    ],
)
def test_what_is_no_household_file_at_all(text, words):
    error = refusal(text)
    assert error.field == "household file"
    assert words in error.problem, error


@pytest.mark.parametrize(
    ("place", "written", "field"),
    [
        ("people.0.name", '"' + "n" * 201 + '"', "people.ana.name"),
        ("people.0.id", '"' + "n" * 201 + '"', "people[0].id"),
        ("accounts.0.id", '"' + "n" * 200 + '"', "distributions[0].account"),
        ("people.0." + "k" * 10_000, "1", 'people.ana."' + "k" * 40 + '…"'),
        ("accounts.0.basis", "9" * 100_000, "accounts.ira1.basis"),
        ("accounts.0.basis", '"' + "9" * 100_000 + '"', "accounts.ira1.basis"),
        ("people.0.plan_to_age", "-" + "9" * 100_000, "people.ana.plan_to_age"),
        ("accounts.0.beneficiaries", "[" + "{}," * 100 + "{}]", "accounts.ira1.beneficiaries"),
    ],
)
def test_what_is_absurdly_long_is_quoted_in_short(place, written, field):
    assert refusal(changed(place, written)).field == field


def test_the_first_of_several_problems_is_told():
    text = COMPLETE.replace('"1965-03-02"', '"1965-02-30"').replace('"share": 0.75', '"share": 75')
    assert refusal(text).field == "people.luis.born_on"
    assert refusal(text.replace('"PA"', '"XX"')).field == "state"


def test_a_file_of_nothing_but_problems_is_refused_in_good_time():
    zeros = ",".join(["0"] * 100_000)
    text = f'{{"schema": "household/1", "people": [{zeros}], "accounts": [{zeros}]}}'
    assert refusal(text).field == "people"


def test_the_day_given_beside_the_file_is_checked_like_that_in_it():
    assert refusal(COMPLETE, as_of=date(1953, 5, 9)).field == "people.ana.born_on"
    assert "2199" in refusal(COMPLETE, as_of=date(9999, 12, 31)).problem
    assert "2199" in refusal(COMPLETE, as_of=date(1, 1, 1)).problem


def test_a_refusal_is_an_error_of_the_engine():
    assert issubclass(HouseholdFileError, EngineError)


@pytest.mark.parametrize(
    ("many", "entry", "most"),
    [
        ("accounts", {"owner": "ana", "kind": "cash"}, 200),
        ("people", {"name": "Somebody", "member": False}, 50),
        ("distributions", {"account": "ira1", "paid_on": "2026-03-01", "amount": 1}, 2000),
    ],
)
def test_more_entries_than_any_household_has_are_refused(many, entry, most):
    document = json.loads(COMPLETE)
    document[many] = [
        entry if many == "distributions" else {"id": f"x{number}", **entry}
        for number in range(most + 1)
    ]
    error = refusal(json.dumps(document))
    assert (error.field, error.problem) == (
        many,
        f"has {most + 1} entries. Write at most {most}.",
    )
