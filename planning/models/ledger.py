"""What is done about a requirement: planned, verified, made up for, signed off, and asked about."""

from __future__ import annotations

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clients.models import (
    Account,
    Document,
    Fact,
    FirmRow,
    Household,
    MoneyField,
    Payment,
    Person,
    User,
    Withdrawable,
)

YEARS = [MinValueValidator(1975), MaxValueValidator(2150)]


class PlannedPaymentQuerySet(models.QuerySet["PlannedPayment"]):
    def open(self) -> Self:
        """Return those that no payment stands for, the withdrawn ones among them."""
        return self.filter(Q(payment=None) | Q(payment__undone_at__isnull=False))

    def to_come(self) -> Self:
        """Return those that are still to be made."""
        return self.open().filter(withdrawn_at=None)


class PlannedPayment(Withdrawable):
    """A payment that is meant to be made for a distribution year; recorded, it becomes one.

    If that payment turns out never to have been, the plan is to come again.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="+", editable=False)
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="planned_payments", verbose_name=_("account")
    )
    year = models.PositiveSmallIntegerField(_("distribution year"), validators=YEARS)
    kind = models.CharField(
        _("kind"), max_length=20, choices=Payment.Kind, default=Payment.Kind.CASH
    )
    amount = MoneyField(_("amount"))
    pay_by = models.DateField(_("pay by"))
    payee = models.CharField(_("charity"), max_length=150, blank=True)
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    reference = models.CharField(_("order reference"), max_length=100, blank=True)
    planned_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, related_name="plan", editable=False
    )
    history = HistoricalRecords()

    objects = PlannedPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned payment")
        verbose_name_plural = _("planned payments")
        ordering = ["pay_by", "created_at"]
        constraints = [
            models.CheckConstraint(name="a_planned_payment_is_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.account}"

    @property
    def is_to_come(self) -> bool:
        """Whether it was neither made nor withdrawn."""
        was_made = self.payment is not None and self.payment.undone_at is None
        return self.withdrawn_at is None and not was_made


class Verification(FirmRow):
    """Somebody looked at a payment's evidence and found it proven. Written once.

    `seen` is what the payment and its evidence said then; a payment that was verified changes
    only by being undone with a reason.
    """

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="verification")
    verified_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    seen: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["created_at"]

    def __str__(self) -> str:
        return str(self.payment)


class YearClosing(Fact):
    """A person's distribution year that was signed off, and the certificate of it.

    `document` is all that was signed, `sha256` its hash. Re-opening keeps the row with a reason;
    closing again makes another.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="closings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="closings")
    year = models.PositiveSmallIntegerField(_("distribution year"), validators=YEARS)
    document: models.JSONField[Any, Any] = models.JSONField()
    sha256 = models.CharField(max_length=64)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reopened_because = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords(excluded_fields=["document"])

    class Meta:
        verbose_name = _("closed year")
        verbose_name_plural = _("closed years")
        ordering = ["-year", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"],
                condition=Q(reopened_at__isnull=True),
                name="a_year_is_closed_once_at_a_time",
            ),
            models.CheckConstraint(
                name="a_year_is_reopened_with_a_reason",
                condition=Q(reopened_at__isnull=True) | ~Q(reopened_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.year}"

    @property
    def is_effective(self) -> bool:
        """Whether it was approved, if somebody had to, and not re-opened since."""
        return self.approved_at is not None and self.reopened_at is None


class CustodianFigure(Withdrawable):
    """What a custodian says an account's requirement of a year is."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="custodian_figures")
    year = models.PositiveSmallIntegerField(_("distribution year"), validators=YEARS)
    amount = MoneyField(_("the custodian's figure"))
    source = models.CharField(_("where it stands"), max_length=200, blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("custodian's figure")
        verbose_name_plural = _("custodians' figures")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "year"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_figure_of_a_custodian",
            ),
            models.CheckConstraint(
                name="a_custodians_figure_is_not_negative", condition=Q(amount__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.year}"


class MissedCase(Fact):
    """The work on one missed requirement, open until it is made up for, proven and filed.

    Or the answer that it was taken after all, from where nothing is on record: who said so, and
    the document that proves it if there is one.
    """

    class Waiver(models.TextChoices):
        NOT_ASKED = "not_asked", _("Not asked for")
        ASKED = "asked", _("Asked for")
        GRANTED = "granted", _("Granted")
        DENIED = "denied", _("Denied")

    household = models.ForeignKey(Household, models.PROTECT, related_name="missed_cases")
    person = models.ForeignKey(Person, models.PROTECT, related_name="missed_cases")
    pool = models.CharField(max_length=100, editable=False)
    year = models.PositiveSmallIntegerField(_("distribution year"), validators=YEARS)
    cause = models.TextField(_("what happened"), blank=True)
    steps_taken = models.TextField(_("what was done to put it right"), blank=True)
    waiver = models.CharField(
        _("waiver of the tax"), max_length=10, choices=Waiver, default=Waiver.NOT_ASKED
    )
    return_filed_on = models.DateField(
        _("income tax return of the year filed on"), null=True, blank=True
    )
    filed_on = models.DateField(_("Form 5329 filed on"), null=True, blank=True)
    filing = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proof of filing"),
    )
    elsewhere_told_by = models.CharField(_("who says it was taken"), max_length=200, blank=True)
    elsewhere_proof = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what proves it"),
    )
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("missed requirement")
        verbose_name_plural = _("missed requirements")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "pool", "year"], name="one_case_of_a_missed_requirement"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.year}"


class Task(Fact):
    """A question somebody has to answer; open until they do, one for each thing asked about.

    `subject` names the thing, so that asking again finds the open task instead of making another;
    the person, pool and year say whose requirement it is about.
    """

    class Kind(models.TextChoices):
        CUSTODIAN_FIGURE = "custodian_figure", _("The custodian's figure differs")

    household = models.ForeignKey(Household, models.PROTECT, related_name="tasks")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    pool = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=30, choices=Kind)
    subject = models.CharField(max_length=100)
    year = models.PositiveSmallIntegerField(null=True, blank=True, validators=YEARS)
    numbers: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(done_at__isnull=True),
                name="one_open_task_of_a_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.household}"
