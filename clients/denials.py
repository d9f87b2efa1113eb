"""Whoever was signed in and was refused leaves a trace: probing is seen afterwards."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from clients import audit
from clients.access import firm_of
from clients.models import AuditAct


class DenialsMiddleware:
    """Records what somebody may not do, and every row they asked for and may not see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or not request.user.is_authenticated:
            return response
        ids = {name: str(value) for name, value in match.kwargs.items() if isinstance(value, UUID)}
        if response.status_code == 403 or (response.status_code == 404 and ids):
            detail = {"page": match.view_name, "method": request.method, **ids}
            audit.record(
                AuditAct.DENIED,
                actor=request.user,
                firm=firm_of(request.user),
                detail={**detail, "status": response.status_code},
                request=request,
            )
        return response
