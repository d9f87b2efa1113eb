"""A question somebody asked about a roadmap, and its answer."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models import FirmRow, User
from planning.models.claimable import Claimable, JobQuerySet
from planning.models.roadmap_run import RoadmapRun


class RoadmapAnswer(Claimable, FirmRow):
    """One question about one run: worked out once, from the facts of the run, and kept with it."""

    class Question(models.TextChoices):
        SURVIVOR = "survivor", _("If one dies first")
        CLAIM_AGES = "claim_ages", _("When to claim Social Security")
        START_AGES = "start_ages", _("When to begin withdrawing")
        LOW_INCOME = "low_income", _("Years of low income")
        RETURNS = "returns", _("Lower and higher returns")
        HEIRS = "heirs", _("What heirs keep")
        SPENDING = "spending", _("Spending against the estate")
        SYSTEMATIC = "systematic", _("Fixed withdrawals or a lump sum")
        WOULD_CHANGE = "would_change", _("What would change the advice")

    run = models.ForeignKey(RoadmapRun, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=20)  # one of Question
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    document: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True
    )

    objects = JobQuerySet.as_manager()

    class Meta(Claimable.Meta):
        verbose_name = _("answer about a roadmap")
        verbose_name_plural = _("answers about roadmaps")
        ordering = ["created_at"]
        constraints = [
            *Claimable.Meta.constraints,
            models.CheckConstraint(
                name="an_answer_that_is_done_has_a_document",
                condition=~models.Q(state="done") | models.Q(document__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["run", "question"], name="one_answer_to_a_question_about_a_roadmap"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        return str(self.Question(self.question).label)
