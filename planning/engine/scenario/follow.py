"""What comes of a plan that is followed while the years go otherwise?

The plan is the actions of a document, account by account: convert what it converts, take what a
year needs from where the plan takes it, then by the usual order. Everything else, taxes and all,
is what the whole law makes of the changed years. It is not the best plan of those years.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planning.engine.household import Household
from planning.engine.law import Law
from planning.engine.plan_facts import PlanFacts
from planning.engine.projection.accounts import Shelter
from planning.engine.projection.brackets import within_limits
from planning.engine.projection.decisions import (
    Decision,
    above_minimum_cash,
    fixed_withdrawals,
    groups_of,
    nothing_decided,
)
from planning.engine.projection.outlook import Outlook, Variation, outlook_of
from planning.engine.projection.policies import TaxableFirst, taxable_first
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import WithdrawalPolicy
from planning.engine.projection.year import Year
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.seeking import Seeking, seek_most
from planning.engine.roadmap.household.value import at_spending, keeps_all
from planning.engine.tax.arrays import Dollars
from planning.engine.tax_facts import TaxFacts

NEAR = 1 + np.linspace(-0.06, 0.06, 9)  # of the spending the plan had
CLOSELY, QUICKLY = 1.0, 25.0  # dollars a year: how near to the highest spending is near enough
DONE = ("withdraw", "convert")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsPlanned:
    """The withdrawals and conversions of a roadmap's document, by year and account."""

    withdrawals: Mapping[int, Mapping[str, float]]
    conversions: Mapping[int, Mapping[str, float]]
    name: str = field(default="as_planned")

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> AsPlanned:
        """Read the plan of a document."""
        done: dict[str, dict[int, dict[str, float]]] = {what: {} for what in DONE}
        for year in document["years"]:
            for what, by_year in done.items():
                by_year[year["year"]] = {
                    action["account"]: float(action["amount"])
                    for action in year["actions"]
                    if action["what"] == what
                }
        return cls(withdrawals=done["withdraw"], conversions=done["convert"])

    def decide(self, year: Year) -> Decision:
        """Do in a year what the plan does in it, as far as it is there."""
        accounts, fixed = year.outlook.accounts, fixed_withdrawals(year)
        gone = year.required + fixed
        pretax = accounts.of(Shelter.IRA, Shelter.PLAN, inherited=False)
        available = year.available(gone) * pretax
        converted = np.minimum(_amounts(self.conversions, year), available)
        converted = within_limits(year, converted)
        left = above_minimum_cash(year, year.available(gone + converted))
        meant = np.minimum(np.maximum(_amounts(self.withdrawals, year) - gone, 0.0), left)
        others = groups_of(year, gone + converted + meant, taxable_first(accounts))
        return Decision(
            withdrawn=fixed,
            converted=converted,
            given=nothing_decided(year),
            drawn=nothing_decided(year),
            order=(meant, *others) if meant.any() else others,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a way of withdrawing comes to. Units: dollars of the as-of day.

    `spending` a year while all live; `years_funded` how many years no need is unpaid.
    """

    walk: Projection
    spending: float
    years_funded: int

    @property
    def estate(self) -> float:
        """What the heirs have after their tax."""
        return float(self.walk.lifetime.estate_after_tax[0])

    @property
    def tax(self) -> float:
        """Income taxes and Medicare surcharges of all years."""
        return float(self.walk.lifetime.tax_present_value[0])

    @property
    def irmaa(self) -> float:
        """Medicare surcharges of all years."""
        return float(self.walk.lifetime.irmaa[0])


def answer_of(
    household: Household,
    facts: TaxFacts,
    plans: PlanFacts,
    law: Law,
    policies: Sequence[WithdrawalPolicy],
    *,
    objective: Objective,
    first_year: int,
    near: float,
    spending: float | None = None,
    within: float = CLOSELY,
) -> Answer:
    """Return what the best of some ways of withdrawing comes to in a household's years.

    With a `spending` it is walked at that, whether it lasts or not; otherwise, where spending is
    sought, at the highest that lasts, to `within` dollars and looked for about `near`. The usual
    order of withdrawals is among the ways only where none of them lasts.
    """
    seeks = objective is Objective.SPENDING and spending is None
    one = Variation(first_year=first_year, spending=1.0 if seeks else spending)
    outlook = outlook_of(household, facts, plans, law, one)
    floor = float(plans.limits.estate_floor or 0)
    if seeks:
        return _highest(outlook, policies, floor, near, within)
    wanted = float(plans.spending.annual or 0) if spending is None else spending
    walked = [at_spending(outlook, policy, wanted).projection for policy in policies]
    lasting = [walk for walk in walked if keeps_all(walk, floor)[0]] or walked
    sign = -1 if objective is Objective.TAX else 1
    best = max(lasting, key=lambda walk: (_funded(walk), sign * _worth(walk, objective)))
    return Answer(walk=best, spending=wanted, years_funded=_funded(best))


def _highest(
    outlook: Outlook,
    policies: Sequence[WithdrawalPolicy],
    floor: float,
    near: float,
    within: float,
) -> Answer:
    found = []
    for among in (policies, (TaxableFirst(),)):
        sought = [Seeking(policy, near * NEAR) for policy in among]
        seek_most(outlook, sought, estate_floor=floor, within=within)
        found = [one.walked for one in sought if one.walked]
        if found:
            break
    if not found:
        walk = at_spending(outlook, policies[0], 0.0).projection
        return Answer(walk=walk, spending=0.0, years_funded=_funded(walk))
    best = max(found, key=lambda one: one.spending)
    walk = best.projection
    return Answer(walk=walk, spending=best.spending, years_funded=_funded(walk))


def _worth(walk: Projection, objective: Objective) -> float:
    lifetime = walk.lifetime
    if objective is Objective.TAX:
        return float(lifetime.tax_present_value[0])
    return float(lifetime.estate_after_tax[0])


def _funded(walk: Projection) -> int:
    short = [one.year for one in walk.shortfalls]
    return len(walk.years) if not short else short[0] - walk.years[0]


def _amounts(planned: Mapping[int, Mapping[str, float]], year: Year) -> Dollars:
    """Return what is planned of a year by account: (path, account)."""
    found = nothing_decided(year)
    of_year = planned.get(year.year, {})
    for position, account in enumerate(year.outlook.accounts.ids):
        found[:, position] = of_year.get(account, 0.0)
    return found
