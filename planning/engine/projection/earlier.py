"""What is known of the returns of the two years before a plan, which Medicare looks at?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planning.engine.household import FilingStatus, Household
from planning.engine.law import Law
from planning.engine.projection.health import months_on_medicare
from planning.engine.projection.lives import Lives
from planning.engine.tax.arrays import Dollars, Whole
from planning.engine.tax.irmaa import LOOK_BACK
from planning.engine.tax.units import CODES, JOINT
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year.filing import were_married
from planning.engine.tax_year.results import Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierReturns:
    """Everybody's return of one earlier year: (person)."""

    magi: Dollars  # NaN: not known
    status: Whole


def earlier_returns(
    household: Household, facts: TaxFacts, lives: Lives, year: int
) -> EarlierReturns:
    """Return the income and status that a later premium looks at.

    Who was married then has the income of both, unless they file separately; anybody else that of
    a return of their own, or the household's where nobody else is in the plan.

    Source: 42 U.S.C. § 1395r(i)(4); 20 CFR 418.1101 to 418.1150.
    """
    apart = facts.filing_status is FilingStatus.SEPARATE
    alone = CODES[FilingStatus.SEPARATE if apart else FilingStatus.SINGLE]
    magi, status = [], []
    for person in lives.people:
        jointly = not apart and were_married(household, (person,), year)
        known = facts.prior_magi.get(year)
        own = facts.own_magi.get(person.id, {}).get(year)
        if not jointly and (own is not None or len(lives.people) > 1):
            known = own
        magi.append(np.nan if known is None else float(known))
        status.append(JOINT if jointly else alone)
    return EarlierReturns(magi=np.array(magi), status=np.array(status, dtype=np.int64))


def unknown_incomes(
    household: Household, facts: TaxFacts, lives: Lives, law: Law
) -> Iterator[Missing]:
    """Yield the incomes a premium needs and nobody knows; they are taken to cause no surcharge."""
    for back in (LOOK_BACK, 1):
        year = lives.first_year - back
        covered = months_on_medicare(year + LOOK_BACK, lives, facts, law)
        before = earlier_returns(household, facts, lives, year)
        for place in np.flatnonzero(np.isnan(before.magi) & (covered > 0)):
            person = lives.ids[place]
            is_own = before.status[place] != JOINT and len(lives.people) > 1
            yield Missing(
                code="own_prior_magi" if is_own else "prior_magi",
                fact=f"people.{person}.prior_magi" if is_own else f"prior_magi.{year}",
                person=person if is_own else None,
                numbers={"year": year},
            )
            if not is_own:
                break
