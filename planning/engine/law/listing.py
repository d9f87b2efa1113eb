"""What law does the project hold, from where, and what does a coming year lack?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from planning.engine.law.law import Law
from planning.engine.law.loading import UNDATED
from planning.engine.law.parameter import Parameter, UnknownYear, Value

PREFACE = """# The law

Every figure of law the engine uses, with where it is taken from. This page is generated from
the parameter files by `python3 dev.py law`; do not edit it.

*Published* is law as it stands, *proposed* a proposed regulation read where the statute is
unsettled, *computed* an official formula on official figures, *mixed* a table whose parts differ,
*projected* an estimate until the official figure is at hand. A source that says *recalled* has
not been held against the text itself.
"""


def law_listing(law: Law) -> str:
    """Return the whole law as one Markdown page."""
    sections = [_section(parameter) for parameter in law.parameters.values()]
    return "\n".join([PREFACE, *sections, _authorities(law.authorities)])


def missing_for(law: Law, year: int) -> list[str]:
    """Return a sentence for each yearly figure a year lacks, and who publishes it."""
    return [sentence for p in law.parameters.values() for sentence in _missing(p, year)]


def _missing(parameter: Parameter, year: int) -> Iterator[str]:
    if not parameter.published_every_year:
        return
    try:
        value = parameter.on(date(year, 1, 1))
    except UnknownYear:
        yield f"{parameter.path}: {year} is missing. Published by {parameter.published_by}."
        return
    if value.basis == "projected" or value.effective.year < year:
        yield (
            f"{parameter.path}: {year} is {_basis_in(value, year)}. "
            f"Published by {parameter.published_by}."
        )


def _basis_in(value: Value, year: int) -> str:
    return "projected" if value.effective.year == year else f"still that of {value.effective.year}"


def _section(parameter: Parameter) -> str:
    rows = "\n".join(_row(value) for value in parameter.values)
    indexing = ""
    if parameter.indexing is not None:
        rule = parameter.indexing
        indexing = (
            f" Indexed by {rule.by}, rounded {rule.round} to {_shown(rule.to)} ({rule.source})."
        )
    return f"""## {parameter.title}

`{parameter.path}`: {parameter.unit}, by {parameter.keyed_by}. {parameter.statute}.{indexing}

| From | Value | Basis | Source |
|---|---|---|---|
{rows}
"""


def _row(value: Value) -> str:
    start = "" if value.effective == UNDATED else value.effective.isoformat()
    fields = "; ".join(f"{_words(name)} {_shown(field)}" for name, field in value.fields.items())
    note = f" {value.note}" if value.note else ""
    return f"| {start} | {fields} | {value.basis} | {value.source}.{note} |"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _shown(field: object) -> str:
    if isinstance(field, list):
        listed = ", ".join(_shown(entry) for entry in field)
        return f"[{listed}]" if any(isinstance(entry, list) for entry in field) else listed
    if isinstance(field, Mapping):
        return ", ".join(f"{_words(name)} {_shown(entry)}" for name, entry in field.items())
    if isinstance(field, bool):
        return "yes" if field else "no"
    # A year-like edition or age reads better without a thousands comma.
    return f"{field:,}" if isinstance(field, int) and field >= 10_000 else str(field)


def _authorities(authorities: Mapping[str, Mapping[str, str]]) -> str:
    rows = "\n".join(
        f"| {topic} | {_words(code)} | {where} |"
        for topic, entries in authorities.items()
        for code, where in entries.items()
    )
    return f"""## Where each rule stands

| Topic | Rule | Authority |
|---|---|---|
{rows}
"""
