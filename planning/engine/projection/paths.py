"""How is a year seen on some of its paths only?"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.year import Year
from planning.engine.tax.arrays import Whole

Table = TypeVar("Table")
OF_NO_PATH = frozenset({"conversion_years", "heads", "spouses", "age_head"})
NO_ARRAYS = frozenset({"region", "part_of_year"})


def on_paths(year: Year, paths: Whole) -> Year:
    """Return a year before decisions on some of its paths, in this order."""
    parts: dict[str, Any] = {
        "outlook": _outlook(year.outlook, paths),
        "state": replace(_cut(year.state, paths, {"roths"}), roths=_cut(year.state.roths, paths)),
        "returns": _cut(year.returns, paths),
        "premiums": _cut(year.premiums, paths),
        "market": None if year.market is None else _cut(year.market, paths),
    }
    for name in ("incomes", "taxed_incomes"):
        parts[name] = {kind: each[paths] for kind, each in getattr(year, name).items()}
    return replace(_cut(year, paths, {*parts, "year"}), **parts)


def _outlook(outlook: Outlook, paths: Whole) -> Outlook:
    lives = replace(outlook.lives, last_years=outlook.lives.last_years[paths])
    growth, unsold = (
        each if len(each) == 1 else each[paths] for each in (outlook.growth, outlook.unsold)
    )
    return replace(outlook, lives=lives, prices=outlook.prices[paths], growth=growth, unsold=unsold)


def _cut(table: Table, paths: Whole, left_out: set[str] | frozenset[str] = frozenset()) -> Table:
    known = OF_NO_PATH | NO_ARRAYS | left_out
    names = [e.name for e in fields(table) if e.name not in known]  # type: ignore[arg-type]
    return replace(table, **{name: getattr(table, name)[paths] for name in names})  # type: ignore[type-var]
