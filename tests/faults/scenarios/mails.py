"""A mail server in every mood: F5 of the list of faults."""

from __future__ import annotations

from collections import Counter

from tests.faults.oracle import Tally, accepted
from tests.faults.sink import OF_CONNECTIONS, OF_MAILS, REFUSED
from tests.faults.size import Size
from tests.faults.world import World

MODES = (*OF_MAILS, *REFUSED)


def matrix(world: World, size: Size) -> Tally:
    """each way a talk can fail, at the first attempt of so many mails or connections"""
    of_each = size.of(50, small=3)
    world.enter(*((mode, of_each) for mode in MODES), firms=size.of(40, small=4))
    world.start(workers=size.of(3, small=2), of_each=of_each)
    drained = world.drain()
    tally = world.tally(drain_s=drained, refused=refused(world))
    met = what_was_met(world, tally, of_each)
    tally.wrong += [f"{mode} was tried again" for mode in REFUSED if met[mode] > of_each]
    return tally


def refused(world: World) -> set[str]:
    return {address for address in world.people if address.partition(".")[0] in REFUSED}


def what_was_met(world: World, tally: Tally, of_each: int) -> Counter[str]:
    """Note how often each fault happened, and how many mails of those were taken."""
    met = Counter((world.log.parent / "met").read_text().split())
    copies = Counter(address.partition(".")[0] for _id, address, _at in accepted(world.log))
    tally.notes.append("  ".join(f"{mode} {met[mode]}→{copies[mode]}" for mode in MODES))
    tally.notes.append("  ".join(f"{mode} {met[mode]}" for mode in OF_CONNECTIONS))
    tally.wrong += [
        f"{mode} was met {met[mode]} times of {of_each}"
        for mode in (*MODES, *OF_CONNECTIONS)
        if met[mode] < of_each
    ]
    return met
