"""How does a table of returns become tax units, and their tax a table again?

The columns and their meaning are those of the contract. A row
that says something impossible is refused with one sentence naming it and its column; what is
blank is zero.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from planning.engine.errors import EngineError
from planning.engine.household import FilingStatus
from planning.engine.tax.parameters import FIRST_YEAR, LAST_YEAR
from planning.engine.tax.units import CODES, LARGEST, TaxUnits, tax_units

# Column of the table → field of a tax unit.
AMOUNTS = {
    "wages_head": "wages_head",
    "wages_spouse": "wages_spouse",
    "pension_head": "pension_head",
    "pension_spouse": "pension_spouse",
    "ira_head": "ira_head",
    "ira_spouse": "ira_spouse",
    "roth_conversion": "roth_conversion",
    "ss_head": "social_security_head",
    "ss_spouse": "social_security_spouse",
    "taxable_interest": "taxable_interest",
    "tax_exempt_interest": "tax_exempt_interest",
    "qualified_dividends": "qualified_dividends",
    "nonqualified_dividends": "nonqualified_dividends",
    "net_ltcg": "net_long_gain",
    "net_stcg": "net_short_gain",
    "state_local_income_or_sales_tax": "state_and_local_tax",
    "real_estate_tax": "real_estate_tax",
    "mortgage_interest": "mortgage_interest",
    "charity_cash": "charity_cash",
    "medical_expenses": "medical_expenses",
}
COUNTS = ("age_head", "age_spouse", "dependents")
FLAGS = ("blind_head", "blind_spouse")
COLUMNS = ("case_id", "year", "state", "filing_status", *COUNTS, *FLAGS, *AMOUNTS)
SIGNED = ("net_ltcg", "net_stcg")
OLDEST, MOST_DEPENDENTS = 130, 50

_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)", re.ASCII)
_WHOLE = re.compile(r"\d{1,4}(\.0*)?", re.ASCII)
_FLAG = {"": 0, "0": 0, "1": 1, "0.0": 0, "1.0": 1, "false": 0, "true": 1}


class RefusedTable(EngineError):
    """The table as a whole cannot be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one row is refused."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        """Say it in one sentence."""
        return f"Row {self.line}, column {self.column}: {self.text}"


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows that can be computed, and why the others cannot."""

    case_ids: tuple[str, ...]
    states: tuple[str, ...]
    units: TaxUnits
    problems: tuple[Problem, ...]
    spouses_left_out: int  # rows whose status has no spouse on the return, though one was described
    spouses_without_age: int  # joint returns whose spouse then counts as under 65

    @property
    def without_case_id(self) -> int:
        """How many returns have no name; they are told apart by their order alone."""
        return self.case_ids.count("")


def read_batch(lines: Iterable[str], known_states: Iterable[str]) -> Batch:
    """Read a table of returns. Raises: RefusedTable where its head cannot be read."""
    reader = csv.reader(lines, strict=True)
    try:
        head = _head(next(reader, []))
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise RefusedTable(
            f"Line {reader.line_num} is not CSV ({error}); mend its quotes."
        ) from None
    if not rows:
        raise RefusedTable("The file holds no return under its head; add a row.")
    states = frozenset(known_states)
    read = [_Row(line, head, row, states) for line, row in rows]
    _refuse_shared_names(read)
    good = [row for row in read if not row.problems]
    return Batch(
        case_ids=tuple(row.text("case_id") for row in good),
        states=tuple(row.state for row in good),
        units=_units(good),
        problems=tuple(problem for row in read for problem in row.problems),
        spouses_left_out=sum(row.has_idle_spouse for row in good),
        spouses_without_age=sum(row.has_ageless_spouse for row in good),
    )


def _head(cells: Sequence[str]) -> list[str]:
    head = [cell.strip().lstrip("\ufeff") for cell in cells]
    if not any(head):
        raise RefusedTable(f"The file has no head row; name the columns: {', '.join(COLUMNS)}.")
    for name in head:
        if name not in COLUMNS:
            raise RefusedTable(
                f"Row 1 names a column {name!r} that means nothing here; "
                f"the columns are {', '.join(COLUMNS)}."
            )
        if head.count(name) > 1:
            raise RefusedTable(f"Row 1 names the column {name} twice; keep one of them.")
    for name in ("year", "filing_status"):
        if name not in head:
            raise RefusedTable(f"Row 1 lacks the column {name}; every return needs it.")
    return head


class _Row:
    """One line of the table: what it says, and what is wrong with it."""

    def __init__(
        self, line: int, head: Sequence[str], cells: Sequence[str], states: frozenset[str]
    ) -> None:
        self.line = line
        self.problems: list[Problem] = []
        self._cells = dict(zip(head, (cell.strip() for cell in cells), strict=False))
        if len(cells) != len(head):
            self.refuse("case_id", f"{len(cells)} cells stand under {len(head)} columns.")
            return
        self.year = self._year()
        self.status = self._status()
        self.state = self._state(states)
        self.amounts = {name: self._amount(name) for name in AMOUNTS}
        self.counts = {name: self._count(name) for name in COUNTS}
        self.flags = {name: self._flag(name) for name in FLAGS}
        self._refuse_spouse_income()

    def text(self, name: str) -> str:
        return self._cells.get(name, "")

    @property
    def has_idle_spouse(self) -> bool:
        described = self.counts["age_spouse"] or self.flags["blind_spouse"]
        return bool(described) and self.status is not FilingStatus.JOINT

    @property
    def has_ageless_spouse(self) -> bool:
        return self.status is FilingStatus.JOINT and not self.counts["age_spouse"]

    def refuse(self, column: str, text: str) -> None:
        self.problems.append(Problem(self.line, column, text))

    def _year(self) -> int:
        text = self.text("year")
        if not _WHOLE.fullmatch(text):
            self.refuse("year", f"{_shown(text)} is no year; write it as 2026.")
            return FIRST_YEAR
        year = int(float(text))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            self.refuse(
                "year", f"there is no law for {year} here; give {FIRST_YEAR} to {LAST_YEAR}."
            )
            return FIRST_YEAR
        return year

    def _status(self) -> FilingStatus:
        text = self.text("filing_status")
        try:
            return FilingStatus(text)
        except ValueError:
            known = ", ".join(FilingStatus)
            self.refuse("filing_status", f"{_shown(text)} is no filing status; give {known}.")
            return FilingStatus.SINGLE

    def _state(self, known: frozenset[str]) -> str:
        text = self.text("state")
        if text and text not in known:
            self.refuse("state", f"{_shown(text)} is no state; give two letters such as PA.")
        return text

    def _amount(self, name: str) -> float:
        text = self.text(name)
        if not text:
            return 0.0
        if not _NUMBER.fullmatch(text):
            self.refuse(name, f"{_shown(text)} is no amount; write dollars as 1234.56.")
            return 0.0
        amount = float(text)
        if abs(amount) > LARGEST:
            self.refuse(name, f"{_shown(text)} is more than a trillion dollars; mend it.")
        elif amount < 0 and name not in SIGNED:
            self.refuse(name, f"{_shown(text)} is negative; the law knows no such income.")
        return amount

    def _count(self, name: str) -> int:
        text = self.text(name)
        most = MOST_DEPENDENTS if name == "dependents" else OLDEST
        if text and not (_WHOLE.fullmatch(text) and float(text) <= most):
            self.refuse(name, f"{_shown(text)} is no whole number from 0 to {most}.")
            return 0
        return int(float(text or 0))

    def _flag(self, name: str) -> int:
        text = self.text(name)
        if text.lower() not in _FLAG:
            self.refuse(name, f"{_shown(text)} is neither 0 nor 1.")
        return _FLAG.get(text.lower(), 0)

    def _refuse_spouse_income(self) -> None:
        unknown = any(problem.column == "filing_status" for problem in self.problems)
        if unknown or self.status is FilingStatus.JOINT:
            return
        for name, amount in self.amounts.items():
            if name.endswith("_spouse") and amount:
                self.refuse(
                    name,
                    f"a {self.status} return holds no spouse's income; move it to a return of "
                    f"its own or file {FilingStatus.JOINT}.",
                )


def _refuse_shared_names(rows: Sequence[_Row]) -> None:
    """Refuse every row of a shared name: which of the results is whose could not be told."""
    lines: dict[str, list[int]] = {}
    for row in rows:
        lines.setdefault(row.text("case_id"), []).append(row.line)
    for row in rows:
        name = row.text("case_id")
        if name and len(lines[name]) > 1:
            other = next(line for line in lines[name] if line != row.line)
            row.refuse(
                "case_id", f"{_shown(name)} stands in row {other} too; name each return once."
            )


def _shown(text: str) -> str:
    """Quote what was written, cut short: a cell may hold anything."""
    return repr(text if len(text) <= 40 else f"{text[:40]}…") if text else "an empty cell"


def _units(rows: Sequence[_Row]) -> TaxUnits:
    facts: dict[str, list[float]] = {
        field: [row.amounts[column] for row in rows] for column, field in AMOUNTS.items()
    }
    counts = {name: [row.counts[name] for row in rows] for name in COUNTS}
    flags = {name: [row.flags[name] for row in rows] for name in FLAGS}
    return tax_units(
        year=[row.year for row in rows],
        status=np.array([CODES[row.status] for row in rows], dtype=np.int64),
        **facts,
        **counts,
        **flags,
    )
