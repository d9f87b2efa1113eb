"""`dev.py faults [NAME ...] [--seed N] [--small]`: try what can go wrong, print what came of it.

Ends with 1 where anything was lost, doubled or otherwise not as it must be.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp

from tests.faults import rehearsals
from tests.faults.oracle import Tally
from tests.faults.scenarios import SCENARIOS
from tests.faults.servers import lacking
from tests.faults.size import Size
from tests.faults.world import World, make_template

WRONG_SHOWN = 10
REHEARSALS = {
    "lives": rehearsals.mails,
    "year_ends": rehearsals.year_ends,
    "mutants": rehearsals.mutants,
    "calendars": rehearsals.calendars,
}
EVERYTHING = (*SCENARIOS, *REHEARSALS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(EVERYTHING))
    parser.add_argument("--seed", type=int, help="the seed of an earlier run")
    parser.add_argument("--small", action="store_true", help="few of each, for every change")
    parser.add_argument("--at-once", type=int, default=2, help="scenarios at the same time (2)")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(EVERYTHING):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if missing := lacking():
        print(f"These faults need real servers: apt-get install {' '.join(missing)}")
        return 1
    seed = str(chosen.seed or secrets.randbelow(10**9))
    began = time.monotonic()
    folder = Path(mkdtemp(prefix="faults-"))
    folder.chmod(0o755)  # postgres reads its part of it
    template = make_template(folder)
    total = Tally(seed=seed)

    def run(name: str) -> None:
        tally = _run(name, folder / name, template, seed, Size(chosen.small))
        tally.seed = seed
        _print(name, tally)
        total.add(tally)

    with ThreadPoolExecutor(chosen.at_once) as lanes:
        list(lanes.map(run, chosen.names or EVERYTHING))
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    print(f"\n{total}\nin {minutes} min {seconds} s, load {os.getloadavg()[0]:.1f}")
    if not total.is_fine:
        print(f"What was left behind is in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def _run(name: str, folder: Path, template: Path, seed: str, size: Size) -> Tally:
    began = time.monotonic()
    try:
        if name in REHEARSALS:
            tally = REHEARSALS[name](folder, int(seed), size)
        else:
            with World(folder, template, seed=f"{seed}-{name}") as world:
                tally = SCENARIOS[name](world, size)
    except Exception:
        tally = Tally(wrong=[traceback.format_exc()])
    tally.notes.append(f"{time.monotonic() - began:.0f} s")
    return tally


def _print(name: str, tally: Tally) -> None:
    lines = [f"{name:<16} {tally}", *tally.notes]
    lines += [f"WRONG {sentence}" for sentence in tally.wrong[:WRONG_SHOWN]]
    print("\n    ".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main())
