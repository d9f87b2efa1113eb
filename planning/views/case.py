"""The case of one household: shown, and taken away as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from planning.engine.errors import EngineError
from planning.forms import HouseholdFileForm, HouseholdForm, HouseholdTextForm, OwnerForm
from planning.reports.case_years import case_document
from planning.reports.charts import chart_context
from planning.reports.context import read_case
from planning.reports.files import FILES
from planning.views.calculator import doors

DEMO: Path = settings.BASE_DIR / "static" / "demo" / "household.json"
private = cache_control(private=True, no_store=True)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@private
def case(request: HttpRequest) -> HttpResponse:
    """Work the case out and show it; posted, so that no address ever holds a birth date."""
    if request.method != "POST":
        return redirect("planning:calculator")
    form = _form(request)
    document = _document(form)
    if document is None:
        return doors(request, refused=form)
    shown = read_case(document, year=form.distribution_year)
    context = {"case": shown, "household_text": form.text, **chart_context(shown)}
    return render(request, "planning/case.html", context)


@login_not_required
@require_POST
@private
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand the case over as a file."""
    if kind not in FILES:
        raise Http404
    form = HouseholdTextForm(request.POST, today=timezone.localdate())
    document = _document(form)
    if document is None:
        return doors(request, refused=form)
    write, content_type = FILES[kind]
    name = f"required-distributions-{form.distribution_year}.{kind}"
    return HttpResponse(
        write(document),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _form(request: HttpRequest) -> HouseholdForm:
    """Return what came through one of the doors, or from a button of a case."""
    today = timezone.localdate()
    door = request.POST.get("door")
    if door == "owner":
        return OwnerForm(request.POST, today=today)
    if door == "file":
        return HouseholdFileForm(request.POST, request.FILES, today=today)
    if door == "demo":
        return HouseholdTextForm({"household": DEMO.read_text(encoding="utf-8")}, today=today)
    return HouseholdTextForm(request.POST, today=today)


def _document(form: HouseholdForm) -> dict[str, Any] | None:
    """Return the worked case, or None with the reason among the form's errors."""
    if not form.is_valid():
        return None
    try:
        return case_document(form.facts, year=form.distribution_year)
    except EngineError as error:
        form.add_error(None, str(error))
        return None
