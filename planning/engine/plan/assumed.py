"""What does a plan assume, and is it said of the household or our own default?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planning.engine.household import Household
from planning.engine.plan_facts import Limits, PlanFacts
from planning.engine.projection.death import HEIRS_RATE
from planning.engine.projection.prices import indexing_of, inflation_of
from planning.engine.rmd.balance import DEFAULT_GROWTH
from planning.engine.tax_facts import TaxFacts

Document = dict[str, Any]


def assumptions_document(
    household: Household, facts: TaxFacts, plans: PlanFacts, roadmap: Mapping[str, Any]
) -> list[Document]:
    """Return what is assumed, as codes with numbers; `is_stated` of what somebody said."""
    return [
        *_lives(household, roadmap),
        *_markets(household, plans),
        *_wishes(plans),
        *_limits(plans.limits),
        _assumed("state", is_stated=bool(facts.state), state=facts.state or ""),
    ]


def _lives(household: Household, roadmap: Mapping[str, Any]) -> Iterator[Document]:
    ends = {
        person: (year["year"], age)
        for year in roadmap.get("years", ())
        for person, age in year["ages"].items()
    }
    for person in household.people:
        if person.id in ends:
            year, age = ends[person.id]
            said = person.plan_to_age is not None
            yield _assumed("lives_to", is_stated=said, person=person.id, year=year, age=age)


def _markets(household: Household, plans: PlanFacts) -> Iterator[Document]:
    for asset, rate in (household.returns or {}).items():
        yield _assumed(f"return_{asset}", is_stated=True, rate=str(rate))
    yield _assumed("return_otherwise", is_stated=False, rate=str(DEFAULT_GROWTH))
    said = plans.assumptions
    inflation, indexing = inflation_of(said), indexing_of(said).rate
    yield _assumed("inflation", is_stated=said.inflation is not None, rate=str(inflation))
    stated = said.bracket_indexing is not None
    yield _assumed("bracket_indexing", is_stated=stated, rate=str(indexing))
    heirs = said.heirs_tax_rate
    of_heirs = str(HEIRS_RATE if heirs is None else heirs)
    yield _assumed("heirs_tax_rate", is_stated=heirs is not None, rate=of_heirs)


def _wishes(plans: PlanFacts) -> Iterator[Document]:
    spending = plans.spending
    if spending.annual is not None:
        yield _assumed("spending", is_stated=True, amount=f"{spending.annual:.2f}")
    yield _assumed(f"profile_{spending.profile.value}", is_stated=True)
    if spending.survivor_share is not None:
        yield _assumed("survivor_share", is_stated=True, rate=str(spending.survivor_share))
    for goal in plans.goals:
        yield _assumed(
            f"goal_{goal.kind.value}",
            is_stated=True,
            name=goal.name,
            year=goal.year,
            amount=f"{goal.amount:.2f}",
        )
    if plans.estate_floor:
        yield _assumed("estate_floor", is_stated=True, amount=f"{plans.estate_floor:.2f}")


def _limits(limits: Limits) -> Iterator[Document]:
    if limits.max_bracket is not None:
        yield _assumed("max_bracket", is_stated=True, rate=str(limits.max_bracket))
    if limits.max_irmaa_tier is not None:
        yield _assumed("max_irmaa_tier", is_stated=True, tier=limits.max_irmaa_tier)
    if limits.is_under_aca_cliff:
        yield _assumed("under_aca_cliff", is_stated=True)
    if limits.conversions_from is not None:
        yield _assumed("conversions_from", is_stated=True, year=limits.conversions_from)
    if limits.conversions_to is not None:
        yield _assumed("conversions_to", is_stated=True, year=limits.conversions_to)
    if limits.max_conversion is not None:
        yield _assumed("max_conversion", is_stated=True, amount=f"{limits.max_conversion:.2f}")
    if limits.minimum_cash is not None:
        yield _assumed("minimum_cash", is_stated=True, amount=f"{limits.minimum_cash:.2f}")
    for name in sorted(limits.never_sell):
        yield _assumed("never_sell", is_stated=True, name=name)
    for one in limits.fixed:
        yield _assumed(
            "fixed_withdrawal",
            is_stated=True,
            account=one.account,
            year=one.year,
            amount=f"{one.amount:.2f}",
        )


def _assumed(code: str, *, is_stated: bool, **numbers: Any) -> Document:  # noqa: ANN401 - JSON
    return {"code": code, "is_stated": is_stated, "numbers": numbers}
