"""What would giving to charity from an IRA save?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planning.engine.household import Person
from planning.engine.law import Law
from planning.engine.money import ZERO
from planning.engine.opportunities.curve import Return, Returns
from planning.engine.opportunities.facts import ReturnFacts, as_return
from planning.engine.opportunities.results import Kind, Opportunity, Sureness, money
from planning.engine.rmd.qcd import deductions_left, gift_room, gifts_begin_on

GIFT_LAW = "26 U.S.C. § 408(d)(8)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What somebody could give from an IRA in place of what is still required of it."""

    place: int
    facts: ReturnFacts
    person: Person
    amount: Decimal
    room: Decimal
    required: Decimal
    instead: bool  # of cash that is given anyway

    def returns(self) -> Iterator[Return]:
        """Yield the return without the gift, then with it."""
        now, units = self.facts.now, self.facts.now.units
        yield as_return(now)
        taxed = self.facts.required_income(self.person, now, only_own=False)
        units = units.plus(self.facts.field(self.person), -float(min(self.amount, taxed)))
        if self.instead:
            units = units.plus("charity_cash", -float(self.amount))
        yield as_return(now, units)


def gifts(of: Sequence[ReturnFacts], law: Law) -> Iterator[tuple[int, Opportunity]]:
    """Yield, by position, what gifts from IRAs would save of this year's tax."""
    found = [gift for place, facts in enumerate(of) for gift in _gifts(place, facts, law)]
    if not found:
        return
    returns = Returns([row for gift in found for row in gift.returns()], law)
    costs = returns.cost()
    for number, gift in enumerate(found):
        saved = float(costs[2 * number, 0] - costs[2 * number + 1, 0])
        yield (
            gift.place,
            Opportunity(
                kind=Kind.GIFT,
                code="gift_instead" if gift.instead else "gift_wished",
                person=gift.person.id,
                amount=gift.amount,
                value=money(saved),
                sureness=gift.facts.sureness if gift.instead else Sureness.WISH,
                citation=GIFT_LAW,
                numbers={
                    "year": gift.facts.now.year,
                    "room": gift.room,
                    "required": gift.required,
                },
                caveats=("check_must_clear", "no_state_in_it"),
            ),
        )


def _gifts(place: int, facts: ReturnFacts, law: Law) -> Iterator[Gift]:
    now, household = facts.now, facts.case.household
    given = facts.case.facts.deductions.charity_cash or ZERO
    left = given
    for person in facts.people:
        begins_on = gifts_begin_on(person, law)
        room = gift_room(household, person, law, now.year)
        if begins_on is None or begins_on > date(now.year, 12, 31) or room is None:
            continue
        room = max(room - deductions_left(household, person, law, now.year), ZERO)
        required = _from_iras(facts, person)
        amount = min(room, required, left) if given else min(room, required)
        if amount:
            left -= amount if given else ZERO
            yield Gift(
                place=place,
                facts=facts,
                person=person,
                amount=amount,
                room=room,
                required=required,
                instead=bool(given),
            )


def _from_iras(facts: ReturnFacts, person: Person) -> Decimal:
    """Return what must still leave somebody's IRAs, own and inherited; a plan pays no such gift."""
    return sum(
        (
            source.gross
            for source in facts.now.sources
            if source.code == "ira_required" and source.person == person.id
        ),
        ZERO,
    )
