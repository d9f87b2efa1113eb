"""What a scenario changes in a household file, and what it refuses in a sentence."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from planning.engine.household_file import read_household_with_plans
from planning.engine.scenario import GROUPS, RefusedChange, changed
from tests.engine.projection.households import SOLO, account

# Nothing is said of how it is invested.
IRA = account("ira", "traditional_ira", 300_000)
IRA.pop("allocation", None)
FILE: dict[str, Any] = SOLO | {
    "people": [{"id": "a", "name": "Ann", "born_on": "1964-05-10", "plan_to_age": 80}],
    "accounts": [IRA],
    "assumptions": {},
    "incomes": [
        {"person": "a", "kind": "wages", "annual": 50_000, "to": "2028-12-31"},
        {"person": "a", "kind": "social_security", "monthly_at_fra": 2_000},
    ],
}
FILE["incomes"][1]["start_on"] = "2031-06-01"


def read(changes: dict[str, Any], document: dict[str, Any] = FILE) -> Any:
    return read_household_with_plans(json.dumps(changed(document, changes)))


def refused(changes: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(RefusedChange) as refusal:
        changed(FILE, changes)
    return refusal.value.field, str(refusal.value)


def test_every_group_makes_a_file_that_is_read_and_leaves_the_old_one_alone():
    kept = copy.deepcopy(FILE)
    household, facts, plans = read(
        {
            "returns": {"stocks": "0.07", "bonds": "0.03", "cash": "0.02"},
            "inflation": "0.03",
            "dies": {"a": 2051},
            "retires": {"a": "2027-06-30"},
            "claims": {"a": "2034-05"},
            "move": {"on": "2030-01-01", "state": "FL"},
            "cost": {"year": 2029, "amount": "40000"},
            "spending": "60000",
            "conversions": {"from": 2027, "to": 2030, "most": "25000"},
            "objective": "bequest",
        }
    )
    assert kept == FILE
    assert household.people[0].plan_to_age == 2051 - 1964
    assert float(household.returns["stocks"]) == 0.07
    assert [str(income.to_on or income.start_on) for income in facts.incomes] == [
        "2027-06-30",
        "2034-05-01",
    ]
    assert facts.moves[0][1] == "FL"
    assert float(plans.assumptions.inflation) == 0.03
    assert (plans.goals[0].year, plans.goals[0].amount) == (2029, 40_000)
    assert plans.spending.annual == 60_000
    assert (plans.limits.conversions_from, plans.limits.max_conversion) == (2027, 25_000)


def test_a_shift_of_all_returns_moves_an_account_that_says_nothing_of_its_own():
    household, _facts, _plans = read({"returns": {"by": "-0.01"}})
    (allocation,) = [one.allocation for one in household.accounts]
    grows = sum(share * household.returns[asset] for asset, share in allocation.items())
    assert float(grows) == pytest.approx(0.04)  # 5% without a change


def test_beside_returns_on_record_it_is_the_mixture_that_earned_what_it_did():
    stated = FILE | {"assumptions": {"returns": {"stocks": 0.08, "bonds": 0.03, "cash": 0.02}}}
    household, _facts, _plans = read({"returns": {"by": "0.02"}}, stated)
    (allocation,) = [one.allocation for one in household.accounts]
    grows = sum(share * household.returns[asset] for asset, share in allocation.items())
    assert float(grows) == pytest.approx(0.07, abs=1e-6)


def test_no_conversion_is_a_limit_of_nothing():
    assert read({"conversions": {"none": True}})[2].limits.max_conversion == 0


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"weather": 1}, "weather", "nothing a scenario changes"),
        ({"inflation": "0.9"}, "inflation", "between -20% and 30%"),
        ({"inflation": "much"}, "inflation", "Write a number"),
        ({"inflation": "nan"}, "inflation", "Write a number"),
        ({"returns": {"by": "0.5"}}, "returns", "between"),
        ({"spending": "-1"}, "spending", "from nothing"),
        ({"claims": {"a": "2070-01"}}, "claims.a", "between the ages of 62 and 70"),
        ({"claims": {"a": "soon"}}, "claims.a", "2030-05"),
        ({"claims": {"z": "2030-05"}}, "claims.z", "living member"),
        ({"dies": {"a": 2020}}, "dies.a", "Choose a year between"),
        ({"dies": {"a": 2099}}, "dies.a", "the year of age 120"),
        ({"retires": {"a": "tomorrow"}}, "retires.a", "2029-06-30"),
        ({"conversions": {"from": 2030, "to": 2027}}, "conversions.to", "not before the first"),
        ({"cost": {"year": 2001, "amount": "5"}}, "cost.year", "Choose a year"),
        ({"move": {"on": "2001-01-01", "state": "FL"}}, "move.on", "still to come"),
    ],
)
def test_what_cannot_be_changed_is_named(changes: dict[str, Any], field: str, words: str):
    named, text = refused(changes)
    assert named == field
    assert words in text


def test_who_has_claimed_cannot_claim_again():
    claimed = FILE["incomes"][1] | {"start_on": "2024-01-01"}
    with pytest.raises(RefusedChange, match="has claimed already, in 2024-01"):
        changed(FILE | {"incomes": [claimed]}, {"claims": {"a": "2030-05"}})


def test_the_order_of_changes_does_not_matter():
    changes = {"returns": {"by": "0.01"}, "inflation": "0.02", "spending": "50000"}
    assert next(iter(GROUPS)) == "returns"
    backwards = dict(reversed(changes.items()))
    assert changed(FILE, changes) == changed(FILE, backwards)
