"""Why did I, or did I not, get this mail? Of a household, and of one's own mails."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit
from clients.access import (
    get_household_or_404,
    households_for,
    require_role,
    staff_of,
)
from clients.models import AuditAct
from clients.requests import SignedInRequest
from clients.today import database_now, today_of
from planning.access import digests_to
from planning.forms.why import WhoForm
from planning.reminders.preferences import settings_of
from planning.reminders.why_pages import matters_of, members_of_digest
from planning.standings import bring_up_to_date
from planning.views.book import READERS

PER_PAGE = 50
private = cache_control(private=True, no_store=True)


@require_safe
@private
def household_reminders(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Who was told of what in a household, who was not, and why."""
    household = get_household_or_404(request.user, household_id)
    firm, today = household.firm, today_of(household.firm)
    form = WhoForm(request.GET, colleagues=staff_of(firm))
    this_one = households_for(request.user).filter(pk=household.pk)
    bring_up_to_date(this_one, firm=firm, year=today.year, as_of=today)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=firm,
        subject=household,
        detail={"page": "reminders", "household": str(household.pk)},
        request=request,
    )
    context = {
        "household": household,
        "form": form,
        "who": form.asked,
        "matters": matters_of(household, database_now(), recipient=form.asked),
        "settings": settings_of(firm),
    }
    return render(request, "planning/household_reminders.html", context)


@require_safe
@private
def my_reminders(request: SignedInRequest) -> HttpResponse:
    """The mails that reminded whoever asks."""
    require_role(request.user, *READERS)
    page = Paginator(digests_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "planning/my_reminders.html", {"page": page})


@require_safe
@private
def my_digest(request: SignedInRequest, on: str, slot: str) -> HttpResponse:
    """One of these mails: what it told, and why it told it."""
    require_role(request.user, *READERS)
    digest = digests_to(request.user).filter(on=_day(on), slot=f"{slot[:2]}:{slot[2:]}").first()
    if digest is None:
        raise Http404
    members = members_of_digest(digest, households_for(request.user))
    context = {
        "digest": digest,
        "members": members,
        "hidden": digest.reminders.count() - len(members),
    }
    return render(request, "planning/my_digest.html", context)


def _day(on: str) -> date:
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
