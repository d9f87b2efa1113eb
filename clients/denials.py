"""Whoever was signed in and was refused leaves a trace: probing is seen afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from clients import audit
from clients.access import firm_of
from clients.models import (
    Account,
    AuditAct,
    Beneficiary,
    Document,
    Firm,
    Household,
    Marriage,
    Payment,
    Person,
    YearEndBalance,
)

# Whose household an id in an address leads to, so that its trail has the refusals too. What lies
# above this package adds its own rows when it is ready.
HOUSEHOLD_OF: dict[str, tuple[type[Model], str]] = {
    "household_id": (Household, "pk"),
    "person_id": (Person, "household"),
    "marriage_id": (Marriage, "household"),
    "document_id": (Document, "household"),
    "account_id": (Account, "household"),
    "balance_id": (YearEndBalance, "account__household"),
    "beneficiary_id": (Beneficiary, "account__household"),
    "payment_id": (Payment, "account__household"),
}


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
            firm = firm_of(request.user)
            audit.record(
                AuditAct.DENIED,
                actor=request.user,
                firm=firm,
                detail={**detail, **_household(firm, ids), "status": response.status_code},
                request=request,
            )
        return response


def _household(firm: Firm | None, ids: Mapping[str, str]) -> dict[str, str]:
    """Return the household that was asked for, where it is one of the person's own firm."""
    for name in HOUSEHOLD_OF.keys() & ids.keys():
        model, path = HOUSEHOLD_OF[name]
        rows = model._default_manager.filter(firm=firm, pk=ids[name])
        if found := rows.values_list(path, flat=True).first():
            return {"household": str(found)}
    return {}
