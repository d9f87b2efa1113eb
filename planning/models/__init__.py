"""The rows of planning."""

from __future__ import annotations

from planning.models.letter import Letter

__all__ = ["Letter"]
