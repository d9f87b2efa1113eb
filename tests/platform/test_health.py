"""Monitors learn what works and what does not, soon, whatever hangs."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import BoundedSemaphore, Event

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Now
from django.test import Client

from advisorsite import health
from advisorsite.tasks import beat_heart
from clients.instance import age_of_heartbeat, note_heartbeat
from clients.models import Heartbeat

READY = {"database": "ok", "migrations": "ok", "worker": "ok", "files": "ok", "broker": "ok"}


def readiness() -> tuple[int, dict[str, str]]:
    """Return the status, and what is said of each thing."""
    started = time.monotonic()
    response = Client().get("/readyz")
    assert time.monotonic() - started < 2
    assert response["Cache-Control"] == "no-store, private"
    assert not response.cookies
    return response.status_code, dict(line.split(": ") for line in response.text.splitlines())


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Something that takes connections and never says a word."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        yield silent.getsockname()[1]


def test_a_process_that_lives_says_so_without_a_database() -> None:
    response = Client().get("/healthz")  # a query would fail here: no database was asked for
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response["Cache-Control"] == "no-store, private"
    assert not response.cookies


@pytest.mark.django_db(transaction=True)
def test_a_site_whose_worker_was_just_heard_of_is_ready() -> None:
    note_heartbeat()
    note_heartbeat()
    assert readiness() == (200, READY)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_never_heard_of_is_missed() -> None:
    assert readiness() == (503, READY | {"worker": "never heard of"})


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_fell_silent_is_missed() -> None:
    Heartbeat.objects.create(name="worker", at=Now() - timedelta(seconds=190))
    status, found = readiness()
    assert status == 503
    assert found["worker"] in ("last heard of 190 s ago", "last heard of 191 s ago")


@pytest.mark.django_db(transaction=True)
def test_tables_of_an_older_version_are_not_ready() -> None:
    note_heartbeat()
    recorder = MigrationRecorder(connection)
    newest = MigrationLoader(connection).graph.leaf_nodes("mfa")[0]
    recorder.record_unapplied(*newest)
    try:
        status, found = readiness()
    finally:
        recorder.record_applied(*newest)
    assert (status, found["migrations"]) == (503, "1 to apply")


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_cannot_be_written_is_said_without_its_name(settings, tmp_path: Path) -> None:
    note_heartbeat()
    settings.VAR_DIR = tmp_path / "gone"
    assert readiness() == (503, READY | {"files": "fails with FileNotFoundError"})


@pytest.mark.django_db(transaction=True)
def test_a_silent_redis_is_given_up_on(settings, silent_port: int) -> None:
    note_heartbeat()
    settings.REDIS_URL = f"redis://127.0.0.1:{silent_port}/0"
    status, found = readiness()
    assert status == 503
    assert found.pop("broker") in ("no answer", "fails with TimeoutError")
    assert found.items() <= READY.items()


@pytest.fixture
def _database_hangs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nobody hear from the database until the test is over."""
    is_over, at_once = Event(), BoundedSemaphore(5)

    def never() -> Iterator[health.Finding]:
        is_over.wait(60)
        yield health.Finding("database")

    monkeypatch.setitem(health.QUESTIONS, "database", never)
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    monkeypatch.setattr(health, "AT_ONCE", at_once)
    yield
    is_over.set()
    for _ in range(5):
        assert at_once.acquire(timeout=10)


@pytest.mark.usefixtures("_database_hangs")
def test_what_hangs_is_given_up_on_and_asked_only_so_often() -> None:
    found = [readiness()[1] for _ in range(6)]
    assert all(answer["database"] == "no answer" for answer in found)
    assert found[0]["files"] == "ok"
    assert found[5]["files"] == "no answer"  # five hang already: no more threads


@pytest.mark.usefixtures("worker")
def test_the_worker_is_heard_of_when_the_scheduler_asks() -> None:
    Heartbeat.objects.all().delete()
    beat_heart.delay()
    deadline = time.monotonic() + 10
    while age_of_heartbeat() is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert age_of_heartbeat() < timedelta(seconds=10)
