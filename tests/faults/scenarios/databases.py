"""A PostgreSQL that crashes, freezes and is away: F6 of the list of faults."""

from __future__ import annotations

import time

from tests.faults.oracle import Tally
from tests.faults.size import Size
from tests.faults.world import World


def crashing_database(world: World, size: Size) -> Tally:
    """PostgreSQL stopped at once and started, again and again; then away, and frozen"""
    crashes = size.of(10, small=2)
    number = size.of(900, small=60)
    world.enter(("plain", number), firms=size.of(30, small=4))
    world.start()
    for crash in range(crashes):
        world.await_taken((crash + 1) * number // (crashes + 2))
        world.database.crash()
        world.database.start()
    world.database.crash()
    time.sleep(size.of(30, small=4))
    world.database.start()
    world.await_taken((crashes + 1) * number // (crashes + 2))
    world.database.freeze()
    time.sleep(size.of(20, small=3))
    world.database.thaw()
    return world.tally(drain_s=world.drain())
