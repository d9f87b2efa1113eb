"""The settings of a firm: seen by everybody who works there, changed by its owners."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import firms
from clients.access import get_custodian_or_404, get_holiday_or_404, require_role
from clients.forms.firm import CustodianForm, FirmForm, HolidayForm
from clients.models import Custodian, Holiday, Role
from clients.requests import posted
from clients.services import EditConflict
from clients.views.staff import STAFF, form_page


@require_http_methods(["GET", "HEAD", "POST"])
def firm(request: HttpRequest) -> HttpResponse:
    """All settings on one page; the owner's form writes those of the firm itself."""
    to_change = (Role.OWNER,) if request.method == "POST" else STAFF
    membership = require_role(request.user, *to_change)
    form = FirmForm(posted(request), request.FILES or None, instance=membership.firm)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect("clients:firm")
    context = {
        "form": form,
        "custodians": firms.custodians_of(membership.firm),
        "holidays": firms.holidays_of(membership.firm),
        "may_change": membership.role == Role.OWNER,
    }
    return render(request, "clients/firm.html", context, status=422 if form.errors else 200)


@require_safe
def logo(request: HttpRequest) -> HttpResponse | FileResponse:
    """The firm's picture, for the people of the firm."""
    picture = require_role(request.user, *STAFF).firm.logo
    if not picture:
        raise Http404
    kind = "image/png" if str(picture.name).endswith(".png") else "image/jpeg"
    return FileResponse(picture.open(), content_type=kind)


@require_http_methods(["GET", "HEAD", "POST"])
def new_custodian(request: HttpRequest) -> HttpResponse:
    require_role(request.user, Role.OWNER)
    form = CustodianForm(posted(request), instance=Custodian())
    return _answered(request, form, _("A new custodian"))


@require_http_methods(["GET", "HEAD", "POST"])
def custodian(request: HttpRequest, custodian_id: UUID) -> HttpResponse:
    row = get_custodian_or_404(request.user, custodian_id, Role.OWNER)
    return _answered(request, CustodianForm(posted(request), instance=row), str(row))


@require_http_methods(["GET", "HEAD", "POST"])
def new_holiday(request: HttpRequest) -> HttpResponse:
    require_role(request.user, Role.OWNER)
    form = HolidayForm(posted(request), instance=Holiday())
    return _answered(request, form, _("A new holiday"))


@require_POST
def remove_holiday(request: HttpRequest, holiday_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    holiday = get_holiday_or_404(request.user, holiday_id, Role.OWNER)
    firms.remove_holiday(actor=actor, holiday=holiday)
    return redirect("clients:firm")


def _answered(request: HttpRequest, form: ModelForm[Any], title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect("clients:firm")
    context = {"form": form, "title": title, "button": _("Save"), "back": "clients:firm"}
    return form_page(request, context)


def _saved(request: HttpRequest, form: ModelForm[Any]) -> bool:
    own = require_role(request.user, Role.OWNER)
    row = form.save(commit=False)
    try:
        firms.save_setting(
            actor=own.user,
            firm=own.firm,
            row=row,
            changed=[name for name in form.changed_data if name != "revision"],
            revision=form.cleaned_data.get("revision") or 0,
        )
    except EditConflict as conflict:
        form.add_error(None, str(conflict))
        return False
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True
