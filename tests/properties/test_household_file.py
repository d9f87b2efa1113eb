"""Whatever a file says, it is either a household or refused in one readable sentence."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from planning.engine.household import Household
from planning.engine.household_file import HouseholdFileError, read_household

EXAMPLES = Path(__file__).parents[1] / "examples"
COMPLETE = (EXAMPLES / "complete.json").read_text("utf-8")

dates = st.dates().map(str) | st.sampled_from(
    ["1953-02-29", "1900-01-01", "2026-11-21", "0000-00-00"]
)
odd = st.sampled_from(
    ["", "ana", "ira1", "mother", "401k", "cash", "never", "\0", "\u202e", "\ud800", "1e5", "-0"]
)
words = odd | dates | st.text(max_size=8)
numbers = (
    st.integers()
    | st.floats()
    | st.sampled_from([0, 1, 0.5, 100, 2025, 1e308, -0.0, 0.005, float("nan"), 10**400])
)
leaves = st.none() | st.booleans() | numbers | words
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(words, inner))


def places(value, path=()):
    """Yield the path of everything inside a JSON value."""
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in children:
        yield (*path, key)
        yield from places(child, (*path, key))


def at(document, path):
    for part in path:
        document = document[part]
    return document


@st.composite
def mutations(draw):
    """Draw the complete example with a few places dropped, replaced, added or exchanged."""
    document = json.loads(COMPLETE)
    for _ in range(draw(st.integers(1, 4))):
        known = list(places(document))
        if not known:
            break
        *above, last = draw(st.sampled_from(known))
        parent = at(document, above)
        match draw(st.sampled_from(["drop", "replace", "add", "copy"])):
            case "drop":
                del parent[last]
            case "replace":
                parent[last] = draw(values)
            case "add" if isinstance(parent, list):
                parent.insert(last, draw(values))
            case "add":
                parent[draw(words)] = draw(values)
            case "copy":
                other = at(document, draw(st.sampled_from(known)))
                parent[last] = json.loads(json.dumps(other))
    return json.dumps(document, ensure_ascii=draw(st.booleans()))


def outcome(text):
    """Return the household or the refusal; anything else that is raised fails the test."""
    try:
        return read_household(text)
    except HouseholdFileError as error:
        return error


def check(text):
    result = outcome(text)
    sentence = str(result)
    assert isinstance(result, Household) or sentence.startswith(f"{result.field}: ")
    assert isinstance(result, Household) or (sentence.isprintable() and len(sentence) < 800)
    assert repr(result) == repr(outcome(text))


@given(mutations())
def test_a_changed_file_is_read_or_refused(text):
    check(text)


@given(st.text() | st.binary())
def test_any_text_is_read_or_refused(text):
    check(text)


@given(st.integers(0, len(COMPLETE) - 1), st.integers(0, 30), st.text(max_size=3))
def test_a_damaged_file_is_read_or_refused(start, length, put):
    check(COMPLETE[:start] + put + COMPLETE[start + length :])


@given(st.integers(0))
def test_the_order_of_keys_changes_nothing(seed):
    random = Random(seed)

    def shuffled(value):
        if isinstance(value, dict):
            return {key: shuffled(value[key]) for key in random.sample(sorted(value), len(value))}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    document = json.loads(COMPLETE)
    assert read_household(json.dumps(shuffled(document))) == read_household(COMPLETE)
