"""A PostgreSQL that crashes, freezes, is away and lets nobody in: F6 of the list of faults."""

from __future__ import annotations

import time
from contextlib import ExitStack

import psycopg

from tests.faults.oracle import Tally
from tests.faults.size import Size
from tests.faults.world import World

OURS = "faults"
THROW_OUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> %s
"""


def crashing_database(world: World, size: Size) -> Tally:
    """PostgreSQL stopped at once and started, again and again; then away, frozen, and full"""
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
    _take_every_connection(world, size.of(15, small=4))
    return world.tally(drain_s=world.drain())


def _take_every_connection(world: World, seconds: float) -> None:
    """Leave no room for another connection; those who were closed do not come back in."""
    with ExitStack() as held:
        ours = held.enter_context(psycopg.connect(world.database.url, autocommit=True))
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            while one_more := _let_in(world):
                held.enter_context(one_more)
            ours.execute(THROW_OUT, [OURS])
            time.sleep(0.5)


def _let_in(world: World) -> psycopg.Connection | None:
    try:
        return psycopg.connect(world.database.url, application_name=OURS)
    except psycopg.OperationalError:
        return None
