"""What every test stands on: a closed network, and no skipping where nothing may be skipped."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.template.base import Variable, VariableDoesNotExist
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker

from advisorsite import celery_app
from clients.mail.sending import send_mail
from clients.models import Mail
from planning.reports import pdf
from tests.audit_guards import without_guards
from tests.cast import Story, arrive, tell_story
from tests.migrated import lay_down, one_at_a_time, own_name, put_away
from tests.warm_renderer import WarmRenderer

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
OF_DJANGO = {"auth_permission", "django_content_type"}  # are as the migrations left them


class NetworkIsClosedError(Exception):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def _closed_network() -> Iterator[None]:
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != getattr(socket, "AF_UNIX", None) and address[0] not in LOOPBACK:
            raise NetworkIsClosedError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_attribute_that_is_not_there() -> Iterator[None]:
    """A template that asks our own classes for what they do not have fails, also in an `if`.

    There Django takes what is missing for false, without a word.
    """
    look_up = Variable._resolve_lookup  # type: ignore[attr-defined]

    def look_up_strictly(self: Variable, context: Any) -> Any:
        try:
            return look_up(self, context)
        except VariableDoesNotExist as error:
            name, owner = (*error.params, None)[:2]
            if is_dataclass(owner) or isinstance(owner, Model):
                pytest.fail(f"{type(owner).__name__} has no {name!r}, asked for in {self.var!r}.")
            raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Variable, "_resolve_lookup", look_up_strictly)
        yield


@pytest.fixture(autouse=True)
def _the_log_hears_warnings_again() -> Iterator[None]:
    """A worker in a thread takes the root logger over and leaves it deaf to warnings."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)


@pytest.fixture(autouse=True, scope="session")
def _warm_renderer() -> Iterator[WarmRenderer]:
    renderer = WarmRenderer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "subprocess", renderer)
        yield renderer
    renderer.stop()


@pytest.fixture
def cold_renderer(_warm_renderer: WarmRenderer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each document is set by a process that was started for it alone, as the site does it."""
    monkeypatch.setattr(pdf, "subprocess", subprocess)


@pytest.fixture
def tasks_run_at_once() -> Iterator[None]:
    """Background work happens where it is asked for, before the call returns."""
    celery_app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    celery_app.conf.update(task_always_eager=False, task_eager_propagates=False)


@pytest.fixture
def delivered(mailoutbox: list[Any]) -> Any:
    """Send every mail that waits, as the worker does, and return what has left."""

    def deliver() -> list[Any]:
        for mail_id in Mail.objects.claimable().values_list("pk", flat=True).order_by("created_at"):
            send_mail(mail_id)
        return mailoutbox

    return deliver


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """A real Celery worker in a thread, on whatever broker the app has."""
    with start_worker(celery_app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        yield


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Whether the database is there already, and need not be made from its migrations."""
    return lay_down(own_name())


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> None:
    with one_at_a_time(), django_db_blocker.unblock():
        if not request.getfixturevalue("django_db_keepdb"):
            request.getfixturevalue("django_db_setup")
            put_away()
    request.getfixturevalue("django_db_setup")


@pytest.fixture(autouse=True, scope="session")
def _what_is_djangos_own_stays() -> Iterator[None]:
    """Tests that really commit empty the tables afterwards, those of the audit log too.

    Left to itself Django would meet their guards, and enter its own rows anew each time.
    """

    def empty(self: TransactionTestCase) -> None:
        with transaction.atomic(), without_guards(), connection.cursor() as cursor:
            for table in connection.introspection.django_table_names(include_views=False):
                if table not in OF_DJANGO:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture
def story(db: None) -> Story:
    """Two firms, and everybody in and around them."""
    return tell_story()


def comes(person: str) -> Any:
    @pytest.fixture(name=person)
    def browser(story: Story) -> Client:
        return arrive(story, person)

    return browser


# The cast, each as their browser.
advisor = comes("advisor")  # of the household
teammate = comes("teammate")  # of the household and of another team
other_team_advisor = comes("other_team_advisor")
owner = comes("owner")
operations = comes("operations")
compliance = comes("compliance")
portal_client = comes("portal_client")  # of the household
other_client = comes("other_client")
stranger = comes("stranger")  # another firm's advisor
password_only = comes("password_only")  # an owner without the second factor
platform_staff = comes("platform_staff")
ended = comes("ended")  # once an owner
nobody = comes("nobody")  # signed out


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks a database, so that it alone can be run again on another kind."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & {"db", "transactional_db"} or item.get_closest_marker("django_db"):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for rubbish took a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_unconfigure() -> None:
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    return _never_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    return _never_skipped((yield))


def _never_skipped(report: Any) -> Any:
    """With NO_SKIPS set, what would be skipped fails and says why it could not run."""
    if os.environ.get("NO_SKIPS") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped here. {reason}"
    return report
