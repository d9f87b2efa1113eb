"""Every address, every method, everybody: the answer is in `permission_table.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.template import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clients.models import AuditEvent
from planning.access import SESSION_KEY
from tests.cast import CAST, Story, arrive
from tests.objects import OBJECTS, SECRET

Row = dict[str, Any]

TABLE = tomllib.loads(
    (Path(__file__).resolve().parents[1] / "permission_table.toml").read_text(encoding="utf-8")
)
ROWS: list[Row] = TABLE["row"]
GROUPS: dict[str, list[str]] = TABLE["groups"]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ASKER = "asker"
EVERYBODY = (*CAST, ASKER)
SIGN_IN_FIRST = 302
PARTS = 8  # of the table, for as many processes as there may be


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)


def address_of(row: Row, story: Story, *, is_missing: bool = False) -> str:
    """Return the address that a row of this or another table is about, making its object."""
    arguments = {}
    for name, value in row.get("arguments", {}).items():
        if value in OBJECTS:
            value = uuid4() if is_missing else OBJECTS[value](story)
        arguments[name] = value
    return reverse(row["address"], kwargs=arguments)


def has_object(row: Row) -> bool:
    return any(value in OBJECTS for value in row.get("arguments", {}).values())


def people(named: str | list[str]) -> list[str]:
    """Return everybody a line means by the names of people and groups."""
    names = [named] if isinstance(named, str) else named
    return [person for name in names for person in GROUPS.get(name, [name])]


def line_of(row: Row, method: str) -> dict[str, Any]:
    """Return the statuses of a method, and who gets each."""
    nothing_here = {"405": "everybody" if row.get("public") else "signed_in"}
    other: dict[str, Any] = row.get("OTHER", nothing_here)
    line: dict[str, Any] = row.get("GET" if method == "HEAD" else method, other)
    return line


def answers(row: Row, method: str) -> dict[str, int]:
    """Return everybody's answer."""
    found: dict[str, int] = {}
    for status, named in line_of(row, method).items():
        for person in people(named):
            assert person not in found, f"{row['address']} {method} has two answers for {person}"
            found[person] = int(status)
    if not row.get("public"):
        found = dict.fromkeys(GROUPS["signed_out"], SIGN_IN_FIRST) | found
    return found


def asked(row: Row, method: str) -> Iterator[tuple[str, int]]:
    """Return who is asked, and what the answer has to be.

    What a row names is asked by everybody. HEAD runs the code of GET, and a method no row names
    stops before anybody's rights are looked at: there, one person of each answer speaks for the
    others, another one in every row.
    """
    if method in row or (method != "HEAD" and "OTHER" in row):
        yield from answers(row, method).items()
    else:
        yield from one_of_each(row, method)


def one_of_each(row: Row, method: str) -> Iterator[tuple[str, int]]:
    """Return one person of each answer, another one in every row."""
    everybody = answers(row, method)
    turn = ROWS.index(row) + METHODS.index(method)
    for status in sorted(set(everybody.values())):
        alike = [person for person, answer in everybody.items() if answer == status]
        yield alike[turn % len(alike)], status


def browser_of(person: str, story: Story) -> Client:
    if person != ASKER:
        return arrive(story, person)
    client = Client()
    session = client.session
    session[SESSION_KEY] = SECRET
    session.save()
    return client


def ask(browser: Client, method: str, address: str) -> Any:
    """Return the answer to an empty form, and leave everything as it was."""
    cache.clear()  # nobody has tried before
    cookies = deepcopy(browser.cookies)
    with rolled_back():
        response = browser.generic(
            method, address, content_type="application/x-www-form-urlencoded"
        )
        if response.streaming:
            response.getvalue()  # closes the file
    browser.cookies = cookies
    return response


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def shown(response: Any) -> bytes:
    """Return a page without the token that is another at every look."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def name_of(row: Row) -> str:
    return f"{row['address']} {row['object']}" if "object" in row else str(row["address"])


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {row["address"] for row in ROWS} == set(addresses(get_resolver()))


def test_every_row_answers_everybody_for_every_method() -> None:
    assert set(GROUPS["everybody"]) == set(EVERYBODY)
    assert set(GROUPS["everybody"]) == {*GROUPS["signed_in"], *GROUPS["signed_out"]}
    gaps = {
        (name_of(row), method): set(EVERYBODY) ^ answers(row, method).keys()
        for row in ROWS
        for method in METHODS
    }
    assert {key: gap for key, gap in gaps.items() if gap} == {}


@pytest.fixture
def browsers(story: Story, monkeypatch: pytest.MonkeyPatch) -> dict[str, Client]:
    """Everybody's, signed in once for many rows: no request leaves anything behind."""
    # Of the pages only what is sent counts: nobody asks with what their templates were filled.
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
    return {person: browser_of(person, story) for person in EVERYBODY}


@pytest.mark.one_database
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_the_answer_in_the_table(
    part: int, story: Story, browsers: dict[str, Client]
) -> None:
    """And what may not be seen looks like what is not there."""
    wrong = {}
    for row in ROWS[part::PARTS]:
        with rolled_back():
            there, missing = address_of(row, story), address_of(row, story, is_missing=True)
            for method in METHODS:
                for person, expected in asked(row, method):
                    answer = ask(browsers[person], method, there)
                    if answer.status_code != expected:
                        wrong[name_of(row), method, person] = f"{answer.status_code}"
                    elif has_object(row) and is_looked_for(row, method, person):
                        lost = ask(browsers[person], method, missing)
                        if complaint := unlike_nothing(answer, lost):
                            wrong[name_of(row), method, person] = complaint
    assert wrong == {}


def is_looked_for(row: Row, method: str, person: str) -> bool:
    """Whether a person is asked also for what is not there.

    The object is looked for before a form is: there, one person of each answer is enough.
    """
    if method == "POST":
        return person in dict(one_of_each(row, method))
    return method == "GET"


def unlike_nothing(answer: Any, lost: Any) -> str:
    """Say what gives away that something is there, if anything does."""
    # A role or a method may be refused before anything is looked for.
    refused = answer.status_code if answer.status_code in (SIGN_IN_FIRST, 403, 405) else 404
    if lost.status_code not in (404, refused):
        return f"{lost.status_code} for what is not there"
    if answer.status_code == 404 and shown(answer) != shown(lost):
        return "another page for what is not there"
    return ""


def test_asking_leaves_nothing_behind(story: Story, browsers: dict[str, Client]) -> None:
    for person, status in (("stranger", 403), ("owner", 200), ("owner", 200)):
        assert ask(browsers[person], "GET", reverse("clients:audit")).status_code == status
    assert not AuditEvent.objects.exists()
