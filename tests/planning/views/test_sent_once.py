"""A page that is sent twice is acted on once."""

from __future__ import annotations

import json
import re
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F, Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import (
    Account,
    Beneficiary,
    Document,
    Firm,
    Household,
    Invitation,
    Marriage,
    Payment,
    Person,
    SentForm,
    Team,
)
from clients.services.once import once
from planning.facts import import_household
from tests.cast import Story, arrive

IMPORT = reverse("planning:import_household")
NEW = reverse("planning:new_household")
FILE = Path("tests/examples/couple.json")
TYPED = {"name": "Rivera", "name_1": "Ana Rivera", "born_on_1": "05/10/1953"}


def fields_of(page: bytes) -> dict[str, str]:
    """Return what the hidden fields of a page would send."""
    hidden = r'<input type="hidden" name="(request_key|revision)" value="([^"]*)"'
    return dict(re.findall(hidden, page.decode()))


def previewed(browser: Client, story: Story) -> dict[str, str]:
    file = SimpleUploadedFile("file.json", FILE.read_bytes())
    team = str(story.team.pk)
    page = browser.post(IMPORT, {"team": team, "file": file})
    return {**fields_of(page.content), "team": team, "household": FILE.read_text("utf-8")}


# What is typed on each page that adds something, and what else could have been.
ADDING: dict[str, tuple[type[Model], dict[str, Any], dict[str, Any]]] = {
    "new_person": (Person, {"name": "Ann Doe", "born_on": "05/10/1990"}, {"name": "Bea Doe"}),
    "new_marriage": (Marriage, {}, {"from_on": "05/10/1999"}),
    "new_account": (Account, {"kind": "roth_ira", "name": "Roth"}, {"name": "Other Roth"}),
    "new_beneficiary": (Beneficiary, {"entity": "Red Cross", "percent": "50"}, {"percent": "25"}),
    "new_document": (Document, {}, {}),
    "record_payment": (
        Payment,
        {"amount": "100", "paid_on": "03/02/2026", "kind": "cash", "record": "yes"},
        {"amount": "200"},
    ),
    "invite": (
        Invitation,
        {"email": "new@cast.example", "role": "advisor"},
        {"email": "newer@cast.example"},
    ),
}


@pytest.mark.parametrize("adding", ADDING)
def test_a_page_sent_twice_adds_one_row_and_typed_anew_another(adding: str, story: Story) -> None:
    model, typed, otherwise = ADDING[adding]
    browser, address = arrive(story, "owner"), address_of_page(adding, story)
    sam = Person.objects.create(
        firm=story.firm, household=story.household, key="sam", name="Sam", is_member=False
    )
    sent = {
        "owner": story.person.pk,
        "one": story.person.pk,
        "other": sam.pk,
        "account": story.account.pk,
        **fields_of(browser.get(address).content),
        **typed,
    }
    before = model._default_manager.count()
    first, second = (
        made(browser.post(address, {**sent, **a_file(adding, b"Account,Balance\n1,2\n")}))
        for _ in range(2)
    )
    assert first == second
    assert model._default_manager.count() == before + 1
    anew = browser.post(address, {**sent, **otherwise, **a_file(adding, b"Account,Balance\n1,3\n")})
    if adding == "new_marriage":  # nobody is in two at once
        assert anew.status_code == 422
    else:
        made(anew)
        assert model._default_manager.count() == before + 2


def test_a_change_sent_twice_is_no_conflict_with_oneself(story: Story, advisor: Client) -> None:
    address = reverse("planning:edit_person", args=[story.person.pk])
    sent = fields_of(advisor.get(address).content) | {"name": "Pat Roe", "born_on": "05/10/1950"}
    for _ in range(2):
        made(advisor.post(address, {**sent, "is_member": "on"}))
    assert Person.objects.get(pk=story.person.pk).revision == 2
    assert advisor.post(address, {**sent, "name": "Pat Poe"}).status_code == 422


def test_a_page_is_forgotten_after_a_week(story: Story) -> None:
    key = uuid4()

    def rename() -> Person:
        Person.objects.filter(pk=story.person.pk).update(revision=F("revision") + 1)
        return story.person

    for _ in range(2):
        once(story.firm, key, rename)
    SentForm.objects.update(created_at=timezone.now() - timedelta(days=8))
    once(story.firm, uuid4(), rename)
    assert not SentForm.objects.filter(key=key).exists()
    assert Person.objects.get(pk=story.person.pk).revision == 3


def address_of_page(adding: str, story: Story) -> str:
    arguments: dict[str, list[Any]] = {
        "invite": [],
        "new_beneficiary": [story.account.pk],
        "record_payment": [story.household.pk, 2026],
    }
    app = "clients" if adding == "invite" else "planning"
    return reverse(f"{app}:{adding}", args=arguments.get(adding, [story.household.pk]))


def a_file(adding: str, content: bytes) -> dict[str, Any]:
    if adding != "new_document":
        return {}
    return {"file": SimpleUploadedFile("a.csv", content)}


def made(answer: Any) -> str:
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_preview_put_on_record_twice_is_one_household(story: Story, advisor: Client) -> None:
    before = Household.objects.count()
    preview = previewed(advisor, story)
    first, second = (made(advisor.post(IMPORT, preview)) for _ in range(2))
    assert first == second
    assert Household.objects.count() == before + 1
    other = made(advisor.post(IMPORT, previewed(advisor, story)))  # looked at again: meant so
    assert other != first
    assert Household.objects.count() == before + 2


def test_a_new_household_saved_twice_is_one(story: Story, advisor: Client) -> None:
    typed = {**TYPED, **fields_of(advisor.get(NEW).content), "team": str(story.team.pk)}
    refused = advisor.post(NEW, {**typed, "born_on_1": ""})
    assert fields_of(refused.content)["request_key"] == typed["request_key"]
    first, second = (made(advisor.post(NEW, typed)) for _ in range(2))
    assert first == second
    assert Household.objects.filter(name="Rivera").count() == 1


def test_the_key_of_another_firm_makes_and_shows_nothing_of_it(
    story: Story, advisor: Client, stranger: Client
) -> None:
    preview = previewed(advisor, story)
    first = made(advisor.post(IMPORT, preview))
    birch = Team.objects.get(firm__name="Birch Wealth")
    second = made(stranger.post(IMPORT, {**preview, "team": str(birch.pk)}))
    assert second != first
    assert Household.objects.filter(firm=birch.firm).count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_it_at_once_one_makes_the_household() -> None:
    firm = Firm.objects.create(name="A firm")
    team = Team.objects.create(firm=firm, name="First team")
    start, found = threading.Barrier(8), []
    key = firm.pk  # any id will do

    def make() -> Household:
        return import_household(actor=None, team=team, text=FILE.read_text("utf-8"))

    def send() -> None:
        start.wait()
        try:
            household = once(firm, key, make)
            found.append(household.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert {*found} == {Household.objects.get(firm=firm).pk}


def test_the_preview_says_what_is_unusual_about_the_payments(story: Story, advisor: Client) -> None:
    document = json.loads(FILE.read_text("utf-8"))
    account = document["accounts"][0]["id"]
    paid = {"account": account, "paid_on": f"{document['as_of'][:4]}-01-05", "amount": "12.34"}
    for payments, unusual in (([paid], False), ([paid, paid], True)):
        text = json.dumps(document | {"distributions": payments})
        file = SimpleUploadedFile("file.json", text.encode())
        page = advisor.post(IMPORT, {"team": str(story.team.pk), "file": file}).content.decode()
        assert ("the same amount and day twice" in page) is unusual
