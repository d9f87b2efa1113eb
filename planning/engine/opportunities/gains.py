"""Which gains bear no tax this year, and which losses would lower it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from planning.engine.household import AccountKind
from planning.engine.law import Law
from planning.engine.money import ZERO
from planning.engine.opportunities.curve import Returns, taxable_income
from planning.engine.opportunities.facts import ReturnFacts, as_return, value_of
from planning.engine.opportunities.fill import best_fill
from planning.engine.opportunities.results import Kind, Opportunity, Sureness, money, whole
from planning.engine.tax import parameters
from planning.engine.tax_year import Missing

GAIN, LOSS_LIMIT = "net_long_gain", 3_000
GAIN_LAW = "26 U.S.C. § 1(h)(1)(B)"
LOSS_LAW = "26 U.S.C. § 1091, 1211(b), 1212(b)"


def unrealised(facts: ReturnFacts) -> tuple[Decimal, Decimal, list[Missing]]:
    """Return the gains and the losses in the taxable accounts of a return, and what is missing."""
    gains, losses, missing = ZERO, ZERO, []
    people = {person.id for person in facts.people}
    for account in facts.case.household.accounts:
        if account.owner not in people or account.kind is not AccountKind.TAXABLE:
            continue
        worth = value_of(account, facts.now.year)
        stated = facts.case.facts.accounts.get(account.id)
        if not worth:
            continue
        if stated is None or stated.basis is None:
            fact = f"accounts.{account.id}.basis"
            missing.append(Missing(code="account_basis", fact=fact, account=account.id))
            continue
        gains += max(worth - stated.basis, ZERO)
        losses += max(stated.basis - worth, ZERO)
    return gains, losses, missing


def gain_rooms(of: Sequence[ReturnFacts], law: Law) -> Iterator[tuple[int, Opportunity]]:
    """Yield, by position, the long-term gains that bear 0% now."""
    rows = []
    for place, facts in enumerate(of):
        gains, _losses, _missing = unrealised(facts)
        if gains:
            rows.append((place, facts, gains))
    if not rows:
        return
    returns = Returns([as_return(facts.now) for _place, facts, _gains in rows], law)
    figures = [parameters.for_units(facts.now.units, law) for _place, facts, _gains in rows]
    rates = np.array([float(np.ravel(figure.gain_rates)[1]) for figure in figures])
    lines = np.array([float(np.ravel(figure.gain_tops)[0]) for figure in figures])
    held = np.array([float(gains) for _place, _facts, gains in rows])
    fills = best_fill(returns, GAIN, taxable_income, lines, rates, held)
    for (place, facts, gains), fill, line, rate in zip(
        rows, fills, lines.tolist(), rates.tolist(), strict=True
    ):
        yield (
            place,
            Opportunity(
                kind=Kind.GAIN_ROOM,
                code="gain",
                person=facts.head,
                amount=whole(fill.amount),
                value=money(fill.worth),
                sureness=Sureness.ESTIMATED,
                citation=GAIN_LAW,
                numbers={
                    "year": facts.now.year,
                    "stops_at": fill.stops_at,
                    "rate": Decimal(repr(rate)),
                    "line": money(line),
                    "held": gains,
                    "room": whole(fill.room),
                    "cost": money(fill.cost),
                    "otherwise": money(rate * fill.amount),
                },
                caveats=("held_over_a_year", "step_up_at_death", "no_state_in_it"),
            ),
        )


def losses(of: Sequence[ReturnFacts], law: Law) -> Iterator[tuple[int, Opportunity]]:
    """Yield, by position, what realising the losses at hand would save this year."""
    rows = []
    for place, facts in enumerate(of):
        _gains, lost, _missing = unrealised(facts)
        if lost:
            rows.append((place, facts, lost))
    if not rows:
        return
    returns = Returns([as_return(facts.now) for _place, facts, _lost in rows], law)
    saved = -returns.costs(GAIN, np.array([[-float(lost)] for _place, _facts, lost in rows]))
    for (place, facts, lost), saving in zip(rows, saved[:, 0].tolist(), strict=True):
        yield (
            place,
            Opportunity(
                kind=Kind.LOSS,
                code="loss",
                person=facts.head,
                amount=lost,
                value=money(saving),
                sureness=Sureness.ESTIMATED,
                citation=LOSS_LAW,
                numbers={"year": facts.now.year, "limit": LOSS_LIMIT},
                caveats=("wash_sale", "loss_goes_on", "no_state_in_it"),
            ),
        )
