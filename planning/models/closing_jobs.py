"""What is made of closed years in the background: certificates, and the closing of a whole book."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import FirmRow, Household, Person
from planning.models.claimable import JobQuerySet
from planning.models.job import FirmJob
from planning.models.ledger import YearClosing


class ClosingCertificate(FirmJob):
    """The PDF of a closed year, set from the stored document of its closing alone.

    A closing that is re-opened gets another that says so; the first is kept as it was signed.
    """

    shelf = "certificates"

    household = models.ForeignKey(Household, models.PROTECT, related_name="certificates")
    closing = models.ForeignKey(YearClosing, models.PROTECT, related_name="certificates")
    tells_reopening = models.BooleanField(default=False)

    objects: JobQuerySet[ClosingCertificate] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(FirmJob.Meta):
        verbose_name = _("closing certificate")
        verbose_name_plural = _("closing certificates")
        ordering = ["created_at"]
        constraints = [
            *FirmJob.Meta.constraints,
            models.UniqueConstraint(
                fields=["closing", "tells_reopening"],
                condition=~Q(state="failed"),
                name="one_certificate_of_a_closing",
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.pk}"


class ClosingRunQuerySet(JobQuerySet["ClosingRun"]):
    MOST_ATTEMPTS = 10  # without a chunk in between

    def _broke_off(self) -> Q:
        return Q(attempts__gte=F("fruitful_attempt") + self.MOST_ATTEMPTS)


class ClosingRun(FirmJob):
    """One going through the people of a book for a year: to look, close, approve or certify.

    Its file lists everybody with what became of them, or holds everybody's certificate.
    """

    class Kind(models.TextChoices):
        REVIEW = "review", _("Who is ready")
        CLOSE = "close", _("Close")
        APPROVE = "approve", _("Approve")
        CERTIFY = "certify", _("Certificates")

    shelf = "closing-runs"

    kind = models.CharField(max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField()
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="next_runs")
    request_key = models.UUIDField()
    fruitful_attempt = models.PositiveIntegerField(default=0)  # the last that got on

    objects = ClosingRunQuerySet.as_manager()

    class Meta(FirmJob.Meta):
        verbose_name = _("closing of the book")
        verbose_name_plural = _("closings of the book")
        ordering = ["-created_at"]
        constraints = [
            *FirmJob.Meta.constraints,
            models.UniqueConstraint(fields=["firm", "request_key"], name="a_run_is_asked_once"),
        ]

    def __str__(self) -> str:
        return f"closing run {self.pk}"

    @property
    def suffix(self) -> str:
        return "zip" if self.kind == self.Kind.CERTIFY else "csv"


class RunPerson(FirmRow):
    """One person in a run, and what became of them. Written once more when their turn comes."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        READY = "ready", _("Ready to be closed")
        NOT_READY = "not_ready", _("Not ready")
        CLOSED = "closed", _("Closed")
        APPROVED = "approved", _("Approved")
        CERTIFIED = "certified", _("Certificate made")
        CLOSED_BEFORE = "closed_before", _("Closed before")
        NOTHING = "nothing", _("Nothing was required")
        LEFT_OUT = "left_out", _("Left out")

    run = models.ForeignKey(ClosingRun, models.PROTECT, related_name="people")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=15, choices=State, default=State.WAITING)
    against: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    because = models.CharField(max_length=300, blank=True)
    closing = models.ForeignKey(YearClosing, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("person in a closing of the book")
        verbose_name_plural = _("people in closings of the book")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="a_person_is_once_in_a_run")
        ]
        indexes = [models.Index(fields=["run", "state", "position"], name="people_of_a_run")]

    def __str__(self) -> str:
        return f"{self.person} in {self.run}"
