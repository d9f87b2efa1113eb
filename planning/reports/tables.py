"""Which part of a divisor table does a reader need to see a cell in its place?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planning.engine.law import LifeTable, load_law

ROWS_AROUND = 1
AGES_AROUND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One divisor of a cut; one of them is the account's."""

    divisor: str
    is_used: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCut:
    """A small piece of a table around the divisor that was used.

    A table by one age is cut into one row of divisors, the joint table into one row for each
    age of the owner. `heads` are the ages the columns stand for.
    """

    title: str
    edition: int
    source: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    is_joint: bool


def table_cut(amount: Mapping[str, Any], distribution_year: int) -> TableCut | None:
    """Return the cut for one account's row of the document, or None where nothing is divided."""
    if amount["cell"] is None:
        return None
    age, spouse_age = amount["cell"]["age"], amount["cell"]["spouse_age"]
    law = load_law()
    if amount["table"] == LifeTable.JOINT_AND_LAST_SURVIVOR:
        joint = law.joint_table(distribution_year)
        heads = _ages(spouse_age, AGES_AROUND, 0, joint.last_age)
        return TableCut(
            title=joint.title,
            edition=joint.edition,
            source=joint.source,
            heads=tuple(_label(head, joint.last_age) for head in heads),
            rows=tuple(
                (
                    _label(row, joint.last_age),
                    tuple(
                        Cell(
                            divisor=str(joint.divisor(row, head)),
                            is_used=(row, head) == _clip(age, spouse_age, joint.last_age),
                        )
                        for head in heads
                    ),
                )
                for row in _ages(age, ROWS_AROUND, 0, joint.last_age)
            ),
            is_joint=True,
        )
    table = law.age_table(LifeTable(amount["table"]), distribution_year)
    heads = _ages(age, AGES_AROUND, table.first_age, table.last_age)
    cells = tuple(
        Cell(divisor=str(table.divisor(head)), is_used=head == min(age, table.last_age))
        for head in heads
    )
    return TableCut(
        title=table.title,
        edition=table.edition,
        source=table.source,
        heads=tuple(_label(head, table.last_age) for head in heads),
        rows=(("", cells),),
        is_joint=False,
    )


def _ages(age: int, around: int, first: int, last: int) -> list[int]:
    """Return consecutive ages with `age` among them, as many at the table's ends as inside."""
    start = max(first, min(age - around, last - 2 * around))
    return list(range(start, start + 2 * around + 1))


def _clip(age: int, spouse_age: int, last: int) -> tuple[int, int]:
    return min(age, last), min(spouse_age, last)


def _label(age: int, last: int) -> str:
    return f"{age}+" if age == last else str(age)
