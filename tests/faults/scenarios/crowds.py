"""More of everything than there should be, and clocks that are wrong: F7 and F8."""

from __future__ import annotations

import threading
import time

from tests.faults.oracle import Tally, accepted
from tests.faults.processes import WORKER
from tests.faults.size import Size
from tests.faults.world import World

QUEUE = "celery"
COPIES = 5


def crowd(world: World, size: Size) -> Tally:
    """three beats, eight planners at once, every message five times, and old ones again"""
    planners = size.of(8, small=3)
    world.enter(("plain", size.of(600, small=60)), firms=size.of(20, small=4))
    messages = Echo(world)
    messages.start()
    for number in range(planners):
        world.crew.start(f"planner{number}", ("manage.py", "send_reminders"))
    world.start(beats=3)
    drained = world.drain()
    messages.again()  # what was answered long ago is rung for once more
    time.sleep(size.of(10, small=3))
    world.crew.end(*(f"planner{number}" for number in range(planners)))
    tally = world.tally(drain_s=drained)
    tally.notes.append(f"{messages.copies} copies of messages")
    return tally


class Echo(threading.Thread):
    """Puts every message into the queue again, four more times."""

    def __init__(self, world: World) -> None:
        super().__init__(daemon=True)
        self.redis = world.broker.client()
        self.known: set[bytes | str] = set()
        self.copies = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.wait(0.02):
            for message in self.redis.lrange(QUEUE, 0, -1):
                if message not in self.known:
                    self.known.add(message)
                    self._put(message, COPIES - 1)

    def again(self) -> None:
        self.is_over.set()
        self.join()
        for message in self.known:
            self._put(message, 1)

    def _put(self, message: bytes | str, times: int) -> None:
        self.redis.lpush(QUEUE, *[message] * times)
        self.copies += times


def wrong_clocks(world: World, size: Size) -> Tally:
    """workers two hours fast, two hours slow, a day ahead and a day behind"""
    world.enter(("plain", size.of(400, small=40)), firms=size.of(20, small=4))
    world.open_mail_server()
    began = time.time()
    for number, offset in enumerate(("+2h", "-2h", "+1d", "-1d")):
        world.crew.start(f"worker{number}", WORKER, **faketime(offset))
    world.start_beats(1)
    tally = world.tally(drain_s=world.drain())
    early = [at for _id, _address, at in accepted(world.log) if at < began]
    wrong = world.rows(
        "SELECT count(*) FROM clients_mail WHERE sent_at NOT BETWEEN created_at AND now()"
    )
    tally.wrong += ["times of other clocks are on record"] * bool(early or wrong[0][0])
    return tally


def faketime(offset: str) -> dict[str, str]:
    """Return the environment in which a process believes it is earlier or later."""
    library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
    return {"LD_PRELOAD": library, "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
