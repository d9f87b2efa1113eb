"""How is an answer written: sentences, a table, a drawing's series?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from planning.engine.projection.outlook import Outlook
from planning.wording import account_text

Document = dict[str, Any]
Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What people and accounts of a plan are called."""

    people: Mapping[str, str]
    accounts: Mapping[str, str]


def names_of(outlook: Outlook) -> Names:
    """Return the names of everybody and everything in a plan."""
    return Names(
        people={person.id: person.name for person in outlook.lives.people},
        accounts={one.id: account_text(one) for one in outlook.accounts.accounts},
    )


def answer(
    question: str,
    says: Iterable[str],
    tables: Sequence[Document] = (),
    chart: Document | None = None,
) -> Document:
    """Return an answer as JSON types: plain words first, then tables, then what is drawn."""
    return {"question": question, "says": list(says), "tables": list(tables), "chart": chart}


def table(
    title: str | Promise,
    columns: Sequence[tuple[str, str | Promise, str]],
    rows: Iterable[Mapping[str, Cell]],
    marked: Sequence[int] = (),
) -> Document:
    """Return a table: columns are a key, a heading and how it is read.

    Read as: text, year, dollars (with cents, as text), rate (a fraction), month (YYYY-MM).
    """
    return {
        "title": str(title),
        "columns": [
            {"key": key, "heading": str(heading), "read_as": read_as}
            for key, heading, read_as in columns
        ],
        "rows": [dict(row) for row in rows],
        "marked": list(marked),
    }


def chart(
    title: str | Promise,
    x: str,
    points: Iterable[tuple[Cell, str, float]],
    *,
    x_is_money: bool = False,
) -> Document:
    """Return the points of a drawing: where, of which series, how much."""
    return {
        "title": str(title),
        "x": x,
        "x_is_money": x_is_money,
        "points": [[at, series, round(amount, 2)] for at, series, amount in points],
    }


def money(amount: float) -> str:
    """Return dollars and cents as a document writes them."""
    return f"{round(float(amount), 2) + 0.0:.2f}"


def whole(amount: float) -> str:
    """Return dollars for a sentence: $12,345."""
    sign = "−" if round(amount) < 0 else ""
    return f"{sign}${abs(round(amount)):,}"


def rate(fraction: float) -> float:
    """Return a rate as a document writes it."""
    return round(float(fraction), 4)


def month(day: date) -> str:
    """Return a month as a document writes it."""
    return f"{day:%Y-%m}"
