"""The page of a custodian's figure: typed, compared, answered, withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from planning.models import CustodianFigure, Task
from tests.cast import Story


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: date(2026, 11, 21))


def page_of(story: Story, year: int = 2026) -> str:
    return reverse("planning:custodian_figure", args=[story.account.pk, year])


def test_a_figure_is_recorded_explained_answered_and_withdrawn(
    story: Story, advisor: Client
) -> None:
    page = page_of(story)
    answer = advisor.post(page, {"amount": "$10,772.73", "source": "letter"}, follow=True)
    shown = answer.content.decode()
    assert "The tables in force until 2021 (22.0) give $10,772.73." in shown
    task = Task.objects.get()
    empty = advisor.post(page, {"form": "answer", "revision": task.revision, "answer": ""})
    assert empty.status_code == 422
    advisor.post(page, {"form": "answer", "revision": task.revision, "answer": "An old table."})
    task.refresh_from_db()
    assert (task.answer, task.done_by) == ("An old table.", story.users["advisor"])
    figure = CustodianFigure.objects.get()
    stale = advisor.post(page, {"form": "withdraw", "revision": 9, "because": "theirs was wrong"})
    assert stale.status_code == 422
    advisor.post(
        page, {"form": "withdraw", "revision": figure.revision, "because": "theirs was wrong"}
    )
    figure.refresh_from_db()
    assert figure.withdrawn_because == "theirs was wrong"
    assert "Put it beside ours" in advisor.get(page).content.decode()


@pytest.mark.parametrize("amount", ["", "-1", "1,5", "much"])
def test_a_figure_that_is_none_is_refused_and_kept(
    story: Story, advisor: Client, amount: str
) -> None:
    answer = advisor.post(page_of(story), {"amount": amount})
    assert answer.status_code == 422
    assert f'value="{amount}"' in answer.content.decode() or not amount
    assert not CustodianFigure.objects.exists()


def test_years_without_tables_have_no_page(story: Story, advisor: Client) -> None:
    for year in (1900, 2028, 2150):
        assert advisor.get(page_of(story, year)).status_code == 404
