"""A letter somebody asked of the public calculator."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from planning.models.claimable import JobQuerySet
from planning.models.job import Job


class LetterQuerySet(JobQuerySet["Letter"]):
    def live(self) -> Self:
        return self.filter(expires_at__gt=Now())

    def expired(self) -> Self:
        return self.filter(expires_at__lte=Now())


class Letter(Job):
    """An RMD letter of the public calculator: what it is made from, until when it is kept.

    It belongs to the browser's session that asked and is deleted with its file when it expires.
    """

    class Step(models.TextChoices):
        COMPUTING = "computing", _("Working out the amounts")
        SETTING_PAGES = "setting_pages", _("Setting the pages")

    shelf = "letters"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_hash = models.CharField(max_length=64, db_index=True)
    household_text = models.TextField()
    tax_year = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20, choices=Step, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)

    objects = LetterQuerySet.as_manager()

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def progress(self) -> str:
        """How far it is, in a few words for the person who waits."""
        return (not self.is_over and self.get_step_display()) or super().progress
