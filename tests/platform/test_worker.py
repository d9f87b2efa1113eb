"""A real worker takes real messages, on every kind of broker at hand."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.conf import settings

from advisorsite import celery_app
from advisorsite import settings as site_settings

pytestmark = pytest.mark.database  # and a broker

BROKERS = ["memory", "folder"] + ["redis"] * bool(os.environ.get("REDIS_URL"))


@pytest.fixture(params=BROKERS)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    return {
        "memory": {"broker_url": "memory://", "broker_transport_options": {}},
        "folder": {
            "broker_url": "folder://localhost//",
            "broker_transport_options": {"folder": tmp_path / "broker"},
        },
        "redis": {
            "broker_url": site_settings.REDIS_URL,
            "broker_transport_options": site_settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        },
    }[request.param]


@pytest.fixture
def app(broker: dict[str, Any]) -> Iterator[Celery]:
    app = Celery("tests", set_as_current=False)
    app.config_from_object(settings, namespace="CELERY")
    app.conf.update(broker, task_default_queue=f"tests-{os.getpid()}", beat_schedule={})
    yield app
    app.close()
    # A worker makes its app everybody's; the tasks of the tests to come are the site's again.
    celery_app.set_current()
    celery_app.set_default()


@pytest.mark.filterwarnings("ignore:.*:pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_does_what_it_is_told_and_outlives_what_it_cannot_read(
    app: Celery, tmp_path: Path
) -> None:
    done: list[int] = []
    is_done = threading.Event()

    @app.task(shared=False)
    def note(number: int) -> None:
        done.append(number)
        if number == 9:
            is_done.set()

    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        for number in range(9):
            note.delay(number)
        for folder in (tmp_path / "broker").glob("tests-*"):
            (folder / "0-empty.message").write_bytes(b"")
            (folder / "0-half.message").write_bytes(b'{"body": "')
        note.delay(9)
        assert is_done.wait(20)
    assert done == list(range(10))
