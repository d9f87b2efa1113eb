from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from planning import services
from planning.models import Letter
from planning.services import letters

COUPLE = (Path(__file__).parent.parent / "examples" / "couple.json").read_text(encoding="utf-8")
PAGES = b"%PDF the pages"
Ask = Callable[..., Any]
ROUTES = ("letter", "letter_status", "letter_file")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "render_letter", lambda document, *, year: PAGES)


@pytest.fixture
def ask(client: Client) -> Ask:
    def ask(household: str = COUPLE, **more: object) -> Any:
        return client.post(reverse("planning:request_letter"), {"household": household, **more})

    return ask


@pytest.fixture
def letter(ask: Ask) -> Letter:
    ask(year=2026)
    return Letter.objects.get()


def url(route: str, letter: Letter) -> str:
    return reverse(f"planning:{route}", args=[letter.pk])


def test_from_the_question_to_the_file(
    client: Client,
    ask: Ask,
    tasks_run_at_once: None,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = ask(year=2026)
    letter = Letter.objects.get()
    assert response.status_code == 302
    assert response.headers["Location"] == url("letter", letter)

    page = client.get(url("letter", letter)).content.decode()
    assert url("letter_file", letter) in page
    assert "hx-get" not in page

    file = client.get(url("letter_file", letter))
    assert file.getvalue() == PAGES
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"] == 'attachment; filename="rmd-letter-2026.pdf"'
    assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert file.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("route", ROUTES)
def test_no_answer_about_a_letter_is_kept_by_a_cache(
    client: Client, letter: Letter, route: str
) -> None:
    services.build_letter(letter.pk)
    response = client.get(url(route, letter))
    response.getvalue()
    assert set(response.headers["Cache-Control"].split(", ")) == {"private", "no-store"}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["get", "head"])
def test_another_browser_cannot_tell_a_letter_from_none(
    client: Client, letter: Letter, route: str, method: str
) -> None:
    services.build_letter(letter.pk)
    own = getattr(client, method)(url(route, letter))
    own.getvalue()
    assert own.status_code in (200, 286)

    stranger = Client()
    foreign = getattr(stranger, method)(url(route, letter))
    missing = getattr(stranger, method)(reverse(f"planning:{route}", args=[uuid4()]))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    assert foreign.headers.keys() == missing.headers.keys()


@pytest.mark.parametrize("route", ROUTES)
def test_an_expired_letter_is_gone_at_once(client: Client, letter: Letter, route: str) -> None:
    services.build_letter(letter.pk)
    Letter.objects.update(expires_at=Now())
    assert client.get(url(route, letter)).status_code == 404


@pytest.mark.parametrize("state", ["queued", "running", "failed"])
def test_there_is_no_file_before_it_is_done(client: Client, letter: Letter, state: str) -> None:
    Letter.objects.update(state=state, error="No.")
    assert client.get(url("letter_file", letter)).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("route", ROUTES)
def test_a_letter_is_only_read(client: Client, letter: Letter, route: str, method: str) -> None:
    assert getattr(client, method)(url(route, letter)).status_code == 405


def test_a_letter_is_asked_for_by_post(client: Client) -> None:
    response = client.get(reverse("planning:request_letter"))
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "This address is where a button sends to." in response.text


def test_the_page_polls_while_it_waits_and_can_be_asked_again_without_scripts(
    client: Client, letter: Letter
) -> None:
    page = client.get(url("letter", letter)).content.decode()
    assert f'hx-get="{url("letter_status", letter)}"' in page
    assert "Waiting for its turn" in page
    assert f'<noscript><p><a class="btn btn-primary" href="{url("letter", letter)}">' in page


def test_the_status_speaks_only_of_what_is_new_and_ends_the_polling(
    client: Client, letter: Letter
) -> None:
    def status(**seen: str) -> Any:
        return client.get(url("letter_status", letter), seen)

    assert "Waiting for its turn" in status().content.decode()
    assert status(seen="Waiting for its turn").status_code == 204
    Letter.objects.update(state="running", step="setting_pages")
    changed = status(seen="Waiting for its turn")
    assert changed.status_code == 200
    assert "Setting the pages" in changed.content.decode()
    Letter.objects.update(state="queued", step="")
    services.build_letter(letter.pk)
    over = status(seen="Setting the pages")
    assert over.status_code == 286
    assert url("letter_file", letter) in over.content.decode()


def test_a_failed_letter_says_why_and_can_be_tried_again(
    client: Client, ask: Ask, letter: Letter
) -> None:
    Letter.objects.update(state="failed", error="This machine lacks a library.")
    response = client.get(url("letter", letter))
    page = response.content.decode()
    assert "This machine lacks a library." in page
    assert f'action="{reverse("planning:request_letter")}"' in page
    again = ask(response.context["letter"].household_text, year=letter.tax_year)
    assert again.status_code == 302
    assert Letter.objects.filter(state="queued").count() == 1


def test_the_year_is_that_of_the_facts_where_none_is_asked_for(
    ask: Ask,
) -> None:
    ask()
    assert Letter.objects.get().tax_year == 2026


@pytest.mark.parametrize(
    ("household", "year"),
    [
        ("", 2026),
        ("{", 2026),
        (json.dumps({"schema": "household/1", "accounts": []}), 2026),
        (COUPLE, "next"),
        (COUPLE, 9999),
        (COUPLE, 99999999999),
        (COUPLE, -5),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    ask: Ask, household: str, year: object
) -> None:
    response = ask(household, year=year)
    assert response.status_code == 422
    assert "This letter cannot be made yet" in response.content.decode()
    assert not Letter.objects.exists()


def test_the_sixth_letter_is_refused_in_a_sentence(ask: Ask) -> None:
    statuses = [ask().status_code for _ in range(6)]
    assert statuses == [302, 302, 302, 302, 302, 422]


def test_a_letter_needs_the_page_it_was_asked_from() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("planning:request_letter"), {"household": COUPLE}).status_code == 403


def test_the_session_holds_a_secret_and_the_row_only_its_hash(
    client: Client, letter: Letter
) -> None:
    (secret,) = client.session.values()
    assert len(secret) >= 43
    assert letter.owner_hash != secret
    assert len(letter.owner_hash) == 64
