"""Does a document have the form of `docs/household-file.schema.json`, and if not, where?

The published schema is the only statement of the form; this module turns its verdicts into
sentences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path as FilePath
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from planning.engine.household_file.problem import Document, Path, Problem
from planning.engine.household_file.values import (
    date_problem,
    did_you_mean,
    money_problem,
    shown,
)

Schema = dict[str, Any]

SCHEMA_FILE = FilePath(__file__).resolve().parents[3] / "docs" / "household-file.schema.json"

_FORMATS = {"date": date_problem, "money": money_problem}
_FAULTS = {
    "type": "is not what belongs here",
    "minimum": "is too low",
    "exclusiveMinimum": "is too low",
    "maximum": "is too high",
    "minLength": "is empty",
    "maxLength": "is too long",
    "minItems": "is too short",
}
_TYPES = {
    "array": "a list in [ ]",
    "boolean": "true or false",
    "null": "null",
    "object": "an object in { }",
    "string": "a line of at most 200 characters",
}


@cache
def published_schema() -> Schema:
    """Return the schema with its numbers exact."""
    schema: Schema = json.loads(SCHEMA_FILE.read_text("utf-8"), parse_float=Decimal)
    return schema


def misshapen(document: Document) -> Iterator[Problem]:
    """Find what departs from the published schema."""
    for error in _validator().iter_errors(document):
        yield _problem(
            tuple(error.absolute_path),
            str(error.validator),
            error.validator_value,
            error.instance,
            cast(Schema, error.schema),
        )


@cache
def _validator() -> Validator:
    formats = FormatChecker(formats=())
    for name, problem in _FORMATS.items():
        formats.checks(name)(lambda value, problem=problem: value is None or not problem(value))
    types = Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number)
    types = types.redefine("integer", _is_integer)
    exact: type[Validator] = extend(  # type: ignore[no-untyped-call]  # untyped in the stubs
        Draft202012Validator, type_checker=types
    )
    schema = published_schema()
    return exact(_without_references(schema, schema["$defs"]), format_checker=formats)


def _without_references(part: Document, definitions: Schema) -> Document:
    """Put each definition where it is referred to: the check takes half the time."""
    if isinstance(part, list):
        return [_without_references(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    name = part.get("$ref", "").removeprefix("#/$defs/")
    whole = {**definitions.get(name, {}), **part}
    return {
        key: _without_references(value, definitions)
        for key, value in whole.items()
        if key not in ("$ref", "$defs")
    }


def _is_number(checker: object, value: object) -> bool:
    return isinstance(value, Decimal) and value.is_finite()


def _is_integer(checker: object, value: object) -> bool:
    return isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value()


def _problem(path: Path, rule: str, wanted: Document, value: Document, schema: Schema) -> Problem:
    """Say what the rule of a schema that a value breaks comes to."""
    if rule == "required":
        key = next(key for key in wanted if key not in value)
        about = schema["properties"][key]["description"]
        return Problem((*path, key), f"is missing. Add it: {about[0].lower()}{about[1:]}")
    if rule == "additionalProperties":
        return _unknown_key(path, value, schema)
    if rule == "maxItems":
        is_exact = schema.get("minItems") == wanted
        most = _expected(schema) if is_exact else f"at most {wanted}"
        return Problem(path, f"has {len(value)} entries. Write {most}.")
    if schema.get("format") in _FORMATS:
        return Problem(path, f"{_FORMATS[schema['format']](value)}")
    fault = _FAULTS.get(rule, "does not belong here")
    known = [word for word in schema.get("enum", []) if word is not None]
    near = did_you_mean(value, known) if isinstance(value, str) else ""
    return Problem(path, f"{shown(value)} {fault}.{near or f' Write {_expected(schema)}.'}")


def _unknown_key(path: Path, value: dict[str, Document], schema: Schema) -> Problem:
    if years := schema.get("patternProperties"):
        key = next(key for key in value if not any(re.search(year, key) for year in years))
        return Problem((*path, key), "is not a year from 1900 to 2200. Write a year as the key.")
    known = schema["properties"]
    key = next(key for key in value if key not in known)
    near = did_you_mean(key, known) or " Remove it or correct its name."
    return Problem((*path, key), f"is not a key of this format.{near}")


def _expected(schema: Schema) -> str:
    """Say in words what a part of the schema accepts."""
    if title := schema.get("title"):
        return str(title)
    words = schema["enum"] if "enum" in schema else [schema["const"]] if "const" in schema else []
    types = schema.get("type", [])
    kinds = [
        f"a whole number from {schema['minimum']} to {schema['maximum']}"
        if kind == "integer"
        else _TYPES[kind]
        for kind in ([types] if isinstance(types, str) else types)
    ]
    *others, last = [*map(shown, words), *kinds]
    return f"{', '.join(others)} or {last}" if others else last
