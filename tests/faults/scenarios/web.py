"""What somebody who uses the site sees while its broker or its database is away."""

from __future__ import annotations

import http.client
import re
import signal
import time
from collections import Counter
from urllib.parse import urlencode

from tests.faults.oracle import Tally
from tests.faults.servers import free_port
from tests.faults.size import Size
from tests.faults.world import World

SIGN_IN = "/sign-in/"
LONGEST_ANSWER = 5.0
LONGEST_START = 120.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def web(world: World, size: Size) -> Tally:
    """pages and sign-ins while Redis is frozen and away, and PostgreSQL is away and back"""
    site = Site(world)
    tally = Tally()
    turns = size.of(20, small=3)
    site.expect(tally, "all is well", {200}, turns)
    world.broker.send(signal.SIGSTOP)
    site.expect(tally, "Redis frozen", {200}, turns)
    world.broker.send(signal.SIGCONT)
    world.broker.kill()
    site.expect(tally, "Redis away", {200}, turns)
    world.broker.start()
    for _crash in range(size.of(3, small=1)):
        world.database.crash()
        site.expect(tally, "PostgreSQL away", {503}, turns)
        world.database.start()
        site.await_answer()
        site.expect(tally, "PostgreSQL back", {200}, turns)
    tally.db_crashes, tally.broker_losses = world.database.crashes, world.broker.losses
    return tally


class Site:
    """A web server of the world's site, and somebody who tries to sign in."""

    def __init__(self, world: World) -> None:
        self.port, self.attempts = free_port(), 0
        bind = ("--bind", f"127.0.0.1:{self.port}", "--threads", "4", "--worker-class", "gthread")
        world.crew.start("web", ("-m", "gunicorn", "advisorsite.wsgi", *bind))
        self.await_answer()

    def await_answer(self) -> None:
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until:
            try:
                if self._ask("GET")[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)

    def expect(self, tally: Tally, when: str, statuses: set[int], turns: int) -> None:
        """Send the form once, and open its page so many times."""
        found: Counter[int] = Counter()
        longest = 0.0
        for method in ("POST", *["GET"] * turns):  # more attempts would be refused as too many
            began = time.perf_counter()
            status, page = self._ask(method)
            longest = max(longest, time.perf_counter() - began)
            found[status] += 1
            if method == "POST" and status not in statuses:
                tally.wrong.append(f"{when}: the sign-in is answered with {status}")
            if method == "GET" and status != 200:  # nothing of it is on record
                tally.wrong.append(f"{when}: the page is answered with {status}")
            if "</h1>" not in page:
                tally.wrong.append(f"{when}: {method} answers no page, but {page[:200]}")
        tally.notes.append(f"{when}: {dict(found)}, the slowest {longest:.1f} s")
        if longest > LONGEST_ANSWER:
            tally.wrong.append(f"{when}: an answer took {longest:.1f} s")

    def _ask(self, method: str) -> tuple[int, str]:
        """Open the page; to send its form, with the token of the page."""
        status, page, cookie = self._request("GET")
        token = TOKEN.search(page)
        if method == "GET" or token is None:
            return status, page
        self.attempts += 1
        wrong = {"login": f"nobody{self.attempts}@faults.example", "password": "a guess"}
        body = urlencode({**wrong, "csrfmiddlewaretoken": token[1]})
        status, page, _cookie = self._request("POST", body, Cookie=cookie)
        return status, page

    def _request(
        self, method: str, body: str | None = None, **headers: str
    ) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, SIGN_IN, body, {**headers, **form})
        answer = connection.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return answer.status, answer.read().decode(), cookie
