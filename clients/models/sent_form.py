"""What came of a page that was sent? Asked again, it is not done again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models.firm import FirmRow


class SentForm(FirmRow):
    """A page that was sent, and the row it made or changed."""

    key = models.UUIDField()
    row_type = models.CharField(max_length=50)
    row_id = models.UUIDField()

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        constraints = [
            models.UniqueConstraint(fields=["firm", "key"], name="a_form_is_acted_on_once")
        ]

    def __str__(self) -> str:
        return f"{self.row_type} {self.row_id}"
