"""What is there to be gained for each of many households in a year?

The facts of each are read into returns one by one; every try of every return is then worked out
together, as one array.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from planning.engine.errors import EngineError
from planning.engine.law import Law
from planning.engine.opportunities.brackets import bracket_rooms, low_years
from planning.engine.opportunities.edges import credit_cliffs, surcharge_edges
from planning.engine.opportunities.facts import ReturnFacts
from planning.engine.opportunities.gains import gain_rooms, losses, unrealised
from planning.engine.opportunities.gifts import gifts
from planning.engine.opportunities.results import Case, Found, Kind, Opportunity
from planning.engine.opportunities.starts import starters
from planning.engine.tax_year import CannotDecide, Missing, tax_year

LEAST = Decimal(50)  # dollars: what is worth less is not worth a call
RULES = (
    low_years,
    bracket_rooms,
    surcharge_edges,
    gain_rooms,
    losses,
    starters,
    gifts,
    credit_cliffs,
)
# What is missing here leaves this year's income as it is.
OF_OTHER_YEARS = frozenset({"prior_magi", "own_prior_magi"})


def opportunities_of(cases: Sequence[Case], law: Law, year: int) -> list[Found]:
    """Return what is found for each household, in their order.

    `law` is projected: the surcharges look two years ahead. A household whose income of the year
    cannot be decided has no opportunities, and what is missing.

    Guarantees: the same facts and law give the same cents, whichever households are asked about
    together.
    Not modelled: state tax; what an act changes in years after the ones named.
    """
    returns: list[tuple[int, ReturnFacts]] = []
    missing: dict[int, list[Missing]] = defaultdict(list)
    for place, case in enumerate(cases):
        found, lacks = _returns_of(case, law, year)
        missing[place] += lacks
        if not lacks:
            returns += [(place, one) for one in found]
            missing[place] += [lack for one in found for lack in unrealised(one)[2]]
    of = [facts for _place, facts in returns]
    by_household: dict[int, list[Opportunity]] = defaultdict(list)
    for rule in RULES:
        for position, opportunity in rule(of, law):
            if opportunity.value >= LEAST:
                by_household[returns[position][0]].append(opportunity)
    return [
        Found(
            opportunities=_in_order(by_household[place]),
            missing=tuple(dict.fromkeys(missing[place])),
        )
        for place in range(len(cases))
    ]


def _returns_of(case: Case, law: Law, year: int) -> tuple[list[ReturnFacts], list[Missing]]:
    """Return every return of a household, or what the first that cannot be decided waits for."""
    try:
        first = tax_year(case.household, case.facts, law, year)
        others = [
            tax_year(case.household, case.facts, law, year, of=person.id)
            for person in first.filing.others
        ]
    except CannotDecide as undecided:
        return [], list(undecided.missing)
    except EngineError as refusal:
        return [], [Missing(code="refused", fact="", numbers={"why": str(refusal)})]
    years = [first, *others]
    lacks = [one for of in years for one in of.missing if one.code not in OF_OTHER_YEARS]
    return [ReturnFacts(case=case, law=law, now=of) for of in years], lacks


def _in_order(found: list[Opportunity]) -> tuple[Opportunity, ...]:
    """Put the most valuable first, and say the same dollars of this year only once."""
    begun = {(one.person, one.numbers["from"]) for one in found if one.kind is Kind.LOW_YEARS}
    kept = [
        one
        for one in found
        if one.kind is not Kind.BRACKET_ROOM or (one.person, one.numbers["year"]) not in begun
    ]
    return tuple(sorted(kept, key=lambda one: (-one.value, one.kind, one.person)))
