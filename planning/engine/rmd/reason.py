"""What is one step of an explanation?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from planning.engine.law import Law
from planning.engine.rmd.record import record


@record
class Reason:
    """One step of an explanation: what was looked at, what it gave, where it is written."""

    code: str
    value: object
    citation: str
    numbers: Mapping[str, object] = field(default_factory=dict)


def reason(code: str, value: object, law: Law, **numbers: object) -> Reason:
    """Return a step whose authority stands in authorities.toml."""
    return Reason(
        code=code,
        value=value,
        citation=law.authority("rmd", code),
        numbers={"value": value, **numbers},
    )
