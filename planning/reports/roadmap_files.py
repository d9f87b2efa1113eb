"""A roadmap as a file: JSON, the document itself; CSV, a line for each action and each year."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from clients.spreadsheets import Cell, csv_lines

Document = Mapping[str, Any]

OF_ACTIONS = (
    "year", "what", "account", "account_name", "owner", "amount", "by", "tax_effect",
    "marginal_rate", "why", "citation",
)  # fmt: skip
INCOMES = (
    "wages", "pensions", "other", "social_security", "rmd", "withdrawals", "conversions", "gains",
    "yield",
)  # fmt: skip
TAXES = ("federal", "state", "niit", "payroll", "irmaa", "early_distribution", "aca_credit")


def write_json(document: Document) -> str:
    """Return the document itself."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def write_actions(document: Document) -> str:
    """Return a line for each action of each year."""
    return "".join(csv_lines(OF_ACTIONS, _actions(document)))


def write_years(document: Document) -> str:
    """Return a line for each year, its balances last, a column for each account."""
    accounts = document["accounts"]
    headings = [
        "year",
        "ages",
        "filing_status",
        "law",
        *(f"income_{name}" for name in INCOMES),
        *(f"tax_{name}" for name in TAXES),
        "medicare_premiums",
        "spending",
        "marginal_rate",
        *(f"balance {account['name']} ({id_})" for id_, account in accounts.items()),
    ]
    return "".join(csv_lines(headings, _years(document)))


ROADMAP_FILES: Mapping[str, tuple[Callable[[Document], str], str, str]] = {
    "json": (write_json, "application/json", "roadmap.json"),
    "actions": (write_actions, "text/csv; charset=utf-8", "roadmap-actions.csv"),
    "years": (write_years, "text/csv; charset=utf-8", "roadmap-years.csv"),
}


def _actions(document: Document) -> Iterator[list[Cell]]:
    for year in document["years"]:
        for action in year["actions"]:
            account = document["accounts"][action["account"]]
            yield [
                year["year"],
                action["what"],
                action["account"],
                account["name"],
                document["people"][account["owner"]]["name"],
                _number(action["amount"]),
                action["by"],
                _number(action["tax_effect"]),
                _number(action["marginal_rate"]),
                action["why"]["text"],
                action["why"]["citation"],
            ]


def _years(document: Document) -> Iterator[list[Cell]]:
    names = {id_: person["name"] for id_, person in document["people"].items()}
    for year in document["years"]:
        yield [
            year["year"],
            ", ".join(f"{names[id_]} {age}" for id_, age in year["ages"].items()),
            year["filing_status"],
            year["basis"],
            *(_number(year["income"][name]) for name in INCOMES),
            *(_number(year["tax"][name]) for name in TAXES),
            _number(year["medicare_premiums"]),
            _number(year["spending"]),
            _number(year["marginal_rate"]),
            *(_number(year["balances"][id_]) for id_ in document["accounts"]),
        ]


def _number(written: str | float | None) -> Cell:
    return "" if written is None else Decimal(str(written))
