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
from planning.engine.tax.bends import Bend, Piece, names_of_bends
from planning.engine.tax.moving import Trace
from planning.engine.tax.premium_credit import Coverage
from planning.engine.tax.situation import Rising, Situation, touched
from planning.engine.tax.units import TaxUnits

CLOSE = 0.001  # dollars: a curve that is no parabola is followed this closely
LAST = 1e-4  # dollars a household has already: it may stand before a cliff
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
    of: str | Mapping[str, float],
    most: float,
    on_medicare: int = 0,
    coverage: Coverage | None = None,
    states: Mapping[str, float] | None = None,
) -> list[Stretch]:
    """Return the stretches of one household from no added income to `most` of it.

    `of` is the field of the unit that rises, or several with their shares of each added dollar;
    `on_medicare` how many of its people will pay the surcharges of two years later, which then are
    among the jumps; `coverage` adds the health insurance credit, `states` the income tax of states
    by their shares of the year. The first stretch has a jump where the household stands at a cliff.

    Guarantees: the stretches follow each other without a gap, and each differs from the one before;
    a threshold that changes nothing for this household is not among them. Thresholds are exact; so
    is what a stretch costs, and to a tenth of a cent where it is a piece of a curve.
    Source: every rule's own file.
    Not modelled: that a state rounds to steps narrower than 50 dollars of income.
    """
    situation = Situation(law=law, on_medicare=on_medicare, coverage=coverage, states=states or {})
    rising = Rising({of: 1.0} if isinstance(of, str) else of)
    pieces = list(_pieces(unit, rising, most, situation))
    pieces.insert(0, _up_to_now(pieces[0], unit, rising, situation))
    first, *others = (Bend(before, after) for before, after in pairwise(pieces))
    bends = [first, *(bend for bend in others if bend.differs)]
    lasts = [*(bend.before for bend in bends[1:]), pieces[-1]]
    named = names_of_bends(bends, unit, rising, situation)
    return [
        Stretch(
            start=bend.after.start,
            end=last.end,
            rates=Rates(*bend.after.slopes(0.0)),
            rates_at_end=Rates(*last.slopes(last.length)),
            jump=bend.jump,
            thresholds=names,
        )
        for bend, last, names in zip(bends, lasts, named, strict=True)
    ]


def _up_to_now(ahead: Piece, unit: TaxUnits, rising: Rising, situation: Situation) -> Piece:
    """Return the piece that ends where the household stands; cut, if all that is due is paid."""
    last = Piece(-LAST, 0.0, touched(rising.moving(unit, -LAST, Trace()), situation))
    now = float(touched(rising.added(unit, np.zeros(1)), situation).cost[0])
    is_paid = abs(now - ahead.cost(0.0)) <= abs(now - last.cost(LAST))
    return replace(last, is_cut=is_paid)


def _pieces(unit: TaxUnits, rising: Rising, most: float, situation: Situation) -> Iterator[Piece]:
    """Follow the rules from threshold to threshold."""
    start, reach = 0.0, most
    while start < most:
        trace = Trace()
        found = touched(rising.moving(unit, start, trace), situation)
        piece = Piece(start, min(start + trace.ahead, most), found)
        if not trace.is_exact:
            piece = _as_far_as_true(piece, reach, unit, rising, situation)
            reach = 4 * piece.length
        yield piece
        start = piece.end


def _as_far_as_true(
    piece: Piece, reach: float, unit: TaxUnits, rising: Rising, situation: Situation
) -> Piece:
    """Cut a piece of a curve that is no parabola until the parabola is as good as the curve."""
    if piece.start + reach < piece.end:
        piece = replace(piece, end=piece.start + reach, is_cut=True)
    while True:
        added = piece.length * WITHIN
        whole = touched(rising.added(unit, piece.start + added), situation).cost
        apart = whole - np.array([piece.cost(float(some)) for some in added])
        if np.abs(apart).max() < CLOSE or piece.length < SHORTEST:
            return piece
        piece = replace(piece, end=(piece.start + piece.end) / 2, is_cut=True)
