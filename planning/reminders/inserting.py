"""How do tens of thousands of reminders get into the table while somebody waits?

`bulk_create` prepares every column of every row anew, which for a firm of 20,000 obligations takes
most of the planner's time. Nearly all columns hold few different values: each is prepared once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Field

from planning.models import Reminder

# The database fills in the rest.
LEFT_OUT = {"created_at"}


def insert(reminders: Iterable[Reminder]) -> None:
    """Insert rows; one whose key is there already changes nothing."""
    fields = [field for field in Reminder._meta.concrete_fields if field.name not in LEFT_OUT]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join("%s" for _field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quoted(Reminder._meta.db_table)} ({columns}) "  # nosec B608 - our names
            f"VALUES ({places}) ON CONFLICT DO NOTHING",
            list(_prepared(reminders, fields)),
        )


def _prepared(
    reminders: Iterable[Reminder], fields: list[Field[Any, Any]]
) -> Iterator[tuple[Any, ...]]:
    known: dict[tuple[str, Any], Any] = {}
    names = [(field, field.attname) for field in fields]
    for reminder in reminders:
        row = []
        for field, name in names:
            value = getattr(reminder, name)
            if (name, value) not in known:
                known[name, value] = field.get_db_prep_save(value, connection)
            row.append(known[name, value])
        yield tuple(row)
