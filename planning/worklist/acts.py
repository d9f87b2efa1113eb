"""Who does what waits, until when does it rest, and what was said of it?

Every act is kept, on one item or on many at once; how an item stands is what the acts that were
not undone say, the last one first. An act changes no fact, so nothing is worked out anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients import audit
from clients.access import households_for
from clients.models import AuditAct, Firm, Household, User
from planning.models import WorkAct, WorkActItem
from planning.worklist.kinds import Item

MOST_AT_ONCE = 1000
Verb = WorkAct.Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How an item stands among people."""

    assigned_to: int | None = None
    set_aside_until: date | None = None
    because: str = ""
    comments: int = 0

    def rests(self, as_of: date) -> bool:
        """Whether it is set aside on a day."""
        return self.set_aside_until is not None and as_of < self.set_aside_until


NO_MARK = Mark()


def marks_of(households: QuerySet[Household], as_of: date) -> dict[tuple[str, str], Mark]:
    """Return how the items of some households stand, by their keys.

    What was agreed before last year counts no more: whoever it was, somebody has to be asked anew.
    """
    acts = WorkActItem.objects.filter(
        household__in=households,
        act__undone_at=None,
        act__created_at__gte=datetime(as_of.year - 1, 1, 1, tzinfo=UTC),
    )
    columns = ("kind", "subject", "act__verb", "act__to", "act__until", "act__text")
    marks: dict[tuple[str, str], Mark] = {}
    for row in acts.order_by("act__created_at").values_list(*columns, named=True):
        mark = marks.get((row.kind, row.subject), NO_MARK)
        if row.act__verb == Verb.ASSIGN:
            mark = replace(mark, assigned_to=row.act__to)
        elif row.act__verb == Verb.SET_ASIDE:
            mark = replace(mark, set_aside_until=row.act__until, because=row.act__text)
        else:
            mark = replace(mark, comments=mark.comments + 1)
        marks[row.kind, row.subject] = mark
    return marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What somebody means to do to some items."""

    verb: WorkAct.Verb
    to: User | None = None
    until: date | None = None
    text: str = ""


@transaction.atomic
def act_on(
    items: Sequence[Item], intent: Intent, *, actor: User, firm: Firm, request_key: UUID
) -> WorkAct:
    """Do what somebody means to do to some items; asked again with the same key, once.

    Raises: ValidationError, by field.
    """
    done = WorkAct.objects.filter(firm=firm, request_key=request_key).first()
    if done is not None:
        return done
    if refused := why_not(items, intent):
        raise ValidationError(refused)
    act = WorkAct.objects.create(
        firm=firm,
        actor=actor,
        verb=intent.verb,
        to=intent.to,
        until=intent.until,
        text=intent.text,
        request_key=request_key,
    )
    WorkActItem.objects.bulk_create(
        WorkActItem(
            firm=firm, act=act, household_id=one.household, kind=one.key[0], subject=one.subject
        )
        for one in items
    )
    _note(AuditAct.CREATED, act, actor=actor, households={one.household for one in items})
    return act


def history_of(households: QuerySet[Household], *, kind: str, subject: str) -> list[WorkAct]:
    """Return what was done to one item, the undone too, the latest first."""
    about = WorkActItem.objects.filter(household__in=households, kind=kind, subject=subject)
    acts = WorkAct.objects.filter(items__in=about).select_related("actor", "to", "undone_by")
    return list(acts.order_by("-created_at"))


def why_not(items: Sequence[Item], intent: Intent) -> dict[str, str]:
    """Return what is wrong with an intent, by field; nothing is."""
    if not items:
        return {NON_FIELD_ERRORS: _("Choose at least one item; those you chose no longer wait.")}
    if len(items) > MOST_AT_ONCE:
        return {
            NON_FIELD_ERRORS: _("Choose at most {most} items at once.").format(most=MOST_AT_ONCE)
        }
    if intent.to is not None:
        their = households_for(intent.to).values_list("pk", flat=True)
        hidden = {one.household for one in items}.difference(their)
        if hidden:
            text = ngettext(
                "They may not see one of these households. Choose somebody of its team.",
                "They may not see {count} of these households. Choose somebody of their team.",
                len(hidden),
            )
            return {"to": text.format(count=len(hidden))}
    if intent.verb == Verb.COMMENT and not intent.text.strip():
        return {"text": _("Say something.")}
    if intent.verb == Verb.SET_ASIDE and intent.until is not None:
        if not intent.text.strip():
            return {"text": _("Say in a few words why it can wait.")}
        late = [one for one in items if one.deadline and intent.until > one.deadline]
        if late:
            text = ngettext(
                "One of them has its last day before that. Choose an earlier day.",
                "{count} of them have their last day before that. Choose an earlier day.",
                len(late),
            )
            return {"until": text.format(count=len(late))}
    return {}


@transaction.atomic
def undo(act: WorkAct, *, actor: User) -> WorkAct:
    """Let an act count no more; what was so before it is so again.

    Raises: ValidationError where it was undone before.
    """
    current = WorkAct.objects.select_for_update().get(pk=act.pk)
    if current.undone_at is not None:
        raise ValidationError(_("This was undone already."))
    current.undone_at, current.undone_by = timezone.now(), actor
    current.save(update_fields=["undone_at", "undone_by"])
    households = set(current.items.values_list("household", flat=True))
    _note(AuditAct.CHANGED, current, actor=actor, households=households)
    return current


def _note(act: AuditAct, row: WorkAct, *, actor: User, households: Collection[UUID]) -> None:
    """Note the act with each household it is about, so that their activity lists it."""
    acts = [
        audit.Act(act=act, subject=row, detail={"household": str(pk), "verb": row.verb})
        for pk in sorted(households)
    ]
    audit.record_all(acts, actor=actor, firm=row.firm)
