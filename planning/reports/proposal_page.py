"""From which accounts could a pool's requirement be paid, and what stands in the way?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clients.models import Account, Household, Payment
from planning.anchors import pool_anchor
from planning.engine.errors import EngineError
from planning.engine.household import Household as Facts
from planning.engine.law import load_law
from planning.engine.money import ZERO
from planning.engine.rmd import Obligation, rmd_schedule
from planning.engine.rmd.proposal import GIVE, Draw, Proposal, Spread, propose
from planning.engine.rmd.qcd import gift_room, gifts_begin_on
from planning.facts import gather_facts
from planning.facts.available import available
from planning.models import PlannedPayment
from planning.reports.cut_offs import cut_offs
from planning.reports.pool_names import pool_text

DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftRoom:
    """What a person may still give to charity from IRAs in the year of the day looked at."""

    year: int
    begins_on: date | None  # the day of 70½; None: the birth date is missing
    may_give: bool
    from_here: bool  # whether an account of the pool can give at all
    room: Decimal | None  # None: no limit is published for the year


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedDraw:
    """One payment to order, out of an account on record."""

    account: Account
    amount: Decimal
    kind: Payment.Kind
    known: Decimal  # what is known to be in the account before it
    legal_date: date
    cut_off: date | None
    missed_cut_off: date | None
    order_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """What is open in a pool and how it could be paid."""

    year: int
    anchor: str
    person_name: str
    pool_text: str
    remaining: Decimal | None
    planned: Decimal
    legal_date: date | None
    gifts: GiftRoom
    draws: tuple[ProposedDraw, ...]
    unmet: Decimal
    gift_refused: Decimal

    @property
    def proposed(self) -> Decimal:
        """What the draws add up to."""
        return sum((draw.amount for draw in self.draws), ZERO)


def read_proposal(
    household: Household,
    *,
    year: int,
    anchor: str,
    as_of: date,
    gift: Decimal = ZERO,
    spread: Spread = Spread.FEWEST_ORDERS,
) -> ProposalPage | None:
    """Return how the pool asked for could be paid; None: there is no such pool in the year.

    Without a name it is the first pool that owes.
    """
    facts = gather_facts(household, as_of=as_of)
    obligation = _obligation(facts, year, anchor)
    if obligation is None:
        return None
    rows = {
        row.key: row
        for row in household.accounts.filter(archived_at=None).select_related("custodian", "firm")
    }
    known = {key: left for key, left in available(facts).items() if key in rows}
    days = _cut_offs(household, facts, obligation)
    planned = _planned(facts, obligation)
    gifts = _gift_room(household, facts, obligation)
    proposal = propose(
        obligation,
        available=known,
        cut_offs={key: day for key, day in days.items() if day >= as_of},
        as_of=as_of,
        law=load_law(),
        already_planned=planned,
        gift=gift,
        gift_room=gifts.room or ZERO,
        spread=spread,
    )
    return ProposalPage(
        year=year,
        anchor=pool_anchor(obligation.person.id, obligation.pool, year),
        person_name=obligation.person.name,
        pool_text=pool_text(obligation.person.id, obligation.pool, facts),
        remaining=obligation.remaining,
        planned=planned,
        legal_date=obligation.due_on,
        gifts=gifts,
        draws=_draws(proposal, rows, known, days),
        unmet=proposal.unmet if proposal else ZERO,
        gift_refused=proposal.gift_refused if proposal else ZERO,
    )


def _obligation(facts: Facts, year: int, anchor: str) -> Obligation | None:
    try:
        obligations = rmd_schedule(facts, load_law(), years=[year]).obligations
    except EngineError:
        return None
    named = [o for o in obligations if pool_anchor(o.person.id, o.pool, year) == anchor]
    if anchor:
        return next(iter(named), None)
    return next((o for o in obligations if o.remaining), None)


def _cut_offs(household: Household, facts: Facts, obligation: Obligation) -> Mapping[str, date]:
    """Return the cut-off of each account, for what is due at the end of a year only."""
    due_on = obligation.due_on
    if due_on is None or due_on.month != DECEMBER or due_on < facts.as_of:
        return {}
    days = cut_offs(household.firm, due_on.year)
    return {a.id: days[a.custodian] for a in facts.accounts if a.custodian in days}


def _planned(facts: Facts, obligation: Obligation) -> Decimal:
    accounts = {amount.account.id for amount in obligation.amounts}
    to_come = (
        payment.amount
        for payment in facts.planned
        if payment.account in accounts and payment.year == obligation.distribution_year
    )
    return sum(to_come, ZERO)


def _gift_room(household: Household, facts: Facts, obligation: Obligation) -> GiftRoom:
    law, person, year = load_law(), obligation.person, facts.as_of.year
    room = gift_room(facts, person, law, year)
    begins_on = gifts_begin_on(person, law)
    to_come = PlannedPayment.objects.to_come().filter(
        account__household=household,
        account__owner__key=person.id,
        kind=Payment.Kind.QCD,
    )
    promised = sum(to_come.values_list("amount", flat=True), ZERO)
    return GiftRoom(
        year=year,
        begins_on=begins_on,
        may_give=begins_on is not None and begins_on <= facts.as_of and person.died_on is None,
        from_here=any(amount.account.kind in GIVE for amount in obligation.amounts),
        room=None if room is None else max(ZERO, room - promised),
    )


def _draws(
    proposal: Proposal | None,
    rows: Mapping[str, Account],
    known: Mapping[str, Decimal],
    days: Mapping[str, date],
) -> tuple[ProposedDraw, ...]:
    left = dict(known)
    draws = []
    for draw in proposal.draws if proposal else ():
        draws.append(_draw(draw, rows[draw.account.id], left[draw.account.id], days))
        left[draw.account.id] -= draw.amount
    return tuple(draws)


def _draw(draw: Draw, account: Account, known: Decimal, days: Mapping[str, date]) -> ProposedDraw:
    missed = days.get(account.key) if draw.cut_off is None else None
    return ProposedDraw(
        account=account,
        amount=draw.amount,
        kind=Payment.Kind(draw.kind.value),
        known=known,
        legal_date=draw.legal_date,
        cut_off=draw.cut_off,
        missed_cut_off=missed,
        order_by=draw.order_by,
    )
