"""What passes between a firm and its clients: asked, done with a receipt, looked at, answered.

Nothing a client does moves money or changes a fact. What they send or say waits for somebody of
the firm, who puts on record what follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients import audit
from clients.models import AuditAct, Document, Firm, Household, Person, PortalGrant, User
from clients.services import add_document
from clients.stored_files import all_or_nothing
from clients.today import today_of
from planning.access import open_asks_for
from planning.models import PlanVersion, PortalAct, PortalAsk

MOST_FILES_A_DAY = 20  # of one household
MOST_BYTES = 200_000_000
MOST_ACTS_A_DAY = 100

# What shows records, or answers a question, is there while the firm asks for it.
ONLY_WHEN_ASKED = {PortalAct.Kind.BENEFICIARIES, PortalAct.Kind.ANSWER}
NOT_ASKED = lazy("This was done or taken back in the meantime; it is not asked any more.")


@transaction.atomic
def put_ask(*, actor: User, household: Household, kind: str, text: str) -> PortalAsk:
    """Ask the clients of a household for something."""
    ask = PortalAsk(firm=household.firm, household=household, kind=kind, text=text, asked_by=actor)
    ask.full_clean()
    ask.save(force_insert=True)
    _note(AuditAct.CREATED, ask, actor=actor, household=household)
    return ask


@transaction.atomic
def withdraw_ask(*, actor: User, ask: PortalAsk) -> None:
    """Take an ask back; one that was done, or taken back before, stays as it is.

    Raises: ValidationError.
    """
    open_ones = PortalAsk.objects.filter(pk=ask.pk, withdrawn_at=None, acts=None)
    if not open_ones.update(withdrawn_at=Now(), withdrawn_by=actor):
        raise ValidationError(_("This was done or taken back in the meantime."))
    _note(AuditAct.CHANGED, ask, actor=actor, household=ask.household, fields=["withdrawn_at"])


@all_or_nothing()
def act_in_portal(
    *,
    grant: PortalGrant,
    kind: str,
    said: Mapping[str, Any],
    ask: PortalAsk | None = None,
    upload: UploadedFile[bytes] | None = None,
    plan: PlanVersion | None = None,
    paragraph: str = "",
) -> PortalAct:
    """Keep what a client did, under the next number of the firm.

    Raises: ValidationError, for `file` or as a whole, before anything is written.
    """
    # Numbers follow one another: who acts at the same moment waits here, and so is counted.
    firm = Firm.objects.select_for_update(no_key=True).get(pk=grant.firm_id)
    household = grant.household
    if ask is None and kind in ONLY_WHEN_ASKED:
        raise ValidationError(NOT_ASKED)
    if ask is not None and not open_asks_for(household).filter(pk=ask.pk).exists():
        raise ValidationError(NOT_ASKED)
    _refuse_too_much(household, upload)
    document = None
    if upload is not None:
        said = {**said, "name": (upload.name or "")[:150]}
        document = add_document(actor=grant.user, household=household, upload=upload)
        said = {**said, "name": document.name}
    last = PortalAct.objects.filter(firm=firm).aggregate(last=Max("number"))["last"]
    act = PortalAct(
        firm=firm,
        household=household,
        person=grant.person or _first_person(household),
        actor=grant.user,
        number=(last or 0) + 1,
        kind=kind,
        year=today_of(firm).year,
        said=dict(said),
        document=document,
        ask=ask,
        plan=plan,
        paragraph=paragraph,
    )
    act.full_clean()
    act.save(force_insert=True)
    _note(AuditAct.CREATED, act, actor=grant.user, household=household)
    return act


@transaction.atomic
def settle_act(*, actor: User, act: PortalAct, answer: str) -> PortalAct:
    """Say that somebody looked at it, and answer where there is something to answer.

    Raises: ValidationError.
    """
    if act.kind == PortalAct.Kind.QUESTION and not answer.strip():
        raise ValidationError({"answer": _("Write the answer the client will read.")})
    waiting = PortalAct.objects.filter(pk=act.pk, settled_at=None)
    values = {"settled_at": timezone.now(), "settled_by": actor, "answer": answer.strip()}
    if not waiting.update(**values):
        raise ValidationError(_("Somebody settled this in the meantime: look at what they wrote."))
    _note(AuditAct.CHANGED, act, actor=actor, household=act.household, fields=["settled_at"])
    return PortalAct.objects.get(pk=act.pk)


def _refuse_too_much(household: Household, upload: UploadedFile[bytes] | None) -> None:
    since = timezone.now() - timedelta(days=1)
    today = PortalAct.objects.filter(household=household, created_at__gte=since)
    if today.count() >= MOST_ACTS_A_DAY:
        raise ValidationError(_("That is a lot for one day. Call your advisor, please."))
    if upload is None:
        return
    if today.exclude(document=None).count() >= MOST_FILES_A_DAY:
        text = _("You sent %(most)d files within a day. Send the others tomorrow, or call us.")
        raise ValidationError({"file": text % {"most": MOST_FILES_A_DAY}})
    sent = Document.objects.filter(
        pk__in=PortalAct.objects.filter(household=household).values("document")
    )
    total = sent.aggregate(total=Sum("size"))["total"] or 0
    if total + (upload.size or 0) > MOST_BYTES:
        text = _("Your files are more than %(most)d MB in all. Call your advisor, please.")
        raise ValidationError({"file": text % {"most": MOST_BYTES // 1_000_000}})


def _first_person(household: Household) -> Person:
    people = Person.objects.filter(household=household, is_member=True, archived_at=None)
    found = people.first()
    if found is None:
        raise ValidationError(_("Nobody of this household is on record yet. Call your advisor."))
    return found


def _note(
    act: AuditAct,
    row: PortalAsk | PortalAct,
    *,
    actor: User,
    household: Household,
    fields: list[str] | None = None,
) -> None:
    detail: dict[str, Any] = {"household": str(household.pk), "kind": str(row.kind)}
    if fields:
        detail["fields"] = fields
    audit.record(act, actor=actor, firm=row.firm, subject=row, detail=detail)
