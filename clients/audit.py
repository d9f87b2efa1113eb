"""What was done, by whom, to what? Written once, and any later change can be seen.

Every firm has a chain of its own, and the acts of no firm have the site's: each event carries a
hash over its content and the hash before it, and the chain's head, signed with the site's secret
key, says where it ends. So whoever can write to the database alone cannot change, remove, insert
or reorder events, nor cut the last of them off, without `verify` saying so. Two things stay
open to whoever also has the key, or kept an old head to put back: against them the heads are
noted in a file outside the database (`manage.py verify_audit --heads`), and what happened since
the last note is the part that can still be lost unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from ipaddress import ip_address
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import AuditAct, AuditEvent, AuditHead, Firm, User

NotedHead = tuple[int, str]  # the sequence and the hash of an event

NO_HASH = "0" * 64  # before the first event
SITE = "site"
LONGEST_TEXT = 200

signer = Signer(salt="clients.audit")


class DetailError(ValueError):
    """Something was to be written that may not stand in the log."""


@dataclass(frozen=True)
class Problem:
    """A place where a chain is not what was written, in the words of whoever looks for it."""

    sequence: int
    what: str

    def __str__(self) -> str:
        return _("Event %(sequence)d: %(what)s") % {"sequence": self.sequence, "what": self.what}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What one event says was done."""

    act: AuditAct
    subject: Model | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def record(
    act: AuditAct,
    *,
    actor: User | None,
    firm: Firm | None,
    subject: Model | None = None,
    detail: dict[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> AuditEvent:
    """Write an act into the chain of its firm, in the transaction of the act itself.

    Nobody else writes into the chain until that transaction ends, so this is its last statement.
    The detail holds ids, names of fields and codes; never a name, an address or an amount.
    """
    done = Act(act=act, subject=subject, detail=detail or {})
    return record_all([done], actor=actor, firm=firm, request=request)[0]


def record_all(
    acts: Sequence[Act],
    *,
    actor: User | None,
    firm: Firm | None,
    request: HttpRequest | None = None,
) -> list[AuditEvent]:
    """Write many acts of one moment into a chain, as `record` writes one."""
    for act in acts:
        refuse_what_tells_too_much(act.detail)
    # No savepoint: what is done and its trace are written together or not at all.
    with transaction.atomic(savepoint=False):
        head = _locked_head(firm)
        events, at = [], timezone.now()
        for act in acts:
            event = AuditEvent(
                firm=firm,
                sequence=head.sequence + 1,
                at=at,
                actor=actor,
                act=act.act,
                object_type=str(act.subject._meta.model_name) if act.subject else "",
                object_id=str(act.subject.pk) if act.subject else "",
                detail=act.detail,
                address=get_client_ip(request) if request else None,
                request_id=request.META.get("REQUEST_ID", "") if request else "",
                previous_hash=head.hash,
            )
            event.hash = hash_of(event)
            head.sequence, head.hash = event.sequence, event.hash
            events.append(event)
        AuditEvent.objects.bulk_create(events)
        head.signature = signer.signature(_signed(head))
        head.save()
        return events


def verify(firm: Firm | None) -> list[Problem]:
    """Return what is wrong with a firm's chain (or the site's), in its order; nothing if nothing.

    Nobody is kept waiting: events that come meanwhile are verified with the rest.
    """
    chain = Chain(firm)
    problems = list(chain.walk())
    head = AuditHead.objects.filter(chain=name_of(firm)).first()
    problems += chain.walk()
    problems += chain.ends_at(head)
    return list(dict.fromkeys(problems))


def verify_heads(firm: Firm | None, noted: list[NotedHead]) -> list[Problem]:
    """Return where a chain no longer holds what was noted of it elsewhere."""
    hashes = dict(
        events_of(firm)
        .filter(sequence__in=[sequence for sequence, _hash in noted])
        .values_list("sequence", "hash")
    )
    return [
        Problem(sequence, _("it is not the one that was noted."))
        for sequence, noted_hash in noted
        if hashes.get(sequence) != noted_hash
    ]


def heads(firms: list[Firm | None]) -> list[dict[str, Any]]:
    """Return where each chain ends, to be noted elsewhere."""
    found = AuditHead.objects.filter(chain__in=[name_of(firm) for firm in firms])
    return [
        {"chain": head.chain, "sequence": head.sequence, "hash": head.hash}
        for head in found.order_by("chain")
    ]


class Chain:
    """One reading of a chain from its first event on."""

    def __init__(self, firm: Firm | None) -> None:
        self.firm = firm
        self.sequence = 0
        self.hash = NO_HASH

    def walk(self) -> Iterator[Problem]:
        """Read on to the last event there is."""
        events = events_of(self.firm).filter(sequence__gt=self.sequence).order_by("sequence")
        try:
            for event in events.iterator():
                yield from self._read(event)
        except (TypeError, ValueError):  # a column holds what no event ever held
            yield Problem(self.sequence + 1, _("it cannot be read."))

    def ends_at(self, head: AuditHead | None) -> Iterator[Problem]:
        if head is None:
            if self.sequence:
                yield Problem(self.sequence, _("the head of the chain is missing."))
            return
        try:
            signer.unsign(f"{_signed(head)}{signer.sep}{head.signature}")
        except BadSignature:
            yield Problem(head.sequence, _("the head of the chain was not signed by this site."))
        if head.sequence > self.sequence:
            yield Problem(self.sequence + 1, _("the events from here to the head are missing."))
        elif (head.sequence, head.hash) != (self.sequence, self.hash):
            yield Problem(self.sequence, _("the head of the chain is another."))

    def _read(self, event: AuditEvent) -> Iterator[Problem]:
        if event.sequence != self.sequence + 1:
            yield Problem(self.sequence + 1, _("it is missing."))
        elif event.previous_hash != self.hash:
            yield Problem(event.sequence, _("it does not follow the event before it."))
        if event.hash != hash_of(event):
            yield Problem(event.sequence, _("it was changed."))
        self.sequence, self.hash = event.sequence, event.hash


def events_of(firm: Firm | None) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(firm=firm)


def last_change_of(row: Model, *, of: Firm) -> AuditEvent | None:
    """Return the last act that made or changed a row of a firm, or the firm."""
    events = events_of(of).filter(
        act__in=(AuditAct.CREATED, AuditAct.CHANGED),
        object_type=row._meta.model_name,
        object_id=str(row.pk),
    )
    return events.select_related("actor").order_by("-sequence").first()


def name_of(firm: Firm | None) -> str:
    """Return the name of a firm's chain."""
    return str(firm.pk) if firm else SITE


def hash_of(event: AuditEvent) -> str:
    """Return the hash over an event's content and the hash before it."""
    content = {
        "firm": str(event.firm_id) if event.firm_id else None,
        "sequence": event.sequence,
        "at": event.at and event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "act": str(event.act),
        "object_type": event.object_type,
        "object_id": event.object_id,
        "detail": event.detail,
        "address": str(ip_address(event.address)) if event.address else None,
        "request_id": event.request_id,
        "previous_hash": event.previous_hash,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def refuse_what_tells_too_much(detail: Any) -> None:
    """Let numbers that count, short codes, and lists and tables of them pass."""
    match detail:
        case None | bool():
            pass
        case dict():
            for key, value in detail.items():
                if not isinstance(key, str):
                    raise DetailError("A key of an audit event's detail is a text.")
                refuse_what_tells_too_much(value)
        case list() | tuple():
            for value in detail:
                refuse_what_tells_too_much(value)
        case float() | Decimal():
            raise DetailError("No amount stands in an audit event.")
        case int():
            pass
        case str():
            if len(detail) > LONGEST_TEXT or "@" in detail or "$" in detail:
                raise DetailError("An audit event's detail is ids, names of fields and codes.")
        case _:
            raise DetailError(f"Write a {type(detail).__name__} as a text: its id or code.")


def _locked_head(firm: Firm | None) -> AuditHead:
    """Return the head of a chain, beginning one; nobody else writes until the transaction ends.

    On SQLite the transaction holds the only lock there is from its beginning.
    """
    heads = AuditHead.objects.select_for_update()
    head, _created = heads.get_or_create(chain=name_of(firm), defaults={"hash": NO_HASH})
    return head


def _signed(head: AuditHead) -> str:
    return f"{head.chain} {head.sequence} {head.hash}"
