"""The audit log of a firm, for who answers for it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit as chain
from clients.access import require_role
from clients.audit_log import csv_lines, found_events, verified
from clients.forms.audit import AuditFilterForm
from clients.models import AuditAct, Role
from clients.requests import SignedInRequest

PER_PAGE = 50
private = cache_control(private=True, no_store=True)


@require_safe
@private
def audit(request: SignedInRequest) -> HttpResponse:
    """What was done in the firm, the latest first; looking is an act as well."""
    firm = require_role(request.user, Role.OWNER, Role.COMPLIANCE).firm
    form = AuditFilterForm(request.GET, firm=firm)
    form.is_valid()
    detail = {"page": "audit", **_filters(form)}
    chain.record(AuditAct.READ, actor=request.user, firm=firm, detail=detail, request=request)
    context = {
        "firm": firm,
        "form": form,
        "page": Paginator(found_events(firm, form), PER_PAGE).get_page(request.GET.get("page")),
        "problems": verified(firm, is_asked=request.GET.get("verify") == "yes"),
    }
    return render(request, "clients/audit.html", context)


@require_safe
@private
def audit_export(request: SignedInRequest) -> HttpResponseBase:
    """What the filters find, as a file for a spreadsheet."""
    firm = require_role(request.user, Role.OWNER, Role.COMPLIANCE).firm
    form = AuditFilterForm(request.GET, firm=firm)
    if not form.is_valid():
        return redirect(reverse("clients:audit", query=request.GET))
    events = found_events(firm, form)
    detail = {"page": "audit", **_filters(form), "rows": events.count()}
    chain.record(AuditAct.EXPORTED, actor=request.user, firm=firm, detail=detail, request=request)
    name = f"audit-{timezone.localdate()}.csv"
    return StreamingHttpResponse(
        csv_lines(events),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _filters(form: AuditFilterForm) -> dict[str, list[str]]:
    names = sorted(name for name, value in form.cleaned_data.items() if value)
    return {"filters": names} if names else {}
