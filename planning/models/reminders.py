"""Who is reminded of what, when, in which mail; and why somebody was not."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Firm, FirmRow, Household, Mail, Membership, User
from planning.models.client_letter import ClientLetter
from planning.models.plan_version import PlanVersion

MORNING, EVENING = time(8), time(18)


class ReminderSettings(FirmRow):
    """How a firm wants to be reminded."""

    revision = models.PositiveIntegerField(default=1, editable=False)
    is_on = models.BooleanField(lazy("send reminders"), default=True)
    slots = models.CharField(lazy("mails leave at"), max_length=60, default="08:00")
    opens_at = models.TimeField(lazy("no mail before"), default=MORNING)
    closes_at = models.TimeField(lazy("no mail after"), default=EVENING)
    sends_on_weekends = models.BooleanField(lazy("also on weekends and holidays"), default=False)
    to_advisors = models.BooleanField(lazy("to the advisors of the household’s team"), default=True)
    to_operations = models.BooleanField(lazy("to operations"), default=True)
    # The firm's owners where nobody is named.
    second_person = models.ForeignKey(
        Membership,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=lazy("second person"),
    )
    second_days = models.PositiveSmallIntegerField(
        lazy("days before the deadline from which a second person is told"), default=7
    )
    compliance_days = models.PositiveSmallIntegerField(
        lazy("days before the deadline from which compliance is told"), default=3
    )
    # Of a kind, on how many days before its deadline it is told (or after it, of what was missed);
    # a kind that is not named has the days of everybody.
    days: models.JSONField[Any, Any] = models.JSONField(
        lazy("days of each kind"), default=dict, blank=True
    )
    kinds_off: models.JSONField[Any, Any] = models.JSONField(
        lazy("kinds that are not sent"), default=list, blank=True
    )
    texts: models.JSONField[Any, Any] = models.JSONField(
        lazy("own texts"), default=dict, blank=True
    )
    tells_clients = models.BooleanField(
        lazy("tell clients by mail that there is something to read"), default=False
    )

    class Meta:
        verbose_name = lazy("reminder settings")
        verbose_name_plural = lazy("reminder settings")
        constraints = [
            models.UniqueConstraint(fields=["firm"], name="reminder_settings_once_in_a_firm")
        ]

    def __str__(self) -> str:
        return _("Reminders of {firm}").format(firm=self.firm)

    def clean(self) -> None:
        if self.opens_at >= self.closes_at:
            raise ValidationError({"closes_at": _("Mails end after they begin.")})
        try:
            slots = self.times
        except ValueError as error:
            sentence = _("Write times such as 08:00, with commas between them.")
            raise ValidationError({"slots": sentence}) from error
        if slots != sorted(set(slots)):
            raise ValidationError({"slots": _("Write the earliest first, and each once.")})
        if not all(self.opens_at <= slot < self.closes_at for slot in slots):
            raise ValidationError({"slots": _("Mails leave within the hours below.")})

    @property
    def times(self) -> list[time]:
        return [time.fromisoformat(slot.strip()) for slot in self.slots.split(",")]


class LetterNotice(FirmRow):
    """The one mail that tells a client of a letter, or of a plan, that was released to them."""

    letter = models.ForeignKey(ClientLetter, models.PROTECT, null=True, related_name="notices")
    plan = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="notices")
    recipient = models.ForeignKey(Membership, models.PROTECT, related_name="letter_notices")
    mail = models.OneToOneField(Mail, models.PROTECT, related_name="letter_notice")
    content: models.JSONField[Any, Any] = models.JSONField(default=dict)  # as it was last made

    class Meta:
        verbose_name = lazy("notice of a letter")
        verbose_name_plural = lazy("notices of letters")
        constraints = [
            models.UniqueConstraint(fields=["letter", "recipient"], name="one_notice_of_a_letter"),
            models.UniqueConstraint(fields=["plan", "recipient"], name="one_notice_of_a_plan"),
            models.CheckConstraint(
                name="a_notice_is_of_a_letter_or_of_a_plan",
                condition=Q(letter__isnull=True, plan__isnull=False)
                | Q(letter__isnull=False, plan__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.released} {self.recipient}"

    @property
    def released(self) -> ClientLetter | PlanVersion:
        """What it tells of."""
        released = self.letter or self.plan
        if released is None:
            raise ValueError("A notice tells of a letter or of a plan.")
        return released


class Digest(FirmRow):
    """One mail to one person at one slot of a day. Its members never change once it has left."""

    recipient = models.ForeignKey(Membership, models.PROTECT, related_name="digests")
    on = models.DateField()  # where the firm works
    slot = models.CharField(max_length=5)
    mail = models.OneToOneField(Mail, models.PROTECT, related_name="digest")
    content: models.JSONField[Any, Any] = models.JSONField(default=dict)  # as it was last made
    members = models.PositiveIntegerField(default=0)  # of it that left
    members_hash = models.CharField(max_length=64, blank=True)  # over their keys

    class Meta:
        verbose_name = lazy("digest")
        verbose_name_plural = lazy("digests")
        ordering = ["-on", "-slot"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "recipient", "on", "slot"], name="one_digest_of_a_slot"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.on} {self.slot}"

    @property
    def time(self) -> time:
        """When its slot begins."""
        return time.fromisoformat(self.slot)


class Reminder(FirmRow):
    """One person is to be told of one deadline at one milestone: the row is there once, whatever
    is planned twice, and comes to one end.

    `deadline_key` and `milestone` hold no moment of any run, so that a second planner, a clock
    that jumps or another time zone make the same row.
    """

    class State(models.TextChoices):
        PENDING = "pending", lazy("To be sent")
        SENT = "sent", lazy("Sent")
        CANCELLED = "cancelled", lazy("Not needed any more")
        SUPERSEDED = "superseded", lazy("A later one took its place")
        DEAD = "dead", lazy("Could not be sent")
        HELD = "held", lazy("Held until somebody decides")

    recipient = models.ForeignKey(Membership, models.PROTECT, related_name="reminders")
    household = models.ForeignKey(Household, models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=20)
    deadline_key = models.CharField(max_length=200)  # kind:subject:tax year
    milestone = models.CharField(max_length=8)  # days before the deadline, or what opens a season
    year = models.PositiveSmallIntegerField()
    deadline = models.DateField()
    level = models.PositiveSmallIntegerField(default=0)  # 1 second person, 2 compliance
    due_local_date = models.DateField()
    time_zone = models.CharField(max_length=50)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    because = models.CharField(max_length=20, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    digest = models.ForeignKey(Digest, models.PROTECT, null=True, related_name="reminders")
    settled_at = models.DateTimeField(null=True)
    # It was sent, and then no longer open: if that is taken back, it is told again.
    over_at = models.DateTimeField(null=True)
    # Where somebody saw to it that others know: who, and what they said of it.
    let_be_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    said = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = lazy("reminder")
        verbose_name_plural = lazy("reminders")
        ordering = ["due_local_date", "deadline"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "recipient", "deadline_key", "milestone"],
                name="one_reminder_of_a_milestone",
            ),
            models.CheckConstraint(
                name="a_reminder_that_was_sent_is_in_a_digest",
                condition=~Q(state="sent") | Q(digest__isnull=False),
            ),
            models.CheckConstraint(
                name="a_reminder_that_was_not_sent_says_why",
                condition=Q(state__in=["pending", "sent"]) | ~Q(because=""),
            ),
        ]
        indexes = [
            models.Index(
                F("firm"),
                F("due_at"),
                condition=Q(state="pending", digest__isnull=True),
                name="reminder_to_be_gathered",
            ),
            models.Index(fields=["firm", "kind", "milestone"], name="reminder_of_a_milestone"),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_key} {self.milestone}"


class ReminderRound(models.Model):
    """How far the planner has come for a firm."""

    firm = models.OneToOneField(Firm, models.CASCADE, primary_key=True, related_name="+")
    planned_until = models.DateField(null=True)  # the last day planned, where the firm works
    seen = models.CharField(max_length=64, blank=True)  # over what was planned from
    planned_at = models.DateTimeField(null=True)
    audited_at = models.DateTimeField(null=True)
    differences = models.PositiveIntegerField(default=0)  # that the last audit found

    class Meta:
        verbose_name = lazy("round of reminders")
        verbose_name_plural = lazy("rounds of reminders")

    def __str__(self) -> str:
        return f"{self.firm} {self.planned_until}"
