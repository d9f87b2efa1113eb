"""What is tried, one function each: a world in, a tally out."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.oracle import Tally
from tests.faults.scenarios import (
    brokers,
    calls,
    crowds,
    databases,
    guards,
    kills,
    mails,
    restoring,
    together,
    web,
)
from tests.faults.size import Size
from tests.faults.world import World

SCENARIOS: dict[str, Callable[[World, Size], Tally]] = {
    "together": together.together,
    "points": kills.points,
    "kills": kills.random_kills,
    "paused": kills.paused,
    "mails": mails.matrix,
    "broker": brokers.broken_broker,
    "no_celery": brokers.no_celery,
    "database": databases.crashing_database,
    "calls": calls.nth_call,
    "crowd": crowds.crowd,
    "clocks": crowds.wrong_clocks,
    "restored": restoring.restored,
    "switch": guards.switch,
    "poison": guards.poison,
    "runaway": guards.runaway,
    "web": web.web,
}
