"""A page that is sent twice, by a second click or a second try, is acted on once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.utils import timezone

from clients.models import Firm, FirmRow, SentForm
from clients.stored_files import all_or_nothing

Row = TypeVar("Row", bound=FirmRow)
REMEMBERED_FOR = timedelta(days=7)  # longer than anybody keeps a page open


@all_or_nothing()
def once(firm: Firm, key: UUID | None, act: Callable[[], Row]) -> Row:
    """Return the row a page made or changed when it was sent before, or act; no key always acts."""
    if key is None:
        return act()
    # Whoever sends the same page at the same moment waits here.
    Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
    sent = SentForm.objects.filter(firm=firm)
    before = sent.filter(key=key).first()
    if before is not None:
        found: Any = apps.get_model(before.row_type)._default_manager.get(pk=before.row_id)
        return found  # type: ignore[no-any-return]
    sent.filter(created_at__lt=timezone.now() - REMEMBERED_FOR).delete()
    row = act()
    SentForm.objects.create(firm=firm, key=key, row_type=row._meta.label_lower, row_id=row.pk)
    return row
