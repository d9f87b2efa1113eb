"""Does the advice of the first year change where the optimiser finds another plan?"""

from __future__ import annotations

import pytest

from planning.engine.advice.would_change import would_change
from planning.engine.projection.policies import RmdOnly
from planning.engine.roadmap.household.modelled import Objective
from tests.engine.advice.plans import ANN, plan
from tests.engine.projection.households import COUPLE, account

CASH = ANN | {"accounts": [account("tax", "taxable", 100_000, basis=100_000)]}


def test_with_one_account_nothing_changes_the_advice():
    found = would_change(plan(CASH))
    assert [one.circumstance.code for one in found].count("as_planned") == 1
    assert {one.circumstance.code for one in found} == {"as_planned", "returns", "spending"}
    base = found[0]
    assert base.withdrawn["taxable"] == pytest.approx(20_000, abs=1)
    returns = [one for one in found if one.circumstance.code == "returns"]
    assert not any(one.changes for one in returns)


def test_more_spending_takes_more_this_year():
    found = {one.circumstance.number: one for one in would_change(plan(CASH))}
    assert found[1.2].changes
    assert found[1.2].withdrawn["taxable"] == pytest.approx(24_000, abs=1)


def test_deaths_are_those_that_leave_somebody():
    people = [person | {"plan_to_age": 77} for person in COUPLE["people"]]
    married = CASH | {"people": people, "marriages": COUPLE["marriages"]}
    married |= {"spending": {"annual": 5_000}}
    found = would_change(plan(married, RmdOnly(), Objective.BEQUEST))
    deaths = [one.circumstance for one in found if one.circumstance.code == "death"]
    assert [(one.person, one.number) for one in deaths] == [("a", 5)]
