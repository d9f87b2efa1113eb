"""A household's years as they might go: the changes, their roadmap, and what was compared."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clients.models import FirmRow, Household, User
from planning.models.roadmap_run import RoadmapRun

MOST_NAME = 60


class Scenario(FirmRow):
    """A named set of changes of a household, and the latest roadmap that was asked for with it."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="scenarios")
    name = models.CharField(_("name"), max_length=MOST_NAME)
    objective = models.CharField(max_length=10, choices=RoadmapRun.Objective)
    changes: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    run = models.ForeignKey(RoadmapRun, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                "household",
                Lower("name"),
                condition=Q(withdrawn_at=None),
                name="a_scenario_has_a_name_of_its_own",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ScenarioComparison(FirmRow):
    """What some scenarios came to when they were compared; it is never written again."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="comparisons")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    document: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("comparison of scenarios")
        verbose_name_plural = _("comparisons of scenarios")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return ", ".join(one["name"] for one in self.document["columns"])
