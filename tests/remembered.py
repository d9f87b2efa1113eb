"""Rows that many tests begin with: made once by a process, then only entered."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.db.models import DateTimeField, Model, QuerySet
from django.utils import timezone

P = ParamSpec("P")
T = TypeVar("T")
Rows = dict[type[Model], list[Model]]


def remembered(make: Callable[P, T], *, as_of_now: bool = True) -> Callable[P, T]:
    """Return a function that makes rows the first time, and then enters them as they were.

    As of now: the moments at which they were made become moments of now. Rows with an audit log
    stay as they were, for its hashes hold the moments.
    """
    memories: dict[bytes, Memory[T]] = {}

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        key = pickle.dumps((args, kwargs))
        if key in memories:
            return memories[key].enter(as_of_now=as_of_now)
        before = {model: set(_rows(model).values_list("pk", flat=True)) for model in _tables()}
        began, result = timezone.now(), make(*args, **kwargs)
        entered = {model: list(_rows(model).exclude(pk__in=before[model])) for model in before}
        memories[key] = Memory.of(result, entered, began)
        return result

    return made


@dataclass(frozen=True)
class Memory(Generic[T]):
    """What was made, and the statement and the values of each table's rows."""

    result: bytes
    inserts: list[Insert]
    began: datetime
    ended: datetime

    @classmethod
    def of(cls, result: T, entered: Rows, began: datetime) -> Memory[T]:
        inserts = [Insert(rows) for rows in entered.values() if rows]
        return cls(pickle.dumps(result), inserts, began, timezone.now())

    def enter(self, *, as_of_now: bool) -> T:
        """Enter the rows, and return what the making returned."""
        since = timezone.now() - self.ended if as_of_now else timedelta()
        # Only at the end of a transaction does every row find the rows it names.
        with transaction.atomic(), connection.cursor() as cursor:
            for insert in self.inserts:
                cursor.executemany(insert.statement, list(insert.values(self.began, since)))
        result: T = pickle.loads(self.result)
        return result


class Insert:
    """The rows of one table, as a database driver takes them."""

    def __init__(self, rows: list[Model]) -> None:
        meta = rows[0]._meta
        fields = meta.local_concrete_fields
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        places = ", ".join("%s" for _ in fields)
        self.statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})"
        self._moments = [
            place for place, field in enumerate(fields) if isinstance(field, DateTimeField)
        ]
        self._rows = [
            [_as_taken(field, getattr(row, field.attname)) for field in fields] for row in rows
        ]

    def values(self, began: datetime, since: timedelta) -> Iterator[list[Any]]:
        for row in self._rows:
            values = row.copy()
            for place in self._moments:
                moment = values[place]
                if moment and moment >= began:
                    moment += since
                values[place] = connection.ops.adapt_datetimefield_value(moment)
            yield values


def _as_taken(field: Any, value: Any) -> Any:
    """Leave moments as they are: they are another each time."""
    return value if isinstance(field, DateTimeField) else field.get_db_prep_save(value, connection)


def _tables() -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def _rows(model: type[Model]) -> QuerySet[Any]:
    return QuerySet(model)
