"""What allauth's own pages leave to us."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse


@login_not_required
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Nobody signs up. allauth asks for the address when it answers an unknown one."""
    raise Http404
