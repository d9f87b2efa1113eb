"""What is to be done in each year, and why?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.decisions import Settled
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.step import Closed
from planning.engine.projection.walk import WithdrawalPolicy, steps
from planning.engine.projection.year import Year
from planning.engine.roadmap.household.thresholds import (
    NEAR,
    NextDollar,
    Threshold,
    next_dollar,
    tax_without,
    thresholds_of,
)

DUST = 0.5  # dollars: less is no action
RMD = "26 U.S.C. § 401(a)(9)"
RATES = "26 U.S.C. § 1"
CONVERSION = "26 U.S.C. § 408A(d)(3)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The reason of an action; its sentence is the catalogue's."""

    code: str
    numbers: Mapping[str, object] = field(default_factory=dict)
    citation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do in a year. Units: dollars of the year."""

    what: str  # withdraw, convert, qcd, deposit
    account: str
    amount: float
    why: Why
    tax_effect: float | None = None
    next_dollar: NextDollar | None = None  # of what comes out of pre-tax accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionYear:
    """The actions of a year and what the next dollar meets."""

    year: int
    actions: tuple[Action, ...]
    next_dollar: NextDollar | None  # out of a pre-tax account; None: there is none
    thresholds: tuple[Threshold, ...]  # those the year's income stands at
    ordinary: float  # taxable income of the first return without gains
    scale: tuple[Threshold, ...]  # all thresholds of the year, the nearest first
    passed: tuple[str, ...] = ()  # limits that what is required alone does not keep


def actions_of(outlook: Outlook, policy: WithdrawalPolicy) -> list[ActionYear]:
    """Return what a policy does in every year; `outlook` has one path.

    A tax effect is the difference of two full computations: the year with and without the action.
    """
    return [_of_year(year, settled, closed) for year, settled, closed in steps(outlook, policy)]


def _of_year(year: Year, settled: Settled, closed: Closed) -> ActionYear:
    nearest = thresholds_of(year, settled.priced)
    further = next_dollar(year, settled.flows, settled.priced)
    return ActionYear(
        year=year.year,
        actions=tuple(_actions(year, settled, closed, nearest, further)),
        next_dollar=further,
        thresholds=tuple(one for one in nearest if abs(one.room) <= NEAR),
        ordinary=float(np.ravel(settled.priced.lines.ordinary[0])[0]),
        scale=tuple(nearest),
        passed=tuple(code for code, is_passed in settled.passed.items() if is_passed[0]),
    )


def _actions(
    year: Year,
    settled: Settled,
    closed: Closed,
    nearest: list[Threshold],
    further: NextDollar | None,
) -> Iterator[Action]:
    flows = settled.flows
    is_pretax = year.outlook.accounts.of(Shelter.IRA, Shelter.PLAN)
    for position, account in enumerate(year.outlook.accounts.ids):
        taken, converted = (
            float(flows.withdrawals[0, position]),
            float(flows.conversions[0, position]),
        )
        given = float(flows.gifts[0, position])
        required = min(float(year.required[0, position]), taken + given)
        if taken > DUST:
            yield Action(
                what="withdraw",
                account=account,
                amount=taken,
                why=_why_withdraw(taken, required),
                tax_effect=tax_without(year, flows, settled.priced, position, "withdrawals"),
                next_dollar=further if is_pretax[position] else None,
            )
        if converted > DUST:
            yield Action(
                what="convert",
                account=account,
                amount=converted,
                why=_why_convert(nearest),
                tax_effect=tax_without(year, flows, settled.priced, position, "conversions"),
                next_dollar=further,
            )
        if given > DUST:
            yield Action(
                what="qcd", account=account, amount=given, why=Why(code="gift", citation=RMD)
            )
        put_in = float(closed.deposited[0, position])
        if put_in > DUST:
            yield Action(what="deposit", account=account, amount=put_in, why=Why(code="left_over"))


def _why_withdraw(taken: float, required: float) -> Why:
    if required > DUST and taken <= required + DUST:
        return Why(code="required", numbers={"amount": required}, citation=RMD)
    if required > DUST:
        numbers = {"required": required, "more": taken - required}
        return Why(code="required_and_needed", numbers=numbers, citation=RMD)
    return Why(code="needed", numbers={"amount": taken})


def _why_convert(nearest: list[Threshold]) -> Why:
    """Say which threshold a conversion goes up to, or how much room it leaves in the bracket."""
    at = next((one for one in nearest if 0 <= one.room <= NEAR), None)
    if at is not None:
        numbers: dict[str, object] = {"number": at.number, "at": at.at}
        return Why(code=f"fills_{at.code}", numbers=numbers, citation=RATES)
    bracket = min(
        (one for one in nearest if one.code == "bracket" and one.room > 0),
        key=lambda one: one.room,
        default=None,
    )
    if bracket is None:
        return Why(code="top_bracket", citation=RATES)
    numbers = {"number": bracket.number, "at": bracket.at, "room": bracket.room}
    return Why(code="within_bracket", numbers=numbers, citation=CONVERSION)
