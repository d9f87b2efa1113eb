"""A page that is sent twice makes one household."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from clients.models import Firm, Household, Team
from planning.facts import import_household
from tests.cast import Story

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

    def send() -> None:
        start.wait()
        try:
            household = import_household(
                actor=None, team=team, text=FILE.read_text("utf-8"), request_key=key
            )
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
