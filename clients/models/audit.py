"""What was done, by whom, to what? Written once, in a chain that shows any change."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _

from clients.models.firm import Firm
from clients.models.user import User


class AuditAct(models.TextChoices):
    """The acts that leave a trace."""

    SIGN_IN = "sign_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGN_OUT = "sign_out", _("Signed out")
    DENIED = "denied", _("Refused")
    READ = "read", _("Read")
    CREATED = "created", _("Created")
    CHANGED = "changed", _("Changed")
    ARCHIVED = "archived", _("Archived")
    EXPORTED = "exported", _("Exported")
    IMPORTED = "imported", _("Imported")
    MAILED = "mailed", _("Mailed")
    SECURITY = "security", _("Security changed")


class AuditEvent(models.Model):
    """One act. `sequence` counts within a firm (or within the site, for acts of no firm);
    `hash` covers the content and the hash before it, so that no row can change unseen.
    """

    firm = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="+")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=20, choices=AuditAct)
    object_type = models.CharField(max_length=50, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    detail: models.JSONField[Any, Any] = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["firm", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "sequence"], name="audit_sequence_of_a_firm"),
            models.UniqueConstraint(
                fields=["sequence"],
                condition=models.Q(firm__isnull=True),
                name="audit_sequence_of_the_site",
            ),
        ]
        indexes = [
            models.Index(fields=["firm", "object_type", "object_id"], name="audit_object"),
            # What was done to a household and all that belongs to it (used by PostgreSQL).
            models.Index(
                models.F("firm"), KeyTransform("household", "detail"), name="audit_household"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.act}"


class AuditHead(models.Model):
    """Where a chain ends: of one firm, named by its id, or of the site. Its signature is made
    with a key that is not in the database."""

    chain = models.CharField(max_length=36, primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("head of an audit chain")
        verbose_name_plural = _("heads of audit chains")

    def __str__(self) -> str:
        return f"{self.chain} {self.sequence}"
