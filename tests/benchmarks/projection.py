"""The walks through a household's years that are timed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from planning.engine.household_file import read_household_with_plans
from planning.engine.law import load_law
from planning.engine.projection.outlook import Outlook, Variation, outlook_of
from planning.engine.projection.policies import FillBracket, TaxableFirst
from planning.engine.projection.walk import project

COUPLE = Path(__file__).parents[1] / "examples" / "couple.json"
MANY = 1_000


def _outlook(paths: int = 1) -> Outlook:
    household, facts, plans = read_household_with_plans(COUPLE.read_bytes())
    return outlook_of(household, facts, plans, load_law(), Variation(paths=paths))


def outlook_of_a_couple() -> Callable[[], object]:
    return _outlook


def projection_of_a_couple() -> Callable[[], object]:
    outlook = _outlook()
    return lambda: project(outlook, TaxableFirst())


def projection_filling_a_bracket() -> Callable[[], object]:
    outlook = _outlook()
    return lambda: project(outlook, FillBracket(rate=0.22, name="fill_bracket_22"))


def projection_of_1000_paths() -> Callable[[], object]:
    outlook = _outlook(MANY)
    return lambda: project(outlook, TaxableFirst())
