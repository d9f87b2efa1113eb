"""`python -m tests.faults.simulation [mails|year_ends] --from 1 --lives 100`: live, and say how.

Prints JSON: lives, keys, states, the seeds that broke something, and the trace of the last life,
by which two runs of one seed can be compared.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from contextlib import contextmanager
from typing import Any

import django

django.setup()

from tests.faults.simulation.mutants import MUTANTS, Mutant  # noqa: E402
from tests.faults.simulation.theatre import KINDS, Theatre  # noqa: E402

LONGEST_SEARCH = 300  # lives in which a mutant must be noticed


def live(theatre: Theatre, first: int, lives: int) -> dict[str, Any]:
    states: Counter[str] = Counter()
    result: dict[str, Any] = {"lives": lives, "keys": 0, "deaths": 0, "doubts": 0, "broken": {}}
    for seed in range(first, first + lives):
        story = theatre.live(seed)
        for name in ("keys", "deaths", "doubts"):
            result[name] += getattr(story, name)
        states.update(story.states)
        result["trace"] = story.trace
        if story.broken:
            result["broken"][seed] = story.broken
    return result | {"states": states}


def hunt(theatre: Theatre, mutants: dict[Mutant, int]) -> dict[str, str]:
    """Say how each planted mistake was noticed."""
    noticed = {}
    for mutant, first in mutants.items():
        noticed[mutant.__name__] = "not noticed"
        theatre.clear()
        with contextmanager(mutant)():
            theatre.raise_curtain()
            for seed in range(first, first + LONGEST_SEARCH):
                if broken := theatre.live(seed).broken:
                    noticed[mutant.__name__] = f"seed {seed}, {broken[0]}"
                    break
    return noticed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--from", dest="first", type=int, default=1)
    parser.add_argument("--lives", type=int, default=1)
    parser.add_argument("--mutants", action="store_true", help="plant mistakes, and look for them")
    chosen = parser.parse_args()
    with Theatre(chosen.kind) as theatre:
        if chosen.mutants:
            print(json.dumps(hunt(theatre, MUTANTS[chosen.kind])))
        else:
            print(json.dumps(live(theatre, chosen.first, chosen.lives)))


if __name__ == "__main__":
    main()
