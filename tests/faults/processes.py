"""Workers, beats and whatever else the site consists of, kept alive as a supervisor does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from tests.faults.servers import children_of

ROOT = Path(__file__).resolve().parents[2]
CELERY = ("-m", "celery", "--quiet", "-A", "advisorsite")
WORKER = (
    *CELERY, "worker", "--loglevel", "WARNING", "--pool", "prefork", "--concurrency", "2",
    "--without-gossip", "--without-mingle",
)  # fmt: skip
BEAT = (*CELERY, "beat", "--loglevel", "WARNING", "--pidfile=")


class Process:
    """One process, with everything it starts in a group of its own."""

    def __init__(self, name: str, command: tuple[str, ...], env: dict[str, str], log: Path) -> None:
        self.name, self.command, self.env, self.log = name, command, env, log
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def children(self) -> list[int]:
        return children_of(self.popen.pid)

    def send(self, what: signal.Signals) -> None:
        self.popen.send_signal(what)

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


class Crew:
    """The processes of a site. Whichever ends is started again, its children left to themselves."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self.env, self.folder = env, folder
        self.processes: dict[str, Process] = {}
        self.restarts = 0
        self._is_over = threading.Event()
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)
        self._watch.start()

    def start(self, name: str, command: tuple[str, ...], **more: str) -> Process:
        log = self.folder / f"{name}.log"
        process = Process(name, command, {**self.env, **more}, log)
        self.processes[name] = process
        return process

    def run(self, *command: str, timeout: float = 300, **more: str) -> str:
        """Run a program of the site to its end and return what it said."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**self.env, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command[:3]} {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def end(self, *names: str) -> None:
        """End some processes for good, or all."""
        for name in names or tuple(self.processes):
            self.processes.pop(name).end()

    def close(self) -> None:
        self._is_over.set()
        self._watch.join()
        self.end()

    def _keep_alive(self) -> None:
        while not self._is_over.wait(0.1):
            for process in list(self.processes.values()):
                if process.popen.poll() is not None and process.name in self.processes:
                    self.restarts += 1
                    process.start()
                    time.sleep(0.1)
