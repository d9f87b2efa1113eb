"""What only somebody with the database's own rights could do: lift the guards of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

TABLES = (
    "clients_auditevent",
    "clients_audithead",
    "clients_mailstep",
    "planning_planpdf",
    "planning_planversion",
)


@contextmanager
def without_guards() -> Iterator[None]:
    """Let what is only added to be changed, inside the transaction there is or outside of any."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            connection.check_constraints()  # what is still to be checked is in the way
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            connection.check_constraints()
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = cursor.fetchall()
        for name, _sql in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in guards:
            cursor.execute(sql)
