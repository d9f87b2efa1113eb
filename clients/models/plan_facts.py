"""What does a plan of a household rest on, besides what it owns and what its return needs?

The names of the columns are those of the household file, which says what each of them means.
Dollars are those of the day they are read, but for a withdrawal that is decided already.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clients.models.account import Account
from clients.models.firm import Firm, FirmRow
from clients.models.household import Fact, Household, Withdrawable
from clients.models.money import MoneyField
from clients.models.taxes import FRACTION, RATE, RateField

YEAR = [MinValueValidator(1900), MaxValueValidator(2200)]
HIGHEST_TIER = 5
MOST_SEED = 2**32 - 1
ASSETS = ("stocks", "bonds", "cash")


class Spending(Fact):
    """What a household spends in a year, taxes and Medicare premiums apart."""

    class Profile(models.TextChoices):
        LEVEL = "level", _("Level")
        SMILE = "smile", _("Less with age, more again at the end")

    household = models.OneToOneField(Household, models.PROTECT, related_name="spending")
    annual = MoneyField(_("spending of a year"), null=True, blank=True)
    profile = models.CharField(
        _("how it moves with age"), max_length=10, choices=Profile, default=Profile.LEVEL
    )
    survivor_share = RateField(_("part of a survivor"), validators=FRACTION)
    essential_share = RateField(_("part that cannot be cut"), validators=FRACTION)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spending")

    def __str__(self) -> str:
        return str(_("spending"))


class Goal(Withdrawable):
    """A single amount in a single year: a cost, a gift, or money that comes in."""

    class Kind(models.TextChoices):
        EXPENSE = "expense", _("Cost")
        GIFT = "gift", _("Gift")
        INFLOW = "inflow", _("Money that comes in")

    household = models.ForeignKey(Household, models.PROTECT, related_name="goals")
    name = models.CharField(_("name"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR)
    amount = MoneyField(_("amount"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.EXPENSE)
    position = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["position", "created_at"]

    def __str__(self) -> str:
        return f"{self.name or self.get_kind_display()}, {self.year}"


class Limits(Fact):
    """What a plan of a household must keep to. Nothing said is no limit."""

    household = models.OneToOneField(Household, models.PROTECT, related_name="limits")
    estate_floor = MoneyField(_("least estate"), null=True, blank=True)
    minimum_cash = MoneyField(_("cash to keep"), null=True, blank=True)
    max_bracket = RateField(_("highest federal rate"), validators=FRACTION)
    max_irmaa_tier = models.PositiveSmallIntegerField(
        _("highest tier of the Medicare surcharge"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(HIGHEST_TIER)],
    )
    under_aca_cliff = models.BooleanField(
        _("income stays under the limit of the premium tax credit"), default=False
    )
    conversions_from = models.PositiveSmallIntegerField(
        _("first year of conversions"), null=True, blank=True, validators=YEAR
    )
    conversions_to = models.PositiveSmallIntegerField(
        _("last year of conversions"), null=True, blank=True, validators=YEAR
    )
    max_conversion = MoneyField(_("most to convert in a year"), null=True, blank=True)
    # The keys of accounts, and what else the household file names, such as a symbol.
    never_sell: models.JSONField[Any, Any] = models.JSONField(
        _("never to be sold"), default=list, blank=True
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("limits of the plan")
        verbose_name_plural = _("limits of the plan")
        constraints = [
            models.CheckConstraint(
                name="conversions_begin_before_they_end",
                condition=Q(conversions_from__isnull=True)
                | Q(conversions_to__isnull=True)
                | Q(conversions_to__gte=F("conversions_from")),
            ),
        ]

    def __str__(self) -> str:
        return str(_("limits of the plan"))


class FixedWithdrawal(Withdrawable):
    """What is decided already to be taken from an account, in dollars of its own year."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="fixed_withdrawals")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="fixed_withdrawals", verbose_name=_("account")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR)
    amount = MoneyField(_("amount"))
    position = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("decided withdrawal")
        verbose_name_plural = _("decided withdrawals")
        ordering = ["position", "created_at"]

    def __str__(self) -> str:
        return str(_("decided withdrawal of {year}")).format(year=self.year)


class Assumed(models.Model):
    """What may be assumed of years to come, by a household or by a firm for all of its own."""

    inflation = RateField(_("inflation"), validators=RATE)
    stocks = RateField(_("return of stocks"), validators=RATE)
    bonds = RateField(_("return of bonds"), validators=RATE)
    cash = RateField(_("return of cash"), validators=RATE)
    bracket_indexing = RateField(_("indexing of tax brackets"), validators=RATE)
    heirs_tax_rate = RateField(_("tax rate of heirs"), validators=FRACTION)
    seed = models.PositiveBigIntegerField(
        _("seed of simulations"), null=True, blank=True, validators=[MaxValueValidator(MOST_SEED)]
    )

    class Meta:
        abstract = True

    @property
    def returns(self) -> Mapping[str, Decimal]:
        """The assumed returns that are stated, by class of asset."""
        stated = {asset: getattr(self, asset) for asset in ASSETS}
        return {asset: rate for asset, rate in stated.items() if rate is not None}


class Assumptions(Assumed, Fact):
    """A household's own assumptions. Where they say nothing its firm's hold."""

    household = models.OneToOneField(Household, models.PROTECT, related_name="assumptions")
    bequest_floor = MoneyField(_("least estate wanted"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assumptions")
        verbose_name_plural = _("assumptions")

    def __str__(self) -> str:
        return str(_("assumptions"))


class FirmAssumptions(Assumed, FirmRow):
    """What a firm assumes for every household that says nothing else."""

    firm = models.OneToOneField(Firm, models.PROTECT, related_name="assumptions", editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("assumptions of the firm")
        verbose_name_plural = _("assumptions of firms")

    def __str__(self) -> str:
        return str(_("assumptions of the firm"))
