"""Who did what to a household, and when? Its audit events as sentences, the latest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from clients.models import (
    Account,
    AuditAct,
    AuditEvent,
    Beneficiary,
    Household,
    Payment,
    YearEndAdjustment,
    YearEndBalance,
)

# What an event may be about, by the name it has in the log.
MODELS = {
    str(model._meta.model_name): model
    for label in ("planning", "clients")
    for model in apps.get_app_config(label).get_models()
}
# What is named by the account it is of.
OF_ACCOUNTS = (Beneficiary, Payment, YearEndAdjustment, YearEndBalance)
SENTENCES = {
    AuditAct.READ: lazy("read {what}"),
    AuditAct.CREATED: lazy("added {what}"),
    AuditAct.CHANGED: lazy("changed {what}"),
    AuditAct.ARCHIVED: lazy("archived {what}"),
    AuditAct.EXPORTED: lazy("took {what} away as a file"),
    AuditAct.IMPORTED: lazy("put {what} on record from a file"),
    AuditAct.MAILED: lazy("mailed about {what}"),
}
# A change of these fields is an act of its own.
TELLING = {
    "withdrawn_at": lazy("withdrew {what}"),
    "undone_at": lazy("undid {what}"),
    "archived_at": lazy("restored {what}"),
    "document": lazy("attached evidence to {what}"),
    "removed": lazy("removed {what}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One thing that was done, in words."""

    at: datetime
    who: str
    text: str
    detail: str


def events_about(household: Household, *, with_reads: bool) -> QuerySet[AuditEvent]:
    """Return what was done to a household and all that belongs to it, the latest first."""
    about = Q(detail__household=str(household.pk)) | Q(
        object_type="household", object_id=str(household.pk)
    )
    events = AuditEvent.objects.filter(about, firm=household.firm_id)
    if not with_reads:
        events = events.exclude(act__in=(AuditAct.READ, AuditAct.DENIED))
    return events.select_related("actor").order_by("-sequence")


def told(household: Household, events: Iterable[AuditEvent]) -> list[Activity]:
    """Say each event in a sentence."""
    listed = list(events)
    names = _names(household, listed)
    return [
        Activity(
            at=event.at,
            who=event.actor.get_full_name() if event.actor else _("The site"),
            text=_text(event, names.get(event.object_id, "")),
            detail=_detail(event),
        )
        for event in listed
    ]


def _text(event: AuditEvent, name: str) -> str:
    what = name or event.object_type or _("the household")
    if event.act == AuditAct.READ and "year" in event.detail:
        what = _("the case of {year}").format(year=event.detail["year"])
    sentence = SENTENCES.get(AuditAct(event.act))
    if event.act == AuditAct.CHANGED:
        fields = event.detail.get("fields", [])
        sentence = next((TELLING[f] for f in TELLING if f in fields), sentence)
    if sentence is None:
        return f"{event.get_act_display()}: {what}"
    return str(sentence).format(what=what)


def _detail(event: AuditEvent) -> str:
    """Name the fields that were changed, or how much came with a file."""
    detail = event.detail
    if event.act == AuditAct.IMPORTED and "accounts" in detail:
        people, accounts = detail.get("people", 0), detail["accounts"]
        return ", ".join(
            (
                ngettext("%(n)d person", "%(n)d people", people) % {"n": people},
                ngettext("%(n)d account", "%(n)d accounts", accounts) % {"n": accounts},
            )
        )
    fields = detail.get("fields", [])
    if event.act != AuditAct.CHANGED or any(name in TELLING for name in fields):
        return ""
    return ", ".join(_label(event.object_type, name) for name in fields)


def _label(object_type: str, name: str) -> str:
    try:
        field = MODELS[object_type]._meta.get_field(name)
    except (KeyError, FieldDoesNotExist):
        return name.replace("_", " ")
    return str(getattr(field, "verbose_name", name))


def _names(household: Household, events: list[AuditEvent]) -> dict[str, str]:
    """Name what the events are about, with a query for each kind of thing among them."""
    ids: dict[str, set[str]] = defaultdict(set)
    for event in events:
        ids[event.object_type].add(event.object_id)
    names: dict[str, str] = {str(household.pk): _("the household")}
    ids.pop("household", None)
    for object_type, of_type in ids.items():
        model = MODELS.get(object_type)
        if model is None:
            continue
        if model._meta.app_label != Household._meta.app_label:  # planning's rows are of no name
            names |= dict.fromkeys(of_type, str(model._meta.verbose_name))
            continue
        rows = model._default_manager.filter(pk__in=of_type)
        if model in OF_ACCOUNTS:
            rows = rows.select_related("account__custodian")
        elif model is Account:
            rows = rows.select_related("custodian")
        names |= {str(row.pk): _name(row) for row in rows}
    return names


def _name(row: Model) -> str:
    match row:
        case YearEndBalance():
            return _("{account}, the balance of December 31, {year}").format(
                account=row.account, year=row.year
            )
        case YearEndAdjustment():
            return _("{account}, the adjustments of December 31, {year}").format(
                account=row.account, year=row.year
            )
        case Payment():
            return _("{account}, the payment of {day}").format(
                account=row.account, day=row.paid_on.isoformat()
            )
        case Beneficiary():
            return _("{account}, a beneficiary").format(account=row.account)
        case _:
            return str(row)
