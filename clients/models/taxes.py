"""What does a household's tax return rest on, besides its accounts and what left them?

The names of the columns are those of the household file, which says what each of them means.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clients.models.household import Fact, Household, Person, Withdrawable
from clients.models.money import MoneyField

FRACTION = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]
RATE = [MinValueValidator(Decimal("-0.5")), MaxValueValidator(Decimal("0.5"))]
MOST_DEPENDENTS = 99


class RateField(models.DecimalField):  # type: ignore[type-arg]  # no generic at run time
    """A fraction or a yearly rate that may be unknown; 6 percent is 0.06."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options = {"max_digits": 9, "decimal_places": 8, "null": True, "blank": True} | options
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        # A migration must not import our code.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


class Income(Withdrawable):
    """Income of one person other than from the accounts, in dollars of the day it is read."""

    class Kind(models.TextChoices):
        WAGES = "wages", _("Wages")
        SOCIAL_SECURITY = "social_security", _("Social Security")
        PENSION = "pension", _("Pension")
        ANNUITY = "annuity", _("Annuity")
        RENTAL = "rental", _("Rent")
        OTHER = "other", _("Other income")

    household = models.ForeignKey(Household, models.PROTECT, related_name="incomes")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="incomes", verbose_name=_("whose")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    annual = MoneyField(_("amount of a year"), null=True, blank=True)
    monthly_at_fra = MoneyField(_("monthly benefit at full retirement age"), null=True, blank=True)
    start_on = models.DateField(_("paid from"), null=True, blank=True)
    to_on = models.DateField(_("paid to"), null=True, blank=True)
    cola = RateField(_("yearly increase"), validators=RATE)
    growth = RateField(_("yearly growth"), validators=RATE)
    survivor_share = RateField(_("part of the survivor"), validators=FRACTION)
    tax_free_annual = MoneyField(_("tax-free part of a year"), null=True, blank=True)
    investment_in_contract = MoneyField(_("investment in the contract"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("income")
        verbose_name_plural = _("incomes")
        ordering = ["position", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="an_income_begins_before_it_ends",
                condition=Q(start_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gte=F("start_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.person}"


class TaxProfile(Fact):
    """What a household's return needs that is of no single person, account or payment."""

    class Filing(models.TextChoices):
        SINGLE = "single", _("Single")
        JOINT = "married_joint", _("Married, filing jointly")
        SEPARATE = "married_separate", _("Married, filing separately")
        HEAD = "head_of_household", _("Head of household")
        SURVIVING = "surviving_spouse", _("Qualifying surviving spouse")

    household = models.OneToOneField(Household, models.PROTECT, related_name="tax_profile")
    filing_status = models.CharField(_("filing status"), max_length=20, choices=Filing, blank=True)
    lived_with_spouse = models.BooleanField(_("lived with the spouse"), default=False)
    spouse_itemizes = models.BooleanField(_("the other spouse itemizes"), default=False)
    dependents = models.PositiveSmallIntegerField(
        _("dependents"), null=True, blank=True, validators=[MaxValueValidator(MOST_DEPENDENTS)]
    )
    # Calendar year → dollars, or → amounts by name; [{"on": day, "state": code}]: as the household
    # file has them.
    prior_magi: models.JSONField[Any, Any] = models.JSONField(
        _("income of earlier returns"), default=dict, blank=True
    )
    realized_gains: models.JSONField[Any, Any] = models.JSONField(
        _("gains and losses by year"), default=dict, blank=True
    )
    moves: models.JSONField[Any, Any] = models.JSONField(
        _("moves to another state"), default=list, blank=True
    )
    dividends = RateField(_("dividends"), validators=FRACTION)
    qualified_share = RateField(_("qualified part of the dividends"), validators=FRACTION)
    interest = RateField(_("interest"), validators=FRACTION)
    tax_exempt_interest = RateField(_("tax-exempt interest"), validators=FRACTION)
    state_local = MoneyField(_("state and local tax"), null=True, blank=True)
    real_estate_tax = MoneyField(_("real estate tax"), null=True, blank=True)
    mortgage_interest = MoneyField(_("mortgage interest"), null=True, blank=True)
    charity_cash = MoneyField(_("cash gifts to charity"), null=True, blank=True)
    medical = MoneyField(_("medical expenses"), null=True, blank=True)
    aca_benchmark_annual = MoneyField(_("benchmark premium"), null=True, blank=True)
    other_medical = MoneyField(_("other medical costs"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tax facts")
        verbose_name_plural = _("tax facts")

    def __str__(self) -> str:
        return str(_("tax facts"))
