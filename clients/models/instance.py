"""Which copy of the data is this, and does its background work live? Of no firm."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Instance(models.Model):
    """The one row that tells this copy of the data from every other.

    A restored backup begins a new epoch: rows in it may tell of work as not yet done that was
    done after the backup was taken. Until somebody has looked, nothing may act on them outside.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    epoch = models.UUIDField(default=uuid.uuid4, editable=False)
    since = models.DateTimeField(db_default=Now(), editable=False)
    restored_from = models.DateTimeField(_("when the restored backup was taken"), null=True)
    is_reconciled = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("instance")
        verbose_name_plural = _("instances")
        constraints = [
            models.CheckConstraint(name="there_is_one_instance", condition=models.Q(id=1))
        ]

    def __str__(self) -> str:
        return f"epoch {self.epoch}"


class Heartbeat(models.Model):
    """When a part of the background work last showed that it lives, by the database's clock."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
