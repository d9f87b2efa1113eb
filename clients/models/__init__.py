"""Who: the people who sign in, and in time their firms, households and accounts."""

from __future__ import annotations

from clients.models.user import User

__all__ = ["User"]
