"""What does the page of a custodian's file show, and the file of its report?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from clients.models import BalanceFile, User
from clients.spreadsheets import Cell
from planning.imports.effects import effects
from planning.imports.layouts import Statement
from planning.imports.verdicts import Line, Preview, preview

PER_PAGE = 50
LAYOUTS = {
    "schwab_positions": "Schwab",
    "fidelity_positions": "Fidelity",
    "vanguard_holdings": "Vanguard",
}
REPORT = (
    "line", "account_in_file", "name_in_file", "balance", "as_of", "household", "person",
    "account", "verdict", "remark",
)  # fmt: skip


def read_page(
    file: BalanceFile, statement: Statement, user: User, asked: dict[str, str]
) -> dict[str, Any]:
    """Return what the page of a file shows: its lines, narrowed and paged, and their counts."""
    whole = preview(file, statement, user)
    shown = [line for line in whole.lines if asked.get("verdict") in (None, "", line.verdict)]
    page: Page[Line] = Paginator(_ordered(shown), PER_PAGE).get_page(asked.get("page"))
    found = effects(file, page)
    for line in page:
        line.effect = found.get(line.key, "")
    return {
        "file": file,
        "preview": whole,
        "layout": LAYOUTS.get(statement.layout, _("a table")),
        "verdict": asked.get("verdict", ""),
        "page": page,
        "to_write": len(whole.written),
        "to_decide": sum(line.verdict in ("differs", "ambiguous") for line in whole.lines),
    }


def shown_lines(page: Page[Line]) -> dict[str, list[str]]:
    """Return the lines of a page and the accounts each may be picked for."""
    return {line.key: [str(account.pk) for account in line.choices] for line in page}


def report_rows(whole: Preview) -> Iterator[list[Cell]]:
    """Return a row for each line of a file, for a spreadsheet; numbers are shown by their ends."""
    for line in whole.lines:
        account = line.account
        yield [
            line.figure.lines[0] if line.figure.lines else None,
            line.shown_number,
            line.figure.name,
            line.figure.amount,
            line.as_of.isoformat() if line.as_of else None,
            account.household if account else None,
            account.owner if account else None,
            str(account) if account else None,
            str(line.label),
            line.sentence,
        ]


def _ordered(lines: list[Line]) -> list[Line]:
    """Put what asks for a decision first, else keep the order of the file."""
    return sorted(lines, key=lambda line: line.verdict not in ("differs", "ambiguous"))
