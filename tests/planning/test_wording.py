"""Does every code have a sentence, and is every number in it written for a reader?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest
from django.utils.functional import Promise
from django.utils.translation import _trans  # type: ignore[attr-defined]

from planning import catalogue
from planning.engine.document import rmd_document
from planning.engine.household import AccountKind, BalanceSource, DistributionKind
from planning.engine.household_file import read_household
from planning.engine.law import LifeTable, load_law
from planning.engine.rmd import Status, rmd_schedule
from planning.engine.rmd.results import Rule
from planning.rmd_case import compute_rmd_case
from planning.wording import sentence, spoken_date, spoken_money, spoken_percent, worded
from tests.conformance import given
from tests.conformance.test_conformance import CASES
from tests.factories import make_account, make_household

TOPICS: dict[str, dict[str, Promise]] = {
    name: topic for name, topic in vars(catalogue).items() if name.isupper()
}
TEMPLATES = [
    pytest.param(str(template), id=f"{name}.{code}")
    for name, topic in TOPICS.items()
    for code, template in topic.items()
]
WAYS = {"", "$", "d", "%", "age", "table", "source", "election"}


@pytest.mark.parametrize(
    ("amount", "spoken"),
    [
        ("1234567.5", "$1,234,567.50"),
        ("0", "$0.00"),
        ("999.999", "$1,000.00"),
        ("-12.3", "−$12.30"),
        ("1E+9", "$1,000,000,000.00"),
    ],
)
def test_money_is_written_with_commas_and_cents(amount: str, spoken: str) -> None:
    assert spoken_money(Decimal(amount)) == spoken


# What no household file says: it comes of the work on record (tests/engine/rmd/test_handling.py,
# tests/engine/rmd/test_records_begin.py, tests/engine/rmd/inherited/test_payout.py).
OF_THE_OFFICE = {
    "CAVEATS": {"changed_after_closing"},
    "STEPS": {"taken_elsewhere"},
    # Files that contradict themselves are refused; records are kept and asked about.
    "UNDECIDED": {"payments_not_on_record", "chain_missing", "died_before_the_owner"},
}


def test_a_day_is_written_in_words() -> None:
    assert spoken_date(date(2027, 4, 1)) == "April 1, 2027"


@pytest.mark.parametrize(
    ("rate", "spoken"), [("0.25", "25%"), ("0.100", "10%"), ("0.0425", "4.25%"), ("1", "100%")]
)
def test_a_rate_is_written_as_a_percentage(rate: str, spoken: str) -> None:
    assert spoken_percent(Decimal(rate)) == spoken


def test_a_placeholder_says_how_its_number_is_written() -> None:
    template = "{a:$} {b:d} {c:%} {d:age} {e:table} {f:source} {g}"
    numbers = {
        "a": "17921.15",
        "b": "2027-04-01",
        "c": "0.25",
        "d": "70.5",
        "e": "uniform_lifetime",
        "f": "form_5498",
        "g": 2026,
    }
    assert sentence(template, numbers) == (
        "$17,921.15 April 1, 2027 25% 70½ Uniform Lifetime Table Form 5498 2026"
    )


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_sentence_of_the_catalogue_is_written_to_be_spoken(template: str) -> None:
    ways = {way for _text, name, way, _ in Formatter().parse(template) if name is not None}
    assert ways <= WAYS
    assert template == template.strip()
    assert "  " not in template


@pytest.mark.parametrize("topic", ["STEPS", "PAYMENTS", "ALTERNATIVES", "CAVEATS", "UNDECIDED"])
def test_what_explains_is_a_whole_sentence(topic: str) -> None:
    assert [
        code for code, template in TOPICS[topic].items() if not str(template).endswith(".")
    ] == []


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("STATUSES", Status),
        ("RULES", Rule),
        ("TABLES", LifeTable),
        ("KINDS", AccountKind),
        ("DISTRIBUTION_KINDS", DistributionKind),
    ],
)
def test_every_word_of_the_engine_can_be_spoken_and_no_other(topic: str, words: Any) -> None:
    assert TOPICS[topic].keys() == {word.value for word in words}


def test_every_source_of_a_balance_can_be_spoken_and_so_can_none() -> None:
    assert catalogue.BALANCE_SOURCES.keys() == {"", *(source.value for source in BalanceSource)}


def _codes(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (("CAVEATS", caveat["code"]) for caveat in document["caveats"])
    yield from (("UNDECIDED", entry["code"]) for entry in document["undecided"])
    rows = [row for obligation in document["obligations"] for row in obligation["accounts"]]
    for explained in (*document["obligations"], *document["qcds"], *rows):
        yield from (("STEPS", step["code"]) for step in explained["steps"])
    for row in rows:
        yield from (("ALTERNATIVES", reading["code"]) for reading in row["alternatives"])
    for obligation in document["obligations"]:
        yield "POOLS", obligation["pool"].partition(":")[0]
        yield from (("PAYMENTS", payment["code"]) for payment in obligation["payments"])


def test_every_sentence_is_spoken_by_some_case_of_the_law_and_every_authority_cited() -> None:
    spoken: dict[str, set[str]] = defaultdict(set)
    for case in (case for cases in CASES.values() for case in cases):
        household = read_household(given.household_file(case["given"]))
        document = compute_rmd_case(household, years=given.years_asked(case["given"]))
        for topic, code in _codes(document):
            spoken[topic].add(code)
    for topic, codes in OF_THE_OFFICE.items():
        spoken[topic] |= codes
    assert {topic: TOPICS[topic].keys() - codes for topic, codes in spoken.items()} == {
        topic: set() for topic in spoken
    }
    authorities = load_law().authorities
    assert authorities["caveat"].keys() == spoken["CAVEATS"]
    assert authorities["payment"].keys() == spoken["PAYMENTS"]
    # A pool's authority is cited for one account and for several alike.
    assert {code.removesuffix("_one") for code in spoken["STEPS"]} >= authorities["rmd"].keys()


def test_the_document_of_the_engine_is_left_as_it_was() -> None:
    law = load_law()
    document = rmd_document(rmd_schedule(make_household(make_account()), law, years=[2026]), law)
    before = repr(document)
    spoken = worded(document)
    assert repr(document) == before
    assert spoken["obligations"][0]["status_text"] == "To be taken"


def test_every_sentence_waits_for_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(isinstance(text, Promise) for topic in TOPICS.values() for text in topic.values())
    monkeypatch.setattr(_trans, "gettext", lambda message: f"<{message}>")
    assert sentence(catalogue.PAYMENTS["never_rollover"]) == "<A rollover never counts.>"


def test_an_account_without_a_name_is_called_by_what_tells_it_from_others():
    accounts = (
        make_account(id="key1", name="Rollover IRA"),
        make_account(id="key2", custodian="Demo Trust", number_last4="0436"),
        make_account(id="key3"),
        make_account(id="key4"),
    )
    document = compute_rmd_case(make_household(accounts=accounts), years=[2026])
    assert [account["name"] for account in document["accounts"].values()] == [
        "Rollover IRA",
        "Traditional IRA at Demo Trust ...0436",
        "Traditional IRA",
        "Traditional IRA (2)",
    ]
    assert "key3" not in "".join(entry["text"] for entry in document["undecided"])
