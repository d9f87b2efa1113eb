"""What mail is to leave the building, how far it is, and what may hold it up?"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clients.models.firm import Firm
from clients.models.user import User


class MailQuerySet(models.QuerySet["Mail"]):
    """Questions of time are put to the database's clock, the one that all processes share."""

    def unfinished(self) -> MailQuerySet:
        """What is not over; that has left and is not answered for may still turn out either way."""
        return self.filter(
            state__in=[Mail.State.PENDING, Mail.State.CLAIMED, Mail.State.HANDING_OFF]
        )

    def claimable(self) -> MailQuerySet:
        """Due, or left by a worker that is no more."""
        return self.filter(
            Q(state=Mail.State.PENDING, next_attempt_at__lte=Now())
            | Q(state=Mail.State.CLAIMED, lease_until__lte=Now())
        )

    def in_doubt(self) -> MailQuerySet:
        """Handed over without an answer, long enough ago to ask whether it was taken."""
        return self.filter(state=Mail.State.HANDING_OFF, lease_until__lte=Now())

    def in_time(self) -> MailQuerySet:
        return self.filter(good_until__gt=Now())

    def too_late(self) -> MailQuerySet:
        return self.filter(good_until__lte=Now())


class Mail(models.Model):
    """One mail to one address. The row is the job: a message to a worker only rings a bell.

    What it says is kept sealed, since it may hold a link that lets somebody in, and is wiped as
    soon as nothing more will be tried.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        PASSWORD = "password", _("New password")
        ADDRESS = "address", _("New address of a sign-in")
        NOTICE = "notice", _("Notice of a change to a sign-in")
        REMINDER = "reminder", _("Reminder")
        LETTER = "letter", _("Letter in the portal")

    class State(models.TextChoices):
        PENDING = "pending", _("On its way")
        CLAIMED = "claimed", _("Being made ready")
        HANDING_OFF = "handing_off", _("Being handed over")
        SENT = "sent", _("Sent")
        CANCELLED = "cancelled", _("Not needed any more")
        DEAD = "dead", _("Not sent")
        HELD = "held", _("Held until somebody decides")

    OVER = (State.SENT, State.CANCELLED, State.DEAD, State.HELD)
    # A second copy of any other does no harm: see docs/RELIABILITY.md.
    NEVER_TWICE = (Kind.REMINDER, Kind.LETTER)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Nobody's, where the address is of no firm's people: a password asked for by mistake.
    firm = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="+", editable=False)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    to = models.EmailField()
    sealed = models.TextField(blank=True)
    # The same at every attempt; empty where it follows from the row's own id.
    message_id = models.CharField(max_length=150, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)  # of what was last handed over
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    error = models.TextField(blank=True)
    error_code = models.CharField(max_length=30, blank=True)
    reply = models.CharField(max_length=200, blank=True)  # of the server that took it
    attempts = models.PositiveIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    # Counts the claims. Every later write names it: a worker that wakes late writes nothing.
    fence = models.PositiveBigIntegerField(default=0)
    may_be_second = models.BooleanField(default=False)  # sent again without knowing of the first
    next_attempt_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    good_until = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    handed_off_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # Who looked at it and let it be: from then on it waits for nobody.
    given_up_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["pending", "claimed", "handing_off"]),
                name="mail_to_be_sent",
            ),
            models.Index(
                fields=["handed_off_at"], condition=Q(kind="reminder"), name="reminder_handed_off"
            ),
            models.Index(
                fields=["firm", "handed_off_at"],
                condition=Q(kind="reminder"),
                name="reminder_of_a_firm_handed_off",
            ),
            models.Index(fields=["firm", "-created_at"], name="mail_of_a_firm"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_mail_that_was_sent_holds_no_text",
                condition=~Q(state="sent") | Q(sealed=""),
            ),
            models.CheckConstraint(
                name="a_mail_that_was_not_sent_says_why",
                condition=~Q(state__in=["dead", "held"]) | ~Q(error=""),
            ),
            models.UniqueConstraint(
                fields=["message_id"],
                condition=~Q(message_id=""),
                name="a_message_id_is_of_one_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class MailStep(models.Model):
    """What one attempt at a mail came to, written once: the database refuses to change it."""

    class Step(models.TextChoices):
        HANDING_OFF = "handing_off", _("the last byte is about to leave")
        ACCEPTED = "accepted", _("the server took it")
        PUT_OFF = "put_off", _("put off")
        REFUSED = "refused", _("the server refused it for good")
        UNANSWERED = "unanswered", _("no answer after the last byte")
        FOUND = "found", _("asked afterwards: it had been taken")
        NOT_FOUND = "not_found", _("asked afterwards: it had not been taken")
        SENT_AGAIN = "sent_again", _("sent again without knowing of the first")
        CANCELLED = "cancelled", _("not needed any more")
        HELD = "held", _("held until somebody decides")
        GIVEN_UP = "given_up", _("given up")
        TRIED_AGAIN = "tried_again", _("let go once more")

    mail = models.ForeignKey(Mail, models.PROTECT, related_name="steps")
    firm = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="+", editable=False)
    fence = models.PositiveBigIntegerField()
    step = models.CharField(max_length=12, choices=Step)
    code = models.CharField(max_length=30, blank=True)
    # Where it was somebody's decision: whose, and why.
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    because = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("step of a mail")
        verbose_name_plural = _("steps of mails")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.step} {self.mail_id}"


class MailSwitch(models.Model):
    """What may not leave, of a firm or of the whole site. Every claim of a mail asks it."""

    class Stops(models.TextChoices):
        NOTHING = "nothing", _("Nothing")
        REMINDERS = "reminders", _("Reminders and mails about letters")
        EVERYTHING = "everything", _("Every mail")

    firm = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="+", editable=False)
    scope = models.CharField(max_length=36, editable=False)  # the firm's id, or "site"
    stops = models.CharField(max_length=12, choices=Stops, default=Stops.NOTHING)
    because = models.CharField(max_length=200, blank=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(db_default=Now())
    most_per_minute = models.PositiveIntegerField(null=True)
    # How many reminders the planner expects of a day. Three times as many are somebody's mistake.
    forecast = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("switch of mails")
        verbose_name_plural = _("switches of mails")
        constraints = [
            models.UniqueConstraint(fields=["scope"], name="one_switch_of_a_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.firm or 'site'}: {self.stops}"
