"""The site's addresses, and some that fail in every way a page can."""

from __future__ import annotations

from typing import NoReturn

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe


def crash(request: HttpRequest) -> NoReturn:
    raise ValueError("Jane Roe has $1,234.56")


def refuse(request: HttpRequest) -> NoReturn:
    raise PermissionDenied


def misunderstand(request: HttpRequest) -> NoReturn:
    raise BadRequest


@csrf_protect
def change(request: HttpRequest) -> HttpResponse:
    return HttpResponse("changed")


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
