from __future__ import annotations

import logging
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
from celery.app.task import Task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from advisorsite import celery_app
from clients import doorbell
from planning import services, tasks
from planning.models import Letter

COUPLE = (Path(__file__).parent.parent / "examples" / "couple.json").read_text(encoding="utf-8")


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any, *args: Any, **options: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(Task, "apply_async", refuse)


def until_the_bell_is_free() -> None:
    for _ in range(doorbell.BELL_PULLS):
        assert doorbell.WAITING_AT_THE_BELL.acquire(timeout=10)
    for _ in range(doorbell.BELL_PULLS):
        doorbell.WAITING_AT_THE_BELL.release()


def test_the_task_hands_the_id_to_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[UUID] = []
    monkeypatch.setattr(services, "build_letter", built.append)
    letter_id = uuid4()
    tasks.build_letter(str(letter_id))
    assert built == [letter_id]


def test_the_sweep_offers_work_of_every_kind_again(
    monkeypatch: pytest.MonkeyPatch, tasks_run_at_once: None
) -> None:
    waiting = [uuid4() for _kind in range(10)]
    built: list[UUID] = []
    monkeypatch.setattr(services, "sweep_letters", lambda: waiting[:1])
    monkeypatch.setattr(services, "sweep_client_letters", lambda: waiting[1:2])
    monkeypatch.setattr(services, "sweep_batches", lambda: waiting[2:3])
    monkeypatch.setattr(services, "sweep_certificates", lambda: waiting[3:4])
    monkeypatch.setattr(services, "sweep_runs", lambda: waiting[4:5])
    monkeypatch.setattr(services, "sweep_roadmaps", lambda: waiting[5:6])
    monkeypatch.setattr(services, "sweep_answers", lambda: waiting[6:7])
    monkeypatch.setattr(services, "sweep_plans", lambda: waiting[7:8])
    monkeypatch.setattr(services, "sweep_plan_files", lambda: waiting[8:9])
    monkeypatch.setattr(services, "sweep_plan_differences", lambda: waiting[9:])
    for service in (
        "build_letter",
        "build_client_letter",
        "work_on_batch",
        "build_certificate",
        "work_on_run",
        "work_on_roadmap",
        "work_on_answer",
        "build_plan_file",
        "work_on_plan_difference",
    ):
        monkeypatch.setattr(services, service, built.append)

    def work_on_plan(run_id: UUID) -> list[UUID]:
        built.append(run_id)
        return []  # no PDF follows

    monkeypatch.setattr(services, "work_on_plan", work_on_plan)
    monkeypatch.setattr(services, "next_proof", lambda: None)
    tasks.sweep_letters()
    assert built == waiting


def test_without_a_broker_the_row_stays_and_the_log_counts(
    no_broker: None,
    db: None,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        letter = services.request_letter(
            owner_hash="a", household_text=COUPLE, tax_year=2026, language="en"
        )
        tasks.build_letter.delay_on_commit(str(letter.pk))
    until_the_bell_is_free()
    assert Letter.objects.get().state == Letter.State.QUEUED
    assert [
        (r.levelno, r.getMessage()) for r in caplog.records if r.name == "clients.doorbell"
    ] == [(logging.WARNING, "no broker for planning.tasks.build_letter: OperationalError")]


def test_a_silent_broker_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    silence_ends = Event()
    monkeypatch.setattr(Task, "apply_async", lambda *_, **__: silence_ends.wait(10))
    for _ in range(doorbell.BELL_PULLS + 1):
        tasks.sweep_letters.delay()
    assert "the broker does not answer" in caplog.text
    silence_ends.set()
    until_the_bell_is_free()


@pytest.mark.parametrize("is_silent", [False, True])
def test_a_worker_that_rings_for_hundreds_waits_its_turn_unless_nobody_answers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, is_silent: bool
) -> None:
    heard: list[str] = []
    silence_ends = Event()

    def take(self: Any, args: tuple[str], *_: Any, **__: Any) -> None:
        sleep(0.001)
        if not is_silent or silence_ends.wait(10):
            heard.append(args[0])

    ids = [str(number) for number in range(200)]
    monkeypatch.setattr(Task, "apply_async", take)
    monkeypatch.setattr(doorbell, "PATIENCE", 5.0 if not is_silent else 0.05)
    monkeypatch.setattr(doorbell.Doorbell, "deaf_until", 0.0)
    monkeypatch.setattr(type(celery_app), "current_worker_task", tasks.sweep_letters)
    for letter_id in ids:
        tasks.build_letter.delay(letter_id)
    assert ("the broker does not answer" in caplog.text) == is_silent
    silence_ends.set()
    until_the_bell_is_free()
    assert sorted(heard, key=int) == (ids[: doorbell.BELL_PULLS] if is_silent else ids)


def test_a_worker_sweeps_when_it_starts_also_where_there_is_no_broker(no_broker: None) -> None:
    tasks.sweep_at_start()
    until_the_bell_is_free()


def test_beat_sweeps_every_minute() -> None:
    schedule = settings.CELERY_BEAT_SCHEDULE["sweep-letters"]
    assert schedule == {"task": tasks.sweep_letters.name, "schedule": 60}


def test_a_real_worker_makes_the_letter(worker: None) -> None:
    letter = services.request_letter(
        owner_hash="a", household_text=COUPLE, tax_year=2026, language="en"
    )
    tasks.build_letter.delay(str(letter.pk))
    for _ in range(200):
        letter.refresh_from_db()
        if letter.is_over:
            break
        sleep(0.1)
    assert (letter.state, letter.error) == (Letter.State.DONE, "")
    with letter.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"
