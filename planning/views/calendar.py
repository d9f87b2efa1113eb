"""The calendar: last days, custodians' days and mails, of what the worklist holds."""

from __future__ import annotations

from calendar import SUNDAY, Calendar
from datetime import date, timedelta
from typing import Any

from django.conf import settings as site
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit
from clients.access import colleagues_for, households_for, require_role, teams_for
from clients.models import AuditAct, Firm, Role
from clients.requests import SignedInRequest
from clients.today import today_of
from planning import tasks
from planning.forms.calendar import CalendarForm
from planning.reminders.agenda import SORTS, Agenda, agenda_of
from planning.reminders.agenda_file import write_agenda
from planning.reminders.preferences import hours_of, settings_of
from planning.standings import bring_up_to_date
from planning.worklist.page import read_worklist

READERS = (Role.OWNER, Role.ADVISOR, Role.OPERATIONS, Role.COMPLIANCE)
DAYS_OF_A_MONTH = 32
private = cache_control(private=True, no_store=True)


@require_safe
@private
def calendar(request: SignedInRequest) -> HttpResponse:
    """A month, or everything to come in a row."""
    firm = require_role(request.user, *READERS).firm
    form = _asked(request, firm)
    agenda = _agenda(request, firm, form)
    month = form.month_asked
    before, after = month - timedelta(days=1), month + timedelta(days=DAYS_OF_A_MONTH)
    context: dict[str, Any] = {
        "form": form,
        "agenda": agenda,
        "month": month,
        "before": _month(before, form),
        "after": _month(after, form),
        "is_agenda": form.asked.get("view") == "agenda",
        "link": f"{reverse('planning:worklist')}?{form.narrowing}",
    }
    if context["is_agenda"]:
        context["coming"] = agenda.busy(agenda.as_of, date.max)
    else:
        weeks = Calendar(SUNDAY).monthdatescalendar(month.year, month.month)
        context["weeks"] = [[agenda.day(on) for on in week] for week in weeks]
        last = after.replace(day=1) - timedelta(days=1)
        context["is_empty"] = not agenda.busy(month, last)
    return render(request, "planning/calendar.html", context)


@require_safe
@private
def calendar_file(request: SignedInRequest) -> HttpResponse:
    """The same days for another calendar."""
    firm = require_role(request.user, *READERS).firm
    form = _asked(request, firm)
    agenda = _agenda(request, firm, form)
    audit.record(
        AuditAct.EXPORTED,
        actor=request.user,
        firm=firm,
        detail={"page": "calendar", "form": "ics", "names": firm.mails_may_name_clients},
        request=request,
    )
    worklist = f"{site.BASE_URL}{reverse('planning:worklist')}"
    addresses = {sort.kind: f"{worklist}?kind={sort.kind}" for sort in SORTS.values()}
    return HttpResponse(
        write_agenda(agenda, firm=firm, addresses=addresses),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="worklist.ics"'},
    )


def _asked(request: SignedInRequest, firm: Firm) -> CalendarForm:
    return CalendarForm(
        request.GET,
        teams=teams_for(request.user),
        colleagues=colleagues_for(request.user),
        today=today_of(firm),
    )


def _agenda(request: SignedInRequest, firm: Firm, form: CalendarForm) -> Agenda:
    """Read what happens when, of figures as new as the book's."""
    households, today = households_for(request.user), form.today
    if team := form.asked.get("team"):
        households = households.filter(team=team)
    if bring_up_to_date(households, firm=firm, year=today.year, as_of=today):
        tasks.work_out_book.delay(str(firm.pk), today.year)
    every = read_worklist(households, firm=firm, as_of=today, is_ahead=True)
    lines = every.whose(form.asked.get("who"), user=request.user)
    settings = settings_of(firm)
    return agenda_of(
        [line.item for line in lines],
        firm=firm,
        settings=settings,
        hours=hours_of(firm, settings),
        as_of=today,
    )


def _month(day: date, form: CalendarForm) -> str:
    """Return a month as an address has it, where there is something to see in it."""
    first = day.replace(day=1)
    return f"{first:%Y-%m}" if form.is_known(first) else ""
