from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from clients.models import AuditAct, AuditEvent, Person, Team
from planning import services
from planning.engine.errors import EngineError
from planning.models import ClientLetter, LetterBatch
from planning.services import client_letters
from tests.cast import LONG_AGO, Story
from tests.planning.letters import a_page, ask_batch, finished, more_people

pytestmark = pytest.mark.django_db
Rendered = list[str]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path: Path) -> None:
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"]}
    storages["default"]["OPTIONS"] = {**storages["default"]["OPTIONS"], "location": tmp_path}
    settings.STORAGES = storages


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Rendered:
    """Who was written to, in turn; the letter itself is tested elsewhere."""
    names: Rendered = []

    def render(document: dict[str, Any], *, year: int, letterhead: object) -> bytes:
        (obligation,) = document["obligations"]
        names.append(document["people"][obligation["person"]]["name"])
        if "Faulty" in names[-1]:
            raise EngineError("No table is published for 1990.")
        return a_page(names[-1])

    monkeypatch.setattr(client_letters, "render_letter", render)
    return names


@pytest.fixture
def people(story: Story) -> list[Person]:
    return [story.person, *more_people(story, "Ash", "Beech")]


def address(route: str, batch: LetterBatch) -> str:
    return reverse(f"planning:{route}", args=[batch.pk])


def test_it_says_who_gets_a_letter_and_who_does_not(
    story: Story, people: list[Person], advisor: Client
) -> None:
    young = more_people(story, "Young")[0]
    Person.objects.filter(pk=young.pk).update(born_on="1970-05-10")
    unknown = more_people(story, "Unknown")[0]
    unknown.accounts.get().balances.all().delete()
    page = advisor.get(reverse("planning:book_letters"), {"year": 2026})
    to = page.context["recipients"]
    assert {a.person.name for a in to.addressees} == {"Pat Doe", "Pat Ash", "Pat Beech"}
    assert {(who.name, who.because) for who in to.left_out} == {
        ("Pat Young", "nothing is required"),
        ("Pat Unknown", "cannot be decided yet"),
    }
    text = page.content.decode()
    assert "3 letters for 2026" in text
    assert "1 archived household is in no book." in text


def test_the_filter_of_the_book_narrows_the_letters(
    story: Story, people: list[Person], advisor: Client
) -> None:
    page = advisor.get(reverse("planning:book_letters", query={"year": 2026, "q": "ash"}))
    assert [a.person.name for a in page.context["recipients"].addressees] == ["Pat Ash"]


def ask(browser: Client, **changes: Any) -> Any:
    book = reverse("planning:book_letters", query={"year": 2026})
    page = browser.get(book)
    form = page.context["form"]
    asked = {name: form[name].value() for name in form.fields}
    return browser.post(book, asked | changes)


def test_from_the_book_to_the_file(
    story: Story,
    people: list[Person],
    advisor: Client,
    rendered: Rendered,
    tasks_run_at_once: None,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = ask(advisor, form="zip")
    batch = LetterBatch.objects.get()
    assert batch.query == "year=2026"
    assert response.headers["Location"] == address("letter_batch", batch)
    page = advisor.get(response.headers["Location"]).content.decode()
    assert "3 of 3 letters are ready." in page
    assert batch.sha256 in page
    file = advisor.get(address("letter_batch_file", batch))
    assert file.headers["Content-Type"] == "application/zip"
    assert file.headers["Content-Disposition"] == 'attachment; filename="rmd-letters-2026.zip"'
    assert len(ZipFile(BytesIO(file.getvalue())).namelist()) == 3
    event = AuditEvent.objects.filter(object_id=str(batch.pk)).latest("sequence")
    assert event.act == AuditAct.EXPORTED
    assert event.detail["sha256"] == batch.sha256


def test_a_double_click_begins_one_batch(
    story: Story, people: list[Person], advisor: Client
) -> None:
    key = uuid4()
    first, second = (ask(advisor, request_key=key) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert (LetterBatch.objects.count(), ClientLetter.objects.count()) == (1, 3)


def test_where_the_book_changed_meanwhile_it_is_shown_again(
    story: Story, people: list[Person], advisor: Client
) -> None:
    response = ask(advisor, letters=2)
    assert response.status_code == 422
    assert "The book has changed since you opened this page." in response.content.decode()
    assert response.context["form"]["letters"].value() == "3"
    assert not LetterBatch.objects.exists()


def test_a_refusal_is_a_sentence_above_the_form(
    story: Story, people: list[Person], advisor: Client
) -> None:
    ask(advisor)
    response = ask(advisor)
    assert response.status_code == 422
    assert "Letters you asked for are still being made." in response.content.decode()


def test_progress_is_told_and_ends_the_polling(
    story: Story, people: list[Person], advisor: Client, rendered: Rendered
) -> None:
    batch = ask_batch(story, *people)
    status = address("letter_batch_status", batch)
    page = advisor.get(status)
    assert "0 of 3 letters" in page.content.decode()
    assert advisor.get(status, {"seen": page.context["page"].seen}).status_code == 204
    services.build_client_letter(batch.letters.order_by("position")[0].pk)
    changed = advisor.get(status, {"seen": page.context["page"].seen})
    assert "1 of 3 letters" in changed.content.decode()
    finished(batch)
    assert advisor.get(status).status_code == 286


def test_what_failed_is_named_with_its_sentence(
    story: Story, advisor: Client, rendered: Rendered
) -> None:
    batch = finished(ask_batch(story, *more_people(story, "Ash", "Faulty")))
    page = advisor.get(address("letter_batch", batch)).content.decode()
    assert "1 of 2 letters is ready." in page
    assert "Pat Faulty" in page
    assert "No table is published for 1990." in page


def test_cancel_is_a_button(story: Story, people: list[Person], advisor: Client) -> None:
    batch = ask_batch(story, *people)
    response = advisor.post(address("cancel_batch", batch), follow=True)
    assert "Cancelled after 0 of 3 letters." in response.content.decode()


def test_who_may_not_read_every_household_any_more_gets_nothing(
    story: Story, people: list[Person], teammate: Client, rendered: Rendered
) -> None:
    west = Team.objects.get(name="West", firm=story.firm)
    people += more_people(story, "Elm", team=west)
    batch = finished(ask_batch(story, *people, actor=story.users["teammate"]))
    file = address("letter_batch_file", batch)
    assert teammate.get(file).status_code == 200
    story.users["teammate"].membership.teams.remove(west)
    assert teammate.get(file).status_code == 403
    assert teammate.get(address("letter_batch", batch)).status_code == 403


def test_who_never_could_read_them_all_does_not_learn_of_them(
    story: Story, people: list[Person], advisor: Client, stranger: Client
) -> None:
    west = Team.objects.get(name="West", firm=story.firm)
    people += more_people(story, "Elm", team=west)
    batch = finished(ask_batch(story, *people, actor=story.users["owner"]))
    for browser in (advisor, stranger):
        assert browser.get(address("letter_batch", batch)).status_code == 404
    page = advisor.get(reverse("planning:book_letters"))
    assert list(page.context["batches"]) == []


def test_a_file_that_is_not_the_one_made_is_not_handed_out(
    story: Story, people: list[Person], advisor: Client, rendered: Rendered
) -> None:
    batch = finished(ask_batch(story, *people))
    Path(batch.file.path).write_bytes(b"another")
    assert advisor.get(address("letter_batch_file", batch)).status_code == 410


def test_archived_meanwhile_a_household_is_left_out_by_name(
    story: Story, people: list[Person], rendered: Rendered
) -> None:
    batch = ask_batch(story, *people)
    story.household.archived_at = LONG_AGO
    story.household.save()
    finished(batch)
    assert batch.letters.get(state="failed").error == "The household is archived."
