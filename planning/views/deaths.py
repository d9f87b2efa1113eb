"""The desk of a death: recorded once, and what follows from it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from clients import audit
from clients.access import To, get_account_or_404, get_person_or_404, households_for, may_edit
from clients.models import AuditAct
from clients.requests import SignedInRequest
from clients.services.inheritance import keeper_of, pass_on
from clients.today import today_of
from planning.engine.errors import EngineError
from planning.facts import gather_facts
from planning.forms.inheritance import DeathForm, same_person
from planning.reports.death_desk import read_death_desk

private = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def death(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Before: the day is asked. After: what was left, who takes it, and what is to be done."""
    to: To = "edit" if request.method == "POST" else "view"
    person = get_person_or_404(request.user, person_id, to=to)
    household = person.household
    may = may_edit(request.user) and household.archived_at is None
    context = {"person": person, "household": household, "may_edit": may, "error": ""}
    if person.died_on is None or request.method == "POST":
        same = same_person(person, households_for(request.user)) if may else []
        typed = request.POST if request.method == "POST" else None
        form = DeathForm(typed, person=person, same=same)
        if typed is not None and form.saved(request.user):
            messages.success(request, _("The death is recorded."))
            return redirect("planning:death", person.pk)
        context |= {"form": form}
        status = 422 if form.errors else 200
        return render(request, "planning/record_death.html", context, status=status)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=person.firm,
        subject=person,
        detail={"household": str(household.pk)},
        request=request,
    )
    try:
        desk = read_death_desk(person, gather_facts(household, as_of=today_of(household.firm)))
    except EngineError as refusal:
        context["error"] = str(refusal)
        return render(request, "planning/death_desk.html", context, status=422)
    return render(request, "planning/death_desk.html", context | {"desk": desk})


@require_POST
@private
def pass_account_on(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Begin the accounts of those who inherit one that was left."""
    account = get_account_or_404(request.user, account_id, to="edit")
    try:
        begun = pass_on(actor=request.user, account=account, keeper=keeper_of(account.household))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("planning:death", account.owner_id)
    text = ngettext("{count} account was begun.", "{count} accounts were begun.", len(begun))
    messages.success(request, text.format(count=len(begun)))
    return redirect("planning:death", account.owner_id)
