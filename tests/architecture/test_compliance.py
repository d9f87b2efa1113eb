"""Compliance sees everything of the firm and changes nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test import Client
from lxml.html import document_fromstring  # type: ignore[import-untyped]  # no types

from clients.models import AuditEvent, Firm, FirmRow
from planning.models import SavedView
from tests.architecture.test_permissions import (
    ROWS,
    address_of,
    answers,
    ask,
    name_of,
    rolled_back,
)
from tests.cast import Story

# What anybody signed in does for themselves: the calculator, which keeps nothing of the firm, the
# own sign-in, and views of the book that nobody else sees.
FOR_THEMSELVES = {
    "planning:case",
    "planning:export",
    "planning:my_calendar",
    "planning:revoke_feed",
    "planning:request_letter",
    "planning:saved_views",
    "clients:accept_invitation",
    "clients:change_address",
    "clients:keep_second_factor",
    "clients:switch_letter_keys",
    "usersessions_list",
}
THEIR_OWN = (SavedView, AuditEvent)
Stored = dict[str, list[Any]]


def _stored() -> Stored:
    """Return every row of every firm as the database has it, but for what is somebody's own."""
    stored: list[type[Model]] = [
        model
        for model in apps.get_models()
        if issubclass(model, Firm | FirmRow) and model not in THEIR_OWN
    ]
    with connection.cursor() as cursor:
        rows = {}
        for table, key in ((m._meta.db_table, m._meta.pk.column) for m in stored):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')
            rows[table] = cursor.fetchall()
        return rows


def _filled(page: Any) -> dict[str, str]:
    """Return what the forms of a page would send, their buttons among it."""
    if page.streaming:
        page.getvalue()  # closes the file
        return {}
    if page.status_code != 200 or "html" not in page["Content-Type"]:
        return {}
    typed: dict[str, str] = {}
    for form in document_fromstring(page.content).forms:
        if form.method.upper() == "POST":
            typed |= dict(form.form_values())
            typed |= {b.get("name"): b.get("value", "") for b in form.xpath(".//button[@name]")}
    return typed


@pytest.mark.one_database
def test_no_form_of_anybody_else_is_taken_from_compliance(
    story: Story, owner: Client, compliance: Client
) -> None:
    wrong = []
    for row in ROWS:
        allauths = row["address"].startswith(("account_", "mfa_"))
        if allauths or row["address"] in FOR_THEMSELVES:
            continue
        with rolled_back():
            address = address_of(row, story)
            posts = answers(row, "POST")["owner"] != 405
            typed = _filled(owner.get(address)) if posts else {}
            before = _stored()
            for method in ("post", "put", "patch", "delete"):
                status = getattr(compliance, method)(
                    address, typed or {"revision": "1"}
                ).status_code
                if status not in (403, 404, 405):
                    wrong.append((name_of(row), method, status))
            if _stored() != before:
                wrong.append((name_of(row), "any", 0))
    assert wrong == []


def test_what_they_do_for_themselves_changes_nothing_of_the_firm(
    story: Story, compliance: Client
) -> None:
    for row in ROWS:
        if row["address"] in FOR_THEMSELVES - {"clients:accept_invitation"}:
            with rolled_back():
                address = address_of(row, story)
                before = _stored()
                ask(compliance, "POST", address)
                assert _stored() == before, name_of(row)


def test_every_page_to_read_that_an_owner_sees_they_see(story: Story) -> None:
    """A page that only shows takes no form: nobody there can do anything but read."""
    unseen = [
        name_of(row)
        for row in ROWS
        if answers(row, "POST")["owner"] == 405
        and answers(row, "GET")["owner"] == 200
        and answers(row, "GET")["compliance"] != 200
    ]
    assert unseen == []
