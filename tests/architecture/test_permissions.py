"""Every address, every method, every kind of person: the answer is in `permission_table.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from planning.access import SESSION_KEY, letter_owner
from planning.models import Letter

TABLE = Path(__file__).resolve().parents[1] / "permission_table.toml"
ROWS: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["row"]
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

SECRET = "the secret in the asker's session"


def a_letter() -> str:
    """A finished letter of the asker."""
    session = SessionStore()
    session[SESSION_KEY] = SECRET
    letter = Letter.objects.create(
        owner_hash=letter_owner(session),
        tax_year=2026,
        language="en",
        state=Letter.State.DONE,
        file=default_storage.save("letters/a-letter.pdf", ContentFile(b"%PDF-1.7")),
        sha256="0" * 64,
        size=8,
        expires_at=timezone.now() + timedelta(hours=1),
    )
    return str(letter.pk)


def asker(client: Client) -> None:
    session = client.session
    session[SESSION_KEY] = SECRET
    session.save()


# How each kind of person, a column of the table, comes to the site.
CAST: dict[str, Callable[[Client], None]] = {"nobody": lambda client: None, "asker": asker}

# What the arguments of a row stand for.
OBJECTS: dict[str, Callable[[], str]] = {"a-letter": a_letter}

CASES = [
    pytest.param(
        row, person, method, id=f"{row['address']}-{row.get('object', '')}-{person}-{method}"
    )
    for number, row in enumerate(ROWS, start=1)
    for person in CAST
    for method in sorted(METHODS)
]


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)


def address_of(row: dict[str, Any]) -> str:
    """Return the address that a row of this or another table is about, making its object."""
    arguments = {
        name: OBJECTS[value]() if value in OBJECTS else value
        for name, value in row.get("arguments", {}).items()
    }
    return reverse(row["address"], kwargs=arguments)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {row["address"] for row in ROWS} == set(addresses(get_resolver()))


def test_every_row_answers_for_every_person_and_method() -> None:
    gaps = {
        (row["address"], person): METHODS ^ row.get(person, {}).keys()
        for row in ROWS
        for person in CAST
    }
    assert not any(gaps.values()), gaps


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "person", "method"), CASES)
def test_the_answer_is_the_one_in_the_table(row: dict[str, Any], person: str, method: str) -> None:
    address = address_of(row)
    client = Client()
    CAST[person](client)
    response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
    response.close()
    assert response.status_code == row[person][method]
