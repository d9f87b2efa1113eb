"""What waits for somebody: one question to the records for the page, the mails and the counts."""

from __future__ import annotations

from planning.worklist.kinds import KINDS, Item, Kind
from planning.worklist.reading import items_of

__all__ = ["KINDS", "Item", "Kind", "items_of"]
