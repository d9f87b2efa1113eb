"""Does what else could have been done cost what a second walk by hand says?"""

from __future__ import annotations

from dataclasses import replace

from planning.engine.advice.rejected import Rejected, rejected_of
from planning.engine.projection.policies import RmdOnly
from planning.engine.projection.walk import project
from planning.engine.roadmap.household.instead import Instead
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.value import left_in_all
from tests.engine.advice.plans import ANN, cents, plan
from tests.engine.projection.households import Told, account

TAX_OF_60_000 = 1_240 + 0.12 * (60_000 - 24_150 - 12_400)  # 4,054
CONVERTS = Told(converted={(2026, "ira"): 60_000})


def by_code(found: tuple[Rejected, ...], year: int = 2026) -> dict[str, float]:
    return {one.alternative.code: one.costs for one in found if one.alternative.year == year}


def test_taking_from_an_ira_instead_saves_its_heirs_their_tax():
    """20,000 out of the IRA bear no tax; left there they would bear a quarter of it."""
    found = rejected_of(plan(ANN))
    other = next(one for one in found if one.alternative.code == "from_another")
    assert (other.alternative.account, other.alternative.numbers["other"]) == ("tax", "ira")
    assert other.costs == cents(-5_000)


def test_converting_nothing_leaves_the_tax_to_the_heirs():
    found = by_code(rejected_of(plan(ANN, CONVERTS), years=1))
    assert found["no_conversion"] == cents(60_000 * 0.25 - TAX_OF_60_000)


def test_a_conversion_to_the_top_of_a_bracket_is_priced_to_the_cent():
    """To 50,400 of taxable income at 12%: 14,550 more, each of which would save the heirs 25."""
    (one,) = [
        found
        for found in rejected_of(plan(ANN, CONVERTS), years=1)
        if found.alternative.code == "to_bracket" and found.alternative.numbers["number"] == 0.12
    ]
    assert one.alternative.numbers["amount"] == cents(74_550)
    assert one.costs == cents((0.12 - 0.25) * 14_550)


def test_costs_are_dollars_a_year_where_spending_is_sought():
    """The same loss, over two years of spending that has to be cut."""
    document = ANN | {"accounts": [account("ira", "traditional_ira", 80_000, basis=0)]}
    document |= {"spending": {"annual": 36_000}}
    for_estate = by_code(rejected_of(plan(document, RmdOnly())))
    for_spending = by_code(rejected_of(plan(document, RmdOnly(), Objective.SPENDING)))
    for code, cost in for_estate.items():
        assert 0.3 < for_spending[code] / cost < 0.6


def test_costs_of_least_tax_are_the_tax():
    start = plan(ANN, CONVERTS, Objective.TAX)
    assert by_code(rejected_of(start, years=1))["no_conversion"] == cents(-TAX_OF_60_000)


def test_the_estate_that_has_to_be_left_counts_beside_the_tax():
    start = replace(plan(ANN, CONVERTS, Objective.TAX), floor=9e9)
    found = by_code(rejected_of(start, years=1))
    assert found["no_conversion"] == cents(60_000 * 0.25 - 2 * TAX_OF_60_000)


def test_nothing_is_changed_but_the_years_of_the_change():
    start = plan(ANN, CONVERTS)
    walk = project(start.outlook, Instead(policy=CONVERTS, changes={}))
    assert left_in_all(walk)[0] == left_in_all(project(start.outlook, CONVERTS))[0]


def test_without_a_choice_nothing_is_rejected():
    alone = ANN | {"accounts": [account("roth", "roth_ira", 90_000, basis=90_000)]}
    assert rejected_of(plan(alone)) == ()


def test_the_path_of_an_alternative_adds_up():
    start = plan(ANN, CONVERTS)
    for one in rejected_of(start, years=1):
        changes = {0: [one.alternative.change]}
        walk = project(start.outlook, Instead(policy=CONVERTS, changes=changes))
        assert abs(walk.ledger.residual).max() < 0.005
        assert abs(walk.cash_residual).max() < 0.01
