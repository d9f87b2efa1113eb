"""Calendars for other programs: by a secret address that can be revoked, and as a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import audit
from clients.access import (
    get_household_or_404,
    get_portal_grant_or_404,
    households_for,
    membership_of,
    portal_grants_for,
)
from clients.languages import language_of
from clients.models import AuditAct, Firm, Household, PortalGrant, Role, User
from clients.requests import SignedInRequest
from clients.sign_in import confirm_who_posts
from clients.today import today_of
from planning import tasks
from planning.access import released_letters_for
from planning.reminders import feed as feeds
from planning.reminders.agenda import agenda_of
from planning.reminders.preferences import hours_of, settings_of
from planning.reports.your_year import read_your_household
from planning.services import calendar_feeds
from planning.standings import bring_up_to_date
from planning.worklist.page import read_worklist

LIMITS = {"calendar_feed": "300/h/ip,30/h/key"}  # programs read every few hours, people once
private = cache_control(private=True, no_store=True)


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever made the address; it opens nothing else and signs nobody in."""
    key = hashlib.sha256(token.encode()).hexdigest()
    if not _may_read(request, key):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    feed = calendar_feeds.find_feed(token)
    place = membership_of(feed.user) if feed else None
    if feed is None or place is None or place.firm_id != feed.firm_id:
        raise Http404
    is_client = place.role == Role.CLIENT
    user, firm = feed.user, place.firm
    with translation.override(language_of(user)):
        entries = _of_client(user, portal_grants_for(user)) if is_client else _of_staff(user, firm)
        content = _file(entries, firm, shelf=f"feed:{user.pk}")
    calendar_feeds.note_read(feed, request)
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return _calendar(content, "calendar.ics", ETag=tag)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def my_calendar(request: SignedInRequest) -> HttpResponse:
    """Where somebody makes the address for their calendar program; it is shown once."""
    place = membership_of(request.user)
    if place is None:
        raise Http404
    confirm_who_posts(request)
    address = ""
    if request.method == "POST":
        _feed, token = calendar_feeds.make_feed(user=request.user, firm=place.firm)
        address = site.BASE_URL + reverse("planning:calendar_feed", args=[token])
    context = {
        "firm": place.firm,
        "feed": calendar_feeds.open_feed_of(request.user),
        "address": address,
        "is_client": place.role == Role.CLIENT,
    }
    return render(request, "planning/my_calendar.html", context)


@require_POST
@private
def revoke_feed(request: SignedInRequest) -> HttpResponse:
    """Let the address open nothing any more."""
    if membership_of(request.user) is None:
        raise Http404
    if calendar_feeds.revoke_feed(user=request.user):
        messages.success(request, _("Revoked: the address opens nothing any more."))
    return redirect("planning:my_calendar")


@require_safe
@private
def household_calendar(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """The days of one household as a file, for who works for the firm."""
    household = get_household_or_404(request.user, household_id)
    this_one = households_for(request.user).filter(pk=household.pk)
    entries = _of_staff(request.user, household.firm, this_one)
    content = _file(entries, household.firm, shelf=f"household:{household.pk}:{request.user.pk}")
    return _noted(request, household, content)


@require_safe
@private
def portal_calendar(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """The days of a client's household as a file."""
    grant = get_portal_grant_or_404(request.user, household_id)
    entries = _of_client(request.user, [grant])
    content = _file(entries, grant.firm, shelf=f"portal:{grant.pk}")
    return _noted(request, grant.household, content)


def _may_read(request: HttpRequest, key: str) -> bool:
    usage = ratelimit.consume(
        request, app="planning", action="calendar_feed", config=LIMITS, key=key, limit_get=True
    )
    return bool(usage)


def _of_staff(
    user: User, firm: Firm, households: QuerySet[Household] | None = None
) -> Iterator[feeds.Entry]:
    """Yield the days to come of what is nobody's or the reader's, and the work given to them."""
    seen = households_for(user) if households is None else households
    today = today_of(firm)
    if bring_up_to_date(seen, firm=firm, year=today.year, as_of=today):
        tasks.work_out_book.delay(str(firm.pk), today.year)
    every = read_worklist(seen, firm=firm, as_of=today, is_ahead=True)
    lines = [line for line in every.lines if line.mark.assigned_to in (None, user.pk)]
    settings = settings_of(firm)
    agenda = agenda_of(
        [line.item for line in lines],
        firm=firm,
        settings=settings,
        hours=hours_of(firm, settings),
        as_of=today,
    )
    yield from feeds.entries_of_agenda(agenda, firm=firm)
    yield from feeds.entries_of_work(lines, user=user, firm=firm)


def _of_client(user: User, grants: Iterable[PortalGrant]) -> Iterator[feeds.Entry]:
    """Yield what the client's own page has a day for."""
    letters = list(released_letters_for(user).select_related("person"))
    for grant in grants:
        own = [letter for letter in letters if letter.household_id == grant.household_id]
        page = read_your_household(grant, own, as_of=today_of(grant.firm))
        yield from feeds.entries_of_client([page], firm=grant.firm)


def _file(entries: Iterable[feeds.Entry], firm: Firm, *, shelf: str) -> bytes:
    rows = feeds.handed_out(
        entries, firm=firm, shelf=shelf, now=timezone.now(), today=today_of(firm)
    )
    return feeds.write_calendar(rows, name=firm.name)


def _noted(request: SignedInRequest, household: Household, content: bytes) -> HttpResponse:
    audit.record(
        AuditAct.EXPORTED,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"household": str(household.pk), "page": "calendar", "form": "ics"},
        request=request,
    )
    return _calendar(content, "household.ics")


def _calendar(content: bytes, name: str, **headers: Any) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **headers,
        },
    )
