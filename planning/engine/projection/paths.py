"""How is a year, or what it rests on, seen on some of its paths only?"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.state import State
from planning.engine.projection.year import Year
from planning.engine.tax.arrays import Whole

Table = TypeVar("Table")
OF_NO_PATH = frozenset({"conversion_years", "heads", "spouses", "age_head"})
NO_ARRAYS = frozenset({"region", "part_of_year"})


def on_paths(year: Year, paths: Whole) -> Year:
    """Return a year before decisions on some of its paths, in this order."""
    parts: dict[str, Any] = {
        "outlook": outlook_on(year.outlook, paths),
        "state": state_on(year.state, paths),
        "returns": _cut(year.returns, paths),
        "premiums": _cut(year.premiums, paths),
        "market": None if year.market is None else _cut(year.market, paths),
    }
    for name in ("incomes", "taxed_incomes"):
        parts[name] = {kind: each[paths] for kind, each in getattr(year, name).items()}
    return replace(_cut(year, paths, {*parts, "year"}), **parts)


def state_on(state: State, paths: Whole) -> State:
    """Return a state on some of its paths, in this order."""
    return replace(_cut(state, paths, {"roths"}), roths=_cut(state.roths, paths))


def outlook_on(outlook: Outlook, paths: Whole) -> Outlook:
    """Return an outlook on some of its paths, in this order."""
    lives = replace(outlook.lives, last_years=outlook.lives.last_years[paths])
    growth, unsold = (
        each if len(each) == 1 else each[paths] for each in (outlook.growth, outlook.unsold)
    )
    spending = outlook.needs.spending
    spending = spending[:, paths] if spending.ndim > 1 and spending.shape[1] > 1 else spending
    return replace(
        outlook,
        lives=lives,
        prices=outlook.prices[paths],
        growth=growth,
        unsold=unsold,
        needs=replace(outlook.needs, spending=spending),
    )


def _cut(table: Table, paths: Whole, left_out: set[str] | frozenset[str] = frozenset()) -> Table:
    known = OF_NO_PATH | NO_ARRAYS | left_out
    names = [e.name for e in fields(table) if e.name not in known]  # type: ignore[arg-type]
    return replace(table, **{name: getattr(table, name)[paths] for name in names})  # type: ignore[type-var]
