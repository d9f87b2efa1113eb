"""Views of the book that users keep: of their own, by address, under one name each."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import AuditEvent
from planning.models import SavedView
from tests.cast import Story, sign_in

BOOK, VIEWS = reverse("planning:book"), reverse("planning:saved_views")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: date(2026, 11, 21))


def kept(story: Story, name: str = "Mornings", query: str = "q=Doe&view=owes") -> SavedView:
    return SavedView.objects.create(
        firm=story.firm, user=story.users["advisor"], name=name, query=query
    )


def test_what_was_asked_is_kept_and_offered_among_the_views(story: Story, advisor: Client) -> None:
    page = advisor.get(BOOK, {"q": "Doe", "view": "owes"}).content.decode()
    assert f"{VIEWS}?q=Doe&amp;view=owes" in page
    answer = advisor.post(f"{VIEWS}?q=Doe&view=owes", {"name": "  Each   morning "})
    assert (answer.status_code, answer["Location"]) == (302, f"{BOOK}?q=Doe&view=owes")
    page = advisor.get(answer["Location"]).content.decode()
    assert "Each morning</a>" in page
    assert "Keep as a view" not in page  # it is one
    assert page.count('<li><a class="own"') == 1
    (event,) = AuditEvent.objects.filter(object_type="savedview")
    assert event.act == "created"
    assert "morning" not in str(event.detail)


def test_only_what_the_book_understands_is_kept(story: Story, advisor: Client) -> None:
    asked = "q=Doe&view=nonsense&status=missed&year=2026&page=9&due_before=12/31/2026&next=//evil"
    advisor.post(f"{VIEWS}?{asked}", {"name": "One"})
    assert SavedView.objects.get().query == "q=Doe&status=missed&due_before=2026-12-31"
    advisor.post(f"{VIEWS}?year=2025", {"name": "Two"})
    assert SavedView.objects.get(name="Two").query == "year=2025"


def test_the_book_as_it_opens_is_no_view_to_keep(story: Story, advisor: Client) -> None:
    answer = advisor.post(f"{VIEWS}?view=all&year=2026", {"name": "Everyone"})
    assert answer.status_code == 422
    assert "everyone is a view already" in answer.content.decode()
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["Mornings", "mornings", " MORNINGS "])
def test_a_name_stands_once_for_each_user(story: Story, advisor: Client, name: str) -> None:
    kept(story)
    with transaction.atomic():
        answer = advisor.post(f"{VIEWS}?q=Roe", {"name": name})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "You have a view of this name" in page
    assert f'value="{name}"' in page
    teammate = sign_in(story.users["teammate"])
    assert teammate.post(f"{VIEWS}?q=Roe", {"name": name}).status_code == 302


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_name_is_there_and_short(story: Story, advisor: Client, name: str) -> None:
    assert advisor.post(f"{VIEWS}?q=Roe", {"name": name}).status_code == 422
    assert not SavedView.objects.exists()


def test_a_view_is_renamed_and_removed(story: Story, advisor: Client) -> None:
    view = kept(story)
    kept(story, "Evenings")
    address = reverse("planning:saved_view", args=[view.pk])
    assert 'value="Mornings"' in advisor.get(address).content.decode()
    assert advisor.post(address, {"name": "evenings"}).status_code == 422
    assert advisor.post(address, {"name": "MORNINGS"}).status_code == 302  # its own, louder
    view.refresh_from_db()
    assert view.name == "MORNINGS"
    removed = advisor.post(reverse("planning:remove_view", args=[view.pk]), follow=True)
    assert "MORNINGS is removed." in removed.content.decode()
    assert [v.name for v in SavedView.objects.all()] == ["Evenings"]


def test_nobody_sees_anothers_views(story: Story) -> None:
    kept(story)
    page = sign_in(story.users["owner"]).get(BOOK).content.decode()
    assert "Mornings" not in page


def test_there_is_an_end_to_keeping(story: Story, advisor: Client) -> None:
    for number in range(50):
        kept(story, f"View {number}")
    answer = advisor.post(f"{VIEWS}?q=Doe", {"name": "One more"})
    assert answer.status_code == 422
    assert "Remove one first" in answer.content.decode()
