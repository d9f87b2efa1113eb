"""A bad problem file is refused with one sentence that names the key."""

from __future__ import annotations

import json
from typing import Any

import pytest

from planning.engine.roadmap.problem_file import ProblemFileError, read_problem
from tests.engine.roadmap.plans import case

REMOVED = object()
BAD: dict[str, tuple[Any, str]] = {
    "format": ("household/1", 'is "household/1"; write "problem/1".'),
    "facts.people": ([], "has 0 entries; write one or two."),
    "conventions.years": (0, "is 0; write a number from 1 to 120."),
    "conventions.first_year": ("2026", "is no number; write one, without quotes."),
    "facts.people[0].years_in_plan": (40, "is 40; write a number from 1 to 31."),
    "facts.people[0].accounts.roth": (-5.0, "is -5; write a number from 0 to 1e+12."),
    "objective.type": ("most", "is not known; write one of maxSpending, maxBequest."),
    "objective": (REMOVED, "is missing; add it."),
    "model.social_security_taxable": (
        "half",
        'is not known; write "statutory …" or "fixed fraction 0.85 …", from 0 to 1.',
    ),
    "model.spending_slack_percent": (10, "is no part of this model; only 0 can be solved."),
    "model.roth_conversions.barred_for": ("Z", "names nobody; write one of A."),
    "resolved.inflation": ([0.02], "has 1 entries where 31 belong; write 31."),
    "resolved.inflation.n": (3, "is 3 where the plan has 31 years; write 31."),
    "resolved.spending_profile": ({"const": 0, "n": 31}, "[0]: is 0;"),
    "resolved.account_return": ({"const": 0, "n": 31}, "is no list; write [ … ]."),
    "resolved.ordinary_rates": ([], "is empty; write one rate a bracket."),
    "resolved.payroll_tax": ({"const": float("nan"), "n": 31}, "is not finite"),
}


MISSHAPEN: tuple[Any, ...] = (None, "x", [], {}, -1, True)


@pytest.mark.parametrize("key", BAD)
def test_the_key_and_what_to_do_are_named(key) -> None:
    value, sentence = BAD[key]
    document = case("v01")
    *path, last = key.replace("[", ".[").split(".")
    place: Any = document
    for part in path:
        place = place[int(part[1:-1])] if part.startswith("[") else place[part]
    if value is REMOVED:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(ProblemFileError) as refusal:
        read_problem(json.dumps(document))
    assert str(refusal.value).startswith(key)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", '"x"', b"\xff\xfe", "[" * 100_000])
def test_what_is_no_object_is_refused(text) -> None:
    with pytest.raises(ProblemFileError):
        read_problem(text)


def test_any_key_taken_away_or_misshapen_is_refused_by_name_or_not_needed() -> None:
    whole = case("v06")
    for group in ("conventions", "facts", "objective", "model", "resolved"):
        for key in whole[group]:
            for value in MISSHAPEN:
                said = _refusal(whole | {group: whole[group] | {key: value}})
                assert said is None or key in said


def _refusal(document: dict[str, Any]) -> str | None:
    try:
        read_problem(json.dumps(document))
    except ProblemFileError as refusal:
        return str(refusal)
    return None
