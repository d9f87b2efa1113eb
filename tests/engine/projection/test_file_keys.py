"""Every key of the household file changes a projection as it should, or a note says it does not.

The rows stand in `file_keys.toml`: a key without one fails.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planning.engine.errors import EngineError
from planning.engine.household_file.schema import published_schema
from planning.engine.projection.outlook import Variation
from planning.engine.projection.policies import baselines
from planning.engine.projection.result import Projection
from planning.engine.roadmap.household.value import left_over
from tests.engine.projection.households import walked
from tests.engine.projection.key_households import HOUSEHOLDS

ROWS = tomllib.loads(Path(__file__).with_name("file_keys.toml").read_text("utf-8"))
POLICIES = {policy.name: policy for policy in baselines()}
LEAST = 0.5  # dollars, or years


def by_key(table: str) -> Any:
    """Return the marks of a table's rows, each known by its key."""
    return [pytest.param(*row, id=row[0]) for row in ROWS[table]]


@pytest.mark.parametrize(("key", "household", "both", "more", "figure", "way"), by_key("moves"))
def test_a_key_moves_what_it_should(key, household, both, more, figure, way):
    before, after = _pair(household, both, more)
    change = _measured(after, figure) - _measured(before, figure)
    assert (change if way == "rises" else -change) > LEAST


@pytest.mark.parametrize(("key", "household", "both", "more", "code"), by_key("says"))
def test_what_a_key_does_not_move_is_said(key, household, both, more, code):
    before, after = _pair(household, both, more)
    assert code in _said(after) - _said(before)


@pytest.mark.parametrize(("key", "household", "more", "named"), by_key("refused"))
def test_a_key_that_asks_for_another_names_it(key, household, more, named):
    with pytest.raises(EngineError, match=re.escape(named)):
        _pair(household, {}, more)


@pytest.mark.parametrize(("key", "household", "more", "why"), by_key("still"))
def test_what_moves_nothing_has_a_reason(key, household, more, why):
    before, after = _pair(household, {}, more)
    assert why
    for name in ("ledger", "figures"):
        one, other = getattr(before, name), getattr(after, name)
        for entry in fields(one):
            assert np.array_equal(getattr(one, entry.name), getattr(other, entry.name)), entry.name


def test_every_key_of_the_file_has_a_row():
    assert {row[0] for rows in ROWS.values() for row in rows} == set(keys(published_schema(), ""))


def keys(part: Any, path: str) -> Iterator[str]:
    """Yield the places of a file that hold a value: `[]` is any of a list, `*` any of a table."""
    if "$ref" in part:
        named = published_schema()["$defs"][part["$ref"].rpartition("/")[2]]
        is_table = "properties" in named or "patternProperties" in named
        part = named if is_table else {}
    if "oneOf" in part:
        part = next((one for one in part["oneOf"] if "properties" in one), {})
    if "properties" in part:
        for name, inner in part["properties"].items():
            yield from keys(inner, f"{path}.{name}" if path else name)
    elif "items" in part:
        yield from keys(part["items"], f"{path}[]")
    elif "patternProperties" in part:
        for inner in part["patternProperties"].values():
            yield from keys(inner, f"{path}.*")
    elif isinstance(part.get("additionalProperties"), dict):
        yield from keys(part["additionalProperties"], f"{path}.*")
    else:
        yield path


def _pair(household: str, both: dict[str, Any], more: dict[str, Any]) -> list[Projection]:
    name, _, policy = household.partition(" ")
    document = merged(HOUSEHOLDS[name], both)
    return [
        _walked(json.dumps(one), policy or "taxable_first")
        for one in (document, merged(document, more))
    ]


@cache
def _walked(document: str, policy: str) -> Projection:
    facts = json.loads(document)
    tomorrow = date.fromisoformat(facts["as_of"]) + timedelta(days=1)
    return walked(facts, POLICIES[policy], Variation(first_year=tomorrow.year))


def merged(document: Any, changes: Any) -> Any:
    """Return a document with changes in it; the places of a list are named by their numbers."""
    if not isinstance(changes, dict) or not isinstance(document, dict | list):
        return changes
    found = copy.deepcopy(document)
    for place, change in changes.items():
        if isinstance(found, dict):
            found[place] = merged(found.get(place), change)
        elif int(place) < len(found):
            found[int(place)] = merged(found[int(place)], change)
        else:
            found.append(change)
    return found


def _measured(projection: Projection, figure: str) -> float:
    if figure == "years":
        return len(projection.years)
    if figure == "left over":
        floor = float(projection.outlook.plans.estate_floor or 0)
        return float(left_over(projection, floor)[0])
    ledger, (name, _, account) = projection.ledger, figure.partition(" ")
    if hasattr(ledger, name):
        accounts = [projection.outlook.accounts.ids.index(account)] if account else slice(None)
        return float(getattr(ledger, name)[0][:, accounts].sum())
    return float(getattr(projection.figures, name)[0].sum())


def _said(projection: Projection) -> set[str]:
    outlook = projection.outlook
    return {note.code for note in outlook.notes} | {one.fact for one in outlook.missing}
