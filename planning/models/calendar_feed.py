"""What other calendars read: secret addresses, and what each of their events was when last read."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import FirmRow, User


class CalendarFeed(FirmRow):
    """The secret address under which somebody's calendar is read without signing in.

    The address is shown once; what is kept is the hash of its secret.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    first_read_at = models.DateTimeField(null=True, editable=False)
    last_read_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="one_open_feed_of_a_user"
            )
        ]

    def __str__(self) -> str:
        return f"calendar of {self.user}"


class CalendarEntry(FirmRow):
    """An event as it was last handed out, so that a change of it is told as one.

    `shelf` is the calendar it is in, `key` what it is about; both together stay the same.
    """

    shelf = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    content: models.JSONField[Any, Any] = models.JSONField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("event of a calendar")
        verbose_name_plural = _("events of calendars")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["shelf", "key"], name="one_event_of_a_thing")
        ]

    def __str__(self) -> str:
        return f"{self.shelf} {self.key}"
