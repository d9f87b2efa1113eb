"""What is on record for an account: year-end balances and payments, each with its source."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clients.models.account import Account
from clients.models.household import Fact, Household, Withdrawable
from clients.models.money import MoneyField
from clients.models.user import User

YEARS = [MinValueValidator(1975), MaxValueValidator(2150)]


class Document(Withdrawable):
    """A file somebody uploaded as evidence; served only by a view that checks who asks."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="documents")
    file = models.FileField(_("file"), upload_to="documents")
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class YearEndBalance(Withdrawable):
    """One source's figure for an account on one December 31.

    Sources may differ: then the account has a conflict, shown with its effect in dollars. A
    figure found wrong is withdrawn with a reason, never deleted.
    """

    class Source(models.TextChoices):
        FORM_5498 = "form_5498", _("Form 5498")
        STATEMENT = "statement", _("Statement")
        FEED = "feed", _("Custodian feed")
        CSV = "csv", _("Imported file")
        ESTIMATE = "estimate", _("Estimate")
        NOT_STATED = "", _("Source not stated")

    account = models.ForeignKey(Account, models.PROTECT, related_name="balances")
    year = models.PositiveSmallIntegerField(_("December 31 of"), validators=YEARS)
    amount = MoneyField(_("balance"))
    source = models.CharField(_("source"), max_length=20, choices=Source, blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    # Where an imported figure stood: file hash, row, as-of date and how it was known.
    origin: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("year-end balance")
        verbose_name_plural = _("year-end balances")
        ordering = ["year", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "year", "source"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_balance_of_a_source",
            ),
            models.CheckConstraint(name="a_balance_is_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.year}: {self.amount}"


class YearEndAdjustment(Fact):
    """What stands beside or inside an account's balance on one December 31."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="adjustments")
    year = models.PositiveSmallIntegerField(_("December 31 of"), validators=YEARS)
    outstanding_rollover = MoneyField(_("rollover under way"), default=0)
    outstanding_transfer = MoneyField(_("transfer under way"), default=0)
    qlac = MoneyField(_("longevity annuity (QLAC)"), default=0)
    pre_1987 = MoneyField(_("403(b) money from before 1987"), default=0)
    annuity_value = MoneyField(_("value of the annuity contract"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("year-end adjustment")
        verbose_name_plural = _("year-end adjustments")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["account", "year"], name="one_adjustment_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.year}"


class Payment(Fact):
    """Money that left an account, gross of what was withheld. Undone with a reason, not deleted."""

    class Kind(models.TextChoices):
        CASH = "cash", _("Cash")
        IN_KIND = "in_kind", _("In kind")
        QCD = "qcd", _("Gift to charity (QCD)")
        WITHHOLDING = "withholding", _("Tax withheld")
        CONVERSION = "conversion", _("Roth conversion")
        ROLLOVER = "rollover", _("Rollover")
        DIRECT_ROLLOVER = "direct_rollover", _("Direct rollover")
        TRANSFER = "transfer", _("Transfer")
        CORRECTIVE = "corrective", _("Corrective distribution")
        DEEMED_LOAN = "deemed_loan", _("Deemed loan distribution")
        LOAN_OFFSET = "loan_offset", _("Plan loan offset")

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="payments", verbose_name=_("account")
    )
    paid_on = models.DateField(_("paid on"))
    amount = MoneyField(_("amount"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.CASH)
    federal_withheld = MoneyField(_("federal tax withheld"), default=0)
    state_withheld = MoneyField(_("state tax withheld"), default=0)
    cleared_on = models.DateField(_("cleared on"), null=True, blank=True)
    # A gift to charity: to whom, when the cheque reached it, and its acknowledgement.
    payee = models.CharField(_("charity"), max_length=150, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    acknowledgement = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the charity's acknowledgement"),
    )
    is_split_interest = models.BooleanField(
        _("the one-time gift to a gift annuity or remainder trust"), default=False
    )
    makes_up_for = models.PositiveSmallIntegerField(
        _("makes up for the missed year"), null=True, blank=True, validators=YEARS
    )
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    undone_because = models.CharField(max_length=200, blank=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["paid_on", "created_at"]
        constraints = [
            models.CheckConstraint(name="a_payment_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="a_gift_clears_after_it_is_paid",
                condition=Q(cleared_on__isnull=True) | Q(cleared_on__gte=F("paid_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.account}"
