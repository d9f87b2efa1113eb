"""What stops mails, and what one bad mail may not do to the others: F12 and F13."""

from __future__ import annotations

import time

from tests.faults.oracle import Tally, accepted
from tests.faults.size import Size
from tests.faults.world import World

LONGEST_STOP = 10.0
POISON = "poison"


def switch(world: World, size: Size) -> Tally:
    """the switch turned while mails leave, and turned back"""
    number = size.of(1_000, small=60)
    world.enter(("plain", number), firms=size.of(40, small=4))
    world.start()
    world.await_taken(number // 5)
    _turn(world, "everything")
    turned = time.time()
    time.sleep(size.of(15, small=5))
    after = [at - turned for _id, _address, at in accepted(world.log) if at > turned]
    stopped = world.taken()
    _turn(world, "nothing")
    tally = world.tally(drain_s=world.drain())
    if max(after, default=0.0) > LONGEST_STOP:
        tally.wrong.append("a mail left long after the switch was turned")
    if stopped >= number:
        tally.wrong.append("the switch was turned when all had left")
    tally.notes.append(
        f"{len(after)} left after the switch, the last {max(after, default=0):.1f} s"
    )
    return tally


def poison(world: World, size: Size) -> Tally:
    """mails whose making kills the worker: held after three, and nobody else waits for them"""
    bad, good = size.of(10, small=1), size.of(400, small=30)
    world.enter((POISON, bad), ("plain", good), firms=size.of(20, small=2))
    world.start()
    drained = world.drain()
    tally = world.tally(drain_s=drained)
    rows = world.rows(
        f"SELECT state, attempts FROM clients_mail WHERE \"to\" LIKE '{POISON}%'"  # our own word
    )
    if rows != [("held", 3)] * bad:
        tally.wrong.append(f"poison: {rows}")
    tally.wrong = [one for one in tally.wrong if not one.startswith(f"{POISON}.")]
    return tally


def runaway(world: World, size: Size) -> Tally:
    """a firm that had three times the mails anybody expects is stopped, the other is not"""
    number = size.of(60, small=12)
    world.enter(("plain", number), firms=2)
    world.start()
    world.await_taken(2)
    world.execute(
        "UPDATE clients_mailswitch SET forecast = 1 WHERE id = (SELECT min(id) FROM"
        " clients_mailswitch WHERE firm_id IS NOT NULL)"
    )
    time.sleep(size.of(20, small=10))
    stopped = world.rows("SELECT count(*) FROM clients_mailswitch WHERE stops = 'reminders'")
    world.execute("UPDATE clients_mailswitch SET forecast = NULL, stops = 'nothing'")
    tally = world.tally(drain_s=world.drain())
    if stopped != [(1,)]:
        tally.wrong.append(f"{stopped} firms were stopped")
    return tally


def _turn(world: World, stops: str) -> None:
    """Turn the switch of the whole site, as an operator does."""
    call = f"stop(firm=None, stops={stops!r}, because='A test', actor=None)"
    world.manage("shell", "-c", f"from clients.mail.switch import stop; {call}")
