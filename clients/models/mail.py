"""What mail is to leave the building, and how far it is?"""

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
        return self.filter(state__in=[Mail.State.PENDING, Mail.State.CLAIMED])

    def claimable(self) -> MailQuerySet:
        """Due, or left by a worker that is no more."""
        return self.filter(
            Q(state=Mail.State.PENDING, next_attempt_at__lte=Now())
            | Q(state=Mail.State.CLAIMED, lease_until__lte=Now())
        )

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

    class State(models.TextChoices):
        PENDING = "pending", _("On its way")
        CLAIMED = "claimed", _("Being handed over")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Not sent")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Nobody's, where the address is of no firm's people: a password asked for by mistake.
    firm = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="+", editable=False)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    to = models.EmailField()
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    error = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    good_until = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["pending", "claimed"]),
                name="mail_to_be_sent",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_mail_that_was_sent_holds_no_text",
                condition=~Q(state="sent") | Q(sealed=""),
            ),
            models.CheckConstraint(
                name="a_mail_that_was_not_sent_says_why",
                condition=~Q(state="dead") | ~Q(error=""),
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
