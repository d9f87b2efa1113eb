"""Single letters as shortcuts: who speaks to the computer, or types by accident, turns them off."""

from __future__ import annotations

from django.db import transaction

from clients import audit
from clients.access import firm_of
from clients.models import AuditAct, User


@transaction.atomic
def switch(user: User, *, is_on: bool) -> None:
    """Let single letters move through pages, or let them be only letters."""
    if user.has_letter_keys == is_on:
        return
    user.has_letter_keys = is_on
    user.save(update_fields=["has_letter_keys"])
    detail = {"fields": ["has_letter_keys"]}
    audit.record(AuditAct.CHANGED, actor=user, firm=firm_of(user), subject=user, detail=detail)
