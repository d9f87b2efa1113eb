"""The office of the ledger, whose requirement waits."""

from __future__ import annotations

from tests.planning.ledger.conftest import _today, office, pay

__all__ = ["_today", "office", "pay"]
