"""Whose data is it? Firms, who works there, in which teams."""

from __future__ import annotations

import uuid
import zoneinfo
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clients.models.color import is_color, weak_on_dark_pages, weak_on_light_pages
from clients.models.user import User


class Firm(models.Model):
    """One advisory firm: the tenant every other row belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=150)
    time_zone = models.CharField(_("time zone"), max_length=50, default="America/New_York")
    color = models.CharField(_("color"), max_length=7, default="#0b5c4b", validators=[is_color])
    dark_color = models.CharField(
        _("color on dark pages"), max_length=7, default="#7fd0ba", validators=[is_color]
    )
    logo = models.FileField(_("logo"), blank=True)
    disclosures = models.TextField(_("disclosures"), blank=True)
    mails_may_name_clients = models.BooleanField(_("mails may name clients"), default=False)
    needs_second_person = models.BooleanField(_("a second person approves"), default=False)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("firm")
        verbose_name_plural = _("firms")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if self.time_zone not in zoneinfo.available_timezones():
            errors["time_zone"] = _("This is not a time zone; write one such as America/New_York.")
        if weak := weak_on_light_pages(self.color):
            errors["color"] = weak
        if weak := weak_on_dark_pages(self.dark_color):
            errors["dark_color"] = weak
        if errors:
            raise ValidationError(errors)


class FirmRow(models.Model):
    """What every row of a tenant has: a public id, its firm, and when it came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Custodian(FirmRow):
    """Where a firm's clients keep accounts, and until when it takes year-end requests."""

    name = models.CharField(_("name"), max_length=100)
    cutoff_month = models.PositiveSmallIntegerField(
        _("cut-off month"), default=12, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    cutoff_day = models.PositiveSmallIntegerField(
        _("cut-off day"), default=15, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("custodian")
        verbose_name_plural = _("custodians")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("firm", Lower("name"), name="custodian_once_in_a_firm")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def cutoff_in_words(self) -> str:
        """Its last day of a year, such as December 15."""
        return date_format(date(2001, self.cutoff_month, self.cutoff_day), "F j")


class Holiday(FirmRow):
    """A day on which the firm sends and does nothing."""

    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "on"], name="holiday_once_in_a_firm")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


class Team(FirmRow):
    """The people who look after the same households."""

    name = models.CharField(_("name"), max_length=100)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [models.UniqueConstraint("firm", Lower("name"), name="team_once_in_a_firm")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What somebody does for a firm, or that the firm does it for them."""

    OWNER = "owner", _("Owner")
    ADVISOR = "advisor", _("Advisor")
    OPERATIONS = "operations", _("Operations")
    COMPLIANCE = "compliance", _("Compliance")
    CLIENT = "client", _("Client")


class Membership(FirmRow):
    """One user's place in one firm. A user belongs to one firm at most."""

    user = models.OneToOneField(User, models.PROTECT, related_name="membership")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    teams = models.ManyToManyField(Team, related_name="members", blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Invitation(FirmRow):
    """An offer to join, known by the hash of a token that was mailed and is good for once."""

    email = models.EmailField(_("email address"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    teams = models.ManyToManyField(Team, related_name="+", blank=True)
    # What a client is invited to see, and who of it they are.
    household = models.ForeignKey(
        "clients.Household", models.PROTECT, null=True, related_name="invitations", editable=False
    )
    person = models.ForeignKey(
        "clients.Person", models.PROTECT, null=True, related_name="+", editable=False
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # None where the address was printed by a command instead.
    mail = models.OneToOneField(
        "clients.Mail", models.PROTECT, null=True, related_name="invitation", editable=False
    )
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    # Nobody, for the first owner: the command that makes a firm invites them.
    invited_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="an_invitation_is_accepted_or_revoked",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_invitation_expires_after_it_was_made",
                condition=Q(expires_at__gt=F("created_at")),
            ),
            models.CheckConstraint(
                name="a_household_is_opened_to_clients_alone",
                condition=Q(household__isnull=True) | Q(role="client"),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.email}"


class SecondFactorReset(FirmRow):
    """Somebody's lost second factor, to be taken from them a day after an owner asked for it.

    A client's is asked for by whoever looks after them, and taken a day after a second person of
    the firm agreed.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="second_factor_resets")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    takes_effect_at = models.DateTimeField(null=True)  # None: a second person has to agree first
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reset of a second factor")
        verbose_name_plural = _("resets of second factors")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(done_at=None, cancelled_at=None),
                name="one_reset_of_a_second_factor_at_a_time",
            ),
            models.CheckConstraint(
                name="a_reset_is_done_or_cancelled",
                condition=Q(done_at=None) | Q(cancelled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"reset of {self.membership}"
