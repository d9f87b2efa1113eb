"""The whole site in one command: web, worker and beat, kept alive together."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from argparse import ArgumentParser
from contextlib import closing, suppress
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver

from advisorsite.processes import STOPS, start
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
        self.arguments = arguments
        self.pause = 0.0
        self.start()

    def start(self) -> None:
        self.process = start(self.name, *self.arguments)
        self.started_at = time.monotonic()
        self.restart_at: float | None = None

    def revive(self) -> str | None:
        """Start the process again if it ended, ever later if it ends at once; say so."""
        now = time.monotonic()
        code = self.process.exitcode
        if self.restart_at is None and code is not None:
            self.send("SIGKILL")  # what it had started, which may hold on to the port
            lived = now - self.started_at
            self.pause = 0.0 if lived > LONG_ENOUGH else min(LONGEST_PAUSE, 2 * self.pause or 1.0)
            self.restart_at = now + self.pause
            how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
            return f"{self.name} {how} after {lived:.0f} s; it starts again in {self.pause:.0f} s."
        if self.restart_at is not None and now >= self.restart_at:
            self.start()
        return None

    def send(self, signal_name: str) -> None:
        if os.name == "nt":
            self.process.terminate()
            return
        if self.process.pid is not None:
            with suppress(ProcessLookupError):  # it is gone, with everything it started
                os.killpg(self.process.pid, signal.Signals[signal_name])

    def stop(self, deadline: float) -> None:
        self.process.join(max(0.0, deadline - time.monotonic()))
        self.send("SIGKILL")
        self.process.join()


class Command(BaseCommand):
    help = "Run web, worker and beat until Ctrl-C; whichever ends is started again."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where to serve (8000)")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first bring the database up to date, and put the demo into an empty one",
        )

    def handle(self, *, port: int, prepare: bool, **options: Any) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise CommandError(f"Port {port} is not free; choose another: --port N") from error
        if urlsplit(settings.BASE_URL).hostname == "localhost":  # links in mails lead here too
            settings.BASE_URL = os.environ["BASE_URL"] = f"http://localhost:{port}"
        load_the_site()
        if prepare:
            prepare_the_database()
        stopping = threading.Event()
        for caught in STOPS:
            signal.signal(caught, lambda *_: stopping.set())
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
                self.stdout.write(f"The site is ready: {settings.BASE_URL}/  (Ctrl-C stops it)")
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
    asking = HTTPConnection(HOST, port, timeout=1)
    try:
        asking.request("GET", "/healthz")
        return asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()


def load_the_site() -> None:
    """Import all that a request or a task needs, for every process forked from this one."""
    get_wsgi_application()
    _ = get_resolver().url_patterns


def prepare_the_database() -> None:
    """Do what is missing in processes that end, so that no connection is open at a fork."""
    with closing(connection):
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    commands = [("migrate", "--verbosity", "0")] if missing else []
    for command in (*commands, ("seed_demo", "--if-empty")):
        process = start("prepare", "manage", *command)
        process.join()
        if process.exitcode:
            raise CommandError(f"manage.py {' '.join(command)} failed; the reason stands above.")
