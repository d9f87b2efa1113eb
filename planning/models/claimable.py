"""Work for the background: a row that one worker at a time takes on."""

from __future__ import annotations

from typing import Generic, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

AnyClaimable = TypeVar("AnyClaimable", bound="Claimable", covariant=True)


class JobQuerySet(models.QuerySet[AnyClaimable], Generic[AnyClaimable]):
    """Questions of time are put to the database's clock, the one that all processes share."""

    MOST_ATTEMPTS = 3

    def unfinished(self) -> Self:
        return self.filter(state__in=[Claimable.State.QUEUED, Claimable.State.RUNNING])

    def claimable(self) -> Self:
        """Waiting for a worker, or left by one that is no more."""
        return self.filter(
            Q(state=Claimable.State.QUEUED)
            | Q(state=Claimable.State.RUNNING, lease_until__lte=Now())
        )

    def worth_trying(self) -> Self:
        """Without what broke off too often: that would go on for ever."""
        return self.exclude(self._broke_off())

    def given_up(self) -> Self:
        """Left by a worker that is no more, for the last time."""
        return self.claimable().filter(self._broke_off())

    def _broke_off(self) -> Q:
        return Q(attempts__gte=self.MOST_ATTEMPTS)


class Claimable(models.Model):
    """Something to be done once, whatever breaks off meanwhile, and how far it is.

    The row is the job. A message to a worker only says that there may be something to do, so
    a lost message costs time and nothing else.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting for its turn")
        RUNNING = "running", _("In the making")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Not made")
        CANCELLED = "cancelled", _("Cancelled")

    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
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
