"""Is a plan better than what it rejects, and is a walk the same where its paths part later?"""

from __future__ import annotations

import numpy as np
import pytest

from planning.engine.advice.followed import followed
from planning.engine.advice.rejected import rejected_of
from planning.engine.projection.policies import RmdOnly, TaxableFirst
from planning.engine.projection.walk import project, recorded, steps
from planning.engine.roadmap.household.alternatives import alternatives_of
from planning.engine.roadmap.household.improve import WORTH_IT, Improving
from planning.engine.roadmap.household.instead import Instead
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.together import widened
from planning.engine.roadmap.household.value import at_spending, left_over, spending_at
from tests.engine.projection.households import COUPLE, account, outlook
from tests.engine.roadmap.household.test_household_roadmap import planned, to_age

BOTH = COUPLE | {
    "people": [person | {"plan_to_age": 72} for person in COUPLE["people"]],
    "accounts": [
        account("ira", "traditional_ira", 500_000),
        account("tax", "taxable", 250_000, basis=100_000),
    ],
    "spending": {"annual": 40_000},
}
POOR = RmdOnly()  # takes gains and Roth money first: there is much to do better


@pytest.fixture(scope="module")
def search() -> Improving:
    whole = outlook(BOTH)
    return Improving(outlook=whole, objective=Objective.BEQUEST, spending=40_000.0, floor=0.0)


def test_what_is_found_is_worth_what_it_says_by_the_whole_law(search: Improving) -> None:
    found = search.improved(POOR, rounds=1)
    assert found is not None
    before, after = (
        left_over(at_spending(search.outlook, policy, 40_000.0).projection, 0.0)[0]
        for policy in (POOR, found.policy)
    )
    assert found.gain > WORTH_IT
    assert after - before == pytest.approx(found.gain, abs=0.05)


def test_paths_that_part_later_end_where_they_would_have_from_the_beginning(
    search: Improving,
) -> None:
    one = spending_at(search.outlook, np.array([40_000.0]))
    listed = list(alternatives_of(one, TaxableFirst(), len(one.years)))
    listed = [one for one in listed if one.year > search.years[0]]
    changes = {path: [other.change] for path, other in enumerate(listed, start=1)}
    wide = spending_at(widened(search.outlook, len(listed) + 1), np.full(len(listed) + 1, 40_000.0))
    policy = Instead(policy=TaxableFirst(), changes=changes)
    begins = [search.years[0], *(other.year for other in listed)]
    whole, parting = project(wide, policy), recorded(wide, "", steps(wide, policy, begins))
    assert len(set(begins)) > 2
    assert parting.ledger.closing == pytest.approx(whole.ledger.closing, abs=0.02)
    assert parting.figures.tax == pytest.approx(whole.figures.tax, abs=0.02)


def test_no_plan_is_below_one_it_rejects_as_far_as_that_was_looked_for() -> None:
    found = planned(to_age(75))
    costs = [one.costs for one in rejected_of(followed(found))]
    assert min(costs, default=0.0) >= -WORTH_IT
