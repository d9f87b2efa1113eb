"""A plan is asked for once, worked out, kept as a version; whatever breaks off, it ends well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone

from clients.models import AuditAct, AuditEvent
from planning import services, tasks
from planning.engine.errors import EngineError
from planning.ledger import preflight
from planning.ledger.closing import hash_of
from planning.models import PlanPdf, PlanRun, PlanVersion
from planning.services import plan_pdfs, plan_runs
from tests.cast import Story
from tests.planning.plan_versions import PDF, TODAY, a_plan, document_of, facts_of

pytestmark = pytest.mark.django_db

State = PlanRun.State


class Refused(EngineError):
    field = "spending.annual"


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch, story: Story) -> None:
    monkeypatch.setattr(plan_runs, "today_of", lambda _firm: TODAY)
    facts_of(story)


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Let something else happen in place of the working out."""

    def instead(work: Any) -> None:
        monkeypatch.setattr(plan_runs, "compute_plan", work)

    instead(lambda facts, **_options: document_of(facts))
    return instead


def asked(story: Story, **options: Any) -> PlanRun:
    return services.request_plan(actor=story.users["advisor"], household=story.household, **options)


def worked_out(run: PlanRun) -> PlanRun:
    services.work_on_plan(run.pk)
    run.refresh_from_db()
    return run


def test_a_run_makes_a_version_of_its_facts(story: Story, working: object) -> None:
    run = asked(story, words="Dear Pat")
    facts = run.facts
    run = worked_out(run)
    version = run.version
    assert (run.state, run.facts) == (State.DONE, {})
    assert (version.number, version.state, version.words) == (1, "draft", "Dear Pat")
    assert version.facts == facts
    assert version.document == document_of(facts)
    assert version.sha256 == hash_of(version.document)
    assert version.law_version == version.document["law_version"]
    events = AuditEvent.objects.filter(object_id__in=[str(run.pk), str(version.pk)])
    assert {(event.object_type, event.act) for event in events} == {
        ("planrun", AuditAct.CREATED),
        ("planversion", AuditAct.CREATED),
    }
    assert worked_out(asked(story)).version.number == 2
    services.work_on_plan(run.pk)
    assert PlanVersion.objects.count() == 2, "a message that comes twice does nothing"


def test_the_plan_is_set_in_every_language_of_its_clients(
    story: Story, working: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.person.language = "es"
    story.person.save(update_fields=["language"])
    seen: list[dict[str, Any]] = []

    def build(document: dict[str, Any], **options: Any) -> bytes:
        seen.append({"document": document, **options})
        return PDF

    monkeypatch.setattr(plan_pdfs, "build_plan_pdf", build)
    run = asked(story)
    made = services.work_on_plan(run.pk)
    run.refresh_from_db()
    version = run.version
    for pdf_id in made:
        services.build_plan_file(pdf_id)
    assert [one["language"] for one in seen] == ["en", "es"], "the client and the person"
    assert all(one["document"] == version.document for one in seen)
    assert not services.lacks_a_file(version)
    assert services.request_plan_files(actor=story.users["advisor"], version=version) == []
    pdf = PlanPdf.objects.filter(version=version).first()
    assert (pdf.state, pdf.size, pdf.sha256) == ("done", len(PDF), sha256(PDF).hexdigest())
    trace = AuditEvent.objects.get(object_id=str(pdf.pk))
    assert trace.detail["version"] == str(version.pk)


def test_no_pdf_is_made_of_what_is_not_what_was_worked_out(story: Story) -> None:
    version = a_plan(story, sha256="0" * 64, has_pdf=False)
    (pdf,) = services.request_plan_files(actor=story.users["advisor"], version=version)
    services.build_plan_file(pdf.pk)
    pdf.refresh_from_db()
    assert (pdf.state, "is not what was worked out" in pdf.error) == ("failed", True)
    assert services.request_plan_files(actor=story.users["advisor"], version=version) != [pdf]


@pytest.mark.one_database  # the real thing, proof and mishaps, twice
def test_a_version_made_again_is_the_same_to_the_last_character(story: Story) -> None:
    version = worked_out(asked(story)).version
    again = worked_out(services.request_rebuilding(actor=story.users["advisor"], version=version))
    assert (again.state, again.found, again.error) == (State.DONE, PlanRun.Found.SAME, "")


def test_a_version_that_comes_out_otherwise_is_told(
    story: Story, working: Callable[[Any], None]
) -> None:
    version = a_plan(story)
    working(lambda facts, **_options: {**document_of(facts), "first_year": 2030})
    again = services.request_rebuilding(actor=story.users["advisor"], version=version)
    assert again == services.request_rebuilding(actor=story.users["owner"], version=version)
    assert worked_out(again).found == PlanRun.Found.OTHER


def test_asked_again_before_it_is_there_it_is_the_same_run(story: Story) -> None:
    run = asked(story)
    assert asked(story) == run
    other = asked(story, words="Other words")
    run.refresh_from_db()
    assert (run.state, other.state) == (State.CANCELLED, State.QUEUED)
    story.balance.amount += 1
    story.balance.save()
    assert asked(story, words="Other words") != other


def test_it_says_how_far_it_is_and_stops_when_it_is_cancelled(
    story: Story, working: Callable[[Any], None]
) -> None:
    run = asked(story)

    def work(_facts: Any, *, on_progress: Any, **_options: Any) -> dict[str, Any]:
        on_progress("roadmap", 2, 8)
        run.refresh_from_db()
        assert (run.state, run.step, run.part_done) == (State.RUNNING, "roadmap", 25)
        assert services.cancel_plan(actor=story.users["advisor"], run=run)
        on_progress("mishap", 3, 8)
        raise AssertionError("nobody waits for the rest")

    working(work)
    assert worked_out(run).state == State.CANCELLED
    assert not PlanVersion.objects.exists()
    assert not services.cancel_plan(actor=story.users["advisor"], run=run)


def test_one_cancelled_at_the_last_moment_leaves_no_version(
    story: Story, working: Callable[[Any], None]
) -> None:
    run = asked(story)

    def work(facts: Any, **_options: Any) -> dict[str, Any]:
        services.cancel_plan(actor=story.users["advisor"], run=run)
        return document_of(facts)

    working(work)
    assert worked_out(run).state == State.CANCELLED
    assert not PlanVersion.objects.exists()


def test_a_run_that_is_refused_keeps_its_facts_and_says_what_to_mend(
    story: Story, working: Callable[[Any], None]
) -> None:
    def work(_facts: Any, **_options: Any) -> dict[str, Any]:
        raise Refused("spending.annual: is missing.")

    working(work)
    run = worked_out(asked(story))
    assert (run.state, run.error_at) == (State.FAILED, "spending.annual")
    assert run.error == "spending.annual: is missing."
    assert run.facts["accounts"]


def test_a_fault_of_ours_is_an_apology(story: Story, working: Callable[[Any], None]) -> None:
    def work(_facts: Any, **_options: Any) -> dict[str, Any]:
        raise ZeroDivisionError

    working(work)
    run = worked_out(asked(story))
    assert run.state == State.FAILED
    assert "on our side" in run.error


def test_of_an_archived_household_nothing_is_worked_out(story: Story, working: object) -> None:
    run = asked(story)
    story.household.archived_at = timezone.now()
    story.household.save(update_fields=["archived_at"])
    assert worked_out(run).error == "The household is archived."


def test_what_a_killed_worker_left_is_taken_up_and_given_up_in_the_end(
    story: Story, working: object
) -> None:
    run, past = asked(story), timezone.now() - timedelta(minutes=1)
    left = PlanRun.objects.filter(pk=run.pk)
    left.update(state=State.RUNNING, attempts=1, lease_until=past, created_at=past)
    assert services.sweep_plans() == [run.pk]
    left.update(attempts=3)
    assert services.sweep_plans() == []
    run.refresh_from_db()
    assert (run.state, "broke off" in run.error) == (State.FAILED, True)


def test_one_message_brings_a_run_to_its_end_and_its_pdf_too(
    story: Story, tasks_run_at_once: None, working: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_pdfs, "build_plan_pdf", lambda *_args, **_options: PDF)
    run = asked(story)
    tasks.work_on_plan.delay(str(run.pk))
    run.refresh_from_db()
    assert run.state == State.DONE
    assert not services.lacks_a_file(run.version)


def test_the_demo_client_has_a_plan_to_read_once_a_worker_runs(
    story: Story, working: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_pdfs, "build_plan_pdf", lambda *_args, **_options: PDF)
    monkeypatch.setattr(preflight, "today_of", lambda _firm: TODAY)
    tasks.show_demo_plan()
    assert not PlanVersion.objects.exists(), "only in a demo"
    story.firm.is_demo = story.firm.needs_second_person = True
    story.firm.save()
    tasks.show_demo_plan()
    version = PlanVersion.objects.get()
    assert version.state == PlanVersion.State.RELEASED
    assert version.released_by != version.reviewed_by
    tasks.show_demo_plan()
    assert PlanVersion.objects.count() == 1
