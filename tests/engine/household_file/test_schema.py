"""The published schema is a schema, it is complete, and it names what the engine knows."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from planning.engine.household import (
    AccountKind,
    AnnuityTreatment,
    BalanceSource,
    DistributionKind,
)
from planning.engine.household_file.schema import SCHEMA_FILE
from planning.engine.law import load_law
from tests.engine.household_file.changed import EXAMPLES

SCHEMA = json.loads(SCHEMA_FILE.read_text("utf-8"))
DEFINITIONS = SCHEMA["$defs"]
APPLICATORS = ("if", "else")  # they add a condition to an object that is described elsewhere


def parts(schema, name="schema"):
    """Yield every part of the schema that is a schema, with a name for it."""
    yield name, schema
    for key, child in schema.items():
        if key in ("properties", "patternProperties", "$defs"):
            for key_name, part in child.items():
                yield from parts(part, f"{name}/{key_name}")
        elif key in ("items", "then", *APPLICATORS) or (key == "additionalProperties" and child):
            yield from parts(child, f"{name}/{key}")


PARTS = dict(parts(SCHEMA))


def test_it_is_a_schema_of_draft_2020_12():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.glob("*.json")))
def test_an_ordinary_validator_accepts_the_examples(example):
    Draft202012Validator(SCHEMA).validate(json.loads((EXAMPLES / example).read_text("utf-8")))


def test_no_object_takes_an_unknown_key():
    objects = {
        name: part
        for name, part in PARTS.items()
        if ("properties" in part or "object" in part.get("type", ()))
        and not name.endswith(APPLICATORS)
    }
    assert len(objects) > 25
    open_objects = [
        name for name, part in objects.items() if part.get("additionalProperties") is not False
    ]
    assert open_objects == ["schema/ira_deductions_after_70_half"]  # its keys are people's ids


def test_every_key_is_described():
    keys = {
        f"{name}/{key}": part
        for name, owner in PARTS.items()
        for key, part in owner.get("properties", {}).items()
        if not name.endswith("if")
    }
    assert len(keys) > 120
    assert [name for name, part in keys.items() if not part.get("description")] == []


def test_the_complete_example_has_every_key():
    example = json.loads((EXAMPLES / "complete.json").read_text("utf-8"))
    assert list(absent(SCHEMA, [example], "")) == []


def absent(schema, values, name):
    """Yield the keys of a schema that none of the values has."""
    schema = DEFINITIONS.get(schema.get("$ref", "").removeprefix("#/$defs/"), schema)
    objects = [value for value in values if isinstance(value, dict)]
    lists = [value for value in values if isinstance(value, list)]
    if "then" in schema:
        yield from absent(schema["then"], objects, name)
    if "items" in schema:
        yield from absent(schema["items"], [item for value in lists for item in value], name)
    for pattern in schema.get("patternProperties", {}).values():
        entries = [entry for value in objects for entry in value.values()]
        yield from absent(pattern, entries, name)
    for key, part in schema.get("properties", {}).items():
        held = [value[key] for value in objects if key in value]
        if not held:
            yield f"{name}.{key}"
        yield from absent(part, held, f"{name}.{key}")


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("schema/account/kind", AccountKind),
        ("schema/year_end_balance/then/source", BalanceSource),
        ("schema/distributions/items/kind", DistributionKind),
        ("schema/annuity/treatment", AnnuityTreatment),
    ],
)
def test_the_words_are_those_of_the_engine(name, kinds):
    assert PARTS[name]["enum"] == [kind.value for kind in kinds]


def test_the_vesting_schedules_are_those_of_the_law():
    schedules = [value.text("schedule") for value in load_law().parameters["vesting"].values]
    assert PARTS["schema/plan/sources/items/vesting"]["enum"] == schedules
