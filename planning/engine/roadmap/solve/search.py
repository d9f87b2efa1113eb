"""How is a good plan found quickly?

With every choice made the program is linear, and its solution says of each choice what the other
side is worth at most: the value is concave in what bounds it. So choices are turned in the order of
what they promise, each a few pivots from the solution before, and what promises nothing is not
tried. Where no single choice helps, a second one is looked for that makes good what the first
costs.
"""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import Dollars, Whole
from planning.engine.roadmap.solve.live import LiveProgram, Solution

WORTH_IT = 0.005  # dollars; below it a better plan is the same plan
NO_PLAN = Solution(value=-np.inf, columns=np.zeros(0), reduced=np.zeros(0))
SECONDS_TRIED = 4  # second choices looked at for each first one


class Search:
    """The choices of a program, where they stand, and the best plan with all of them made.

    `open_choices` are the numbers of the columns still to be chosen; `standing` what each is at.
    """

    def __init__(self, live: LiveProgram, open_choices: Whole) -> None:
        self._live = live
        self._choices = open_choices
        self.standing = np.zeros(len(open_choices))
        self.best = NO_PLAN

    @property
    def has_plan(self) -> bool:
        """Whether a plan was found yet."""
        return self.best is not NO_PLAN

    def settle(self, standing: Dollars, *, gain: float = WORTH_IT) -> Solution | None:
        """Make all choices at once and return the plan, `None` where they admit none.

        The plan is kept where it is better than the best by more than `gain`.
        """
        self._live.bound(self._choices, standing, standing)
        found = self._live.solve()
        if found is not None and found.value > self.best.value + gain:
            self.standing, self.best = standing.copy(), found
        else:
            self._live.bound(self._choices, self.standing, self.standing)
        return found

    def start_again(self, standing: Dollars) -> Solution | None:
        """Forget the best plan, the program being another, and make these choices."""
        self.standing, self.best = standing, NO_PLAN
        return self.settle(standing)

    def polish(self, tries: int) -> None:
        """Turn choices as long as it helps, solving at most so many linear programs."""
        end = self._live.solved + tries
        while self._turn_one(end) or self._turn_two(end):
            pass

    def _turn_one(self, end: int) -> bool:
        """Try every single choice that promises something; return whether one helped."""
        improved = False
        for choice in self._promising(self.best, self.standing):
            if self._live.solved >= end:
                return False
            if self._promise(self.best, self.standing)[choice] <= WORTH_IT:
                continue
            improved = self._attempt(choice) is not None or improved
        return improved

    def _turn_two(self, end: int) -> bool:
        """Turn a choice at a loss and look for another that makes more than good for it."""
        for choice in self._promising(self.best, self.standing):
            turned = self.standing.copy()
            turned[choice] = 1.0 - turned[choice]
            self._live.bound(self._choices[[choice]], turned[choice], turned[choice])
            worse = self._live.solve()
            if worse is not None:
                needed = self.best.value - worse.value + WORTH_IT
                for other in self._promising(worse, turned, needed)[:SECONDS_TRIED]:
                    if self._live.solved >= end:
                        break
                    if other != choice and self._attempt(other, turned) is not None:
                        return True
            self._live.bound(self._choices[[choice]], self.standing[choice], self.standing[choice])
            if self._live.solved >= end:
                return False
        return False

    def _attempt(self, choice: int, standing: Dollars | None = None) -> Solution | None:
        """Turn one choice more; keep it where the plan is better, otherwise turn it back."""
        turned = (self.standing if standing is None else standing).copy()
        turned[choice] = 1.0 - turned[choice]
        column = self._choices[[choice]]
        self._live.bound(column, turned[choice], turned[choice])
        found = self._live.solve()
        if found is not None and found.value > self.best.value + WORTH_IT:
            self.standing, self.best = turned, found
            return found
        self._live.bound(column, 1.0 - turned[choice], 1.0 - turned[choice])
        return None

    def _promising(
        self, solution: Solution, standing: Dollars, needed: float = WORTH_IT
    ) -> list[int]:
        """Return the choices whose other side may be worth more than needed, the best first."""
        promise = self._promise(solution, standing)
        order = np.argsort(-promise, kind="stable")
        return [int(choice) for choice in order[promise[order] > needed]]

    def _promise(self, solution: Solution, standing: Dollars) -> Dollars:
        """Return what turning each choice adds to the value at most."""
        return np.asarray(solution.reduced[self._choices] * (1.0 - 2.0 * standing))
