"""The site's addresses, and some that fail in every way a page can."""

from __future__ import annotations

from typing import NoReturn

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe


@login_not_required
def crash(request: HttpRequest) -> NoReturn:
    raise ValueError("Jane Roe has $1,234.56")


@login_not_required
def refuse(request: HttpRequest) -> NoReturn:
    raise PermissionDenied


@login_not_required
def misunderstand(request: HttpRequest) -> NoReturn:
    raise BadRequest


@login_not_required
@csrf_protect
def change(request: HttpRequest) -> HttpResponse:
    return HttpResponse("changed")


@login_not_required
@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(f"Hello, {name}.")


urlpatterns = [
    path("crash", crash),
    path("refuse", refuse),
    path("misunderstand", misunderstand),
    path("change", change),
    path("show/<name>", show),
    path("", include("advisorsite.urls")),
]
