"""Every household of the demo book can be planned, or names the fact it lacks."""

from __future__ import annotations

import json
from datetime import date

import pytest

from planning.demo.book import demo_book
from planning.demo.parts import Today
from planning.engine.household_file import read_household_with_plans
from planning.engine.law import load_law
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.outlook import Variation, outlook_of
from planning.engine.roadmap.household.roadmap import roadmap_of
from planning.engine.roadmap.solve.optimise import Stage

pytestmark = pytest.mark.one_database

AS_OF = date(2026, 11, 21)
# The book shows what an undecided requirement looks like: these wait for a fact on purpose.
WAITING = {
    "Demo-Ivywell": "accounts.k.plan",
    "Demo-Łąkowska": "people.b.born_on",
    "Demo-Fernmere": "accounts.ira.inherited",
    "Demo-Oatthorpe": "accounts.open.adjustments.2025.annuity_value",
    "Demo-Pinefield": "accounts.ira.annuity.payments.2026",
    "Demo-Ashfield": "accounts.ira.year_end_balances.2025",
    "Demo-Bramstead": "accounts.ira2.year_end_balances.2025",
}
PLANNED = ("Demo-Gorsewell", "Demo-Brammere", "Demo-Brammoor")  # whose plans are quick


def book():
    return [made.document for made in demo_book(60, Today(AS_OF, load_law()))]


def facts_of(document):
    return read_household_with_plans(json.dumps(document), as_of=AS_OF)


def test_every_household_has_its_years_or_names_what_it_lacks():
    lacking = {}
    for document in book():
        try:
            household, facts, plans = facts_of(document)
            outlook_of(household, facts, plans, load_law(), Variation(spending=1.0))
        except CannotProject as refusal:
            lacking[document["name"]] = refusal.field
    assert lacking == WAITING


@pytest.mark.parametrize("name", PLANNED)
def test_a_first_plan_of_a_demo_household_is_kept_up(name):
    document = next(one for one in book() if one["name"] == name)
    household, facts, plans = facts_of(document)
    found = roadmap_of(household, facts, plans, load_law(), until=Stage.FIRST_PLAN)
    assert found.has_model
    assert found.best.value > 0
    assert not found.best.walked.projection.shortfalls
