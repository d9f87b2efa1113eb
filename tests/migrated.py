"""What the migrations leave behind, kept: one process migrates, and no other has to.

On SQLite a file, which later runs find too; on PostgreSQL a database to make others after.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".pytest_cache"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let the other processes of the suite wait: they need what is being made here."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def own_name() -> str:
    """Return the name of this process's database."""
    name: str = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    return name


def lay_down(name: str) -> bool:
    """Make a database of this name as the kept one, if that is of these very migrations."""
    is_server = connection.vendor == "postgresql"
    return _lay_down_database(name) if is_server else _lay_down_file(name)


def put_away() -> None:
    """Keep the database of this process, which holds nothing yet but what the migrations made."""
    if connection.vendor == "postgresql":
        _put_away_database()
    else:
        _put_away_file()


def _lay_down_file(name: str) -> bool:
    kept = _kept_file()
    if kept.exists():
        shutil.copyfile(kept, name)
    return kept.exists()


def _put_away_file() -> None:
    for outdated in FOLDER.glob("migrated-*.sqlite3"):
        outdated.unlink(missing_ok=True)
    unfinished = _kept_file().with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(unfinished)])
    unfinished.replace(_kept_file())


def _kept_file() -> Path:
    return FOLDER / f"{_name()}.sqlite3"


def _lay_down_database(name: str) -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_name()])
        if not cursor.fetchone():
            return False
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_name()}"')
    return True


def _put_away_database() -> None:
    own = connection.settings_dict["NAME"]
    connection.close()  # nobody may be in a database that another is made after
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated-%%'")
        for (outdated,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE "{outdated}"')
        cursor.execute(f'CREATE DATABASE "{_name()}" TEMPLATE "{own}"')


def _name() -> str:
    """Name it by all it depends on: our migrations, and whose others are installed."""
    sources = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.txt"]
    content = b"".join(str(path.relative_to(ROOT)).encode() + path.read_bytes() for path in sources)
    return f"migrated-{sha256(content).hexdigest()[:16]}"
