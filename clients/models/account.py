"""What do they own, and who is named to inherit it?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clients.account_names import account_name
from clients.models.firm import Custodian
from clients.models.household import KEY, Archivable, Household, Person, Withdrawable
from clients.models.money import MoneyField


class AccountType(models.TextChoices):
    """What an advisor picks. The engine's own kinds are mapped from these once."""

    TRADITIONAL_IRA = "traditional_ira", _("Traditional IRA")
    SEP_IRA = "sep_ira", _("SEP IRA")
    SIMPLE_IRA = "simple_ira", _("SIMPLE IRA")
    ROTH_IRA = "roth_ira", _("Roth IRA")
    PLAN_401K = "401k", _("401(k)")
    ROTH_401K = "roth_401k", _("Roth 401(k)")
    PLAN_403B = "403b", _("403(b)")
    ROTH_403B = "roth_403b", _("Roth 403(b)")
    PLAN_457B = "457b", _("Governmental 457(b)")
    ROTH_457B = "roth_457b", _("Roth 457(b)")
    TAX_EXEMPT_457B = "457b_tax_exempt", _("Tax-exempt employer's 457(b)")
    TSP = "tsp", _("Thrift Savings Plan")
    ROTH_TSP = "roth_tsp", _("Roth Thrift Savings Plan")
    PROFIT_SHARING = "profit_sharing", _("Profit-sharing plan")
    MONEY_PURCHASE = "money_purchase", _("Money purchase plan")
    ESOP = "esop", _("Employee stock ownership plan")
    DEFINED_BENEFIT = "defined_benefit", _("Defined benefit plan")
    TAXABLE = "taxable", _("Taxable account")
    CASH = "cash", _("Cash account")
    HSA = "hsa", _("Health savings account")
    NONQUALIFIED_ANNUITY = "nonqualified_annuity", _("Non-qualified annuity")
    EDUCATION_529 = "529", _("529 plan")


# Kinds from which nothing has to be distributed at an age, whoever owns them.
NOT_FOR_RETIREMENT = frozenset(
    {
        AccountType.TAXABLE,
        AccountType.CASH,
        AccountType.HSA,
        AccountType.NONQUALIFIED_ANNUITY,
        AccountType.EDUCATION_529,
    }
)


class Account(Archivable):
    """One account, and what the law asks about the plan it may belong to."""

    class Archived(models.TextChoices):
        """Why an account is archived decides what it still owes."""

        CLOSED = "closed", _("It was closed, emptied or rolled over")
        MOVED = "moved", _("Another firm looks after it from now on")
        MISTAKE = "mistake", _("It never existed; it was entered by mistake")

    household = models.ForeignKey(Household, models.PROTECT, related_name="accounts")
    key = models.CharField(max_length=64, validators=[KEY], editable=False)
    owner = models.ForeignKey(
        Person, models.PROTECT, related_name="accounts", verbose_name=_("owner")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=AccountType)
    name = models.CharField(_("name"), max_length=150, blank=True)
    custodian = models.ForeignKey(
        Custodian,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("custodian"),
    )
    number_last4 = models.CharField(
        _("last four of the number"),
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^[A-Za-z0-9]{1,4}$", _("Only the last four characters."))],
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    has_plan = models.BooleanField(_("plan facts are known"), default=False)
    plan_key = models.CharField(_("plan"), max_length=64, blank=True, validators=[KEY])
    employer = models.CharField(_("employer"), max_length=150, blank=True)
    separated_on = models.DateField(_("left the employer on"), null=True, blank=True)
    is_still_employed = models.BooleanField(_("still works there"), default=False)
    is_five_percent_owner = models.BooleanField(_("owns more than 5%"), null=True, blank=True)
    delays_while_working = models.BooleanField(
        _("the plan lets people who work wait"), null=True, blank=True
    )
    is_governmental = models.BooleanField(_("governmental plan"), default=False)
    is_collectively_bargained = models.BooleanField(_("collectively bargained"), default=False)
    # IRA: what was taxed before, Form 8606; taxable account: its cost; Roth IRA: contributions.
    basis = MoneyField(_("basis"), null=True, blank=True)
    first_funded = models.PositiveSmallIntegerField(
        _("first contribution to any Roth IRA"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1975), MaxValueValidator(2150)],
    )
    # [{"year", "amount"}] and the part of each class of asset, as the household file has them.
    conversions: models.JSONField[Any, Any] = models.JSONField(
        _("conversions into it"), default=list, blank=True
    )
    allocation: models.JSONField[Any, Any] = models.JSONField(
        _("allocation"), null=True, blank=True
    )
    annuity: models.JSONField[Any, Any] = models.JSONField(null=True, editable=False)
    inherited: models.JSONField[Any, Any] = models.JSONField(null=True, editable=False)
    other_facts: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)
    archived_as = models.CharField(
        _("what became of it"), max_length=10, choices=Archived, blank=True, editable=False
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["position", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["household", "key"], name="account_key_once"),
            models.CheckConstraint(
                name="who_still_works_has_not_left",
                condition=Q(is_still_employed=False) | Q(separated_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        custodian = self.custodian.name if self.custodian else None
        return account_name(self.name, self.get_kind_display(), custodian, self.number_last4)


class Beneficiary(Withdrawable):
    """One line of an account's beneficiary designation."""

    class Entity(models.TextChoices):
        CHARITY = "charity", _("Charity")
        ESTATE = "estate", _("Estate")
        TRUST = "trust", _("Trust")
        SEE_THROUGH_TRUST = "see_through_trust", _("See-through trust")

    account = models.ForeignKey(Account, models.PROTECT, related_name="beneficiaries")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    entity = models.CharField(_("entity"), max_length=150, blank=True)
    entity_kind = models.CharField(_("kind of entity"), max_length=20, choices=Entity, blank=True)
    share = models.DecimalField(
        _("share"),
        max_digits=9,
        decimal_places=8,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    is_contingent = models.BooleanField(_("contingent"), default=False)
    from_on = models.DateField(_("named on"), null=True, blank=True)
    to_on = models.DateField(_("until"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("beneficiary")
        verbose_name_plural = _("beneficiaries")
        ordering = ["position", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="a_beneficiary_is_a_person_or_an_entity",
                condition=Q(person__isnull=False, entity="")
                | (Q(person__isnull=True) & ~Q(entity="")),
            ),
            models.CheckConstraint(
                name="a_designation_begins_before_it_ends",
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.entity} {self.share}"
