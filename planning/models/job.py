"""A file that is made in the background."""

from __future__ import annotations

from typing import ClassVar, Generic, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clients.models import FirmRow, User

AnyJob = TypeVar("AnyJob", bound="Job", covariant=True)


class JobQuerySet(models.QuerySet[AnyJob], Generic[AnyJob]):
    """Questions of time are put to the database's clock, the one that all processes share."""

    MOST_ATTEMPTS = 3

    def unfinished(self) -> Self:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def claimable(self) -> Self:
        """Waiting for a worker, or left by one that is no more."""
        return self.filter(
            Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lte=Now())
        )

    def worth_trying(self) -> Self:
        """Without what broke off too often: that would go on for ever."""
        return self.exclude(self._broke_off())

    def given_up(self) -> Self:
        """Left by a worker that is no more, for the last time."""
        return self.claimable().filter(self._broke_off())

    def _broke_off(self) -> Q:
        return Q(attempts__gte=self.MOST_ATTEMPTS)


class Job(models.Model):
    """A file somebody asked for: how far it is, where it lies.

    The row is the job. A message to a worker only says that there may be something to do, so
    a lost message costs time and nothing else.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting for its turn")
        RUNNING = "running", _("In the making")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Not made")
        CANCELLED = "cancelled", _("Cancelled")

    shelf: ClassVar[str]

    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    file = models.FileField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="a_%(class)s_that_is_done_has_a_file",
                condition=~Q(state="done") | (Q(size__gt=0) & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="a_%(class)s_that_failed_says_why",
                condition=~Q(state="failed") | ~Q(error=""),
            ),
        ]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in (self.State.QUEUED, self.State.RUNNING)

    @property
    def progress(self) -> str:
        """How far it is, in a few words for the person who waits."""
        return str(self.State(self.state).label)

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
