"""Processes that end at the worst moment: F1, F2 and F10 of the list of faults."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

from clients.mail.points import Point
from tests.faults.instruments import LEASE
from tests.faults.oracle import Tally
from tests.faults.size import Size
from tests.faults.world import World

MOST_BETWEEN = 5  # mails from one random kill to the next
VICTIMS = ("child", "child", "child", "worker", "beat")


def points(world: World, size: Size) -> Tally:
    """kill -9 at each named point"""
    of_each = size.of(20, small=2)
    # Each death leaves a mail to its lease; there are more mails than deaths.
    world.enter(("plain", size.of(600, small=60)), firms=size.of(30, small=4))
    world.deal_tokens(of_each)
    world.start()
    drained = world.drain()
    dealt = of_each * len(Point)
    world.kills += dealt - len(world.tokens_left())
    tally = world.tally(drain_s=drained)
    where_they_died(world, tally, of_each)
    return tally


def where_they_died(world: World, tally: Tally, of_each: int) -> None:
    """Note how often each point killed; one that never did was not tried."""
    left = [token.partition(".")[0] for token in world.tokens_left()]
    died = {point: of_each - left.count(point) for point in Point}
    tally.notes.append("  ".join(f"{point} {count}" for point, count in died.items()))
    if never := [point for point, count in died.items() if not count]:
        tally.wrong.append(f"nobody died at {', '.join(never)}")


def random_kills(world: World, size: Size) -> Tally:
    """kill -9 of worker, pool child or beat, whichever the dice name"""
    wanted = size.of(200, small=10)
    world.enter(("plain", size.of(2_000, small=90)), firms=size.of(100, small=4))
    world.start()
    while world.kills < wanted and not world.is_over():
        # Each while the site is at work, and not still coming back.
        world.await_taken(world.taken() + world.dice.randint(1, MOST_BETWEEN))
        kill_somebody(world)
    tally = world.tally(drain_s=world.drain())
    tally.wrong += [f"{world.kills} kills of {wanted}"] * (world.kills < wanted)
    return tally


def kill_somebody(world: World) -> None:
    victim = world.dice.choice(VICTIMS)
    if victim == "beat":
        world.kill(world.crew.processes["beat0"].popen.pid)
        return
    worker = world.crew.processes[f"worker{world.dice.randrange(2)}"]
    children = worker.children
    if victim == "child" and children:
        world.kill(world.dice.choice(children))
    else:
        world.kill(worker.popen.pid)


def paused(world: World, size: Size) -> Tally:
    """workers frozen for two leases, which wake when others have done their work"""
    world.enter(("plain", size.of(400, small=60)), firms=size.of(20, small=4))
    world.start(workers=3)
    for _turn in range(size.of(3, small=1)):
        world.await_taken(world.taken() + 20, longest=60)
        frozen = world.crew.processes[f"worker{world.dice.randrange(3)}"]
        pids = [frozen.popen.pid, *frozen.children]
        _send(pids, signal.SIGSTOP)
        time.sleep(2 * LEASE.total_seconds())
        _send(pids, signal.SIGCONT)
    return world.tally(drain_s=world.drain())


def _send(pids: list[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)
