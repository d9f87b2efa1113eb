"""The whole site in one command: web, worker and beat, kept alive together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from clients.demo_sign_in import sign_ins

HOST = "127.0.0.1"
LONG_ENOUGH = 10.0  # seconds after which a process counts as having started
LONGEST_PAUSE = 30.0
PATIENCE = 10.0  # seconds to finish what is being done when asked to stop

CELERY = ["celery", "--quiet", "-A", "advisorsite"]
THREADS = ["--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"]
WORKER = [*CELERY, "worker", "--loglevel", "WARNING", *THREADS]
BEAT = [*CELERY, "beat", "--loglevel", "WARNING", "--pidfile="]
GUNICORN = ["gunicorn", "advisorsite.wsgi", "--worker-class", "gthread", "--threads", "8"]
QUIETLY = ["--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"]


class Child:
    """One process of the site, started again whenever it ends."""

    def __init__(self, name: str, *arguments: str) -> None:
        self.name = name
        self.command = [sys.executable, "-m", *arguments]
        self.pause = 0.0
        self.start()

    def start(self) -> None:
        # In a group of its own: Ctrl-C reaches only us, and stopping reaches its children too.
        self.process = subprocess.Popen(self.command, start_new_session=True)
        self.started_at = time.monotonic()
        self.restart_at: float | None = None

    def revive(self) -> str | None:
        """Start the process again if it ended, ever later if it ends at once; say so."""
        now = time.monotonic()
        if self.restart_at is None and self.process.poll() is not None:
            self.send("SIGKILL")  # what it had started, which may hold on to the port
            lived = now - self.started_at
            self.pause = 0.0 if lived > LONG_ENOUGH else min(LONGEST_PAUSE, 2 * self.pause or 1.0)
            self.restart_at = now + self.pause
            code = self.process.returncode
            how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
            return f"{self.name} {how} after {lived:.0f} s; it starts again in {self.pause:.0f} s."
        if self.restart_at is not None and now >= self.restart_at:
            self.start()
        return None

    def send(self, signal_name: str) -> None:
        if os.name == "nt":
            self.process.terminate()
            return
        with suppress(ProcessLookupError):  # it is gone, with everything it started
            os.killpg(self.process.pid, signal.Signals[signal_name])

    def stop(self, deadline: float) -> None:
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self.send("SIGKILL")
        self.process.wait()


class Command(BaseCommand):
    help = "Run web, worker and beat until Ctrl-C; whichever ends is started again."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where to serve (8000)")

    def handle(self, *, port: int, **options: Any) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise CommandError(f"Port {port} is not free; choose another: --port N") from error
        stopping = threading.Event()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda *_: stopping.set())
        children = [Child("web", *web_server(port)), Child("worker", *WORKER), Child("beat", *BEAT)]
        try:
            self.watch(children, port, stopping)
        finally:
            for child in children:
                child.send("SIGTERM")
            deadline = time.monotonic() + PATIENCE
            for child in children:
                child.stop(deadline)
        self.stdout.write("Everything has stopped.")

    def watch(self, children: list[Child], port: int, stopping: threading.Event) -> None:
        is_announced = False
        while not stopping.wait(0.2):
            for child in children:
                if news := child.revive():
                    self.stderr.write(news)
            if not is_announced and answers(port):
                self.stdout.write(f"The site is ready: http://{HOST}:{port}/  (Ctrl-C stops it)")
                for line in sign_ins():
                    self.stdout.write(line)
                connection.close()  # this process only watches from here on
                self.stdout.flush()
                is_announced = True
        self.stdout.write("Stopping; what is being done is finished first.")
        self.stdout.flush()


def web_server(port: int) -> list[str]:
    if os.name == "nt":  # gunicorn does not run there
        return ["django", "runserver", "--noreload", f"{HOST}:{port}"]
    return [*GUNICORN, *QUIETLY, "--bind", f"{HOST}:{port}"]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((HOST, port)) == 0
