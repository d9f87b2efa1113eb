"""What is each way of withdrawing worth, and which is the best?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from planning.engine.errors import EngineError
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.policies import TaxableFirst, baselines
from planning.engine.projection.walk import WithdrawalPolicy
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.value import CENT, Walked, at_spending, most_spending

SPREAD = 0.12  # of the model's value, to both sides, that is looked at first
COMPARED_WITHIN = 1.0  # dollars a year, of the spending of candidates; the best one's is exact
USUAL_BENEFIT = 20_000.0  # dollars a year: only where the search begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A way of withdrawing, and what it is worth; no walk: it cannot be kept up."""

    name: str
    policy: WithdrawalPolicy
    walked: Walked | None
    value: float | None


class CannotPlan(EngineError):
    """No way of withdrawing does what is asked; it says in which year, for what, how much lacks."""

    def __init__(self, code: str, year: int | None, short_by: float) -> None:
        super().__init__(f"{code} in {year}: short by {short_by:.2f}")
        self.code, self.year, self.short_by = code, year, short_by


class Judge:
    """Walks ways of withdrawing by the whole law, and says what each is worth.

    `wide` is the outlook on several paths, for spendings tried at once.
    """

    def __init__(self, outlook: Outlook, wide: Outlook, objective: Objective) -> None:
        self.outlook, self.wide, self.objective = outlook, wide, objective
        self.floor = float(outlook.plans.limits.estate_floor or 0)
        self.wanted = float(outlook.plans.spending.annual or 0)
        self.look_near(_spread_evenly(outlook))
        if objective is Objective.TAX:
            usual = at_spending(outlook, TaxableFirst(), self.wanted)
            self.floor = max(self.floor, float(usual.projection.lifetime.estate_after_tax[0]))

    def look_near(self, guess: float) -> None:
        """Begin the search for a spending near the answer."""
        self.near = (guess * (1 - SPREAD), guess * (1 + SPREAD))

    def judged(self, policy: WithdrawalPolicy) -> Candidate:
        """Return what a policy is worth."""
        walked = self._walked(policy)
        return Candidate(
            name=policy.name,
            policy=policy,
            walked=walked,
            value=None if walked is None else self._value(walked),
        )

    def _walked(self, policy: WithdrawalPolicy) -> Walked | None:
        if self.objective is Objective.SPENDING:
            return self._most(policy, self.near, COMPARED_WITHIN)
        walked = at_spending(self.outlook, policy, self.wanted)
        lifetime = walked.projection.lifetime
        keeps = not walked.projection.shortfalls
        return walked if keeps and lifetime.estate_after_tax[0] >= self.floor - CENT else None

    def exactly(self, best: Candidate) -> Candidate:
        """Return the best candidate at the highest spending, to the cent."""
        if self.objective is not Objective.SPENDING or best.value is None:
            return best
        near = (best.value, best.value + COMPARED_WITHIN)
        walked = self._most(best.policy, near, CENT)
        return best if walked is None else replace(best, walked=walked, value=walked.spending)

    def _most(
        self, policy: WithdrawalPolicy, near: tuple[float, float], within: float
    ) -> Walked | None:
        return most_spending(
            self.outlook, self.wide, policy, estate_floor=self.floor, near=near, within=within
        )

    def _value(self, walked: Walked) -> float:
        lifetime = walked.projection.lifetime
        if self.objective is Objective.SPENDING:
            return walked.spending
        if self.objective is Objective.BEQUEST:
            return float(lifetime.estate_after_tax[0])
        return float(lifetime.tax_present_value[0])

    def refusal(self) -> CannotPlan:
        """Say what lacks, by the walk that lasts longest."""
        wanted = 0.0 if self.objective is Objective.SPENDING else self.wanted
        walks = [at_spending(self.outlook, p, wanted).projection for p in baselines()]
        short = [walk.shortfalls[0] for walk in walks if walk.shortfalls]
        if len(short) == len(walks):
            last = max(short, key=lambda one: (one.year, -one.amount))
            return CannotPlan("spending", last.year, last.amount)
        estates = [walk.lifetime.estate_after_tax[0] for walk in walks if not walk.shortfalls]
        return CannotPlan("estate", self.outlook.years[-1], self.floor - float(max(estates)))


def _spread_evenly(outlook: Outlook) -> float:
    """Return a spending of about the right size: what there is over the years, and a benefit."""
    return float(outlook.opening.balances.sum()) / len(outlook.years) + USUAL_BENEFIT
