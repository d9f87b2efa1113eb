"""How do the parameter files become values the engine can trust?

The files are read and checked once. A file that lacks a source, has dates out of order, a
table with a gap or a name that does not fit is refused with a sentence naming the file.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import isqrt
from pathlib import Path
from typing import Any

from planning.engine.law.indexing import ROUNDING, IndexingRule, IndexSeries
from planning.engine.law.parameter import LawError, Parameter, Value
from planning.engine.law.tables import AgeTable, JointTable

PARAMETERS = Path(__file__).parent / "parameters"
AUTHORITIES = Path(__file__).parent / "authorities.toml"
BASES = ("published", "proposed", "computed", "mixed", "projected")
HEADER = ("name", "title", "unit", "keyed_by", "statute", "published_by")
# A value keyed by something other than a date (a birth date, a kind of account) has no start.
UNDATED = date(1, 1, 1)


def read_parameters(folder: Path = PARAMETERS) -> dict[str, Parameter]:
    """Read every parameter file below `folder`. Raises: LawError naming the file at fault."""
    parameters: dict[str, Parameter] = {}
    for path in sorted(folder.rglob("*.toml")):
        parameter = _parameter(path, folder)
        parameters[parameter.name] = parameter
    return {name: _with_index(parameter, parameters) for name, parameter in parameters.items()}


def _with_index(parameter: Parameter, parameters: Mapping[str, Parameter]) -> Parameter:
    """Give a rule that follows an index file the figures of that file."""
    rule = parameter.indexing
    if rule is None or rule.series is None:
        return parameter
    if rule.series not in parameters:
        raise LawError(f"{parameter.path}: indexing.series is {rule.series}; it is no file.")
    index = IndexSeries(
        name=rule.series,
        values={v.effective.year: v.decimal("average") for v in parameters[rule.series].values},
    )
    return replace(parameter, indexing=replace(rule, index=index))


def read_authorities(path: Path = AUTHORITIES) -> dict[str, dict[str, str]]:
    """Read where each rule is written, by topic and reason code."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def law_version(folder: Path = PARAMETERS) -> str:
    """Return a short hash of every byte of the parameter files: it names the law that was used."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".toml", ".csv"}):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _parameter(path: Path, folder: Path) -> Parameter:
    where = path.relative_to(folder).as_posix()
    content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    missing = [key for key in HEADER if not content.get(key)]
    if missing:
        raise LawError(f"{where}: {', '.join(missing)} missing.")
    if content["name"] != path.stem:
        raise LawError(f"{where}: the name is {content['name']}; it must be the file's own.")
    values = tuple(_value(where, position, raw) for position, raw in _numbered(where, content))
    dates = [value.effective for value in values]
    if dates != sorted(dates) or (len(set(dates)) < len(dates) and UNDATED not in dates):
        raise LawError(f"{where}: the values' dates must ascend.")
    return Parameter(
        **{key: content[key] for key in HEADER},
        path=where,
        values=values,
        one_year_only=content.get("one_year_only", False),
        indexing=_indexing(where, content.get("indexing")),
    )


def _numbered(where: str, content: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    raw_values = content.get("value", [])
    if not raw_values:
        raise LawError(f"{where}: there is no [[value]].")
    return list(enumerate(raw_values, start=1))


def _value(where: str, position: int, raw: dict[str, Any]) -> Value:
    fields = dict(raw)
    source, basis = fields.pop("source", None), fields.pop("basis", "published")
    if not source:
        raise LawError(f"{where}: value {position} has no source.")
    if basis not in BASES:
        raise LawError(f"{where}: value {position} has the basis {basis}; it is one of {BASES}.")
    return Value(
        effective=fields.pop("effective", UNDATED),
        source=source,
        basis=basis,
        note=fields.pop("note", None),
        fields=fields,
    )


def _indexing(where: str, raw: Mapping[str, Any] | None) -> IndexingRule | None:
    if raw is None:
        return None
    if raw["round"] not in ROUNDING:
        raise LawError(f"{where}: indexing.round is {raw['round']}; it is one of {set(ROUNDING)}.")
    to, years = raw["to"], raw.get("base_year")
    return IndexingRule(
        by=raw["by"],
        round=raw["round"],
        to={k: Decimal(v) for k, v in to.items()} if isinstance(to, dict) else Decimal(to),
        source=raw["source"],
        on_increase=raw.get("on_increase", False),
        lag=raw.get("lag", 1),
        series=raw.get("series"),
        base=raw.get("base"),
        base_year=tuple(years) if isinstance(years, list) else years,
        base_index=raw.get("base_index"),
    )


def read_age_table(parameter: Parameter, value: Value, folder: Path = PARAMETERS) -> AgeTable:
    """Read the age table a value points to. Raises: LawError where an age is missing."""
    where, rows = _rows(parameter, value, folder)
    ages = [int(age) for age, _ in rows]
    if ages != list(range(ages[0], ages[0] + len(ages))):
        raise LawError(f"{where}: the ages have a gap or are out of order.")
    return AgeTable(
        title=parameter.title,
        edition=value.integer("edition"),
        source=value.source,
        first_age=ages[0],
        divisors=tuple(Decimal(number) for _, number in rows),
    )


def read_joint_table(parameter: Parameter, value: Value, folder: Path = PARAMETERS) -> JointTable:
    """Read the two-age table a value points to. Raises: LawError where a cell is missing."""
    where, rows = _rows(parameter, value, folder)
    size = isqrt(len(rows))
    expected = [(str(a), str(b)) for a in range(size) for b in range(size)]
    if [(a, b) for a, b, _ in rows] != expected:
        raise LawError(f"{where}: a cell is missing or out of order.")
    divisors = [Decimal(number) for _, _, number in rows]
    return JointTable(
        title=parameter.title,
        edition=value.integer("edition"),
        source=value.source,
        rows=tuple(tuple(divisors[a * size : (a + 1) * size]) for a in range(size)),
    )


def _rows(parameter: Parameter, value: Value, folder: Path) -> tuple[str, list[list[str]]]:
    path = (folder / parameter.path).with_name(value.text("table"))
    with path.open(encoding="utf-8", newline="") as file:
        return path.relative_to(folder).as_posix(), list(csv.reader(file))[1:]
