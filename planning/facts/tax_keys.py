"""How do the household file's keys about taxes become rows, and rows those keys?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from clients.models import Household, Income, Person, TaxProfile
from clients.services import taxes

Document = dict[str, Any]

# The keys of the file that the row of a household's tax facts holds.
SECTIONS = {"yields": taxes.YIELDS, "deductions": taxes.DEDUCTIONS, "health": taxes.HEALTH}
SEPARATE = ("lived_with_spouse", "spouse_itemizes")
TAX_KEYS = (*taxes.RETURN, *taxes.YEARLY, *SECTIONS)
_RATES = ("cola", "growth", "survivor_share")
_AMOUNTS = ("annual", "monthly_at_fra", "tax_free_annual", "investment_in_contract")


def income_row(household: Household, person: Person, position: int, entry: Document) -> Income:
    """Return the row of an entry among the file's incomes."""
    return Income(
        firm=household.firm,
        household=household,
        person=person,
        kind=entry["kind"],
        start_on=_day(entry.get("start_on")),
        to_on=_day(entry.get("to")),
        position=position,
        **{name: money_or_none(entry.get(name)) for name in _AMOUNTS},
        **{name: _rate(entry.get(name)) for name in _RATES},
    )


def profile_row(household: Household, document: Document) -> TaxProfile | None:
    """Return the row of a file's facts about the return; None where it says nothing."""
    if not any(document.get(key) for key in TAX_KEYS) and document.get("dependents") is None:
        return None
    read = {"yields": _rate, "deductions": money_or_none, "health": money_or_none}
    return TaxProfile(
        firm=household.firm,
        household=household,
        filing_status=document.get("filing_status") or "",
        **{key: document.get(key, False) for key in SEPARATE},
        dependents=document.get("dependents"),
        prior_magi=document.get("prior_magi", {}),
        moves=document.get("moves", []),
        realized_gains=document.get("realized_gains", {}),
        **{
            name: read[section](document.get(section, {}).get(name))
            for section, names in SECTIONS.items()
            for name in names
        },
    )


def incomes_said(household: Household, ids: dict[UUID, str]) -> list[Document]:
    """Return the file's incomes as the rows have them."""
    standing = household.incomes.filter(withdrawn_at=None)
    return [
        {
            "person": ids[row.person_id],
            "kind": row.kind,
            **_dollars(**{name: getattr(row, name) for name in _AMOUNTS}),
            **_days(start_on=row.start_on, to=row.to_on),
            **_fractions(row, _RATES),
        }
        for row in standing
    ]


def profile_said(household: Household) -> Document:
    """Return the file's facts about the return as the row has them."""
    row = TaxProfile.objects.filter(household=household).first()
    if row is None:
        return {}
    amounts = {
        section: _dollars(**{name: getattr(row, name) for name in SECTIONS[section]})
        for section in ("deductions", "health")
    }
    document = {
        "filing_status": row.filing_status,
        **{key: getattr(row, key) for key in SEPARATE},
        "prior_magi": row.prior_magi,
        "moves": row.moves,
        "realized_gains": row.realized_gains,
        "yields": _fractions(row, SECTIONS["yields"]),
        **amounts,
    }
    dependents = {} if row.dependents is None else {"dependents": row.dependents}
    return dependents | {key: said for key, said in document.items() if said}


def money_or_none(written: str | float | None) -> Decimal | None:
    """Return an amount of the file to the cent, or None where it says nothing."""
    return None if written is None else Decimal(str(written)).quantize(Decimal("0.01"))


def _dollars(**amounts: Decimal | None) -> Document:
    return {name: f"{amount:.2f}" for name, amount in amounts.items() if amount is not None}


def _days(**days: date | None) -> Document:
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def _fractions(row: Income | TaxProfile, names: Iterable[str]) -> Document:
    rates = {name: getattr(row, name) for name in names}
    return {name: float(rate) for name, rate in rates.items() if rate is not None}


def _rate(written: float | None) -> Decimal | None:
    return None if written is None else Decimal(str(written))


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
