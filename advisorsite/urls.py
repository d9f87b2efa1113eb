"""Where every address of the site begins."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("planning.urls")),
    path("", include("clients.urls")),
    path("", include("clients.urls_sign_in")),
]
