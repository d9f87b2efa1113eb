"""What a firm assumes for every household: seen by all who work there, changed by its owners."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients import firms
from clients.access import require_role
from clients.models import Membership, Role
from clients.requests import posted
from clients.services import EditConflict
from planning.forms.firm_assumptions import FirmAssumptionsForm
from planning.reports.plan_page import firm_assumptions_of
from planning.views.book import READERS


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def firm_assumptions(request: HttpRequest) -> HttpResponse:
    """One form; what it leaves empty nobody assumes."""
    to_change = (Role.OWNER,) if request.method == "POST" else READERS
    own = require_role(request.user, *to_change)
    form = FirmAssumptionsForm(posted(request), row=firm_assumptions_of(own.firm))
    may_change = own.role == Role.OWNER
    if request.method == "POST" and form.is_valid() and _saved(own, form):
        messages.success(request, _("Saved. It holds for every household that says nothing else."))
        return redirect("planning:firm_assumptions")
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    context = {"form": form, "may_change": may_change}
    status = 422 if form.errors else 200
    return render(request, "planning/firm_assumptions.html", context, status=status)


def _saved(own: Membership, form: FirmAssumptionsForm) -> bool:
    row, changed = form.filled()
    if not changed:
        return True
    try:
        firms.save_setting(
            actor=own.user,
            firm=own.firm,
            row=row,
            changed=changed,
            revision=form.cleaned_data["revision"] or 0,
        )
    except EditConflict as conflict:
        form.add_error(None, str(conflict))
        return False
    except ValidationError as refusal:
        for name, errors in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
        return False
    return True
