"""What people agree on about the things that wait: who does it, until when it rests, what was
said of it. What waits is no row: it is read from the records each time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import FirmRow, Household, User


class WorkAct(FirmRow):
    """Something somebody did to one or many items of the worklist at once. Never edited.

    Undone, it counts as if it had never been: what was so before it is so again.
    """

    class Verb(models.TextChoices):
        ASSIGN = "assign", _("Give to")
        SET_ASIDE = "set_aside", _("Set aside until")
        COMMENT = "comment", _("Comment")

    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb)
    to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # None: to nobody
    until = models.DateField(null=True)  # the day it is back; None: at once
    text = models.CharField(max_length=500, blank=True)
    request_key = models.UUIDField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("act on the worklist")
        verbose_name_plural = _("acts on the worklist")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "request_key"], name="a_work_act_is_done_once"),
            models.CheckConstraint(
                name="a_comment_says_something", condition=~Q(verb="comment") | ~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.created_at:%Y-%m-%d}"


class WorkActItem(FirmRow):
    """One item that an act was about, by the name the worklist gives it."""

    act = models.ForeignKey(WorkAct, models.PROTECT, related_name="items")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)  # or the matter that several kinds are about
    subject = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("item of an act on the worklist")
        verbose_name_plural = _("items of acts on the worklist")
        constraints = [
            models.UniqueConstraint(
                fields=["act", "kind", "subject"], name="an_item_is_once_in_a_work_act"
            )
        ]
        indexes = [models.Index(fields=["household", "kind", "subject"], name="acts_on_an_item")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
