"""A little of everything at once, in one world: what every change is tried on."""

from __future__ import annotations

from clients.mail.points import Point
from tests.faults.oracle import Tally
from tests.faults.scenarios.kills import kill_somebody, where_they_died
from tests.faults.scenarios.mails import MODES, refused, what_was_met
from tests.faults.size import Size
from tests.faults.world import World


def together(world: World, size: Size) -> Tally:
    """every point, every way of a talk to fail, a broker and a database that die"""
    of_each = size.of(5, small=1)
    plain = size.of(200, small=25)
    world.enter(("plain", plain), *((mode, of_each) for mode in MODES), firms=4)
    world.deal_tokens(of_each)
    world.start(of_each=of_each)
    world.await_taken(plain // 3)
    world.broker.kill()
    world.broker.start()
    world.await_taken(plain // 2)
    world.database.crash()
    world.database.start()
    for _kill in range(size.of(20, small=3)):
        kill_somebody(world)
        world.await_taken(world.taken() + 3, longest=3)
    drained = world.drain()
    world.kills += of_each * len(Point) - len(world.tokens_left())
    tally = world.tally(drain_s=drained, refused=refused(world))
    where_they_died(world, tally, of_each)
    what_was_met(world, tally, of_each)
    return tally
