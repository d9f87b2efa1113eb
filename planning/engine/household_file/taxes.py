"""How do a sound household file's keys about taxes become `TaxFacts`?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from planning.engine.household import FilingStatus
from planning.engine.household_file.problem import Document
from planning.engine.household_file.values import day, dollars
from planning.engine.tax_facts import (
    AccountTaxes,
    Deductions,
    Income,
    IncomeKind,
    TaxFacts,
    YearGains,
    Yields,
)

YIELDS = ("dividends", "qualified_share", "interest", "tax_exempt_interest")
DEDUCTIONS = ("state_local", "real_estate_tax", "mortgage_interest", "charity_cash", "medical")


def tax_facts_of(document: Document) -> TaxFacts:
    """Map the names of the file to those of the engine, and nothing else."""
    status = document.get("filing_status")
    people: list[Document] = document["people"]
    return TaxFacts(
        state=document.get("state"),
        moves=tuple((day(move["on"]), move["state"]) for move in document.get("moves", [])),
        filing_status=None if status is None else FilingStatus(status),
        lived_with_spouse=document.get("lived_with_spouse", False),
        spouse_itemizes=document.get("spouse_itemizes", False),
        dependents=int(document.get("dependents", 0)),
        prior_magi=_by_year(document.get("prior_magi", {})),
        own_magi={
            one["id"]: _by_year(one["prior_magi"]) for one in people if one.get("prior_magi")
        },
        blind=frozenset(one["id"] for one in people if one.get("blind")),
        part_b={one["id"]: one["medicare_part_b"] for one in people if "medicare_part_b" in one},
        incomes=tuple(_income(entry) for entry in document.get("incomes", [])),
        yields=Yields(**_read(document, "yields", YIELDS, _same)),
        gains={
            int(year): YearGains(**{name: dollars(amount) for name, amount in sold.items()})
            for year, sold in document.get("realized_gains", {}).items()
        },
        deductions=Deductions(**_read(document, "deductions", DEDUCTIONS, dollars)),
        aca_benchmark=_dollars(document.get("health", {}).get("aca_benchmark_annual")),
        inflation=document.get("assumptions", {}).get("inflation"),
        accounts={account["id"]: _account(account) for account in document["accounts"]},
    )


def _income(entry: Document) -> Income:
    return Income(
        person=entry["person"],
        kind=IncomeKind(entry["kind"]),
        annual=_dollars(entry.get("annual")),
        monthly_at_fra=_dollars(entry.get("monthly_at_fra")),
        start_on=_day(entry.get("start_on")),
        to_on=_day(entry.get("to")),
        cola=entry.get("cola"),
        growth=entry.get("growth"),
        survivor_share=entry.get("survivor_share"),
        tax_free_annual=_dollars(entry.get("tax_free_annual")),
        investment_in_contract=_dollars(entry.get("investment_in_contract")),
    )


def _account(entry: Document) -> AccountTaxes:
    first_funded = entry.get("first_funded")
    return AccountTaxes(
        basis=_dollars(entry.get("basis")),
        first_funded=None if first_funded is None else int(first_funded),
        conversions=tuple(
            (int(made["year"]), dollars(made["amount"])) for made in entry.get("conversions", [])
        ),
    )


def _read(
    document: Document, section: str, names: Iterable[str], read: Callable[[Any], Decimal]
) -> dict[str, Decimal]:
    stated = document.get(section, {})
    return {name: read(stated[name]) for name in names if name in stated}


def _by_year(amounts: Document) -> dict[int, Decimal]:
    return {int(year): dollars(amount) for year, amount in amounts.items()}


def _same(rate: Decimal) -> Decimal:
    return rate


def _dollars(written: Document) -> Decimal | None:
    return None if written is None else dollars(written)


def _day(written: str | None) -> date | None:
    return None if written is None else day(written)
