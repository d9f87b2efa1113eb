"""How do a sound household file's keys about its future become `PlanFacts`?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planning.engine.household_file.problem import Document
from planning.engine.household_file.values import day, dollars
from planning.engine.money import ZERO
from planning.engine.plan_facts import (
    AccountOutlook,
    Assumptions,
    Condition,
    FixedWithdrawal,
    Goal,
    GoalKind,
    Limits,
    Lot,
    PlanFacts,
    Spending,
    SpendingProfile,
    Withheld,
    Worth,
)


def plan_facts_of(document: Document) -> PlanFacts:
    """Map the names of the file to those of the engine, and nothing else."""
    return PlanFacts(
        spending=_spending(document.get("spending", {})),
        goals=tuple(_goal(entry) for entry in document.get("goals", [])),
        limits=_limits(document.get("limits", {})),
        assumptions=_assumptions(document.get("assumptions", {})),
        other_medical=_dollars(document.get("health", {}).get("other_medical")),
        accounts={entry["id"]: _account(entry) for entry in document["accounts"]},
        people={entry["id"]: _condition(entry) for entry in document["people"]},
        withheld=_withheld(document),
    )


def _spending(entry: Document) -> Spending:
    return Spending(
        annual=_dollars(entry.get("annual")),
        profile=SpendingProfile(entry.get("profile", SpendingProfile.LEVEL)),
        survivor_share=entry.get("survivor_share"),
        essential_share=entry.get("essential_share"),
    )


def _goal(entry: Document) -> Goal:
    return Goal(
        year=int(entry["year"]),
        amount=dollars(entry["amount"]),
        kind=GoalKind(entry.get("kind", GoalKind.EXPENSE)),
        name=entry.get("name", ""),
    )


def _limits(entry: Document) -> Limits:
    fixed = (
        FixedWithdrawal(
            year=int(one["year"]), account=one["account"], amount=dollars(one["withdraw"])
        )
        for one in entry.get("fixed", [])
    )
    return Limits(
        estate_floor=_dollars(entry.get("estate_floor")),
        max_bracket=entry.get("max_bracket"),
        max_irmaa_tier=_whole(entry.get("max_irmaa_tier")),
        is_under_aca_cliff=entry.get("under_aca_cliff", False),
        conversions_from=_whole(entry.get("conversions_from")),
        conversions_to=_whole(entry.get("conversions_to")),
        max_conversion=_dollars(entry.get("max_conversion")),
        minimum_cash=_dollars(entry.get("minimum_cash")),
        never_sell=frozenset(entry.get("never_sell", [])),
        fixed=tuple(fixed),
    )


def _assumptions(entry: Document) -> Assumptions:
    return Assumptions(
        inflation=entry.get("inflation"),
        bracket_indexing=entry.get("bracket_indexing"),
        heirs_tax_rate=entry.get("heirs_tax_rate"),
        bequest_floor=_dollars(entry.get("bequest_floor")),
        seed=_whole(entry.get("seed")),
    )


def _account(entry: Document) -> AccountOutlook:
    worth = entry.get("balance")
    lots = (
        Lot(
            cost=dollars(lot["cost"]),
            value=dollars(lot["value"]),
            symbol=lot.get("symbol", ""),
            acquired_on=_day(lot.get("acquired_on")),
        )
        for lot in entry.get("lots", [])
    )
    return AccountOutlook(
        worth=Worth(amount=dollars(worth["amount"]), on=day(worth["on"])) if worth else None,
        lots=tuple(lots),
        accessible_from=_day((entry.get("plan") or {}).get("accessible_from")),
    )


def _condition(entry: Document) -> Condition:
    return Condition(
        sex=entry.get("sex"),
        health=entry.get("health"),
        disabled_on=_day(entry.get("disabled_on")),
        chronically_ill_on=_day(entry.get("chronically_ill_on")),
        terminally_ill_on=_day(entry.get("terminally_ill_on")),
    )


def _withheld(document: Document) -> dict[int, Withheld]:
    """Add up what was kept back, by the year it was paid in; a payment may be nothing else."""
    sums: dict[int, list[Decimal]] = {}
    for entry in document.get("distributions", []):
        both = sums.setdefault(day(entry["paid_on"]).year, [ZERO, ZERO])
        for place, key in enumerate(("federal_withheld", "state_withheld")):
            both[place] += dollars(entry.get(key, 0))
        if entry.get("kind") == "withholding":
            both[0] += dollars(entry["amount"])
    return {year: Withheld(federal=both[0], state=both[1]) for year, both in sums.items()}


def _dollars(written: Document) -> Decimal | None:
    return None if written is None else dollars(written)


def _whole(written: Document) -> int | None:
    return None if written is None else int(written)


def _day(written: str | None) -> date | None:
    return None if written is None else day(written)
