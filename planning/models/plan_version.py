"""A household's plan: asked for and worked out, then kept as a version, and given to the client."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import FirmRow, Household, User
from planning.models.claimable import Claimable, JobQuerySet
from planning.models.job import FirmJob


class PlanRun(Claimable, FirmRow):
    """A plan somebody asked for, from which facts, and how far it is; or one to be made again.

    `facts` are the household file as it stood with the assumptions that held. A run that failed
    keeps them, with what to mend; those of a run that is done are in the version it made.
    """

    class Found(models.TextChoices):
        """What came of making a version again."""

        SAME = "same", _("The same document, to the last character")
        OTHER = "other", _("Another document")

    household = models.ForeignKey(Household, models.PROTECT, related_name="plan_runs")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # What is asked for beside the facts: the objective, and the scenarios that go into it.
    options: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    words = models.TextField(blank=True)  # of the advisor to the client
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    facts_sha256 = models.CharField(max_length=64)
    rebuilds = models.ForeignKey(
        "planning.PlanVersion", models.CASCADE, null=True, related_name="rebuildings"
    )
    found = models.CharField(max_length=10, choices=Found, blank=True)
    step = models.CharField(max_length=40, blank=True)  # the code of what is being worked out
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)  # in all, as far as is known
    error_at = models.CharField(max_length=200, blank=True)  # the fact that is missing
    done_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta(Claimable.Meta):
        verbose_name = _("making of a plan")
        verbose_name_plural = _("makings of plans")
        ordering = ["-created_at"]
        constraints = [
            *Claimable.Meta.constraints,
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state__in=["queued", "running"], rebuilds=None),
                name="one_plan_of_a_household_in_the_making",
            ),
            models.UniqueConstraint(
                fields=["rebuilds"],
                condition=Q(state__in=["queued", "running"]),
                name="one_rebuilding_of_a_version_at_a_time",
            ),
            models.CheckConstraint(
                name="a_rebuilding_that_is_done_found_something",
                condition=~Q(state="done") | Q(rebuilds=None) | ~Q(found=""),
            ),
        ]
        indexes = [models.Index(fields=["household", "-created_at"], name="plan_runs_of_household")]

    def __str__(self) -> str:
        return f"plan run {self.pk}"

    @property
    def part_done(self) -> int:
        """How much of it is behind, in whole percent."""
        return 100 * self.steps_done // self.steps if self.steps else 0


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def of_clients(self) -> Self:
        """What clients may read: what was released, also where a newer one has replaced it."""
        return self.filter(released_at__isnull=False)

    def without_texts(self) -> Self:
        """Without the two large columns, for lists."""
        return self.defer("facts", "document")


class PlanVersion(FirmRow):
    """A plan of a household, written once, and what became of it.

    With the law and the engine of the same versions the facts and options give the same document
    again. The database refuses to change what is written, and to remove or take back what was
    released.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEWED = "reviewed", _("Reviewed")
        RELEASED = "released", _("Released")
        SUPERSEDED = "superseded", _("Superseded")

    household = models.ForeignKey(Household, models.PROTECT, related_name="plan_versions")
    run = models.OneToOneField(PlanRun, models.PROTECT, related_name="version")
    number = models.PositiveIntegerField()  # counted within the household
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    facts_sha256 = models.CharField(max_length=64)
    options: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    words = models.TextField(blank=True)
    document: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    sha256 = models.CharField(max_length=64)  # of the document
    law_version = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=64)
    seed = models.PositiveBigIntegerField(null=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # What the check found when it was reviewed, each with the reason given where it was let pass.
    findings: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        default=list
    )
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_back_because = models.CharField(max_length=300, blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "number"], name="one_version_of_a_plan_has_a_number"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state="released"),
                name="one_released_plan_of_a_household",
            ),
            models.CheckConstraint(
                name="a_plan_is_reviewed_before_it_is_released",
                condition=Q(state="draft") | Q(reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_released_plan_says_when",
                condition=Q(state__in=["draft", "reviewed"], released_at=None, released_by=None)
                | Q(
                    state__in=["released", "superseded"],
                    released_at__isnull=False,
                    released_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="a_superseded_plan_says_when",
                condition=Q(state="superseded", superseded_at__isnull=False)
                | (~Q(state="superseded") & Q(superseded_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def is_open_to_clients(self) -> bool:
        """Whether it was released, be it replaced since or not."""
        return self.released_at is not None

    @property
    def as_of(self) -> str:
        """The day the facts speak from."""
        return str(self.facts["as_of"])


class PlanPdf(FirmJob):
    """A version as a PDF in one language, set from the stored document and kept with it."""

    shelf = "plans"

    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="pdfs")

    objects = JobQuerySet.as_manager()

    class Meta(FirmJob.Meta):
        verbose_name = _("plan as a PDF")
        verbose_name_plural = _("plans as PDFs")
        ordering = ["created_at"]
        constraints = [
            *FirmJob.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "language"],
                condition=~Q(state="failed"),
                name="one_pdf_of_a_version_in_a_language",
            ),
        ]

    def __str__(self) -> str:
        return f"PDF of plan {self.version_id}"


class PlanDifference(Claimable, FirmRow):
    """Why a version of a plan comes to something else than an earlier one, by cause.

    `document` is worked out once, with the law and the engine of that moment, and kept.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    one = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    other = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    step = models.CharField(max_length=40, blank=True)  # the cause that is being worked out
    document: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True
    )

    objects = JobQuerySet.as_manager()

    class Meta(Claimable.Meta):
        verbose_name = _("difference of two plans")
        verbose_name_plural = _("differences of plans")
        constraints = [
            *Claimable.Meta.constraints,
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=~Q(state__in=["failed", "cancelled"]),
                name="one_difference_of_two_plans",
            ),
            models.CheckConstraint(
                name="a_difference_that_is_done_has_a_document",
                condition=~Q(state="done") | Q(document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"difference {self.pk}"
