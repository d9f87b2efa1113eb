"""Which custodian's table is it, and what does it state for each account?

A table is known by the set of its headings, wherever the columns stand. What is stated for
holdings is added up to the account.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from planning.imports.cells import UnreadableError, day_within, read_amount, read_day
from planning.imports.reading import ImportRefusedError, Row

ACCOUNT = {"account", "account #", "account no", "account no.", "account number", "acct", "acct #"}
BALANCE = {
    "account value", "balance", "ending balance", "ending value", "fair market value", "fmv",
    "fmv of account", "total value", "value", "year end balance", "year-end balance",
    "market value", "ending market value", "december 31 balance", "12/31 balance",
}  # fmt: skip
DAY = {"as of", "as of date", "as-of", "as-of date", "balance date", "date", "valuation date"}
NAME = {"account name", "account title", "client", "client name", "name", "owner", "registration"}

FIDELITY = {"account number", "account name", "symbol", "quantity", "current value"}
VANGUARD = {"account number", "investment name", "symbol", "shares", "share price", "total value"}
VANGUARD_529 = {"fund account number", "fund name", "price", "shares", "total value"}
SCHWAB_VALUE = ("mkt val (market value)", "market value")
SCHWAB_PREAMBLE = re.compile(r"positions for (?:account )?(.*?) as of\b(.*)", re.IGNORECASE)
SCHWAB_TOTALS = {"account total", "total"}
ROWS_OF_SAMPLE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which headings of a table say what; how a mapping is saved."""

    account: str
    balance: str
    day: str = ""
    name: str = ""
    is_of_holdings: bool = False

    @classmethod
    def of(cls, saved: Mapping[str, Any]) -> Columns:
        return cls(**saved)


@dataclass(slots=True, kw_only=True)
class Figure:
    """What a file states for one account. `problem` says why it cannot be used."""

    number: str
    name: str = ""
    amount: Decimal | None = None
    as_of: date | None = None
    lines: list[int] = field(default_factory=list)
    problem: str = ""
    is_twice: bool = False

    def add(self, line: int, amount: Decimal | None, what: str, *, is_needed: bool) -> None:
        """Add a holding; without its value the sum of an account would be too small."""
        self.lines.append(line)
        if amount is None and is_needed:
            self.object(_("Line %(line)d states no value of %(what)s.") % vars_of(line, what))
        elif amount is not None:
            self.amount = (self.amount or Decimal(0)) + amount

    def object(self, problem: str) -> None:
        """Keep the first problem only: one sentence is enough to go and look."""
        self.problem = self.problem or problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A file that was understood."""

    layout: str
    custodian: str
    figures: list[Figure]
    as_of: date | None = None  # of the file as a whole, where it says so


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownTable:
    """A file somebody has to explain: its headings and first rows."""

    headings: list[str]
    sample: list[list[str]]

    @property
    def key(self) -> str:
        return key_of(self.headings)

    @property
    def guess(self) -> dict[str, str]:
        """Return the first heading that may mean each thing, to begin the form with."""
        known = {"account": ACCOUNT, "balance": BALANCE, "day": DAY, "name": NAME}
        return {
            meaning: next((h for h in self.headings if h.casefold() in words), "")
            for meaning, words in known.items()
        }


def vars_of(line: int, what: str) -> dict[str, Any]:
    return {"line": line, "what": what or _("a holding")}


def key_of(headings: Iterable[str]) -> str:
    """Return what a set of headings is known by."""
    names = sorted({heading.casefold() for heading in headings if heading})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def understood(
    rows: list[Row], saved: Callable[[str], Columns | None], chosen: Columns | None = None
) -> Statement | UnknownTable:
    """Return what a file states, or what has to be explained first.

    Raises: ImportRefusedError where there is a table and nothing in it.
    """
    if chosen is None:
        for known in (_schwab, _fidelity, _vanguard):
            if statement := known(rows):
                return _with_something(statement)
    start = _first_heading(rows, chosen)
    headings = rows[start].cells
    columns = chosen or saved(key_of(headings)) or _recognised(headings)
    if columns is None:
        return table_in(rows)
    return _with_something(_plain_table(rows, start, columns))


def table_in(rows: list[Row]) -> UnknownTable:
    """Return the headings of a file and its first rows.

    Raises: ImportRefusedError.
    """
    start = _first_heading(rows, None)
    sample = [row.cells for row in rows[start + 1 : start + 1 + ROWS_OF_SAMPLE]]
    return UnknownTable(headings=rows[start].cells, sample=sample)


def _with_something(statement: Statement) -> Statement:
    if not statement.figures:
        raise ImportRefusedError(_("This file has headings and no account below them."))
    return statement


def _places(row: Row) -> dict[str, int]:
    """Return where each heading stands; of two alike the first counts."""
    places: dict[str, int] = {}
    for place, heading in enumerate(row.cells):
        places.setdefault(heading.casefold(), place)
    return places


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""


def _amount_in(figure: Figure, row: Row, place: int, what: str, *, is_needed: bool = True) -> None:
    try:
        figure.add(row.line, read_amount(_cell(row, place)), what, is_needed=is_needed)
    except UnreadableError as error:
        figure.lines.append(row.line)
        figure.object(_("Line %(line)d: %(why)s") % {"line": row.line, "why": error})


# Positions of Schwab: for each account its name, headings, holdings and a total


def _schwab(rows: list[Row]) -> Statement | None:
    preamble = SCHWAB_PREAMBLE.match(rows[0].cells[0])
    if preamble is None:
        return None
    figures: list[Figure] = []
    name, places, value = preamble[1].strip(), {}, 0
    figure: Figure | None = None
    for row in rows[1:]:
        found = _places(row)
        heading = next((title for title in SCHWAB_VALUE if title in found), None)
        if heading and "symbol" in found:
            places, value = found, found[heading]
            figure = Figure(number=name, name=name)
            figures.append(figure)
        elif (len(row.filled) == 1 and not places) or figure is None:
            name = row.cells[0]
        elif row.cells[0].casefold() in SCHWAB_TOTALS:
            _compare(figure, row, value)
            figure, places = None, {}
        else:
            # What has no value is seen in the total: it would be too large for the sum.
            _amount_in(figure, row, value, row.cells[0], is_needed=False)
    if figure is not None:
        figure.object(_("The file ends before this account’s total: it may be cut off."))
    _mark_repeated(figures)
    return Statement(
        layout="schwab_positions",
        custodian="Schwab",
        figures=figures,
        as_of=day_within(preamble[2]),
    )


def _compare(figure: Figure, row: Row, place: int) -> None:
    """A total is there to be checked against; an account that holds nothing has only that."""
    try:
        total = read_amount(_cell(row, place))
    except UnreadableError as error:
        figure.object(_("Line %(line)d: %(why)s") % {"line": row.line, "why": error})
        return
    figure.lines.append(row.line)
    figure.amount = total if figure.amount is None else figure.amount
    if total is not None and figure.amount != total:
        figure.object(
            _("Its holdings come to $%(sum)s and its total says $%(total)s.")
            % {"sum": f"{figure.amount:,.2f}", "total": f"{total:,.2f}"}
        )


# Positions of Fidelity: one table of all accounts, then lines of small print


def _fidelity(rows: list[Row]) -> Statement | None:
    start = next((i for i, row in enumerate(rows) if _places(row).keys() >= FIDELITY), None)
    if start is None:
        return None
    places = _places(rows[start])
    figures: dict[str, Figure] = {}
    as_of = None
    for row in rows[start + 1 :]:
        number = _cell(row, places["account number"])
        if len(row.filled) <= 2:  # the small print, and the day the file was made
            as_of = as_of or day_within(" ".join(row.filled))
        elif number.casefold() != "account number":
            figure = figures.setdefault(number, Figure(number=number))
            figure.name = figure.name or _cell(row, places["account name"])
            _amount_in(figure, row, places["current value"], _cell(row, places["symbol"]))
    return Statement(
        layout="fidelity_positions",
        custodian="Fidelity",
        figures=list(figures.values()),
        as_of=as_of,
    )


# Holdings of Vanguard: a table of them, then one of transactions, and no day


def _vanguard(rows: list[Row]) -> Statement | None:
    found = _places(rows[0])
    if found.keys() >= VANGUARD:
        number_in, what_in = found["account number"], found["investment name"]
    elif found.keys() >= VANGUARD_529:
        number_in, what_in = found["fund account number"], found["fund name"]
    else:
        return None
    figures: dict[str, Figure] = {}
    for row in rows[1:]:
        if "trade date" in _places(row):
            break
        number = _cell(row, number_in)
        if number.casefold() != rows[0].cells[number_in].casefold():
            figure = figures.setdefault(number, Figure(number=number))
            _amount_in(figure, row, found["total value"], _cell(row, what_in))
    return Statement(
        layout="vanguard_holdings", custodian="Vanguard", figures=list(figures.values())
    )


# Any other table: one row for each account, or one for each holding


def _plain_table(rows: list[Row], start: int, columns: Columns) -> Statement:
    places = _places(rows[start])
    number_in, value_in = places[columns.account.casefold()], places[columns.balance.casefold()]
    day_in = places[columns.day.casefold()] if columns.day else None
    name_in = places[columns.name.casefold()] if columns.name else None
    figures: list[Figure] = []
    by_number: dict[str, Figure] = {}
    for row in rows[start + 1 :]:
        number = _cell(row, number_in)
        if row.cells == rows[start].cells or (not number and not _cell(row, value_in)):
            continue
        held = by_number.get(number) if columns.is_of_holdings else None
        figure = held or Figure(number=number, name=_cell(row, name_in))
        if held is None:
            by_number[number] = figure
            figures.append(figure)
        _amount_in(figure, row, value_in, number)
        _day_in(figure, row, day_in)
    _mark_repeated(figures)
    return Statement(layout="table", custodian="", figures=figures)


def _day_in(figure: Figure, row: Row, place: int | None) -> None:
    written = _cell(row, place)
    if not written:
        return
    try:
        stated = read_day(written)
    except UnreadableError as error:
        figure.object(_("Line %(line)d: %(why)s") % {"line": row.line, "why": error})
        return
    if figure.as_of not in (None, stated):
        figure.object(_("Line %(line)d is of another day than those before.") % {"line": row.line})
    figure.as_of = stated


def _mark_repeated(figures: list[Figure]) -> None:
    """Mark accounts of which one file states several balances for one day."""
    first: dict[tuple[str, date | None], Figure] = {}
    for figure in figures:
        same = first.setdefault((figure.number, figure.as_of), figure)
        if same is not figure:
            same.is_twice = figure.is_twice = True


def _first_heading(rows: list[Row], chosen: Columns | None) -> int:
    """Return the row of the headings: the first that has what is looked for, or else two cells."""
    for place, row in enumerate(rows):
        if chosen is not None:
            names = {chosen.account, chosen.balance, chosen.day, chosen.name} - {""}
            if _places(row).keys() >= {name.casefold() for name in names}:
                return place
        elif _recognised(row.cells):
            return place
    wide = (place for place, row in enumerate(rows) if len(row.filled) > 1)
    first = next(wide, None)
    if first is None or chosen is not None:
        raise ImportRefusedError(
            _("No line of this file has headings for an account number and a balance.")
        )
    return first


def _recognised(headings: list[str]) -> Columns | None:
    """Return the columns of a table whose headings leave no choice."""
    account, balance, day, name = (
        [heading for heading in headings if heading.casefold() in known]
        for known in (ACCOUNT, BALANCE, DAY, NAME)
    )
    if len(account) != 1 or len(balance) != 1 or len(day) > 1:
        return None
    if any(heading.casefold() in ("symbol", "cusip", "ticker") for heading in headings):
        return None  # rows of holdings: somebody says that they are to be added up
    return Columns(
        account=account[0],
        balance=balance[0],
        day=day[0] if day else "",
        name=name[0] if len(name) == 1 else "",
    )
