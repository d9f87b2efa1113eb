"""A roadmap is asked for once, worked out in turns, kept; whatever breaks off, it ends well."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from clients.models import Assumptions, AuditAct, AuditEvent, FirmAssumptions
from planning import services, tasks
from planning.engine.household_file import read_household_with_plans
from planning.ledger.closing import hash_of
from planning.models import RoadmapRun
from planning.roadmap_case import compute_roadmap
from planning.services import roadmap_runs
from tests.cast import Story
from tests.planning.roadmaps import SAMPLE, asked, on_one_day, tiny, worked_out

pytestmark = pytest.mark.django_db

State, Stage = RoadmapRun.State, RoadmapRun.Stage
ACCOUNTS = {"ira", "broker", "roth:pat", "taxable:pat", "pat"}


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch, story: Story) -> None:
    on_one_day(monkeypatch)
    tiny(story)


@pytest.fixture
def no_optimiser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer with documents that name their stage, and note every stage that is worked out."""
    stages: list[str] = []

    def compute(*_facts: Any, until: Any, on_stage: Any, **_options: Any) -> dict[str, Any]:
        for stage in ("first_plan", "polished", "proved"):
            stages.append(stage)
            said = {"feasible": True, "value": stage, "law_version": "l", "engine_version": "e"}
            if stage == until:
                break
            on_stage(said)
        return said

    monkeypatch.setattr(roadmap_runs, "compute_roadmap", compute)
    return stages


def left(run: RoadmapRun, *, running: bool = True) -> None:
    """Let the worker of a run be gone, and its lease over."""
    state = State.RUNNING if running else State.QUEUED
    past = timezone.now() - timedelta(seconds=1)
    RoadmapRun.objects.filter(pk=run.pk).update(state=state, lease_until=past)


@pytest.mark.one_database  # a roadmap from the first plan to the proof, and once more
def test_a_run_brings_the_document_of_its_facts(story: Story) -> None:
    run = worked_out(asked(story))
    assert (run.state, run.stage, run.error) == (State.DONE, Stage.PROVED, "")
    again = compute_roadmap(*read_household_with_plans(json.dumps(run.facts)))
    assert run.document == again
    assert run.sha256 == hash_of(again)
    assert keys_of(again) == keys_of(SAMPLE["document"]), "make the sample of the tests anew"
    assert (run.law_version, run.engine_version) == (again["law_version"], again["engine_version"])
    events = AuditEvent.objects.filter(object_id=str(run.pk)).order_by("sequence")
    assert [event.act for event in events] == [AuditAct.CREATED, AuditAct.CHANGED]


def keys_of(document: dict[str, Any]) -> set[str]:
    """Return what stands in a document and in its years, actions and usual ways."""
    year, way = document["years"][0], document["baselines"][0]
    parts = [document, *year.values(), document["certificate"], year, year["actions"][0], way]
    return {key for part in parts if isinstance(part, dict) for key in part} - ACCOUNTS


def test_what_the_firm_assumes_is_among_the_facts(story: Story) -> None:
    FirmAssumptions.objects.create(firm=story.firm, inflation="0.031", stocks="0.07", seed=5)
    Assumptions.objects.create(firm=story.firm, household=story.household, inflation="0.02")
    assumed = asked(story).facts["assumptions"]
    assert assumed == {"inflation": 0.02, "returns": {"stocks": 0.07}, "seed": 5}


def test_a_first_plan_is_polished_in_one_turn_and_proved_in_another(
    story: Story, no_optimiser: list[str]
) -> None:
    run = asked(story)
    assert services.work_on_roadmap(run.pk)
    run.refresh_from_db()
    assert (run.state, run.stage, run.document["value"]) == (
        State.QUEUED,
        Stage.POLISHED,
        "polished",
    )
    assert not services.work_on_roadmap(run.pk)
    run.refresh_from_db()
    assert (run.state, run.document["value"]) == (State.DONE, "proved")
    in_all = ["first_plan", "polished", "first_plan", "polished", "proved"]
    assert no_optimiser == in_all
    assert not services.work_on_roadmap(run.pk), "a message that comes twice does nothing"
    assert no_optimiser == in_all


def test_asked_again_before_it_is_there_it_is_the_same_run(story: Story) -> None:
    run = asked(story)
    assert asked(story) == run
    assert asked(story, objective="bequest") != run
    assert asked(story, changes={"spending": 1}) != run
    assert RoadmapRun.objects.unfinished().count() == 3


def test_asked_again_after_the_facts_changed_the_old_run_is_superseded(
    story: Story, no_optimiser: list[str]
) -> None:
    old = asked(story)
    story.balance.amount += 1
    story.balance.save()
    new = asked(story)
    old.refresh_from_db()
    assert (old.state, new.state) == (State.CANCELLED, State.QUEUED)
    assert not services.work_on_roadmap(old.pk)
    assert no_optimiser == []


def test_a_first_plan_is_there_while_it_is_polished(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = asked(story)

    def seen(*_facts: Any, on_stage: Any, **_options: Any) -> dict[str, Any]:
        first = {"feasible": True, "value": "first", "law_version": "l", "engine_version": "e"}
        on_stage(first)
        run.refresh_from_db()
        assert (run.state, run.stage, run.document) == (State.RUNNING, Stage.FIRST_PLAN, first)
        return {**first, "value": "better"}

    monkeypatch.setattr(roadmap_runs, "compute_roadmap", seen)
    assert services.work_on_roadmap(run.pk)
    run.refresh_from_db()
    assert run.document["value"] == "better"


def test_a_run_cancelled_while_it_is_worked_out_keeps_its_best_plan(
    story: Story, monkeypatch: pytest.MonkeyPatch, no_optimiser: list[str]
) -> None:
    run = asked(story)
    services.work_on_roadmap(run.pk)

    def cancelled_meanwhile(*_facts: Any, on_stage: Any, **_options: Any) -> dict[str, Any]:
        assert services.cancel_roadmap(actor=story.users["advisor"], run=run)
        on_stage({})
        raise AssertionError("nobody waits for the rest")

    monkeypatch.setattr(roadmap_runs, "compute_roadmap", cancelled_meanwhile)
    assert not services.work_on_roadmap(run.pk)
    run.refresh_from_db()
    assert (run.state, run.stage, run.error) == (State.CANCELLED, Stage.POLISHED, "")
    assert run.document["value"] == "polished"
    assert not services.cancel_roadmap(actor=story.users["advisor"], run=run)


def test_what_a_killed_worker_left_is_taken_up_where_it_was(
    story: Story, no_optimiser: list[str]
) -> None:
    run = asked(story)
    services.work_on_roadmap(run.pk)
    RoadmapRun.objects.filter(pk=run.pk).update(attempts=F("attempts") + 1)
    left(run)
    no_optimiser.clear()
    assert worked_out(run).state == State.DONE
    assert no_optimiser == ["first_plan", "polished", "proved"], "one turn: the proof"


def test_a_run_that_keeps_breaking_off_is_given_up(story: Story) -> None:
    run = asked(story)
    RoadmapRun.objects.filter(pk=run.pk).update(attempts=3)
    left(run)
    assert services.sweep_roadmaps() == []
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "broke off" in run.error


def test_of_all_proofs_one_is_under_way(story: Story, no_optimiser: list[str]) -> None:
    first, second = asked(story), asked(story, objective="bequest")
    for run in (first, second):
        services.work_on_roadmap(run.pk)
    ahead = timezone.now() + timedelta(minutes=5)
    RoadmapRun.objects.filter(pk=first.pk).update(state=State.RUNNING, lease_until=ahead)
    assert services.next_proof() is None
    assert not services.work_on_roadmap(second.pk)
    third = asked(story, objective="tax")
    assert services.work_on_roadmap(third.pk), "a first plan does not wait for a proof"
    left(first)
    assert services.next_proof() == first.pk


def test_one_message_brings_a_run_to_its_end(
    story: Story, tasks_run_at_once: None, no_optimiser: list[str]
) -> None:
    run = asked(story)
    tasks.work_on_roadmap.delay(str(run.pk))
    run.refresh_from_db()
    assert run.state == State.DONE


def test_a_missing_fact_is_a_sentence_and_its_place(story: Story) -> None:
    run = worked_out(asked(story, objective="tax"))
    assert (run.state, run.error_at) == (State.FAILED, "spending.annual")
    assert run.error == "spending.annual: is missing. Give what the household spends in a year."


def test_where_no_plan_exists_the_document_says_why(story: Story) -> None:
    facts = asked(story).facts | {"spending": {"annual": 900_000}}
    run = worked_out(asked(story, objective="bequest", facts=facts))
    assert (run.state, run.document["feasible"]) == (State.DONE, False)
    reason = run.document["reason"]
    assert reason["text"].startswith(f"In {reason['year']} nothing is left")
    assert float(reason["short_by"]) > 0


def test_a_fault_of_ours_is_an_apology(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_facts: Any, **_options: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(roadmap_runs, "compute_roadmap", broken)
    run = worked_out(asked(story))
    assert (run.state, run.error_at) == (State.FAILED, "")
    assert "on our side" in run.error


def test_of_an_archived_household_nothing_is_worked_out(story: Story) -> None:
    run = asked(story)
    story.household.archived_at = timezone.now()
    story.household.save(update_fields=["archived_at"])
    assert worked_out(run).error == "The household is archived."


def test_the_database_refuses_to_rewrite_a_run_that_is_done(
    story: Story, no_optimiser: list[str]
) -> None:
    run = worked_out(asked(story))
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        RoadmapRun.objects.filter(pk=run.pk).update(stage=Stage.POLISHED)


def test_the_latest_runs_of_a_household_are_kept(
    story: Story, monkeypatch: pytest.MonkeyPatch, no_optimiser: list[str]
) -> None:
    monkeypatch.setattr(roadmap_runs, "KEPT", 2)
    runs = [asked(story, changes={"number": number}) for number in range(4)]
    for run in runs:
        worked_out(run)
    asked(story)
    kept = set(RoadmapRun.objects.values_list("changes__number", flat=True))
    assert kept == {3, None}
