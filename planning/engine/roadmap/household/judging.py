"""What is each way of withdrawing worth, and which is the best?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planning.engine.errors import EngineError
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.policies import TaxableFirst, baselines
from planning.engine.projection.walk import WithdrawalPolicy
from planning.engine.roadmap.household.improve import Improving
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.seeking import Seeking, seek_most
from planning.engine.roadmap.household.together import all_at_spending
from planning.engine.roadmap.household.value import CENT, Walked, at_spending, keeps_all
from planning.engine.roadmap.solve.optimise import Found

CLOSE = np.array([0.95, 0.98, 0.99, 0.995, 1.0, 1.02])  # of the model's value, for it
WIDE = np.array([0.8, 0.9, 0.96, 1.0])  # likewise, for other ways
AS_FOUND = np.array([0.5, 0.8, 0.9, 1.0, 1.1, 1.5])  # of what changes were found to be worth
COMPARED_WITHIN = 10.0  # dollars a year, of the spending of candidates; the best one's is exact
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
    """Walks ways of withdrawing by the whole law, and says what each is worth."""

    def __init__(self, outlook: Outlook, objective: Objective) -> None:
        self.outlook, self.objective = outlook, objective
        self.floor = float(outlook.plans.estate_floor or 0)
        self.wanted = float(outlook.plans.spending.annual or 0)
        self.guess = _spread_evenly(outlook)
        self._sought: dict[int, Seeking] = {}
        if objective is Objective.TAX:
            usual = at_spending(outlook, TaxableFirst(), self.wanted)
            self.floor = max(self.floor, float(usual.projection.lifetime.estate_after_tax[0]))

    def look_near(self, found: Found) -> None:
        """Begin the search for a spending near that of the model's plan."""
        if self.objective is Objective.SPENDING:
            self.guess = found.value

    def judged(
        self,
        plans: Sequence[WithdrawalPolicy],
        others: Sequence[WithdrawalPolicy] = (),
        *,
        is_rough: bool = False,
    ) -> list[Candidate]:
        """Return what policies are worth: `plans` are near the guess, `others` below it."""
        policies = [*plans, *others]
        if self.objective is Objective.SPENDING:
            near = [self.guess * CLOSE] * len(plans) + [self.guess * WIDE] * len(others)
            sought = [Seeking(one, levels) for one, levels in zip(policies, near, strict=True)]
            self._seek(sought, self.guess if is_rough else COMPARED_WITHIN)
            self._sought |= {id(one.policy): one for one in sought}
            walks = [one.walked for one in sought]
        else:
            walks = self._kept(all_at_spending(self.outlook, policies, self.wanted))
        return [
            Candidate(
                name=policy.name,
                policy=policy,
                walked=walked,
                value=None if walked is None else self._value(walked),
            )
            for policy, walked in zip(policies, walks, strict=True)
        ]

    def exactly(self, best: Candidate) -> Candidate:
        """Return a judged candidate at the highest spending, to the cent."""
        if self.objective is not Objective.SPENDING:
            return best
        sought = self._sought[id(best.policy)]
        self._seek([sought], CENT)
        if sought.walked is None:
            return best
        return replace(best, walked=sought.walked, value=sought.walked.spending)

    def improved(self, best: Candidate, rounds: int) -> Candidate:
        """Return a judged candidate, made better by what the exact walk finds, to the cent."""
        if best.walked is None:
            return best
        search = Improving(
            outlook=self.outlook,
            objective=self.objective,
            spending=best.walked.spending,
            floor=self.floor,
        )
        found = search.improved(best.policy, rounds)
        best = self.exactly(best)
        if found is None or best.walked is None:
            return best
        if self.objective is Objective.SPENDING:
            near = best.walked.spending + found.gain * AS_FOUND
            sought = Seeking(found.policy, np.append(best.walked.spending, near))
            self._sought[id(found.policy)] = sought
            self._seek([sought], CENT)
            walked = sought.walked
        else:
            walked = self._kept(all_at_spending(self.outlook, [found.policy], self.wanted))[0]
        if walked is None:
            return best
        better = Candidate(
            name=found.policy.name, policy=found.policy, walked=walked, value=self._value(walked)
        )
        return self.better_of(best, better)

    def better_of(self, *candidates: Candidate) -> Candidate:
        """Return the best of those that can be kept up, the first one among equals."""
        sign = -1 if self.objective is Objective.TAX else 1
        able = [one for one in candidates if one.value is not None]
        return max(able, key=lambda one: sign * (one.value or 0.0))

    def _seek(self, sought: Sequence[Seeking], within: float) -> None:
        seek_most(self.outlook, sought, estate_floor=self.floor, within=within)

    def _kept(self, walks: Sequence[Walked]) -> list[Walked | None]:
        return [walked if keeps_all(walked.projection, self.floor)[0] else None for walked in walks]

    def _value(self, walked: Walked) -> float:
        lifetime = walked.projection.lifetime
        if self.objective is Objective.SPENDING:
            return walked.spending
        if self.objective is Objective.BEQUEST:
            return float(lifetime.estate_after_tax[0])
        return float(lifetime.tax_present_value[0])

    def refuse(self) -> None:
        """Say what lacks, where no usual way does what is asked either.

        Raises: CannotPlan.
        """
        walked = all_at_spending(self.outlook, baselines(), self._least)
        if not any(self._kept(walked)):
            raise self._refusal(walked)

    def refusal(self) -> CannotPlan:
        """Say what lacks, by the walk that lasts longest."""
        return self._refusal(all_at_spending(self.outlook, baselines(), self._least))

    def _refusal(self, walked: Sequence[Walked]) -> CannotPlan:
        short = [one for one in walked if one.projection.shortfalls]
        if len(short) == len(walked):
            first = [one.projection.shortfalls[0] for one in short]
            lasts = max(range(len(short)), key=lambda k: (first[k].year, -first[k].amount))
            return self._lacking(short[lasts])
        estates = [
            float(one.projection.lifetime.estate_after_tax[0])
            for one in walked
            if not one.projection.shortfalls
        ]
        return CannotPlan("estate", self.outlook.years[-1], self.floor - max(estates))

    @property
    def _least(self) -> float:
        return 0.0 if self.objective is Objective.SPENDING else self.wanted

    def _usual(self, outlook: Outlook) -> Walked:
        return at_spending(outlook, TaxableFirst(), self._least)

    def _lacking(self, walked: Walked) -> CannotPlan:
        """Name what is short in a walk; the limits on income, where it is they."""
        short = walked.projection.shortfalls[0]
        free = without_lines(self.outlook)
        if free is not None and self._kept([self._usual(free)])[0] is not None:
            return CannotPlan("limits", short.year, short.amount)
        return CannotPlan("spending", short.year, short.amount)


def without_lines(outlook: Outlook) -> Outlook | None:
    """Return the outlook without its limits on income, None where there are none."""
    limits = outlook.plans.limits
    freed = replace(limits, max_bracket=None, max_irmaa_tier=None, is_under_aca_cliff=False)
    return None if freed == limits else replace(outlook, plans=replace(outlook.plans, limits=freed))


def _spread_evenly(outlook: Outlook) -> float:
    """Return a spending of about the right size: what there is over the years, and a benefit."""
    return float(outlook.opening.balances.sum()) / len(outlook.years) + USUAL_BENEFIT
