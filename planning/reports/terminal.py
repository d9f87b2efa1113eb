"""How is an RMD case read in a terminal?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    blocks += notes(_("Cannot decide"), document["undecided"])
    blocks += notes(_("To keep in mind"), document["caveats"])
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
    return f"{title}\n{aligned(rows, '<>>><<')}"


def _account(amount: Document, document: Document) -> Row:
    name = document["accounts"][amount["account"]]["name"]
    if amount["divisor"] is None:
        return (f"  {name}", _money(amount["required"]), "", "", "", amount["rule_text"])
    sum_text = f"{_money(amount['balance'])} ÷ {amount['divisor']}"
    basis = "" if amount["balance_basis"] == "recorded" else f" ({amount['balance_basis']})"
    return (f"  {name}", _money(amount["required"]), "", "", "", f"{sum_text}{basis}")


def notes(title: str, entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a block of remarks, each said once; no block where there is none."""
    said = dict.fromkeys(entry["text"] for entry in entries)
    lines = [fill(text, WIDTH, initial_indent="- ", subsequent_indent="  ") for text in said]
    return [f"{title}\n" + "\n".join(lines)] if lines else []


def aligned(rows: Sequence[Row], sides: str) -> str:
    """Return the rows as lines of columns, each set to its side: `<` or `>`."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def _money(amount: str | None) -> str:
    return UNKNOWN if amount is None else spoken_money(Decimal(amount))


def _day(day: str | None) -> str:
    return "" if day is None else spoken_date(date.fromisoformat(day))
