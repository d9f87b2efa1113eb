"""What came in files of custodians: the files, how they are read, whose numbers are known."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.account import Account
from clients.models.firm import Custodian, FirmRow
from clients.models.records import YEARS
from clients.models.user import User


class BalanceFile(FirmRow):
    """A file of year-end balances as it came, and what somebody answered about it.

    What it says is read from the file again each time, so that nothing stands here twice.
    """

    file = models.FileField(_("file"), upload_to="imports")
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    custodian = models.ForeignKey(
        Custodian,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("custodian"),
    )
    year = models.PositiveSmallIntegerField(_("December 31 of"), validators=YEARS)
    # The day its figures are of, where the file does not say.
    asserted_as_of = models.DateField(null=True, editable=False)
    keeps_estimates = models.BooleanField(default=False, editable=False)
    columns: models.JSONField[Any, Any] = models.JSONField(null=True, editable=False)
    # Ids of accounts that were picked, by the line they are picked for.
    picks: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    # Lines whose figure is to stand although another is on record.
    taken: models.JSONField[Any, Any] = models.JSONField(default=list, editable=False)
    imported_at = models.DateTimeField(null=True, editable=False)
    imported_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    recorded = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("file of balances")
        verbose_name_plural = _("files of balances")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["firm", "sha256"], name="balance_file_of_a_hash")]
        constraints = [
            models.CheckConstraint(
                name="who_imported_is_known",
                condition=Q(imported_at__isnull=True, imported_by__isnull=True)
                | Q(imported_at__isnull=False, imported_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ColumnMapping(FirmRow):
    """Which headings of a table say what, as somebody of the firm once explained."""

    headings_key = models.CharField(max_length=64)
    columns: models.JSONField[Any, Any] = models.JSONField()
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "headings_key"], name="one_mapping_of_a_set_of_headings"
            )
        ]

    def __str__(self) -> str:
        return self.headings_key


class KnownNumber(FirmRow):
    """That an account has a certain number, without the number: a keyed hash of it."""

    mark = models.CharField(max_length=64)
    account = models.ForeignKey(Account, models.PROTECT, related_name="known_numbers")

    class Meta:
        verbose_name = _("known account number")
        verbose_name_plural = _("known account numbers")
        constraints = [
            models.UniqueConstraint(fields=["firm", "mark"], name="a_number_is_of_one_account")
        ]

    def __str__(self) -> str:
        return str(self.account)
