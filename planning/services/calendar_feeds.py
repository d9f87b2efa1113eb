"""The secret address of somebody's calendar: made, read, revoked."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from clients import audit
from clients.models import AuditAct, Firm, User
from clients.today import day_of
from planning.models import CalendarFeed

TOKEN_BYTES = 32


def open_feed_of(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


def find_feed(token: str) -> CalendarFeed | None:
    """Return the feed of an address that was not revoked."""
    feeds = CalendarFeed.objects.filter(token_hash=_hash(token), revoked_at=None)
    return feeds.select_related("firm", "user").first()


@transaction.atomic
def make_feed(*, user: User, firm: Firm) -> tuple[CalendarFeed, str]:
    """Make an address in place of the one before; the secret in it is known here only."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    revoke_feed(user=user)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(firm=firm, user=user, token_hash=_hash(token))
    audit.record(AuditAct.CREATED, actor=user, firm=firm, subject=feed)
    return feed, token


@transaction.atomic
def revoke_feed(*, user: User) -> bool:
    """Let the address open nothing any more, from the next read on."""
    feed = open_feed_of(user)
    if feed is None:
        return False
    revoked = CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None)
    if not revoked.update(revoked_at=timezone.now()):
        return False
    audit.record(
        AuditAct.CHANGED, actor=user, firm=feed.firm, subject=feed, detail={"changed": "revoked"}
    )
    return True


@transaction.atomic
def note_read(feed: CalendarFeed, request: HttpRequest) -> None:
    """Note when it was read first and last; in the log once a day, for programs read all day."""
    now, before = timezone.now(), feed.last_read_at
    first = feed.first_read_at or now
    CalendarFeed.objects.filter(pk=feed.pk).update(first_read_at=first, last_read_at=now)
    if before is None or day_of(before, feed.firm) != day_of(now, feed.firm):
        audit.record(
            AuditAct.EXPORTED,
            actor=feed.user,
            firm=feed.firm,
            subject=feed,
            detail={"page": "calendar feed", "first": before is None},
            request=request,
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
