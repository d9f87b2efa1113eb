"""How do the household file's keys about plans become rows, and rows those keys?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from clients.models import (
    Account,
    Assumptions,
    Fact,
    FixedWithdrawal,
    Goal,
    Household,
    Limits,
    Spending,
)
from planning.engine.money import CENT
from planning.facts.tax_keys import money_or_none

Document = dict[str, Any]

_SHARES = ("survivor_share", "essential_share")
_AMOUNTS = ("estate_floor", "minimum_cash", "max_conversion")
_NUMBERS = ("max_irmaa_tier", "conversions_from", "conversions_to")
_RATES = ("inflation", "bracket_indexing", "heirs_tax_rate")


def plan_rows(
    household: Household, document: Document, accounts: Mapping[str, Account]
) -> Iterator[tuple[str, Fact]]:
    """Yield the rows of a file's keys about plans, each with its place in the file."""
    of: Document = {"firm": household.firm, "household": household}
    if said := _said(document, "spending"):
        yield "spending", _spending_row(of, said)
    for position, entry in enumerate(document.get("goals", [])):
        yield f"goals[{position}]", _goal_row(of, position, entry)
    limits = _said(document, "limits")
    for position, entry in enumerate(limits.pop("fixed", [])):
        yield f"limits.fixed[{position}]", _fixed_row(of, position, entry, accounts)
    if limits:
        yield "limits", _limits_row(of, limits, accounts)
    if said := _said(document, "assumptions"):
        yield "assumptions", _assumptions_row(of, said)


def plan_said(household: Household, called: Mapping[str, str]) -> Document:
    """Return the file's keys about plans as the rows have them, in two queries.

    The household was fetched with its spending, limits and assumptions. `called` says what the
    file calls the accounts in it; of one that is not in it nothing is decided any more.
    """
    spending: Spending | None = getattr(household, "spending", None)
    limits: Limits | None = getattr(household, "limits", None)
    assumptions: Assumptions | None = getattr(household, "assumptions", None)
    fixed = household.fixed_withdrawals.filter(withdrawn_at=None).select_related("account")
    withdrawals = [
        {
            "year": row.year,
            "account": called[row.account.key],
            "withdraw": _written(row.amount),
        }
        for row in fixed
        if row.account.key in called
    ]
    document = {
        "spending": _spending_said(spending) if spending else {},
        "goals": [_goal_said(row) for row in household.goals.filter(withdrawn_at=None)],
        "limits": (_limits_said(limits, called) if limits else {})
        | ({"fixed": withdrawals} if withdrawals else {}),
        "assumptions": _assumptions_said(assumptions) if assumptions else {},
    }
    return {key: said for key, said in document.items() if said}


def _spending_row(of: Document, said: Document) -> Spending:
    shares: Document = {name: _rate(said.get(name)) for name in _SHARES}
    return Spending(
        **of,
        annual=money_or_none(said.get("annual")),
        profile=said.get("profile", Spending.Profile.LEVEL),
        **shares,
    )


def _goal_row(of: Document, position: int, entry: Document) -> Goal:
    return Goal(
        **of,
        name=entry.get("name", ""),
        year=int(entry["year"]),
        amount=_money(entry["amount"]),
        kind=entry.get("kind", Goal.Kind.EXPENSE),
        position=position,
    )


def _fixed_row(
    of: Document, position: int, entry: Document, accounts: Mapping[str, Account]
) -> FixedWithdrawal:
    return FixedWithdrawal(
        **of,
        account=accounts[entry["account"]],
        year=int(entry["year"]),
        amount=_money(entry["withdraw"]),
        position=position,
    )


def _limits_row(of: Document, said: Document, accounts: Mapping[str, Account]) -> Limits:
    numbers: Document = {
        "max_bracket": _rate(said.get("max_bracket")),
        **{name: money_or_none(said.get(name)) for name in _AMOUNTS},
        **{name: _number(said.get(name)) for name in _NUMBERS},
    }
    return Limits(
        **of,
        under_aca_cliff=said.get("under_aca_cliff", False),
        never_sell=[
            accounts[name].key if name in accounts else name for name in said.get("never_sell", [])
        ],
        **numbers,
    )


def _assumptions_row(of: Document, said: Document) -> Assumptions:
    returns = said.get("returns") or {}
    return Assumptions(
        **of,
        **{name: _rate(said.get(name)) for name in _RATES},
        **{name: _rate(returns.get(name)) for name in ("stocks", "bonds", "cash")},
        bequest_floor=money_or_none(said.get("bequest_floor")),
        seed=_number(said.get("seed")),
    )


def _spending_said(row: Spending) -> Document:
    profile = {} if row.profile == Spending.Profile.LEVEL else {"profile": row.profile}
    return _dollars(row, ("annual",)) | profile | _fractions(row, _SHARES)


def _goal_said(row: Goal) -> Document:
    name = {"name": row.name} if row.name else {}
    return {**name, "year": row.year, "amount": _written(row.amount), "kind": row.kind}


def _limits_said(row: Limits, called: Mapping[str, str]) -> Document:
    stated = {name: getattr(row, name) for name in _NUMBERS}
    document = {name: number for name, number in stated.items() if number is not None}
    document |= _dollars(row, _AMOUNTS) | _fractions(row, ("max_bracket",))
    if row.under_aca_cliff:
        document["under_aca_cliff"] = True
    if row.never_sell:
        document["never_sell"] = [called.get(name, name) for name in row.never_sell]
    return document


def _assumptions_said(row: Assumptions) -> Document:
    document = _fractions(row, _RATES) | _dollars(row, ("bequest_floor",))
    if row.returns:
        document["returns"] = {asset: float(rate) for asset, rate in row.returns.items()}
    if row.seed is not None:
        document["seed"] = row.seed
    return document


def _said(document: Document, key: str) -> Document:
    """Return what a section of the file says, without what it leaves open by a null or nothing."""
    section = document.get(key, {}).items()
    return {name: value for name, value in section if value not in (None, [], {})}


def _dollars(row: Fact, names: tuple[str, ...]) -> Document:
    amounts = {name: getattr(row, name) for name in names}
    return {name: _written(amount) for name, amount in amounts.items() if amount is not None}


def _fractions(row: Fact, names: tuple[str, ...]) -> Document:
    rates = {name: getattr(row, name) for name in names}
    return {name: float(rate) for name, rate in rates.items() if rate is not None}


def _money(written: str | float) -> Decimal:
    return Decimal(str(written)).quantize(CENT)


def _written(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _rate(written: float | None) -> Decimal | None:
    return None if written is None else Decimal(str(written))


def _number(written: float | None) -> int | None:
    return None if written is None else int(written)
