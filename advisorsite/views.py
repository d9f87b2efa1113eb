"""Two addresses for monitors. They open no session, and say nothing about anybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from advisorsite import health

PLAIN = "text/plain; charset=utf-8"


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process lives; whoever restarts processes asks here."""
    return HttpResponse("ok\n", PLAIN)


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say what works and what does not; whoever calls a person at night asks here."""
    found = health.findings()
    status = 503 if any(finding.problem for finding in found) else 200
    return HttpResponse("".join(f"{finding}\n" for finding in found), PLAIN, status=status)
