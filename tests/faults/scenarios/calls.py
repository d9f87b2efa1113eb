"""Every single call to the database and the mail server fails once: F3 of the list of faults."""

from __future__ import annotations

import json

from tests.faults.oracle import Tally
from tests.faults.size import Size
from tests.faults.world import World


def nth_call(world: World, size: Size) -> Tally:
    """the first call fails, then the second, until all went well without a failure"""
    world.enter(("plain", 1), firms=1)
    world.open_mail_server()
    said = world.crew.run(
        "-m", "tests.faults.nth_call", "--log", str(world.log), "--people", "1",
        "--stride", str(size.of(1, small=9)), timeout=1_800, LOG_LEVEL="CRITICAL",
    )  # fmt: skip
    found = json.loads(said.splitlines()[-1])
    tally = Tally(keys=found["tried"], sent=found["tried"] - len(found["wrong"]))
    tally.wrong = found["wrong"]
    tally.notes.append(f"{found['calls']} calls, {found['tried']} failures")
    return tally
