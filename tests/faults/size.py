"""How large a run is: whole, or small enough for every change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    is_small: bool

    def of(self, whole: int, *, small: int) -> int:
        return small if self.is_small else whole
