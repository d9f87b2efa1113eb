"""A PostgreSQL and a Redis of one's own, on free ports, to be crashed, frozen and emptied."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import redis

LONGEST_START = 60.0
BINARIES = Path("/usr/lib/postgresql")
# A process that is killed has handed its writes to the system, which keeps them: fsync is for the
# system's own crash. The commit itself must be written before it is answered.
SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=on",
    "max_connections=150",
    "shared_buffers=64MB",
    "listen_addresses=127.0.0.1",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def lacking() -> list[str]:
    """Return the Debian packages without which nothing can be tried here."""
    needed = {
        "postgresql": any(BINARIES.glob("*/bin/initdb")),
        "redis-server": shutil.which("redis-server"),
        "faketime": shutil.which("faketime"),
    }
    return [package for package, is_there in needed.items() if not is_there]


class Postgres:
    """One cluster in a folder, run as postgres where we are root."""

    def __init__(self, folder: Path, *, template: Path | None = None) -> None:
        self.folder, self.port = folder, free_port()
        self.bin = max(BINARIES.glob("*/bin"))
        self.crashes = 0
        if template is not None:
            subprocess.run(["cp", "-a", template, folder], check=True)
            return
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self._run("initdb", "--auth=trust", "--username=faults", f"--pgdata={folder}")

    @property
    def url(self) -> str:
        return f"postgres://faults@127.0.0.1:{self.port}/faults"

    def start(self) -> None:
        options = " ".join(f"-c {setting}" for setting in SETTINGS)
        self._run(
            "pg_ctl", "--wait", "--silent", f"--pgdata={self.folder}", f"--log={self.folder}/log",
            f"--options=-p {self.port} -k {self.folder} {options}", "start",
        )  # fmt: skip

    def create_database(self) -> None:
        with psycopg.connect(f"{self.url[:-7]}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE faults")

    def crash(self) -> None:
        self.crashes += 1
        self.stop(mode="immediate")

    def stop(self, *, mode: str = "fast") -> None:
        self._run(
            "pg_ctl", "--wait", "--silent", f"--pgdata={self.folder}", f"--mode={mode}", "stop"
        )

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, what: signal.Signals) -> None:
        main = int((self.folder / "postmaster.pid").read_text().split()[0])
        for pid in (main, *children_of(main)):
            with suppress(ProcessLookupError):
                os.kill(pid, what)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.bin / program, *arguments],
            cwd="/",
            user="postgres" if os.geteuid() == 0 else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode()}")


class Redis:
    """A broker that keeps nothing: killed, it comes back empty."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.losses = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                "redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
                "--dir", str(self.folder), "--maxmemory-policy", "noeviction",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + LONGEST_START
        while not self._answers():
            if time.monotonic() > until:
                raise RuntimeError("Redis does not start.")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port, socket_timeout=5)

    def flush(self) -> None:
        self.losses += 1
        self.client().flushall()

    def kill(self) -> None:
        self.losses += 1
        self.send(signal.SIGKILL)
        self.stop()

    def send(self, what: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(what)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


def children_of(pid: int) -> list[int]:
    """Return the processes that a process started and that still live."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]
