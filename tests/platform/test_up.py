"""The supervisor and its three processes, for real."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from advisorsite.management.commands import up
from tests.migrated import lay_down

ROOT = Path(__file__).resolve().parents[2]
MARK = "SUPERVISOR_TEST"


def wait_for(condition: Callable[[], object], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"still waiting for {what}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """A site of its own in a folder; every process of it carries a mark in its environment."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.mark = f"{MARK}={folder}"
        self.env = {
            "PATH": os.environ["PATH"],
            "DOTENV": os.devnull,
            "VAR_DIR": str(folder),
            MARK: str(folder),
        }
        assert lay_down(str(folder / "db.sqlite3"))
        self.supervisor = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(self.port)],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def processes(self, name: str = "") -> set[int]:
        """Ids of the living processes of this site that are called so, or of all."""
        found = set()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                environment = (process / "environ").read_bytes().split(b"\0")
                called = (process / "comm").read_text().strip()
            except OSError:
                continue
            if self.mark.encode() in environment and name in ("", called):
                found.add(int(process.name))
        return found

    def status(self, address: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", address)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()


@pytest.fixture
def site(tmp_path: Path, django_db_setup: None) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    for process in site.processes():
        os.kill(process, signal.SIGKILL)
    site.supervisor.communicate()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc")
def test_a_page_answers_a_killed_worker_returns_and_nothing_is_left(site: Site) -> None:
    wait_for(lambda: site.status("/") == 200, "the first page")
    wait_for(lambda: site.processes("site-worker"), "the worker")
    wait_for(lambda: site.processes("site-beat"), "beat")

    for name in ("site-worker", "site-web"):
        killed = site.processes(name)
        os.kill(min(killed), signal.SIGKILL)  # the web server's own child must go with it
        wait_for(lambda: site.processes(name) - killed, f"another {name}")  # noqa: B023
    wait_for(lambda: site.status("/") == 200, "a page of the new web server")

    site.supervisor.send_signal(signal.SIGTERM)
    output, _ = site.supervisor.communicate(timeout=20)
    assert site.supervisor.returncode == 0
    assert site.processes() == set()
    assert f"The site is ready: http://localhost:{site.port}/" in output
    assert "worker was killed by signal 9 after" in output
    assert "web was killed by signal 9 after" in output
    assert "Address already in use" not in output
    assert "Everything has stopped." in output
    assert "Traceback" not in output


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            [sys.executable, "manage.py", "up", "--port", port],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "DOTENV": os.devnull, "VAR_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr == f"CommandError: Port {port} is not free; choose another: --port N\n"


class Dead:
    """A process that has ended by the time it is asked."""

    exitcode = 1
    pid = 2**22 + 1  # above every process id there is

    def __init__(self, *arguments: str) -> None: ...


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock to turn by hand, in a world where every process dies at once."""
    hands: SimpleNamespace = SimpleNamespace(now=1000.0, monotonic=lambda: hands.now)
    monkeypatch.setattr(up, "time", hands)
    monkeypatch.setattr(up, "start", Dead)
    return hands


def test_what_dies_at_once_is_started_ever_later(clock: SimpleNamespace) -> None:
    beat = up.Child("beat", "nothing")
    news: list[str] = []
    starts = {beat.started_at}
    for _ in range(1000):
        news += filter(None, [beat.revive()])
        starts.add(beat.started_at)
        clock.now += 0.25
    pauses = [round(later - earlier) for earlier, later in pairwise(sorted(starts))]
    assert pauses[:6] == [1, 2, 4, 8, 16, 30]
    assert max(pauses) == 30
    assert news[0] == "beat ended with exit code 1 after 0 s; it starts again in 1 s."


def test_what_had_run_for_a_while_is_started_again_at_once(clock: SimpleNamespace) -> None:
    worker = up.Child("worker", "nothing")
    worker.pause = 16.0
    clock.now += 60
    assert worker.revive() == "worker ended with exit code 1 after 60 s; it starts again in 0 s."
    worker.revive()
    assert worker.started_at == clock.now
