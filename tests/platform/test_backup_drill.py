"""The drill: a site is filled, backed up, destroyed and brought back, and nothing is missing.

On the database the suite runs on, so that both kinds of dump are drilled.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from tests.migrated import lay_down

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.database  # of its own

POSTGRESQL = os.environ.get("DATABASE_URL", "")
PASSPHRASE = "tuning forks eat purple comets quietly"

# What a restored site does not take over as it was.
BEGUN_ANEW = {"django_session", "clients_heartbeat", "clients_instance"}
ADDED_TO = {"clients_auditevent", "clients_audithead", "sqlite_sequence"}

WRITE = """
from datetime import date
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from clients import audit
from clients.instance import note_heartbeat, this_instance
from clients.models import AuditAct, Firm
from planning.demo import seed_demo
seed_demo(households=12, as_of=date(2026, 11, 20))
default_storage.save("documents/statement.pdf", ContentFile(b"%PDF-1.7 a canary sings"))
SessionStore().create()
note_heartbeat()
this_instance()
for firm in Firm.objects.all():
    audit.record(AuditAct.READ, actor=None, firm=firm, detail={"page": "book"})
"""
ANOTHER_FIRM = """
from clients.models import Firm
Firm.objects.create(name="Too late")
"""
CHANGE_THE_LOG = """
from clients.models import AuditEvent
AuditEvent.objects.update(act="read")
"""


class Site:
    """A site with a database and a folder of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.var = folder / "var"
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE + "\n")
        self.backups = folder / "backups"
        url = urlsplit(POSTGRESQL)._replace(path=f"/{name}").geturl() if POSTGRESQL else ""
        self.env = {
            "PATH": os.environ["PATH"],
            "DOTENV": os.devnull,
            "VAR_DIR": str(self.var),
            "DATABASE_URL": url,
        }

    def begin(self) -> None:
        if POSTGRESQL:
            server = urlsplit(POSTGRESQL)._replace(path="/postgres").geturl()
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{self.name}"')
                connection.execute(f'CREATE DATABASE "{self.name}"')

    def destroy(self) -> None:
        shutil.rmtree(self.var)
        self.begin()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def manage(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refusal(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def backup(self, *arguments: str) -> Path:
        sealed = ("--passphrase-file", str(self.passphrase))
        told = self.manage("backup", "--to", str(self.backups), *sealed, *arguments)
        return Path(told.partition(" (")[0])

    def restore(self, backup: Path) -> tuple[str, ...]:
        sealed = ("--passphrase-file", str(self.passphrase))
        return ("restore", "--from", str(backup), *sealed)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table, as the database itself has it."""
        if POSTGRESQL:
            named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            with psycopg.connect(self.env["DATABASE_URL"]) as connection:
                return rows_of(connection, named)
        named = "SELECT name FROM sqlite_master WHERE type = 'table'"
        with closing(sqlite3.connect(self.var / "db.sqlite3")) as connection:
            return rows_of(connection, named)

    def files(self) -> dict[str, str]:
        root = self.var / "files"
        return {
            str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in root.rglob("*")
            if path.is_file()
        }


def rows_of(connection: Any, named: str) -> dict[str, list[tuple[Any, ...]]]:
    names = [name for (name,) in connection.execute(named).fetchall()]
    return {
        name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
        for name in names
    }


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Site]:
    process = os.environ.get("PYTEST_XDIST_WORKER", "")
    site = Site(tmp_path_factory.mktemp("drill"), f"drill{process}")
    site.var.mkdir(mode=0o700)
    with django_db_blocker.unblock():
        assert lay_down(site.name if POSTGRESQL else str(site.var / "db.sqlite3"))
    site.manage("shell", "--verbosity", "0", "-c", WRITE)
    yield site
    if POSTGRESQL:
        server = urlsplit(POSTGRESQL)._replace(path="/postgres").geturl()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{site.name}"')


def test_what_was_destroyed_comes_back_whole(site: Site) -> None:
    before, files = site.tables(), site.files()
    assert len(before["clients_household"]) >= 12
    assert before["django_session"]
    assert "documents/statement.pdf" in files

    first = site.backup()
    assert first.stat().st_mode & 0o777 == 0o600
    sealed = first.read_bytes()
    for readable in (b"canary", b"CREATE TABLE", b"demo", b"manifest"):
        assert readable not in sealed
    site.destroy()
    told = site.manage(*site.restore(first))

    after = site.tables()
    assert after.keys() == before.keys()
    assert site.files() == files
    for table in before.keys() - BEGUN_ANEW - ADDED_TO:
        assert after[table] == before[table], table
    assert after["django_session"] == after["clients_heartbeat"] == []
    (was,), (now,) = before["clients_instance"], after["clients_instance"]
    assert was[1] != now[1]  # the epoch
    assert bool(now[-1]) is False  # not reconciled
    events = {repr(row) for row in after["clients_auditevent"]}
    assert events > {repr(row) for row in before["clients_auditevent"]}
    assert len(events) == len(before["clients_auditevent"]) + 1
    assert "every hash is right" in told
    assert "Warning" not in told
    assert told.count("events, nothing changed") == len(after["clients_firm"]) + 1
    assert "tampered" not in site.manage("verify_audit")
    assert "only added to" in site.run("shell", "--verbosity", "0", "-c", CHANGE_THE_LOG).stderr

    # The second time round, over what is there.
    second = site.backup("--keep", "1")
    assert second != first
    assert list(site.backups.iterdir()) == [second]  # and the first is gone
    before = site.tables()
    site.manage("shell", "--verbosity", "0", "-c", ANOTHER_FIRM)
    assert "add --replace" in site.refusal(*site.restore(second))
    site.manage(*site.restore(second), "--replace")
    after = site.tables()
    for table in before.keys() - BEGUN_ANEW - ADDED_TO:
        assert after[table] == before[table], table


def test_a_backup_is_sealed_unless_somebody_says_no(site: Site) -> None:
    refused = site.run("backup", "--to", str(site.backups))
    assert refused.returncode == 2
    assert "--passphrase-file --unencrypted is required" in refused.stderr
    target = site.folder / "plain"
    assert str(target) in site.manage("backup", "--to", str(target), "--unencrypted")
    assert b"a canary sings" in max(target.iterdir()).read_bytes()


if POSTGRESQL:

    def test_a_database_in_use_is_not_replaced(site: Site) -> None:
        with psycopg.connect(site.env["DATABASE_URL"]):
            refused = site.refusal(*site.restore(site.backup()), "--replace")
        assert "1 other programs use the database; stop web, worker and beat first" in refused
