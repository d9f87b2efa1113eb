"""Whom does the firm look after? Households, the people in and around them, their marriages."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clients.models.firm import FirmRow, Team
from clients.models.language import Language
from clients.models.user import User

# The id a person or an account has in the household file.
KEY = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", _("Use letters, digits, - . and _."))


class Fact(FirmRow):
    """A row people enter and edit. `revision` counts its changes, so that two people who edit
    it at once are told instead of one overwriting the other."""

    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Archivable(Fact):
    """A row that may leave the daily lists, with a reason, and come back; it is never deleted."""

    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    archived_because = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True


class Withdrawable(Fact):
    """A row found wrong is withdrawn with a reason: it counts no more, and stays to be seen."""

    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_because = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True


class Household(Archivable):
    """People who are planned for together."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="households")
    name = models.CharField(_("name"), max_length=150)
    state = models.CharField(_("state"), max_length=2, blank=True)
    records_begin_on = models.DateField(
        _("payments are on record from"),
        null=True,
        blank=True,
        help_text=_("What was due before may have been taken without being on record here"),
    )
    # Counts every change of what is on record of the household, in any of its rows: what was
    # worked out from the facts is good while this stands still. See `facts_changed`.
    facts_revision = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords(excluded_fields=["facts_revision"])

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["firm", "team"], name="household_of_a_team")]

    def __str__(self) -> str:
        return self.name


class Person(Archivable):
    """A member of a household, or someone its rules depend on: an heir, a decedent."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="people")
    key = models.CharField(max_length=64, validators=[KEY], editable=False)
    name = models.CharField(_("name"), max_length=150)
    born_on = models.DateField(_("birth date"), null=True, blank=True)
    died_on = models.DateField(_("date of death"), null=True, blank=True)
    is_member = models.BooleanField(_("member of the household"), default=True)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    plan_to_age = models.PositiveSmallIntegerField(_("plan to age"), null=True, blank=True)
    is_blind = models.BooleanField(_("blind, as the tax law has it"), default=False)
    has_part_b = models.BooleanField(_("has Medicare Part B"), null=True, blank=True)
    # Of their letters and plans, of their portal and of the mails to them.
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=Language,
        default=Language.ENGLISH,
        db_default=Language.ENGLISH,
    )
    ira_deductions_after_70_half: models.JSONField[Any, Any] = models.JSONField(
        default=dict, editable=False
    )
    other_facts: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["position", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["household", "key"], name="person_key_once"),
            models.CheckConstraint(
                name="a_member_has_a_birth_date",
                condition=Q(is_member=False) | Q(born_on__isnull=False),
            ),
            models.CheckConstraint(
                name="birth_comes_before_death",
                condition=Q(died_on__isnull=True)
                | Q(born_on__isnull=True)
                | Q(died_on__gte=F("born_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def own_magi(self) -> dict[str, Any]:
        """Income of earlier returns filed without a spouse, by year as in the household file."""
        magi: dict[str, Any] = self.other_facts.get("prior_magi", {})
        return magi

    @own_magi.setter
    def own_magi(self, magi: dict[str, Any]) -> None:
        others = {key: fact for key, fact in self.other_facts.items() if key != "prior_magi"}
        self.other_facts = others | ({"prior_magi": magi} if magi else {})


class Marriage(Withdrawable):
    """Two people married from a day on, until a divorce; a death ends it by itself."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="marriages")
    one = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("spouse"))
    other = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("spouse"))
    from_on = models.DateField(_("married on"), null=True, blank=True)
    to_on = models.DateField(_("divorced on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("marriage")
        verbose_name_plural = _("marriages")
        ordering = ["from_on", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="nobody_is_married_to_themselves", condition=~Q(one=F("other"))
            ),
            models.CheckConstraint(
                name="a_marriage_begins_before_it_ends",
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"


class PortalGrant(FirmRow):
    """A client's right to see what was released to one household."""

    user = models.ForeignKey(User, models.PROTECT, related_name="portal_grants")
    household = models.ForeignKey(Household, models.PROTECT, related_name="portal_grants")
    # Who of the household it is; nobody, where somebody looks after things for them.
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("portal grant")
        verbose_name_plural = _("portal grants")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "household"],
                condition=Q(revoked_at__isnull=True),
                name="one_open_grant",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.household}"
