"""A whole database into a file and back, in one step, by the database's own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from advisorsite.backup import BackupError

FILE_NAMES = {"postgresql": "database.dump", "sqlite": "database.sqlite3"}

# What libpq reads from the environment: in a command line everybody could see the password.
LIBPQ = [("HOST", "PGHOST"), ("PORT", "PGPORT"), ("USER", "PGUSER"), ("PASSWORD", "PGPASSWORD")]
LIBPQ_OPTIONS = {
    "host": "PGHOST",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}

# Whoever still reads or writes is not waited for.
EMPTY_THE_DATABASE = """
SET lock_timeout = '10s';
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
"""


def file_name() -> str:
    return FILE_NAMES[connection.vendor]


def dump(target: Path) -> None:
    """Write the database as it is at one moment; the site may go on working."""
    if connection.vendor == "sqlite":
        live = sqlite3.connect(connection.settings_dict["NAME"])
        with closing(live), closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
        return
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(source: Path, *, then: list[str]) -> None:
    """Put a dump in the place of the database and run the statements, all or nothing."""
    connection.close()
    if connection.vendor == "sqlite":
        _load_into_sqlite(source, then)
    else:
        _load_into_postgresql(source, then)


def others_connected() -> int:
    """Return how many other programs have this database open; SQLite cannot tell."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        count: int = cursor.fetchone()[0]
    return count


def _load_into_sqlite(source: Path, then: list[str]) -> None:
    with closing(sqlite3.connect(source)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.executescript(";\n".join(["BEGIN", *then, "COMMIT"]))
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as live:
            copy.backup(live)


def _load_into_postgresql(source: Path, then: list[str]) -> None:
    # Through a file: a pipe that breaks would look to psql like the end of the dump.
    before, script, after = (source.with_suffix(f".{part}.sql") for part in ("1", "2", "3"))
    before.write_text(EMPTY_THE_DATABASE, encoding="utf-8")
    after.write_text(";\n".join(["SET search_path = public", *then, ""]), encoding="utf-8")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
    files = [f"--file={path}" for path in (before, script, after)]
    quietly = ("--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1")
    _run("psql", *quietly, "--single-transaction", *files)


def _run(program: str, *arguments: str) -> None:
    if not shutil.which(program):
        raise BackupError(f"{program} is not installed: apt-get install postgresql-client")
    done = subprocess.run(
        [program, *arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} failed, and nothing was changed.\n{done.stderr.strip()}")


def _environment() -> dict[str, str]:
    database = connection.settings_dict
    options = database["OPTIONS"]
    found = {name: options.get(option) for option, name in LIBPQ_OPTIONS.items()}
    found |= {name: database[key] for key, name in LIBPQ if database[key]}
    found |= {"PGDATABASE": database["NAME"], "PGCLIENTENCODING": "UTF8", "PGTZ": "UTC"}
    return os.environ | {name: str(value) for name, value in found.items() if value}
