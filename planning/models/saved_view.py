"""A question somebody often puts to the book, under a name of their own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models import FirmRow, User


class SavedView(FirmRow):
    """What the address of the book asked when a user kept it; a convenience, no fact."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views", editable=False)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1500, editable=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="a_saved_view_has_its_own_name")
        ]

    def __str__(self) -> str:
        return self.name
