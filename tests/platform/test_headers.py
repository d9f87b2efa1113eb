"""Every answer carries the security headers, whoever makes it."""

from __future__ import annotations

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
STATIC_FILE = "/static/django_htmx/htmx-2.min.js"

# name: (status, method, address)
ANSWERS = {
    "page": (200, "GET", "/show/Ana"),
    "page, head": (200, "HEAD", "/show/Ana"),
    "not found": (404, "GET", "/nowhere"),
    "crash": (500, "GET", "/crash"),
    "forbidden": (403, "GET", "/refuse"),
    "bad request": (400, "GET", "/misunderstand"),
    "wrong method": (405, "DELETE", "/show/Ana"),
    "unknown method": (405, "BREW", "/show/Ana"),
    "static file": (200, "GET", STATIC_FILE),
    "static file that is not": (404, "GET", "/static/nothing.css"),
}

pytestmark = [pytest.mark.urls("tests.platform.failing_urls"), pytest.mark.django_db]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def assert_headers(response: HttpResponseBase) -> None:
    assert HEADERS.items() <= dict(response.headers).items()
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert "camera=()" in response["Permissions-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert len(response["X-Request-ID"]) == 32
    response.close()


@pytest.mark.parametrize(("status", "method", "address"), ANSWERS.values(), ids=ANSWERS.keys())
def test_every_kind_of_answer_has_them(
    visitor: Client, status: int, method: str, address: str
) -> None:
    response = visitor.generic(method, address)
    assert response.status_code == status
    assert_headers(response)


def test_a_forged_form_gets_them_too() -> None:
    response = Client(enforce_csrf_checks=True).post("/change")
    assert response.status_code == 403
    assert "Please send the form again" in response.text
    assert_headers(response)


def test_an_unknown_host_gets_them_too(visitor: Client) -> None:
    response = visitor.get("/show/Ana", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert_headers(response)


def test_a_body_above_the_limit_is_refused_unread(visitor: Client, settings) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    assert visitor.post("/show/Ana", {"text": "x" * 100}).status_code == 405
    response = visitor.post("/show/Ana", {"text": "x" * 1001})
    assert response.status_code == 400
    assert "it may be too large" in response.text
    assert_headers(response)


def test_pages_are_never_cached_and_static_files_are(visitor: Client) -> None:
    assert visitor.get("/show/Ana")["Cache-Control"] == "no-store, private"
    static_file = visitor.get(STATIC_FILE)
    assert "max-age" in static_file["Cache-Control"]
    static_file.close()


def test_with_tls_browsers_are_told_to_insist_on_it(settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    redirect = Client().get("/show/Ana")
    assert (redirect.status_code, redirect["Location"]) == (301, "https://testserver/show/Ana")
    assert_headers(redirect)
    page = Client().get("/show/Ana", secure=True)
    assert page["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
