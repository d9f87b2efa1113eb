"""A letter somebody asked for."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class LetterQuerySet(models.QuerySet["Letter"]):
    """Questions of time are put to the database's clock, the one that all processes share."""

    def live(self) -> LetterQuerySet:
        return self.filter(expires_at__gt=Now())

    def expired(self) -> LetterQuerySet:
        return self.filter(expires_at__lte=Now())

    def unfinished(self) -> LetterQuerySet:
        return self.filter(state__in=[Letter.State.QUEUED, Letter.State.RUNNING])

    def claimable(self) -> LetterQuerySet:
        """Waiting for a worker, or left by one that is no more."""
        return self.filter(
            Q(state=Letter.State.QUEUED) | Q(state=Letter.State.RUNNING, lease_until__lte=Now())
        )


class Letter(models.Model):
    """An RMD letter somebody asked for: what it is made from, how far it is, where it lies.

    The row is the job. A message to a worker only says that there may be something to do, so
    a lost message costs time and nothing else. The public calculator's letters belong to the
    browser's session that asked and are deleted with their file when they expire.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting for its turn")
        RUNNING = "running", _("In the making")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Not made")

    class Step(models.TextChoices):
        COMPUTING = "computing", _("Working out the amounts")
        SETTING_PAGES = "setting_pages", _("Setting the pages")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_hash = models.CharField(max_length=64, db_index=True)
    household_text = models.TextField()
    tax_year = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    step = models.CharField(max_length=20, choices=Step, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    file = models.FileField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_letter_that_is_done_has_a_file",
                condition=~Q(state="done") | (Q(size__gt=0) & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="a_letter_that_failed_says_why",
                condition=~Q(state="failed") | ~Q(error=""),
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def progress(self) -> str:
        """How far it is, in a few words for the person who waits."""
        return self.get_step_display() or self.get_state_display()
