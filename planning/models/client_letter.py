"""The letters of a firm: to one person, or to everybody some rows of the book are about."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import Household, Person, User
from planning.models.claimable import JobQuerySet
from planning.models.job import FirmJob


class LetterBatchQuerySet(JobQuerySet["LetterBatch"]):
    MOST_ATTEMPTS = 10  # without a letter in between; every letter has its own three

    def _broke_off(self) -> Q:
        return Q(attempts__gte=F("fruitful_attempt") + self.MOST_ATTEMPTS)


class LetterBatch(FirmJob):
    """The letters of some rows of the book, and the one file they are bound into."""

    class Form(models.TextChoices):
        PDF = "pdf", _("One PDF, to print")
        ZIP = "zip", _("A ZIP with one PDF for each person")

    shelf = "batches"

    year = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=3, choices=Form)
    query = models.TextField(blank=True)  # of the book's address
    request_key = models.UUIDField()
    fruitful_attempt = models.PositiveSmallIntegerField(default=0)  # the last that got on

    objects = LetterBatchQuerySet.as_manager()

    class Meta(FirmJob.Meta):
        verbose_name = _("letters of the book")
        verbose_name_plural = _("letters of the book")
        ordering = ["-created_at"]
        constraints = [
            *FirmJob.Meta.constraints,
            models.UniqueConstraint(fields=["firm", "request_key"], name="a_batch_is_asked_once"),
        ]

    def __str__(self) -> str:
        return f"letters {self.pk}"

    @property
    def suffix(self) -> str:
        return self.form


class ClientLetterQuerySet(JobQuerySet["ClientLetter"]):
    def of_no_batch(self) -> Self:
        return self.filter(batch=None)


class ClientLetter(FirmJob):
    """One person's RMD letter of one year, made from the records and kept with them."""

    shelf = "letters"

    household = models.ForeignKey(Household, models.PROTECT, related_name="letters")
    person = models.ForeignKey(Person, models.PROTECT, related_name="letters")
    year = models.PositiveSmallIntegerField()
    request_key = models.UUIDField(null=True)  # of a letter asked for by itself
    batch = models.ForeignKey(LetterBatch, models.PROTECT, null=True, related_name="letters")
    position = models.PositiveIntegerField(default=0)  # in the batch
    as_of = models.DateField(null=True)
    known_at = models.DateTimeField(null=True)  # when the facts were read
    # What it asks for, as the portal shows it; None in letters from before there were any.
    figures: models.JSONField[Any, Any] = models.JSONField(null=True, default=None)
    # From then on whoever was granted the household reads it in the portal; it is not taken back.
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ClientLetterQuerySet.as_manager()

    class Meta(FirmJob.Meta):
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at", "position"]
        constraints = [
            *FirmJob.Meta.constraints,
            models.UniqueConstraint(fields=["firm", "request_key"], name="a_letter_is_asked_once"),
            models.UniqueConstraint(
                fields=["batch", "person", "year"], name="one_letter_to_a_person_in_a_batch"
            ),
            models.CheckConstraint(
                name="a_letter_that_is_released_is_there",
                condition=Q(released_at__isnull=True) | Q(state="done"),
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"
