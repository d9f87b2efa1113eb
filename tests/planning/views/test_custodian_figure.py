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


def sheet_of(story: Story) -> str:
    return reverse("planning:figure_sheet", args=[story.household.pk, 2026])


def typed(story: Story, amount: str, seen: str = "", because: str = "") -> dict[str, str]:
    name = story.account.pk.hex
    return {f"amount_{name}": amount, f"seen_{name}": seen, "because": because}


def test_figures_are_typed_one_below_the_other_and_corrected_with_a_reason(
    story: Story, advisor: Client
) -> None:
    page = sheet_of(story)
    assert "$10,000.00" in advisor.get(page).content.decode()  # ours, before anything is typed
    shown = advisor.post(page, typed(story, "10,772.73"), follow=True).content.decode()
    assert "$772.73 from ours" in shown
    first = CustodianFigure.objects.get()
    mark = f"{first.pk}:{first.revision}"
    unsaid = advisor.post(page, typed(story, "10,000.00", mark))
    assert (unsaid.status_code, CustodianFigure.objects.count()) == (422, 1)
    assert advisor.post(page, typed(story, "10,000.00", mark, "misread")).status_code == 302
    first.refresh_from_db()
    assert first.withdrawn_because == "misread"
    assert not Task.objects.filter(done_at=None).exists()
    again = advisor.post(page, typed(story, "9,000.00", mark, "misread"))
    assert "Somebody changed this figure meanwhile" in again.content.decode()
    assert CustodianFigure.objects.count() == 2
    last = CustodianFigure.objects.get(withdrawn_at=None)
    advisor.post(page, typed(story, "", f"{last.pk}:{last.revision}", "of another client"))
    assert not CustodianFigure.objects.filter(withdrawn_at=None).exists()


@pytest.mark.parametrize("amount", ["-1", "1,5", "much"])
def test_a_sheet_with_what_is_no_amount_saves_nothing_and_keeps_it(
    story: Story, advisor: Client, amount: str
) -> None:
    answer = advisor.post(sheet_of(story), typed(story, amount))
    assert answer.status_code == 422
    assert f'value="{amount}"' in answer.content.decode()
    assert not CustodianFigure.objects.exists()


def test_case_household_year_and_book_show_the_difference_until_it_is_explained(
    story: Story, advisor: Client
) -> None:
    case = reverse("planning:household_rmd", args=[story.household.pk, 2026])
    household = reverse("planning:household", args=[story.household.pk])
    year = reverse("planning:person_year", args=[story.person.pk, 2026])
    book = reverse("planning:book") + "?view=custodians"
    advisor.post(page_of(story), {"amount": "$10,772.73", "source": "letter"})
    question = "IRA, 2026: the custodian asks for $10,772.73, ours is $10,000.00."
    shown = advisor.get(case).content.decode()
    assert "Theirs is $772.73 more." in shown
    assert "The tables in force until 2021 (22.0) give $10,772.73." in shown
    for page in (household, year):
        body = advisor.get(page).content.decode()
        assert question in body
        assert page_of(story) in body
    assert "Pat Doe" in advisor.get(book).content.decode()
    task = Task.objects.get()
    advisor.post(page_of(story), {"form": "answer", "revision": 1, "answer": "An old table."})
    for page in (case, year):
        body = advisor.get(page).content.decode()
        assert "An old table." in body
        assert "Advisor" in body
    assert question not in advisor.get(household).content.decode()
    assert "Pat Doe" not in advisor.get(book).content.decode()
    task.refresh_from_db()
    assert task.done_by == story.users["advisor"]


def test_years_without_tables_have_no_page(story: Story, advisor: Client) -> None:
    for year in (1900, 2028, 2150):
        assert advisor.get(page_of(story, year)).status_code == 404
        sheet = reverse("planning:figure_sheet", args=[story.household.pk, year])
        assert advisor.get(sheet).status_code == 404
