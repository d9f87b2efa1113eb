"""What needs no server: lives in memory and days in calendars, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.faults.oracle import Tally
from tests.faults.processes import ROOT
from tests.faults.size import Size

CHUNK = 500
NOT_NOTICED = "not noticed"


def _ask(folder: Path, module: str, *arguments: str) -> dict[str, Any]:
    env = {
        "PATH": os.environ["PATH"],
        "DOTENV": os.devnull,
        "DJANGO_SETTINGS_MODULE": "tests.faults.simulation.settings",
        "VAR_DIR": str(folder),
        "PYTHONHASHSEED": "0",  # a seed is the same life anywhere
    }
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=3_600,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _live(folder: Path, kind: str, first: int, lives: int) -> Tally:
    """Live so many lives from a seed on, two processes at a time."""
    end = first + lives
    chunks = [(seed, min(CHUNK, end - seed)) for seed in range(first, end, CHUNK)]
    with ThreadPoolExecutor(2) as pool:
        stories = list(
            pool.map(
                lambda chunk: _ask(
                    folder, "tests.faults.simulation", kind,
                    "--from", str(chunk[0]), "--lives", str(chunk[1]),
                ),
                chunks,
            )
        )  # fmt: skip
    tally = Tally()
    states: Counter[str] = Counter()
    for story in stories:
        tally.keys += story["keys"]
        tally.kills += story["deaths"]
        tally.ambiguous += story["doubts"]
        states.update(story["states"])
        for seed, broken in story["broken"].items():
            tally.lost += sum(sentence.startswith("lost") for sentence in broken)
            tally.extra += sum(sentence.startswith("extra") for sentence in broken)
            tally.wrong += [f"{kind} {seed}: {sentence}" for sentence in broken]
    for state in ("sent", "superseded", "cancelled", "dead", "held"):
        setattr(tally, state, states[state])
    tally.notes.append(f"{lives} lives of {kind}, seeds {first} to {first + lives - 1}")
    return tally


def mails(folder: Path, seed: int, size: Size) -> Tally:
    """lives of a few mails: claim, sender, doubt"""
    return _live(folder, "mails", seed, size.of(10_000, small=100))


def year_ends(folder: Path, seed: int, size: Size) -> Tally:
    """lives around a year end: planner, digests, recheck, sender"""
    return _live(folder, "year_ends", seed, size.of(200, small=5))


def mutants(folder: Path, seed: int, size: Size) -> Tally:
    """mistakes planted into the site, which those lives must notice"""
    tally = Tally()
    for kind in ("mails", "year_ends"):
        found = _ask(folder, "tests.faults.simulation", kind, "--mutants")
        tally.notes += [f"{mutant}: {how}" for mutant, how in found.items()]
        tally.wrong += [f"{mutant} lives" for mutant, how in found.items() if how == NOT_NOTICED]
    return tally


def calendars(folder: Path, seed: int, size: Size) -> Tally:
    """year ends and changes of clocks in a dozen zones, against the C library"""
    cases = size.of(20_000, small=2_000)
    found = _ask(folder, "tests.faults.calendars", "--cases", str(cases), "--seed", str(seed))
    tally = Tally(wrong=found["wrong"])
    tried = "  ".join(f"{what} {count}" for what, count in sorted(found["tried"].items()))
    tally.notes.append(f"{found['cases']} cases: {tried}")
    return tally
