"""What holds for the document of every household, the one all pages and commands read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from hypothesis import given

from planning.engine.household import AccountKind
from planning.rmd_case import compute_rmd_case
from tests.properties.households import households, years_around

CENT = Decimal("0.01")
ADDED = {"adjust_outstanding_rollover", "adjust_outstanding_transfer"}


def _document(household) -> dict[str, Any]:
    return compute_rmd_case(household, years=years_around(household))


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield everything at the ends of a document, with the key it stands under."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        yield path, value


@given(households())
def test_every_code_has_a_sentence_and_an_authority(household):
    for key, value in _leaves(_document(household)):
        if key == "citation":
            assert value
        if key == "text" or key.endswith("_text"):
            sentence = str(value)
            assert value is None or (sentence and "{" not in sentence and "None" not in sentence)


@given(households())
def test_the_same_facts_give_the_same_bytes_and_json_keeps_them(household):
    document = _document(household)
    written = json.dumps(document)
    assert written == json.dumps(_document(household))
    assert json.loads(written) == document


@given(households())
def test_every_amount_can_be_redone_from_its_steps(household):
    rows = [
        row
        for obligation in _document(household)["obligations"]
        for row in obligation["accounts"]
        if row["divisor"] is not None
    ]
    for row in rows:
        with localcontext() as context:
            context.prec = 60
            _redo(row)


def _redo(row):
    steps = {step["code"]: step for step in row["steps"]}
    value = {code: step["value"] for code, step in steps.items()}
    balance = _redone_balance(steps, row["balance_basis"])
    assert balance == Decimal(row["balance"])
    adjusted = Decimal(value.get("balance_adjusted", row["recorded_balance"]))
    assert adjusted == balance

    lives = [step for code, step in steps.items() if code.startswith("expectancy_")]
    for life in lives:
        numbers = life["numbers"]
        assert Decimal(numbers["listed"]) - numbers["elapsed"] == Decimal(life["value"])
    if lives:
        assert max(Decimal(life["value"]) for life in lives) == Decimal(row["divisor"])
    else:
        divisor = steps.get("divisor") or steps["divisor_joint"]
        assert divisor["value"] == row["divisor"]
        assert divisor["numbers"]["age"] == int(value["age_attained"]) == row["cell"]["age"]

    unrounded = balance / Decimal(row["divisor"]) - Decimal(value.get("annuity_counts", 0))
    unrounded = min(unrounded, Decimal(value.get("vested_limit", unrounded)))
    owed = max(Decimal(0), unrounded.quantize(CENT, ROUND_HALF_UP))
    (amount,) = (step for code, step in steps.items() if code.startswith("amount"))
    assert Decimal(amount["value"]) == owed
    assert Decimal(value.get("waived_in_part", owed)) == Decimal(row["required"])


def _redone_balance(steps, basis) -> Decimal:
    start = steps[f"balance_{basis}"]
    balance = Decimal(start["value"])
    for code, step in steps.items():
        if basis != "projected" and code.startswith("adjust_"):
            balance += Decimal(step["value"]) * (1 if code in ADDED else -1)
    if basis == "projected":
        numbers = {name: Decimal(start["numbers"][name]) for name in ("before", "growth")}
        grown = (numbers["before"] * (1 + numbers["growth"])).quantize(CENT, ROUND_HALF_UP)
        left = max(Decimal(0), grown - Decimal(start["numbers"]["required"]))
        left_out = Decimal(steps.get("adjust_pre_1987", {"value": 0})["value"])
        return max(Decimal(0), left - left_out)
    return balance


@given(households(kinds=(AccountKind.TRADITIONAL_IRA, AccountKind.PLAN_401K)))
def test_a_pool_says_how_its_total_and_its_remainder_came_about(household):
    for obligation in _document(household)["obligations"]:
        value = {step["code"]: step["value"] for step in obligation["steps"]}
        if obligation["required"] is None or obligation["due_on"] is None:
            assert value == {}
            continue
        kind = obligation["pool"].partition(":")[0]
        several = "" if len(obligation["accounts"]) > 1 else "_one"
        assert value[f"pool_{kind}{several}"] == obligation["required"]
        assert value["taken"] == obligation["taken"]
        (left,) = value.keys() & {"remaining", "remaining_nothing", "remaining_corrected"}
        assert value[left] == obligation["remaining"]
        due = value.get("due_april_1") or value["due_december_31"]
        assert due == obligation["due_on"]
