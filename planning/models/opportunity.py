"""What could be gained in a household's tax year: worked out for the whole book, and kept."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import FirmRow, Household
from clients.models.money import MoneyField


class Opportunity(FirmRow):
    """One thing a household could do in a year, and what it is worth.

    Worked out from the facts and never edited: `planning.opportunities` replaces the rows of a
    household when its facts are newer, and once a day.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="opportunities")
    year = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()  # among those of the household
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=30)
    person = models.CharField(max_length=64)  # whose, by the key
    person_name = models.CharField(max_length=150)
    amount = MoneyField()
    value = MoneyField()
    sureness = models.CharField(max_length=10)
    citation = models.TextField()
    numbers = models.JSONField(default=dict)
    caveats = models.JSONField(default=list)

    class Meta:
        verbose_name = lazy("opportunity")
        verbose_name_plural = lazy("opportunities")
        ordering = ["-value", "household", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year", "position"], name="one_opportunity_at_a_place"
            )
        ]
        indexes = [models.Index(fields=["firm", "year", "-value"], name="opportunity_by_value")]

    def __str__(self) -> str:
        return f"{self.household_id}, {self.year}, {self.code}"


class OpportunityStamp(FirmRow):
    """From what a household's opportunities were worked out, and who is at it now.

    A worker takes a household by a conditional update of its claim, which ends by itself: what a
    killed worker left is taken by the next one.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="opportunity_stamps")
    year = models.PositiveSmallIntegerField()
    facts_revision = models.PositiveIntegerField(null=True)  # None: never worked out
    rules = models.CharField(max_length=64, blank=True)
    worked_out_on = models.DateField(null=True)
    missing = models.JSONField(default=list)  # what a decision waits for, with its numbers
    is_undecided = models.BooleanField(default=False)  # nothing at all can be said
    claimed_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = lazy("stamp of opportunities")
        verbose_name_plural = lazy("stamps of opportunities")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year"], name="one_stamp_of_opportunities_of_a_year"
            )
        ]

    def __str__(self) -> str:
        return _("{household}, {year}").format(household=self.household_id, year=self.year)
