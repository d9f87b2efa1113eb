"""The household file: taken away, and put on record as a new household after a look at it."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from clients import audit
from clients.access import get_household_or_404, households_for, require_role, teams_for
from clients.models import AuditAct, Household, Role
from clients.requests import SignedInRequest, posted
from clients.services.once import once
from clients.today import today_of
from planning.engine.household_file import HouseholdFileError
from planning.facts import export_household, import_household
from planning.facts.doubts import doubts_of
from planning.forms.household_import import ImportFileForm, ImportTextForm
from planning.reports.household_list import same_name

private = cache_control(private=True, no_store=True)


@require_safe
@private
def household_file(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Everything on record of a household, in the open format."""
    household = get_household_or_404(request.user, household_id)
    document = export_household(household, as_of=today_of(household.firm))
    audit.record(
        AuditAct.EXPORTED,
        actor=request.user,
        firm=household.firm,
        subject=household,
        request=request,
    )
    name = re.sub(r"[^a-z0-9]+", "-", household.name.lower()).strip("-")[:60] or "household"
    return HttpResponse(
        json.dumps(document, indent=2, ensure_ascii=False),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@private
def import_file(request: SignedInRequest) -> HttpResponse:
    """Choose a file, see what was read, then put it on record: all of it or nothing."""
    own = require_role(request.user, Role.OWNER, Role.ADVISOR, Role.OPERATIONS)
    options: dict[str, Any] = {"teams": teams_for(request.user), "today": today_of(own.firm)}
    form: ImportTextForm | ImportFileForm
    if request.method == "POST" and "household" in request.POST:
        form = ImportTextForm(request.POST, **options)
        if form.is_valid() and (made := _imported(request, form)):
            messages.success(request, _("{name} is on record.").format(name=made))
            return redirect("planning:household", made.pk)
    else:
        form = ImportFileForm(posted(request), request.FILES or None, **options)
        if form.is_valid():
            return _preview(request, form)
    status = 422 if form.errors else 200
    shown = ImportFileForm(**options) if isinstance(form, ImportTextForm) else form
    context = {"form": shown, "refused": form}
    return render(request, "planning/import_household.html", context, status=status)


def _preview(request: SignedInRequest, form: ImportFileForm) -> HttpResponse:
    facts = form.facts
    context = {
        "facts": facts,
        "balances": sum(len(account.year_end_balances) for account in facts.accounts),
        "owners": {person.id: person.name for person in facts.people},
        "same": same_name(households_for(request.user), facts.name or ""),
        "doubts": doubts_of(facts, today=form.today),
        "team": form.cleaned_data["team"],
        "text": form.text,
        "request_key": uuid4(),
    }
    return render(request, "planning/import_preview.html", context)


def _imported(request: SignedInRequest, form: ImportTextForm) -> Household | None:
    team = form.cleaned_data["team"]
    try:
        return once(
            team.firm,
            form.sending,
            lambda: import_household(
                actor=request.user,
                team=team,
                text=form.text,
                records_begin_on=today_of(team.firm),
            ),
        )
    except HouseholdFileError as error:
        form.add_error(None, str(error))
        return None
