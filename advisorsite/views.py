"""Two addresses for monitors, and what is said where something broke.

None of them opens a session or says anything about anybody.
"""

from __future__ import annotations

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
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


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke; where it is the database that is away, that it comes back."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        away = HttpResponse(render_to_string("503.html"), status=503)
        away["Retry-After"] = "30"
        return away
    return HttpResponse(render_to_string("500.html"), status=500)
