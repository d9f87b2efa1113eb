"""The only door to what belongs to somebody."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404

from planning.models import Letter

SESSION_KEY = "letters"


def letter_owner(session: SessionBase) -> str:
    """Return the mark of this browser's letters, beginning one where there is none.

    The browser's session keeps a secret and the rows its hash, so that reading the table
    opens no letter.
    """
    return _hashed(session.setdefault(SESSION_KEY, secrets.token_urlsafe(32)))


def get_letter_or_404(session: SessionBase, letter_id: UUID) -> Letter:
    """Return a letter of this browser; another's, an expired and a missing one look the same."""
    letter = (
        Letter.objects.live()
        .filter(owner_hash=_hashed(session.get(SESSION_KEY, "")))
        .filter(pk=letter_id)
        .first()
    )
    if letter is None:
        raise Http404
    return letter


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
