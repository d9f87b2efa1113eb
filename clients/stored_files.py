"""A file is kept exactly if the row that names it is.

The database takes back what a failed transaction wrote; a folder does not. So the storage notes
what it stores, and `all_or_nothing` takes it away again where the transaction fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

_stored: ContextVar[list[str] | None] = ContextVar("stored_files", default=None)


class PrivateStorage(FileSystemStorage):
    """The folder that nothing is served from."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        kept = super().save(name, content, max_length)
        noted = _stored.get()
        if noted is not None:
            noted.append(kept)
        return kept


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """A transaction whose files go with it. One inside another leaves them to the outer one."""
    outer, own = _stored.get(), list[str]()
    token = _stored.set(own)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for name in own:
            default_storage.delete(name)
        raise
    finally:
        _stored.reset(token)
    if outer is not None:
        outer += own
