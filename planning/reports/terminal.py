"""How is an RMD case read in a terminal?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from textwrap import fill
from typing import Any

from django.utils.translation import gettext as _

from planning.wording import spoken_date, spoken_money

Document = dict[str, Any]
Row = Sequence[str]

WIDTH = 100
UNKNOWN = "?"


def rmd_table(document: Document) -> str:
    """Return the obligations of a worded document as text: pools, their accounts, and notes."""
    blocks = [f"{document['household']}, as of {_day(document['as_of'])}"]
    for year in sorted({entry["distribution_year"] for entry in document["obligations"]}):
        obligations = [e for e in document["obligations"] if e["distribution_year"] == year]
        blocks.append(_year(year, obligations, document))
    if not document["obligations"]:
        blocks.append(_("No account owes a required minimum distribution."))
    blocks += _notes(_("Cannot decide"), document["undecided"])
    blocks += _notes(_("To keep in mind"), document["caveats"])
    return "\n\n".join(blocks)


def _year(year: int, obligations: Iterable[Document], document: Document) -> str:
    head = ("", _("required"), _("taken"), _("remaining"), _("due"), _("status"))
    rows: list[Row] = [head]
    for obligation in obligations:
        person = document["people"][obligation["person"]]["name"]
        rows.append(
            (
                f"{person}: {obligation['pool_text']}",
                *(_money(obligation[key]) for key in ("required", "taken", "remaining")),
                _day(obligation["due_on"]),
                obligation["status_text"],
            )
        )
        rows += [_account(amount, document) for amount in obligation["accounts"]]
    title = _("Distribution year {year}").format(year=year)
    return f"{title}\n{_aligned(rows)}"


def _account(amount: Document, document: Document) -> Row:
    name = document["accounts"][amount["account"]]["name"]
    if amount["divisor"] is None:
        return (f"  {name}", _money(amount["required"]), "", "", "", amount["rule_text"])
    sum_text = f"{_money(amount['balance'])} ÷ {amount['divisor']}"
    basis = "" if amount["balance_basis"] == "recorded" else f" ({amount['balance_basis']})"
    return (f"  {name}", _money(amount["required"]), "", "", "", f"{sum_text}{basis}")


def _notes(title: str, entries: Iterable[Document]) -> list[str]:
    lines = [
        fill(entry["text"], WIDTH, initial_indent="- ", subsequent_indent="  ") for entry in entries
    ]
    return [f"{title}\n" + "\n".join(lines)] if lines else []


def _aligned(rows: Sequence[Row]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Row, widths: Sequence[int]) -> str:
    name, *amounts, due, status = row
    cells = [name.ljust(widths[0])]
    cells += [amount.rjust(width) for amount, width in zip(amounts, widths[1:4], strict=True)]
    return "  ".join([*cells, due.ljust(widths[4]), status]).rstrip()


def _money(amount: str | None) -> str:
    return UNKNOWN if amount is None else spoken_money(Decimal(amount))


def _day(day: str | None) -> str:
    return "" if day is None else spoken_date(date.fromisoformat(day))
