"""Does the engine say what the law says, case by case?

The cases are tables a lawyer can read (README.md): the situation, the source, what is given and
what is expected, with the arithmetic beside it. They go through the same door as page, letter
and command, and an expected result is never changed merely to pass.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planning.engine.household_file import read_household
from planning.rmd_case import compute_rmd_case
from tests.conformance import expectation, given

FOLDER = Path(__file__).parent / "cases" / "rmd"
FEWEST = 600  # a case may be replaced by a better one, never quietly lost

Case = dict[str, Any]


def load(text: str) -> list[Case]:
    """Return the cases of one file; a malformed one does not load."""
    file = tomllib.loads(text, parse_float=Decimal)
    for case in file["case"]:
        problems = [f"lacks {key}" for key in ("name", "source") if not case.get(key)]
        strange = [
            *(case.keys() - {"name", "source", "given", "expect"}),
            *given.unknown_keys(case.get("given", {})),
            *expectation.unknown_keys(case.get("expect", {})),
        ]
        problems += [f"has the unknown key {key}" for key in strange]
        problems += [f"{key} is empty" for key in ("given", "expect") if not case.get(key)]
        if problems:
            raise ValueError(f"Case {case.get('name')!r}: {', '.join(problems)}.")
    return list(file["case"])


CASES = {path.stem: load(path.read_text()) for path in sorted(FOLDER.glob("*.toml"))}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{subject}: {case['name']}")
        for subject, cases in CASES.items()
        for case in cases
    ],
)
def test_the_engine_agrees_with_the_law(case: Case) -> None:
    household = read_household(given.household_file(case["given"]))
    document = compute_rmd_case(household, years=given.years_asked(case["given"]))
    found = list(expectation.differences(case["expect"], document))
    assert not found, "\n".join([case["name"], f"  {case['source']}", *(f"  {x}" for x in found)])


def test_no_case_is_lost_or_named_twice() -> None:
    names = [case["name"] for cases in CASES.values() for case in cases]
    assert len(names) >= FEWEST
    assert len(set(names)) == len(names)


GOOD = """
[[case]]
name = "A case"
source = "a page"
given = { born_on = 1953-05-10, kind = "traditional_ira", balance = 265_000, year = 2026 }
expect = { required = 10_000 }
"""


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        ('source = "a page"', "", "lacks source"),
        ('name = "A case"', "", "lacks name"),
        ("balance =", "ballance =", "unknown key ballance"),
        ("{ required =", "{ requierd =", "unknown key requierd"),
        ("expect = { required = 10_000 }", "", "expect is empty"),
    ],
)
def test_a_malformed_case_does_not_load(good: str, bad: str, reason: str) -> None:
    assert load(GOOD)[0]["expect"] == {"required": 10_000}
    with pytest.raises(ValueError, match=reason):
        load(GOOD.replace(good, bad))


@pytest.mark.parametrize(
    ("expect", "reason"),
    [
        ({"required": 9_999}, "obligations[pat own_iras 2026].required: expected 9999.00"),
        ({"obligations": []}, "obligations: not expected: ['pat own_iras 2026']"),
        ({"taken": "none"}, "obligations[pat own_iras 2026].taken: expected None, got 0.00"),
        ({"edition": 2002}, "accounts[traditional_ira].edition: expected 2002, got 2022"),
        ({"nothing_due": True}, "nothing is due: got 10000.00"),
        ({"caveats": ["estimated_balance"]}, "caveats: expected estimated_balance"),
        ({"undecided": [{"account": "traditional_ira"}]}, "undecided: expected"),
    ],
)
def test_a_difference_is_found(expect: given.Facts, reason: str) -> None:
    facts = load(GOOD)[0]["given"]
    household = read_household(given.household_file(facts))
    document = compute_rmd_case(household, years=given.years_asked(facts))
    assert not list(expectation.differences({"required": 10_000}, document))
    assert reason in "\n".join(expectation.differences(expect, document))
