"""Are the limits an advisor sets kept, by the exact law, and do they cost what they should?"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from planning.engine.household_file import read_household_with_plans
from planning.engine.projection.lines import lines_of
from planning.engine.projection.outlook import Variation, outlook_of
from planning.engine.projection.policies import FillBracket, TaxableFirst
from planning.engine.projection.walk import WithdrawalPolicy, steps
from planning.engine.roadmap.household.document import roadmap_document
from planning.engine.roadmap.household.judging import CannotPlan
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.roadmap import Roadmap, roadmap_of
from planning.engine.roadmap.household.value import spending_at
from planning.engine.roadmap.solve.optimise import Stage
from tests.engine.projection.households import LAW, SOLO, account

PERSON = {"id": "a", "name": "Ann", "born_on": "1957-05-10", "plan_to_age": 72}
ON_MEDICARE: dict[str, Any] = SOLO | {
    "people": [PERSON],
    "accounts": [
        account("ira", "traditional_ira", 600_000),
        account("tax", "taxable", 100_000, basis=60_000),
        account("roth", "roth_ira", 200_000, basis=200_000, first_funded=2000),
    ],
}
COVERED: dict[str, Any] = ON_MEDICARE | {
    "people": [PERSON | {"born_on": "1964-05-10", "plan_to_age": 65}],
    "health": {"aca_benchmark_annual": 14_000},
}


def planned(
    document: dict[str, Any],
    objective: str = "bequest",
    until: Stage = Stage.FIRST_PLAN,
    **limits: Any,
) -> Roadmap:
    wanted = {"limits": limits, "spending": {"annual": 60_000}}
    household, facts, plans = read_household_with_plans(json.dumps(wanted | document).encode())
    return roadmap_of(household, facts, plans, LAW, objective=Objective(objective), until=until)


def excess(roadmap: Roadmap) -> float:
    """Return by how many dollars a year is above its lowest line at most."""
    outlook = spending_at(roadmap.outlook, np.array([roadmap.best.walked.spending]))
    found = [-np.inf]
    for year, settled, _closed in steps(outlook, roadmap.best.policy):
        for line in lines_of(year):
            assert not settled.passed[line.code][0]
            found.append((line.measured(year, settled.priced.lines) - line.floors[0]).max())
    return max(found)


@pytest.mark.parametrize(
    ("document", "limits", "free"),
    [
        (ON_MEDICARE, {"max_bracket": 0.12}, {"max_bracket": 0.22}),
        (ON_MEDICARE, {"max_irmaa_tier": 0}, {"max_irmaa_tier": 2}),
        (COVERED, {"under_aca_cliff": True}, {}),
    ],
    ids=["bracket", "Medicare tier", "marketplace"],
)
def test_a_limit_is_kept_in_every_year_and_a_looser_one_is_worth_no_less(
    document: dict[str, Any], limits: dict[str, Any], free: dict[str, Any]
) -> None:
    tight = planned(document, until=Stage.POLISHED, **limits)
    loose = planned(document, until=Stage.POLISHED, **free)
    assert excess(tight) <= 0.01
    assert tight.best.value <= loose.best.value
    assert tight.baselines
    assert all(one.value is None or one.value <= tight.best.value + 1e-6 for one in tight.baselines)


@pytest.mark.parametrize(
    "policy",
    [FillBracket(rate=0.24, name="fill_bracket_24"), TaxableFirst()],
    ids=["converts too much", "takes too much"],
)
def test_whoever_decides_the_limit_holds(policy: WithdrawalPolicy) -> None:
    document = ON_MEDICARE | {"limits": {"max_bracket": 0.12, "max_irmaa_tier": 0}}
    household, facts, plans = read_household_with_plans(json.dumps(document).encode())
    outlook = outlook_of(
        household, facts, plans, LAW, Variation(first_year=2026, spending=140_000.0)
    )
    for year, settled, _closed in steps(outlook, policy):
        for line in lines_of(year):
            income = line.measured(year, settled.priced.lines)
            assert (income <= line.floors[0] + 0.01).all()


def test_where_what_is_required_alone_passes_a_limit_the_year_is_named() -> None:
    older = ON_MEDICARE | {
        "people": [PERSON | {"born_on": "1950-05-10", "plan_to_age": 79}],
        "accounts": [account("ira", "traditional_ira", 2_500_000)],
    }
    roadmap = planned(older, max_bracket=0.12)
    (caveat,) = [
        one for one in roadmap_document(roadmap)["caveats"] if one["code"] == "limit_passed_bracket"
    ]
    assert caveat["numbers"] == {"years": "2026–2029"}
    outlook = spending_at(roadmap.outlook, np.array([60_000.0]))
    for year, settled, _closed in steps(outlook, roadmap.best.policy):
        top = lines_of(year)[0].floors[1]  # of the next bracket: the lowest that holds it
        assert (settled.priced.lines.ordinary <= top + 0.01).all()


def test_limits_that_contradict_what_is_wanted_are_named() -> None:
    poor = ON_MEDICARE | {"accounts": ON_MEDICARE["accounts"][:1]}
    with pytest.raises(CannotPlan) as refused:
        planned(poor | {"spending": {"annual": 120_000}}, max_bracket=0.12)
    assert (refused.value.code, refused.value.year) == ("limits", 2026)
    assert refused.value.short_by > 1_000


def test_what_must_not_be_sold_is_there_at_the_end_and_grows() -> None:
    lots = [{"symbol": "KEEP", "cost": 10_000, "value": 50_000}, {"cost": 50_000, "value": 50_000}]
    accounts = [ON_MEDICARE["accounts"][0], account("tax", "taxable", 100_000, lots=lots)]
    growing = {"inflation": 0, "returns": {"stocks": 0.1, "bonds": 0, "cash": 0}}
    document = ON_MEDICARE | {"accounts": accounts, "assumptions": growing}
    walk = planned(document, "spending", never_sell=["KEEP"]).best.walked.projection
    kept = walk.ledger.closing[0, -2, 1] if walk.ledger.closing[0, -2, 1] else 0.0
    assert kept >= 50_000 * 1.1 ** (len(walk.years) - 1) - 0.01


def test_a_name_nobody_knows_is_a_caveat() -> None:
    caveats = roadmap_document(planned(ON_MEDICARE, never_sell=["GONE"]))["caveats"]
    assert {"name": "GONE"} in [one["numbers"] for one in caveats]


def test_cash_is_kept_in_every_year() -> None:
    walk = planned(ON_MEDICARE, "spending", minimum_cash=40_000).best.walked.projection
    left = walk.ledger.opening[0, :, 1] - walk.ledger.withdrawn[0, :, 1]
    assert (left >= 40_000 - 0.01).all()


def test_what_is_decided_already_is_done() -> None:
    fixed = [{"year": 2027, "account": "ira", "withdraw": 33_000}]
    walk = planned(ON_MEDICARE, fixed=fixed).best.walked.projection
    assert walk.ledger.withdrawn[0, 1, 0] >= 33_000 - 0.01


def test_an_account_that_is_not_open_yet_is_left_alone() -> None:
    plan = {"separated_on": None, "accessible_from": "2028-01-01"}
    accounts = [*ON_MEDICARE["accounts"][1:], account("k", "401k", 600_000, plan=plan)]
    working = ON_MEDICARE | {
        "people": [PERSON | {"born_on": "1965-05-10", "plan_to_age": 64}],
        "accounts": accounts,
    }
    walk = planned(working).best.walked.projection
    taken = walk.ledger.withdrawn[0, :, 2] + walk.ledger.converted[0, :, 2]
    assert (taken[:2] == 0).all()
    assert taken[2:].sum() > 0


def test_conversions_keep_to_their_amount_whoever_converts() -> None:
    walk = planned(COVERED, max_conversion=9_000).best.walked.projection
    assert walk.ledger.converted[0].sum(axis=1).max() <= 9_000.01


@pytest.mark.parametrize(
    ("tight", "loose"),
    [
        ({"max_conversion": 5_000}, {"max_conversion": 50_000}),
        ({"conversions_to": 2026}, {}),
        ({"minimum_cash": 60_000}, {"minimum_cash": 10_000}),
        ({"never_sell": ["tax"]}, {}),
        ({"fixed": [{"year": 2026, "account": "ira", "withdraw": 150_000}]}, {}),
    ],
    ids=lambda limits: next(iter(limits), "none"),
)
def test_a_looser_limit_is_worth_no_less(tight: dict[str, Any], loose: dict[str, Any]) -> None:
    assert planned(ON_MEDICARE, **loose).best.value >= planned(ON_MEDICARE, **tight).best.value


def test_a_lower_estate_to_leave_allows_no_less_spending() -> None:
    values = [
        planned(ON_MEDICARE, "spending", estate_floor=floor).best.value
        for floor in (0, 50_000, 200_000)
    ]
    assert values == sorted(values, reverse=True)
