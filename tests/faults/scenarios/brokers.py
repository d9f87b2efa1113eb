"""A Redis that forgets, dies, falls silent, is full or is not there: F4 of the list of faults."""

from __future__ import annotations

import signal
import time

import redis

from tests.faults.oracle import Tally
from tests.faults.size import Size
from tests.faults.world import World


def broken_broker(world: World, size: Size) -> Tally:
    """Redis absent at the start, then emptied, killed, silent and full while mails leave"""
    world.broker.stop()
    world.broker.losses += 1
    step = size.of(150, small=12)
    world.enter(("plain", 5 * step), firms=size.of(30, small=4))
    world.start()
    time.sleep(size.of(15, small=4))
    world.broker.start()
    world.await_taken(step // 2)
    world.broker.flush()
    world.await_taken(step)
    world.broker.kill()
    time.sleep(size.of(10, small=2))
    world.broker.start()
    world.await_taken(2 * step)
    world.broker.send(signal.SIGSTOP)
    time.sleep(size.of(30, small=6))
    world.broker.send(signal.SIGCONT)
    world.await_taken(3 * step)
    _fill(world.broker.client())
    world.broker.losses += 1
    time.sleep(size.of(10, small=2))
    world.broker.client().config_set("maxmemory", 0)
    return world.tally(drain_s=world.drain())


def _fill(client: redis.Redis) -> None:
    """Leave no room for another message."""
    client.config_set("maxmemory", 1)


def no_celery(world: World, size: Size) -> Tally:
    """no Celery and no broker: only the command a timer runs, once by eight at the same time"""
    world.broker.stop()
    world.enter(("plain", size.of(200, small=24)), firms=4)
    world.open_mail_server()
    command = ("manage.py", "send_reminders")
    for number in range(size.of(8, small=3)):
        world.crew.start(f"timer{number}", command)
    return world.tally(drain_s=world.drain())
