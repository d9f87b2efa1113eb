"""Which December 31 balance is divided?

An account value is adjusted for what the law puts in or leaves out; a year that has no
recorded balance yet is projected from the last one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from planning.engine.household import (
    Account,
    Adjustments,
    AnnuityTreatment,
    BalanceSource,
    YearEndBalance,
)
from planning.engine.law import RulesForYear
from planning.engine.money import ZERO, to_cents
from planning.engine.rmd.results import BalanceBasis, BalanceUsed

DEFAULT_GROWTH = Decimal("0.05")
NO_ADJUSTMENTS = Adjustments()


def recorded_balance(
    account: Account, balance: YearEndBalance, year: int, age: int | None, rules: RulesForYear
) -> BalanceUsed:
    """Return the adjusted balance of December 31 of `year`, for the distribution year of `rules`.

    `age` is the owner's, attained in the distribution year; None: a beneficiary's account.

    Source: Treas. Reg. 1.401(a)(9)-5(b), -7(b), -7(d); 1.403(b)-6(e)(6) (pre-1987 money).
    """
    applied = _applied(account, year, age, rules) if account.adjustments else ()
    is_estimate = balance.source is BalanceSource.ESTIMATE
    return BalanceUsed(
        year=year,
        recorded=balance.amount,
        adjusted=max(ZERO, balance.amount + sum((amount for _, amount in applied), ZERO)),
        basis=BalanceBasis.ESTIMATED if is_estimate else BalanceBasis.RECORDED,
        source=balance.source,
        adjustments=applied,
    )


def _applied(
    account: Account, year: int, age: int | None, rules: RulesForYear
) -> tuple[tuple[str, Decimal], ...]:
    """Return what is added to or left out of the recorded balance, as (code, signed amount)."""
    adjustments = account.adjustments.get(year, NO_ADJUSTMENTS)
    signed = [
        ("outstanding_rollover", adjustments.outstanding_rollover),
        ("outstanding_transfer", adjustments.outstanding_transfer),
        ("qlac", -adjustments.qlac),
    ]
    is_403b = rules.law.account_kinds[account.kind].pool == "own_403bs"
    if is_403b and age is not None and age < rules.pre_1987_age:
        signed.append(("pre_1987", -adjustments.pre_1987))
    together = account.annuity and account.annuity.treatment is AnnuityTreatment.TOGETHER
    if not together:
        signed.append(("annuity_separate", -(adjustments.annuity_value or ZERO)))
    return tuple((code, amount) for code, amount in signed if amount)


def projected_balance(
    before: BalanceUsed, required: Decimal, growth: Decimal, pre_1987: Decimal
) -> BalanceUsed:
    """Return the balance one December 31 later: balance × (1 + growth) − required.

    What was left out as pre-1987 money is part of what grows; it is left out again as the fixed
    sum `pre_1987`. Rounded to the cent each year, so that the schedule can be redone from the
    figures it shows.
    """
    grows = before.adjusted - dict(before.adjustments).get("pre_1987", ZERO)
    recorded = max(ZERO, to_cents(grows * (1 + growth)) - required)
    return BalanceUsed(
        year=before.year + 1,
        recorded=recorded,
        adjusted=max(ZERO, recorded - pre_1987),
        basis=BalanceBasis.PROJECTED,
        adjustments=(("pre_1987", -pre_1987),) if pre_1987 else (),
        projected_from=(grows, growth, required),
    )


def growth_of(account: Account, returns: Mapping[str, Decimal] | None) -> Decimal:
    """Return the yearly growth a projection uses: allocation × assumed returns, or the default."""
    if not account.allocation or not returns:
        return DEFAULT_GROWTH
    return sum(
        (share * returns.get(asset, ZERO) for asset, share in account.allocation.items()), ZERO
    )
