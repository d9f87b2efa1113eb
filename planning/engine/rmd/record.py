"""Results nobody changes, made in half the time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def record(of: type[T]) -> type[T]:
    """Make a dataclass whose fields mypy lets nobody assign to.

    `dataclass(frozen=True)` refuses when the program runs, too, and pays for it with a call for
    each field of each object: a fifth of all the time a book's requirements take.
    """
    return dataclass(slots=True, kw_only=True, unsafe_hash=True)(of)
