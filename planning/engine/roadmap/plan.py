"""What does a plan decide?"""

from __future__ import annotations

from dataclasses import dataclass

from planning.engine.roadmap.arrays import Dollars


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The decisions of a plan; all else of a household's years follows from them.

    Shapes: withdrawal (person, account, year), conversion and deposit (person, year),
            spending (year).
    Units:  nominal dollars.
    """

    withdrawal: Dollars
    conversion: Dollars
    deposit: Dollars
    spending: Dollars
