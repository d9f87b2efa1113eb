"""A roadmap somebody asked for: from which facts, how far it is, what it says."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import FirmRow, Household, User
from planning.models.claimable import Claimable, JobQuerySet


class RoadmapRunQuerySet(JobQuerySet["RoadmapRun"]):
    MOST_ATTEMPTS = 3  # without a stage in between

    def of_the_plan(self) -> Self:
        """Those of the household as it is, not of a scenario."""
        return self.filter(changes={})

    def without_texts(self) -> Self:
        """Without the two large columns, for lists."""
        return self.defer("facts", "document")

    def _broke_off(self) -> Q:
        return Q(attempts__gte=F("fruitful_attempt") + self.MOST_ATTEMPTS)


class RoadmapRun(Claimable, FirmRow):
    """One run of the optimiser over a household, or over a scenario of it.

    `facts` are the household file as it stood, the assumptions that held and a scenario's changes
    in it: with the law and the engine of the same versions they give the same document again.
    `document` is that of the best stage so far. A run that is done is never written again; the
    database refuses it.
    """

    class Objective(models.TextChoices):
        SPENDING = "spending", _("The highest spending")
        BEQUEST = "bequest", _("The largest estate")
        TAX = "tax", _("The least lifetime tax")

    class Stage(models.TextChoices):
        FIRST_PLAN = "first_plan", _("First plan")
        POLISHED = "polished", _("Polished")
        PROVED = "proved", _("Proof")

    household = models.ForeignKey(Household, models.PROTECT, related_name="roadmap_runs")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    objective = models.CharField(max_length=10, choices=Objective, default=Objective.SPENDING)
    changes: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    question = models.CharField(max_length=64)  # hash of objective and changes
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    facts_sha256 = models.CharField(max_length=64)
    first_year = models.PositiveSmallIntegerField(null=True)  # None: the year that is under way
    proof_nodes = models.PositiveIntegerField()
    stage = models.CharField(max_length=10, choices=Stage, blank=True)
    document: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True
    )
    sha256 = models.CharField(max_length=64, blank=True)  # of the document
    law_version = models.CharField(max_length=64, blank=True)
    engine_version = models.CharField(max_length=64, blank=True)
    error_at = models.CharField(max_length=200, blank=True)  # the fact that is missing
    fruitful_attempt = models.PositiveSmallIntegerField(default=0)  # the last that got on
    done_at = models.DateTimeField(null=True)

    objects = RoadmapRunQuerySet.as_manager()

    class Meta(Claimable.Meta):
        verbose_name = _("roadmap")
        verbose_name_plural = _("roadmaps")
        ordering = ["-created_at"]
        constraints = [
            *Claimable.Meta.constraints,
            models.CheckConstraint(
                name="a_roadmap_run_that_is_done_has_a_document",
                condition=~Q(state="done") | (~Q(stage="") & ~Q(sha256="")),
            ),
            models.UniqueConstraint(
                fields=["household", "question"],
                condition=Q(state__in=["queued", "running"]),
                name="one_unfinished_roadmap_run_of_a_question",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-created_at"], name="roadmaps_of_a_household")
        ]

    def __str__(self) -> str:
        return f"roadmap {self.pk}"

    @property
    def progress(self) -> str:
        """How far it is, in a few words for the person who waits."""
        if self.is_over or (self.state == self.State.QUEUED and not self.stage):
            return super().progress
        return str(_UNDER_WAY[self.stage])


_UNDER_WAY = {
    "": _("Looking for a first plan"),
    RoadmapRun.Stage.FIRST_PLAN: _("A first plan is there; it is being polished"),
    RoadmapRun.Stage.POLISHED: _("Polished; what remains is the proof of how good it is"),
}
