"""How do the rows of a household become what its plan rests on?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from clients import models
from planning.engine.money import CENT
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
from planning.facts.assumed import assumed_for

Document = dict[str, Any]

CONDITIONS = ("disabled_on", "chronically_ill_on", "terminally_ill_on")


def gather_plan_facts(household: models.Household) -> PlanFacts:
    """Return what is on record for a household's plan, in seven queries.

    Where its own assumptions say nothing its firm's hold; accounts and people go by their keys.
    """
    said = models.Household.objects.select_related("spending", "limits", "tax_profile")
    row = said.get(pk=household.pk)
    profile: models.TaxProfile | None = getattr(row, "tax_profile", None)
    payments = models.Payment.objects.filter(account__household=household, undone_at=None)
    people = household.people.filter(archived_at=None)
    return PlanFacts(
        spending=_spending(getattr(row, "spending", None)),
        goals=tuple(_goal(goal) for goal in household.goals.filter(withdrawn_at=None)),
        limits=_limits(row, getattr(row, "limits", None)),
        assumptions=_assumptions(household),
        other_medical=profile.other_medical if profile else None,
        accounts={account.key: _outlook(account) for account in household.accounts.all()},
        people={person.key: _condition(person.other_facts) for person in people},
        withheld=_withheld(payments),
    )


def _spending(row: models.Spending | None) -> Spending:
    if row is None:
        return Spending()
    return Spending(
        annual=row.annual,
        profile=SpendingProfile(row.profile),
        survivor_share=row.survivor_share,
        essential_share=row.essential_share,
    )


def _goal(row: models.Goal) -> Goal:
    return Goal(year=row.year, amount=row.amount, kind=GoalKind(row.kind), name=row.name)


def _limits(household: models.Household, stated: models.Limits | None) -> Limits:
    row = stated or models.Limits()
    # Of an account that is no longer looked after nothing is decided any more.
    fixed = household.fixed_withdrawals.filter(withdrawn_at=None, account__archived_at=None)
    return Limits(
        estate_floor=row.estate_floor,
        max_bracket=row.max_bracket,
        max_irmaa_tier=row.max_irmaa_tier,
        is_under_aca_cliff=row.under_aca_cliff,
        conversions_from=row.conversions_from,
        conversions_to=row.conversions_to,
        max_conversion=row.max_conversion,
        minimum_cash=row.minimum_cash,
        never_sell=frozenset(row.never_sell),
        fixed=tuple(
            FixedWithdrawal(year=one.year, account=one.account.key, amount=one.amount)
            for one in fixed.select_related("account")
        ),
    )


def _assumptions(household: models.Household) -> Assumptions:
    holds = assumed_for(household)
    return Assumptions(
        inflation=holds.inflation.value,
        bracket_indexing=holds.bracket_indexing.value,
        heirs_tax_rate=holds.heirs_tax_rate.value,
        bequest_floor=holds.bequest_floor.value,
        seed=holds.seed.value,
    )


def _outlook(row: models.Account) -> AccountOutlook:
    """Return what was kept of the account's file beside its columns."""
    said = row.other_facts
    worth = said.get("balance")
    return AccountOutlook(
        worth=Worth(amount=_money(worth["amount"]), on=_of_file(worth["on"])) if worth else None,
        lots=tuple(
            Lot(
                cost=_money(lot["cost"]),
                value=_money(lot["value"]),
                symbol=lot.get("symbol", ""),
                acquired_on=_day(lot.get("acquired_on")),
            )
            for lot in said.get("lots", [])
        ),
        accessible_from=_day(said.get("plan", {}).get("accessible_from")),
    )


def _condition(said: Document) -> Condition:
    days = {name: _day(said.get(name)) for name in CONDITIONS}
    return Condition(sex=said.get("sex"), health=said.get("health"), **days)


def _withheld(payments: Iterable[models.Payment]) -> dict[int, Withheld]:
    """Add up what was kept back, by the year it was paid in; a payment may be nothing else."""
    federal: dict[int, Decimal] = defaultdict(Decimal)
    state: dict[int, Decimal] = defaultdict(Decimal)
    for row in payments:
        year = row.paid_on.year
        federal[year] += row.federal_withheld
        state[year] += row.state_withheld
        if row.kind == models.Payment.Kind.WITHHOLDING:
            federal[year] += row.amount
    return {year: Withheld(federal=federal[year], state=state[year]) for year in federal}


def _money(written: str | float) -> Decimal:
    return Decimal(str(written)).quantize(CENT)


def _of_file(written: str) -> date:
    return date.fromisoformat(written)


def _day(written: str | None) -> date | None:
    return None if written is None else _of_file(written)
