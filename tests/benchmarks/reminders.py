"""Reminders on real parts: PostgreSQL, Redis, two workers, beat, a web server and a mail server."""

from __future__ import annotations

import http.client
import signal
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.faults.oracle import accepted
from tests.faults.servers import free_port, lacking
from tests.faults.world import World, make_template

PEOPLE, HOUSEHOLDS, FIRMS = 2_500, 2, 100  # 5,000 reminders in 2,500 mails
OBLIGATIONS, ADVISORS = 20_000, 50
PAGES = ("/book/", "/worklist/", "/sign-in/")
TURNS = 12  # of all pages, in each state of Redis
# As in production: nothing is hurried, nothing dies.
PLAIN = {
    "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
    "FAULT_HOOK": "",
    "LOG_LEVEL": "ERROR",
}

PLAN = """
import time
from clients.models import Firm
from clients.today import database_now
from planning.models import Reminder
from planning.reminders.planner import plan_firm
before = time.perf_counter()
for firm in Firm.objects.all():
    plan_firm(firm, database_now())
print(time.perf_counter() - before, Reminder.objects.count())
"""
SIGN_IN = """
from clients.models import User
from tests.cast import sign_in
print(sign_in(User.objects.first()).cookies["session"].value)
"""


def measure(budget: dict[str, Any]) -> int:
    """Print what reminders cost; return 1 where a figure is over its budget."""
    if missing := lacking():
        print(f"Reminders are not measured without servers: apt-get install {' '.join(missing)}")
        return 0
    figures: dict[str, float] = {}
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # postgres reads its part of it
        template = make_template(folder)
        for piece in (_planned, _sent, _browsed):
            with World(folder / piece.__name__, template, seed="1", **PLAIN) as world:
                figures |= dict(piece(world))
    is_over = False
    for title, figure in figures.items():
        limit = budget[title]
        is_least = title.endswith("a second")
        within = figure >= limit if is_least else figure <= limit
        is_over = is_over or not within
        print(f"{title:64} {figure:9.2f} {limit:8.2f}{'' if within else '  over budget'}")
    return int(is_over)


def _planned(world: World) -> Iterator[tuple[str, float]]:
    """Plan a firm of 20,000 obligations, its book being worked out."""
    _enter(world, ADVISORS, firms=1, households=OBLIGATIONS // ADVISORS)
    world.manage("rebuild_standings")
    seconds, rows = world.manage("shell", "-c", PLAN).split()[-2:]
    if int(rows) != OBLIGATIONS:
        raise RuntimeError(f"{rows} reminders")
    yield "Planning a firm of 20,000 obligations, seconds", float(seconds)


def _sent(world: World) -> Iterator[tuple[str, float]]:
    """Send 5,000 planned reminders, from the beginning of their slot on."""
    _enter(world, PEOPLE, firms=FIRMS, households=HOUSEHOLDS)
    world.manage("shell", "-c", PLAN)
    began = time.time()
    world.start(workers=2)
    world.drain()
    taken = sorted(at for _id, _address, at in accepted(world.log))
    if len(taken) != PEOPLE:
        raise RuntimeError(f"{len(taken)} mails")
    yield "Mails of reminders, two workers, a second", len(taken) / (taken[-1] - taken[0])
    yield "From due to taken, 99 of 100 mails, seconds", taken[int(len(taken) * 0.99)] - began


def _browsed(world: World) -> Iterator[tuple[str, float]]:
    """Open pages while Redis is well, frozen and away."""
    _enter(world, 10, firms=1, households=5)
    world.manage("rebuild_standings")
    session = world.manage("shell", "-c", SIGN_IN).split()[-1]
    port = free_port()
    address = f"127.0.0.1:{port}"
    web = ("-m", "gunicorn", "advisorsite.wsgi", "--threads", "8", "--bind", address)
    world.crew.start("web", (*web, "--worker-class", "gthread"))
    _await(port)
    _visit(port, session)
    world.broker.send(signal.SIGSTOP)
    yield "Pages while Redis is frozen, 95 of 100, seconds", _visit(port, session)
    world.broker.send(signal.SIGCONT)
    world.broker.kill()
    yield "Pages while Redis is away, 95 of 100, seconds", _visit(port, session)


def _enter(world: World, people: int, *, firms: int, households: int) -> None:
    world.enter(("plain", people), firms=firms, households=households)


def _visit(port: int, session: str) -> float:
    seconds = []
    for page in PAGES * TURNS:
        before = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", page, headers={"Cookie": f"session={session}"})
        status = connection.getresponse().status
        if status >= 500:
            raise RuntimeError(f"{page}: {status}")
        seconds.append(time.perf_counter() - before)
    return statistics.quantiles(seconds, n=20)[-1]


def _await(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
        except OSError:
            time.sleep(0.2)
        else:
            return
