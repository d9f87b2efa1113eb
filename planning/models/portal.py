"""What passes between a firm and its clients: what is asked of them, and what they do."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Document, FirmRow, Household, Person, User
from planning.models.plan_version import PlanVersion


class PortalAsk(FirmRow):
    """Something the firm needs from the clients of a household, in its own words.

    It is over when a client does it, or when the firm takes it back.
    """

    class Kind(models.TextChoices):
        UPLOAD = "upload", _("A statement or another document")
        WISHES = "wishes", _("Wishes for gifts to charity and for withholding")
        BENEFICIARIES = "beneficiaries", _("A look at the beneficiaries")
        ANSWER = "answer", _("An answer in words")

    household = models.ForeignKey(Household, models.PROTECT, related_name="portal_asks")
    kind = models.CharField(_("what for"), max_length=20, choices=Kind)
    text = models.CharField(_("what you need, as the client reads it"), max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("question to a client")
        verbose_name_plural = _("questions to clients")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(name="an_ask_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_open(self) -> bool:
        """Whether the clients are still asked for it."""
        return self.withdrawn_at is None and not self.acts.exists()


class PortalAct(FirmRow):
    """Something a client did in the portal, with the number on its receipt.

    It moves no money and changes no fact: it waits for somebody of the firm, who looks at it and
    may answer. What was done is written once.
    """

    class Kind(models.TextChoices):
        UPLOAD = "upload", _("Document sent")
        WISHES = "wishes", _("Wishes for gifts and withholding")
        BENEFICIARIES = "beneficiaries", _("Beneficiaries looked at")
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")

    is_proven_by_documents = False  # it only brought one

    household = models.ForeignKey(Household, models.PROTECT, related_name="portal_acts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # on the receipt, counted within the firm
    kind = models.CharField(max_length=20, choices=Kind)
    year = models.PositiveSmallIntegerField()
    said: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", editable=False
    )
    ask = models.ForeignKey(
        PortalAsk, models.PROTECT, null=True, related_name="acts", editable=False
    )
    # What a question is about, where it hangs on a paragraph of a plan.
    plan = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, related_name="questions", editable=False
    )
    paragraph = models.CharField(max_length=100, blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = _("act of a client")
        verbose_name_plural = _("acts of clients")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "number"], name="one_receipt_of_a_number"),
            models.CheckConstraint(
                name="an_upload_has_its_document",
                condition=~Q(kind="upload") | Q(document__isnull=False),
            ),
            models.CheckConstraint(
                name="a_settled_act_says_by_whom",
                condition=Q(settled_at__isnull=True) | Q(settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
