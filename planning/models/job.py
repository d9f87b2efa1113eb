"""A file that is made in the background."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clients.models import FirmRow, User
from planning.models.claimable import Claimable


class Job(Claimable):
    """A file somebody asked for: how far it is, where it lies."""

    shelf: ClassVar[str]

    file = models.FileField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta(Claimable.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="a_%(class)s_that_is_done_has_a_file",
                condition=~Q(state="done") | (Q(size__gt=0) & ~Q(sha256="")),
            ),
            *Claimable.Meta.constraints,
        ]

    @property
    def folder(self) -> str:
        """Where its kind of file lies in the store."""
        return self.shelf

    @property
    def suffix(self) -> str:
        """What its kind of file is, in the name of one."""
        return "pdf"

    def file_name(self, attempt: int) -> str:
        """Where an attempt puts the file; each has a place of its own, so that none overwrites."""
        return f"{self.folder}/{self.pk}-{attempt}.{self.suffix}"


class FirmJob(Job, FirmRow):
    """A file that somebody of a firm asked for; it is kept."""

    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True)

    class Meta(Job.Meta):
        abstract = True

    @property
    def folder(self) -> str:
        """Each firm has its own."""
        return f"firms/{self.firm_id}/{self.shelf}"
