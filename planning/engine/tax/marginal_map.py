"""What does each next dollar of an income cost, over a whole range, and at which threshold does
that change?

Between two thresholds every rule runs straight, or along a parabola. One passage of a `Moving`
dollar through the rules gives what it costs and how far ahead the next threshold of any rule is;
there the next stretch begins. Nothing is looked for by trying. What falls due at once is an
amount, not a rate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from planning.engine.law import Law
from planning.engine.tax.bends import Piece, names_of_bends
from planning.engine.tax.moving import Trace
from planning.engine.tax.premium_credit import Coverage
from planning.engine.tax.situation import Situation, touched
from planning.engine.tax.units import TaxUnits

SAME_RATE = 1e-7
A_CENT = 0.01  # dollars: less than this does not fall due at once
CLOSE = 0.001  # dollars: a curve that is no parabola is followed this closely
SHORTEST = 0.01  # dollars of income: no piece of a curve is cut shorter
WITHIN = np.array([0.25, 0.5, 0.75, 0.999])  # of a piece of a curve, where it is tried


@dataclass(frozen=True, slots=True)
class Rates:
    """What the next dollar costs, a fraction each."""

    federal: float
    state: float
    credit: float  # of the health insurance credit, which falls

    @property
    def together(self) -> float:
        """All the next dollar costs."""
        return self.federal + self.state + self.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A range of added income over which no rule changes."""

    start: float
    end: float
    rates: Rates  # at its start
    rates_at_end: Rates  # others where a cost runs along a parabola, as the credit does
    jump: float  # dollars that fall due on entering it
    thresholds: tuple[str, ...]  # what begins or ends here

    @property
    def cost(self) -> float:
        """What the whole stretch costs, without what falls due on entering it."""
        mean = (self.rates.together + self.rates_at_end.together) / 2
        return mean * (self.end - self.start)


def marginal_map(
    unit: TaxUnits,
    law: Law,
    *,
    of: str,
    most: float,
    on_medicare: int = 0,
    coverage: Coverage | None = None,
    states: Mapping[str, float] | None = None,
) -> list[Stretch]:
    """Return the stretches of one household from no added income to `most` of it.

    `of` is the field of the unit that rises; `on_medicare` how many of its people will pay the
    surcharges of two years later, which then are among the jumps; `coverage` adds the health
    insurance credit, `states` the income tax of states by their shares of the year.

    Guarantees: the stretches follow each other without a gap, and each differs from the one before;
    a threshold that changes nothing for this household is not among them. Thresholds are exact; so
    is what a stretch costs, and to a cent where a state divides an income between two people.
    Source: every rule's own file.
    Not modelled: that a state rounds to steps narrower than 50 dollars of income.
    """
    situation = Situation(law=law, on_medicare=on_medicare, coverage=coverage, states=states or {})
    pieces = list(_pieces(unit, of, most, situation))
    bends = [(before, after) for before, after in pairwise(pieces) if _differ(before, after)]
    names = names_of_bends(unit, of, bends, situation)
    firsts = [pieces[0], *(after for _before, after in bends)]
    lasts = [*(before for before, _after in bends), pieces[-1]]
    return [
        Stretch(
            start=first.start,
            end=last.end,
            rates=Rates(*first.slopes(0.0)),
            rates_at_end=Rates(*last.slopes(last.end - last.start)),
            jump=jump,
            thresholds=thresholds,
        )
        for first, last, jump, thresholds in zip(
            firsts, lasts, [0.0, *(_jump(*bend) for bend in bends)], [(), *names], strict=True
        )
    ]


def _pieces(unit: TaxUnits, of: str, most: float, situation: Situation) -> Iterator[Piece]:
    """Follow the rules from threshold to threshold."""
    base, start, reach = float(getattr(unit, of)), 0.0, most
    while start < most:
        trace = Trace()
        risen = replace(unit, **{of: trace.income(base + start)})
        found = touched(risen, situation)
        piece = Piece(start, min(start + trace.ahead, most), found)
        if not trace.is_exact:
            piece = _as_far_as_true(piece, reach, unit, of, situation)
            reach = 4 * (piece.end - piece.start)
        yield piece
        start = piece.end


def _as_far_as_true(
    piece: Piece, reach: float, unit: TaxUnits, of: str, situation: Situation
) -> Piece:
    """Cut a piece of a curve that is no parabola until the parabola is as good as the curve."""
    if piece.start + reach < piece.end:
        piece = replace(piece, end=piece.start + reach, is_cut=True)
    while True:
        added = (piece.end - piece.start) * WITHIN
        whole = touched(unit.plus(of, piece.start + added), situation).cost
        apart = whole - np.array([piece.cost(float(some)) for some in added])
        if np.abs(apart).max() < CLOSE or piece.end - piece.start < SHORTEST:
            return piece
        piece = replace(piece, end=(piece.start + piece.end) / 2, is_cut=True)


def _jump(before: Piece, after: Piece) -> float:
    jump = after.cost(0.0) - before.cost(before.end - before.start)
    return jump if abs(jump) > A_CENT and not before.is_cut else 0.0


def _differ(before: Piece, after: Piece) -> bool:
    length = before.end - before.start
    rates = zip(before.slopes(length), after.slopes(0.0), strict=True)
    turns = any(abs(one - other) > SAME_RATE for one, other in rates)
    return before.is_cut or turns or bool(_jump(before, after))
