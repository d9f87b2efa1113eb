"""A question about a roadmap is asked once, answered in the background and kept with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clients.models import AuditAct, AuditEvent
from planning import services
from planning.models import RoadmapAnswer, RoadmapRun
from planning.services import roadmap_answers
from tests.cast import Story, sign_in
from tests.planning.roadmap_answers import a_roadmap, an_answered_roadmap

pytestmark = pytest.mark.django_db

State = RoadmapAnswer.State
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def asked(story: Story, run: RoadmapRun, question: str = "heirs") -> RoadmapAnswer:
    return services.request_answer(actor=story.users["advisor"], run=run, question=question)


def worked_out(answer: RoadmapAnswer) -> RoadmapAnswer:
    services.work_on_answer(answer.pk)
    answer.refresh_from_db()
    return answer


@pytest.fixture
def advisor(story: Story) -> Client:
    return sign_in(story.users["advisor"])


def page(advisor: Client, run: RoadmapRun) -> str:
    return advisor.get(address("roadmap_answer", run)).content.decode()


def address(name: str, run: RoadmapRun, question: str = "heirs") -> str:
    return reverse(f"planning:{name}", args=[run.pk, question])


def test_it_is_answered_from_the_facts_of_the_run(story: Story) -> None:
    answer = worked_out(asked(story, a_roadmap(story)))
    assert (answer.state, answer.error) == (State.DONE, "")
    assert answer.document["question"] == "heirs"
    assert answer.document["objective"] == "bequest"
    assert answer.document["says"][0].startswith("In 2027 the plan leaves $")
    (event,) = AuditEvent.objects.filter(object_id=str(answer.pk))
    assert (event.act, event.detail["question"]) == (AuditAct.CREATED, "heirs")


def test_asked_again_it_is_the_same_answer_unless_it_failed(story: Story) -> None:
    run = a_roadmap(story)
    first = asked(story, run)
    assert asked(story, run) == first
    RoadmapAnswer.objects.filter(pk=first.pk).update(state=State.FAILED, error="Broken.")
    again = asked(story, run)
    assert again != first
    assert again.state == State.QUEUED
    assert run.answers.count() == 1


def test_a_plan_that_is_not_there_any_more_is_said(story: Story) -> None:
    poor = a_roadmap(story).facts | {"spending": {"annual": 900_000}}
    answer = worked_out(asked(story, a_roadmap(story, facts=poor, question="1" * 64)))
    assert answer.state == State.FAILED
    assert answer.error.startswith("In 2026 nothing is left to pay")


def test_a_fault_of_ours_is_said_without_its_words(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_facts: Any, **_options: Any) -> None:
        raise ZeroDivisionError("of our own")

    monkeypatch.setattr(roadmap_answers, "explain", broken)
    answer = worked_out(asked(story, a_roadmap(story)))
    assert answer.state == State.FAILED
    assert "own" not in answer.error.replace("on our side", "")


def test_what_a_worker_left_is_offered_again(story: Story) -> None:
    answer = asked(story, a_roadmap(story))
    assert services.sweep_answers() == []  # its message is under way
    RoadmapAnswer.objects.filter(pk=answer.pk).update(
        state=State.RUNNING, lease_until=LONG_AGO, created_at=LONG_AGO
    )
    assert services.sweep_answers() == [answer.pk]


def test_the_page_asks_before_it_answers(advisor: Client, story: Story) -> None:
    run = a_roadmap(story)
    text = page(advisor, run)
    assert "Nobody has asked this about the roadmap yet." in text
    assert address("ask_roadmap", run) in text
    response = advisor.post(address("ask_roadmap", run))
    assert response["Location"] == address("roadmap_answer", run)
    assert run.answers.get().question == "heirs"
    assert "Waiting for its turn" in page(advisor, run)
    status = advisor.get(address("roadmap_answer_status", run), {"seen": "Waiting for its turn"})
    assert status.status_code == 204


def test_the_page_says_the_answer_in_words_and_tables(advisor: Client, story: Story) -> None:
    text = page(advisor, an_answered_roadmap(story))
    for said in ("In 2027 the plan leaves $100,000.", "$100,000<", "12.5%", "Mar 2027"):
        assert said in text
    assert "data:image/svg+xml" in text


def test_what_failed_can_be_asked_again(advisor: Client, story: Story) -> None:
    run = a_roadmap(story)
    RoadmapAnswer.objects.filter(pk=asked(story, run).pk).update(
        state=State.FAILED, error="In 2026 nothing is left."
    )
    text = page(advisor, run)
    assert "In 2026 nothing is left." in text
    assert "Try again" in text


def test_there_is_no_page_of_another_question_or_without_a_plan(
    advisor: Client, story: Story
) -> None:
    run = a_roadmap(story)
    assert advisor.get(address("roadmap_answer", run, "weather")).status_code == 404
    assert advisor.get(address("roadmap_answer_status", run)).status_code == 404
    none = a_roadmap(story, document={"feasible": False}, question="1" * 64)
    assert advisor.get(address("roadmap_answer", none)).status_code == 404


def test_an_answer_goes_with_its_roadmap(story: Story) -> None:
    run = an_answered_roadmap(story)
    run.delete()
    assert not RoadmapAnswer.objects.exists()
