"""What must whoever uses a figure know of it: what is left out, estimated or assumed?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from planning.engine.law import Law
from planning.engine.tax.batch import Batch
from planning.engine.tax.lines import Lines
from planning.engine.tax.state.tax import TABLE_YEAR, grade
from planning.engine.tax.units import SEPARATE, TaxUnits

NOT_MODELLED = Path(__file__).parents[1] / "law" / "not_modelled.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """One thing to keep in mind, and where it is written."""

    code: str
    citation: str
    numbers: Mapping[str, object] = field(default_factory=dict)


@cache
def not_modelled() -> tuple[tuple[str, Caveat], ...]:
    """Return what is left out, each with the kind of figure it concerns."""
    entries = tomllib.loads(NOT_MODELLED.read_text(encoding="utf-8"))["entry"]
    return tuple((entry.pop("when"), Caveat(**entry)) for entry in entries)


def left_out(units: TaxUnits, figures: Mapping[str, npt.ArrayLike]) -> list[Caveat]:
    """Return what is left out of the figures of returns, each where such a figure is not nothing.

    `figures` are those a return's own facts do not tell of, by their kinds.
    """
    minimum_tax = np.asarray(figures["minimum_tax"])
    held = {
        "federal": True,
        "social_security": units.social_security_head + units.social_security_spouse,
        "gains": (units.net_long_gain != 0) | (units.net_short_gain != 0),
        "separate_minimum_tax": (units.status == SEPARATE) & (minimum_tax > 0),
        **figures,
    }
    return [caveat for kind, caveat in not_modelled() if np.any(held[kind])]


def batch_caveats(batch: Batch, lines: Lines, law: Law) -> list[Caveat]:
    """Return the caveats of a batch, those of its estimates first."""
    columns = lines.columns
    figures: dict[str, npt.ArrayLike] = {
        "minimum_tax": columns["amt"],
        "niit": columns["niit"],
        "itemized": columns["itemized_deduction"],
        "senior_deduction": columns["senior_deduction"],
        "state": any(batch.states),
        "medicare": columns["irmaa_part_b_annual"],
        "premium_credit": False,  # no column has it
    }
    return [*_estimates(batch, lines), *_states(batch, law), *left_out(batch.units, figures)]


def _estimates(batch: Batch, lines: Lines) -> Iterator[Caveat]:
    if lines.is_projected.any():
        years = sorted({str(year) for year in batch.units.year[lines.is_projected]})
        numbers: dict[str, object] = {"years": ", ".join(years)}
        yield Caveat(code="projected_law", citation="docs/LAW.md", numbers=numbers)
    if batch.spouses_left_out:
        left_out = {"rows": batch.spouses_left_out}
        yield Caveat(code="spouse_left_out", citation="26 U.S.C. § 63(f)", numbers=left_out)
    if batch.spouses_without_age:
        ageless = {"rows": batch.spouses_without_age}
        yield Caveat(code="spouse_without_age", citation="26 U.S.C. § 63(f)", numbers=ageless)
    if batch.without_case_id:
        unnamed = {"rows": batch.without_case_id}
        yield Caveat(code="without_case_id", citation="docs/algorithms/tax.md", numbers=unnamed)


def _states(batch: Batch, law: Law) -> Iterator[Caveat]:
    for state in sorted(set(batch.states) - {""}):
        value = law.parameters[state].values[-1]
        verified = grade(law, state)
        if verified != "A":
            near = value.decimal("match_near")
            numbers = {"state": state, "grade": verified, "share": near}
            yield Caveat(code="state_grade", citation=value.source, numbers=numbers)
        table_year = int(str(value.fields.get("values_year", TABLE_YEAR)))
        years = {
            int(year)
            for year, of in zip(batch.units.year, batch.states, strict=True)
            if of == state
        }
        if years != {table_year}:
            numbers = {"state": state, "table_year": table_year}
            yield Caveat(code="state_year", citation=value.source, numbers=numbers)
