"""What can go wrong, in words for the person who has to mend it."""

from __future__ import annotations


class EngineError(Exception):
    """The root of every error the engine raises on purpose; its text is for readers."""
