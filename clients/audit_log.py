"""The audit log as it is read: found by who, what and when, and taken away as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from clients import audit, spreadsheets
from clients.forms.audit import AuditFilterForm
from clients.models import AuditEvent, Firm

COLUMNS = (
    "sequence", "at", "person", "act", "object_type", "object_id", "detail", "address",
    "request_id", "hash",
)  # fmt: skip
VERIFIED_WITH_THE_PAGE = 2_000  # events; a longer chain takes more than a moment


def found_events(firm: Firm, form: AuditFilterForm) -> QuerySet[AuditEvent]:
    """Return the events the form asks for, the latest first."""
    events = audit.events_of(firm).filter(form.about(), **form.lookups()).select_related("actor")
    if thing := form.cleaned_data.get("object"):
        called = [kind for kind, words in _kinds() if words.lower() == thing.lower()]
        kinds = [thing.lower(), *called]
        events = events.filter(Q(object_type__in=kinds) | Q(object_id=thing))
    return events.order_by("-sequence")


def in_words(object_type: str) -> str:
    """Say what kind of thing an event is about: yearendbalance → year-end balance."""
    return next((words for kind, words in _kinds() if kind == object_type), object_type)


def _kinds() -> Iterator[tuple[str, str]]:
    """Yield each kind of row as the log has it, by its name in the code, and what it is called."""
    for model in apps.get_models():
        yield str(model._meta.model_name), str(model._meta.verbose_name)


def verified(firm: Firm, *, is_asked: bool) -> list[audit.Problem] | None:
    """Return what is wrong with the firm's chain, or None where that would keep a page waiting."""
    if not is_asked and audit.events_of(firm).count() > VERIFIED_WITH_THE_PAGE:
        return None
    return audit.verify(firm)


def told(detail: dict[str, Any]) -> str:
    """Write an event's detail as one line: `fields: name, state; year: 2026`."""
    return "; ".join(f"{name}: {_told(value)}" for name, value in sorted(detail.items()))


def csv_lines(events: QuerySet[AuditEvent]) -> Iterator[str]:
    """Write the events line by line, however many there are."""
    yield from spreadsheets.csv_lines(COLUMNS, (_cells(event) for event in events.iterator()))


def _cells(event: AuditEvent) -> list[str | int]:
    return [
        event.sequence,
        event.at.isoformat(),
        event.actor.email if event.actor else "",
        event.act,
        event.object_type,
        event.object_id,
        told(event.detail),
        event.address or "",
        event.request_id,
        event.hash,
    ]


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return f"({told(value)})"
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    return str(value)
