"""Where every address of the site begins."""

from __future__ import annotations

from django.urls import include, path

from advisorsite import views

handler500 = views.server_error

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("planning.urls")),
    path("", include("clients.urls")),
    path("", include("clients.urls_sign_in")),
]
