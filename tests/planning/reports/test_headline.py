"""What the heading of a case says, sentence by sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils.html import strip_tags

from planning.engine.household_file import read_household
from planning.reports.case_years import case_document
from planning.reports.context import read_case
from planning.reports.headline import Headline
from tests.planning.reports.households import (
    MISSED,
    NOTHING_OWED,
    OWNER,
    OWNER_DIED,
    UNDECIDED,
    account,
    household,
)

PAUL = {"id": "p", "name": "Paul Baker", "born_on": "1948-05-01"}
YOUNG = {"id": "y", "name": "Yan Baker", "born_on": "1954-06-15"}
IRA = account("Traditional IRA")
PLAN = account("Work 401(k)", "401k", plan={"separated_on": "2015-06-30"})


def paid(amount: str, evidence: str | None = None, name: str = "Traditional IRA") -> dict[str, Any]:
    payment = {"account": name, "paid_on": "2026-03-01", "amount": amount, "kind": "cash"}
    return payment | ({"evidence": evidence} if evidence else {})


def say(raw: dict[str, Any], year: int = 2026, **changes: Any) -> Headline:
    facts = read_household(json.dumps({"name": "Baker"} | raw | changes))
    return read_case(case_document(facts, year=year), year=year).headline


SENTENCES: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "one amount, nothing taken": (
        household([OWNER], [IRA]),
        ["Edith Baker must take $4,219.41 from Traditional IRA by December 31, 2026."],
        [],
    ),
    "one amount, part of it taken": (
        household([OWNER], [IRA], distributions=[paid("4000.00")]),
        ["Edith Baker must still take $219.41 from Traditional IRA by December 31, 2026."],
        [],
    ),
    "what a death left on an account that is an heir's already": (
        household(
            [
                OWNER,
                {"id": "m", "name": "Mother", "born_on": "1940-05-01", "died_on": "2026-02-02"},
            ],
            [account("Hers", inherited={"from": "m", "class": "designated"})],
        ),
        [
            # 86: 100,000 ÷ 15.2
            "Edith Baker must take $6,578.95 from Hers, without penalty until December 31, 2027."
        ],
        [],
    ),
    "a pool of several accounts": (
        household([OWNER], [IRA, account("SEP", "sep_ira")]),
        ["Edith Baker must take $8,438.82 from the IRAs by December 31, 2026."],
        [],
    ),
    "two pools": (
        household([OWNER], [IRA, PLAN]),
        [
            "Edith Baker must take $4,219.41 from Traditional IRA and $4,219.41 from Work 401(k), "
            "each by December 31, 2026."
        ],
        [],
    ),
    "all of it taken": (
        household([OWNER], [IRA], distributions=[paid("5000.00", "1099-R")]),
        ["Edith Baker has taken everything required for 2026."],
        [],
    ),
    "one pool done, one not": (
        household([OWNER], [IRA, PLAN], distributions=[paid("5000.00")]),
        ["Edith Baker must take $4,219.41 from Work 401(k) by December 31, 2026."],
        [],
    ),
    "two people": (
        household([OWNER, PAUL], [IRA, account("Rollover IRA", owner="p")]),
        [
            "Edith Baker must take $4,219.41 from Traditional IRA by December 31, 2026.",
            "Paul Baker must take $4,545.45 from Rollover IRA by December 31, 2026.",
        ],
        [],
    ),
    "nothing due before a later year": (
        household([YOUNG], [account("Traditional IRA", owner="y")]),
        ["Yan Baker need not take anything for 2026; the first year is 2027."],
        [],
    ),
    "one owes and the other not yet": (
        household([OWNER, YOUNG], [IRA, account("Rollover IRA", owner="y")]),
        ["Edith Baker must take $4,219.41 from Traditional IRA by December 31, 2026."],
        ["Yan Baker need not take anything for 2026; the first year is 2027."],
    ),
    "no account that could owe": (
        NOTHING_OWED,
        ["No account here owes a required distribution for 2026."],
        [],
    ),
    "the owner died": (
        OWNER_DIED,
        [
            "The beneficiaries of Edith Baker must take $4,219.41 from Traditional IRA, "
            "without penalty until December 31, 2027."
        ],
        [],
    ),
}


@pytest.mark.parametrize("situation", SENTENCES)
def test_the_headline_says_what_is_to_do(situation: str) -> None:
    raw, sentences, asides = SENTENCES[situation]
    found = say(raw)
    assert [strip_tags(s) for s in found.sentences] == sentences
    assert [strip_tags(s) for s in found.asides] == asides


def test_amounts_due_on_different_days_each_have_their_own() -> None:
    late = account("Work 401(k)", "401k", plan={"separated_on": "2026-06-30"})
    [sentence] = say(household([OWNER], [IRA, late])).sentences
    assert strip_tags(sentence) == (
        "Edith Baker must take $4,219.41 from Traditional IRA by December 31, 2026 and "
        "$4,219.41 from Work 401(k) by April 1, 2027."
    )


def test_what_was_missed_comes_first_and_in_its_own_color() -> None:
    found = say(MISSED, 2025)
    assert "Edith Baker missed " in found.sentences[0]
    assert "due December 31, 2025" in found.sentences[0]
    assert "is-bad" in found.sentences[0]


@pytest.mark.parametrize("as_of", ["2027-02-01", "2027-12-31"])
def test_what_a_deceased_owner_left_is_still_open_in_the_year_of_the_grace(as_of: str) -> None:
    assert [strip_tags(s) for s in say(OWNER_DIED, 2027, as_of=as_of).sentences] == [
        "The beneficiaries of Edith Baker must take $4,219.41 from Traditional IRA, "
        "without penalty until December 31, 2027.",
        "What the beneficiaries of Edith Baker must take from the IRAs cannot be decided yet.",
    ]


def test_after_the_grace_the_beneficiaries_have_missed_it() -> None:
    [sentence, *_] = say(OWNER_DIED, 2026, as_of="2028-02-01").sentences
    assert strip_tags(sentence) == (
        "The beneficiaries of Edith Baker missed $4,219.41 from Traditional IRA, "
        "due December 31, 2027."
    )


@pytest.mark.parametrize(
    ("born_on", "year", "sentence"),
    [
        ("1940-03-02", 2020, "for 2020: the requirement was waived. The next is for 2021."),
        ("1954-06-15", 2020, "for 2020; the first year is 2027."),
    ],
)
def test_the_first_year_is_told_from_the_next_after_a_waived_one(
    born_on: str, year: int, sentence: str
) -> None:
    balances = {str(past): "100000.00" for past in range(year - 1, 2026)}
    ira = account("Traditional IRA", year_end_balances=balances)
    [said] = say(household([OWNER | {"born_on": born_on}], [ira]), year).sentences
    assert strip_tags(said) == f"Edith Baker need not take anything {sentence}"


def test_who_works_past_the_first_year_by_age_is_told_the_next_year() -> None:
    plan = account("Work 401(k)", "401k", plan={"separated_on": "2028-06-30"})
    [said] = say(household([OWNER], [plan])).sentences
    assert strip_tags(said) == (
        "Edith Baker need not take anything for 2026; the next is for 2028."
    )


def test_what_cannot_be_decided_is_said() -> None:
    assert [strip_tags(s) for s in say(UNDECIDED).sentences] == [
        "What Edith Baker must take from the IRAs cannot be decided yet.",
        "What Edith Baker must take from Work 401(k) cannot be decided yet.",
    ]


def test_names_are_never_markup() -> None:
    person = OWNER | {"name": "<b>Eve {name}</b>"}
    [sentence] = say(household([person], [account("<i>IRA</i> {0}")])).sentences
    assert "&lt;b&gt;Eve {name}&lt;/b&gt;" in sentence
    assert "&lt;i&gt;IRA&lt;/i&gt; {0}" in sentence
