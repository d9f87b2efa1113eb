"""Views of the book that users keep for themselves: kept, renamed, removed.

A view is an address under a name. It gives nobody sight of anything, so only its making is noted.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, Firm, User
from planning.models import SavedView

MOST_VIEWS = 50


@transaction.atomic
def keep_view(*, actor: User, firm: Firm, name: str, query: str) -> SavedView:
    """Keep what the book was asked under a name of the user's own.

    Raises: ValidationError, by field.
    """
    if SavedView.objects.filter(user=actor).count() >= MOST_VIEWS:
        text = _("You have {most} views. Remove one first.").format(most=MOST_VIEWS)
        raise ValidationError(text)
    view = SavedView(firm=firm, user=actor, query=query, name=_free_name(actor, name))
    view.full_clean()
    view.save(force_insert=True)
    audit.record(AuditAct.CREATED, actor=actor, firm=firm, subject=view)
    return view


@transaction.atomic
def rename_view(*, actor: User, view: SavedView, name: str) -> SavedView:
    """Call a view something else.

    Raises: ValidationError, by field.
    """
    view.name = _free_name(actor, name, besides=view)
    view.full_clean()
    view.save(update_fields=["name"])
    audit.record(AuditAct.CHANGED, actor=actor, firm=view.firm, subject=view)
    return view


@transaction.atomic
def remove_view(*, actor: User, view: SavedView) -> None:
    """Forget a view; the rows it showed are as they were."""
    audit.record(
        AuditAct.CHANGED, actor=actor, firm=view.firm, subject=view, detail={"changed": "removed"}
    )
    view.delete()


def _free_name(user: User, name: str, besides: SavedView | None = None) -> str:
    """Return a name none of the user's other views has, however its letters are written."""
    name = " ".join(name.split())
    others = SavedView.objects.filter(user=user, name__iexact=name)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise ValidationError({"name": _("You have a view of this name. Choose another.")})
    return name
