"""A year closed for a whole book: by the rules of one by one, once, whatever breaks off."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients import audit
from clients.models import AuditAct, AuditEvent, Household, Person
from planning import services
from planning.engine.errors import EngineError
from planning.engine.household import Household as Facts
from planning.ledger import reviewing
from planning.ledger.closing import close_year, hash_of, reopen_year
from planning.ledger.reviewing import YearReview, review_year
from planning.models import ClosingCertificate, ClosingRun, RunPerson, YearClosing
from planning.rmd_case import compute_rmd_case
from planning.services import closing_runs, jobs
from tests.cast import Story
from tests.planning.closings import TODAY, satisfy, want_second_person
from tests.planning.letters import more_people

pytestmark = pytest.mark.django_db
State, Kind = RunPerson.State, ClosingRun.Kind


@pytest.fixture(autouse=True)
def _files_and_today(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"]}
    storages["default"]["OPTIONS"] = {**storages["default"]["OPTIONS"], "location": tmp_path}
    settings.STORAGES = storages
    for module in ("clients.services.payments", "planning.services.closing_runs"):
        monkeypatch.setattr(f"{module}.today_of", lambda _firm: TODAY)


def ask(story: Story, actor: str = "owner", key: UUID | None = None) -> ClosingRun:
    return services.request_review(
        actor=story.users[actor],
        firm=story.firm,
        households=Household.objects.filter(firm=story.firm, team=story.team),
        year=2026,
        language="en",
        request_key=key or uuid4(),
    )


def go_on(story: Story, before: ClosingRun, kind: str, actor: str = "owner") -> ClosingRun:
    return services.request_next(
        actor=story.users[actor], before=before, kind=kind, language="en", request_key=uuid4()
    )


def worked(run: ClosingRun) -> ClosingRun:
    while services.work_on_run(run.pk):
        pass
    run.refresh_from_db()
    assert run.state == ClosingRun.State.DONE, run.error
    return run


def outcomes(run: ClosingRun) -> dict[str, str]:
    people = RunPerson.objects.filter(run=run).select_related("person")
    return {one.person.name: one.state for one in people}


def book(story: Story, *names: str) -> list[Person]:
    """Return people who are ready, the story's person among them."""
    people = [story.person, *more_people(story, *names)]
    for person in people:
        satisfy(story, person)
    return people


def test_a_review_says_who_is_ready_and_why_others_are_not_and_closes_nobody(
    story: Story,
) -> None:
    satisfy(story)
    more_people(story, "Late")
    run = worked(ask(story))
    assert outcomes(run) == {"Pat Doe": State.READY, "Pat Late": State.NOT_READY}
    assert RunPerson.objects.get(state=State.NOT_READY).against == ["requirements_satisfied"]
    assert not YearClosing.objects.exists()
    with default_storage.open(run.file.name) as file:
        listed = file.read().decode("utf-8-sig")
    assert "Pat Late,2026,Not ready,Every requirement is satisfied and proven." in listed


def test_the_book_is_closed_as_one_by_one_would_and_the_chain_of_acts_holds(
    story: Story,
) -> None:
    people = book(story, "Roe", "Poe")
    alone = close_year(actor=story.users["owner"], review=review_year(people[2], 2026, as_of=TODAY))
    revisions = {row.pk: row.facts_revision for row in Household.objects.all()}
    run = worked(go_on(story, worked(ask(story)), Kind.CLOSE))
    assert outcomes(run) == {"Pat Doe": State.CLOSED, "Pat Roe": State.CLOSED}
    for person in people[:2]:
        closing = YearClosing.objects.get(person=person)
        assert closing.is_effective
        assert closing.document.keys() == alone.document.keys()
        assert closing.sha256 == hash_of(closing.document)
        assert closing.history.get().history_user == story.users["owner"]
        event = AuditEvent.objects.get(object_id=str(closing.pk))
        assert (event.act, event.actor) == (AuditAct.CREATED, story.users["owner"])
        assert event.detail["household"] == str(person.household_id)
        household = Household.objects.get(pk=person.household_id)
        assert household.facts_revision > revisions[household.pk]
    assert audit.verify(story.firm) == []


def test_what_changed_after_the_review_is_not_closed(story: Story) -> None:
    people = book(story, "Roe")
    review = worked(ask(story))
    people[1].accounts.get().balances.update(amount=900_000)
    run = worked(go_on(story, review, Kind.CLOSE))
    assert outcomes(run) == {"Pat Doe": State.CLOSED, "Pat Roe": State.NOT_READY}


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (EngineError("The year 2026 has two balances."), "The year 2026 has two balances."),
        (ZeroDivisionError("unforeseen"), "Something went wrong on our side"),
    ],
)
def test_a_household_that_cannot_be_worked_out_is_named_and_stops_nobody(
    story: Story, monkeypatch: pytest.MonkeyPatch, trouble: Exception, said: str
) -> None:
    book(story, "Roe")
    review = worked(ask(story))

    def refuse(facts: Facts, **asked: Any) -> dict[str, Any]:
        if facts.people[0].name == "Pat Roe":
            raise trouble
        return compute_rmd_case(facts, **asked)

    monkeypatch.setattr(reviewing, "compute_rmd_case", refuse)
    run = worked(go_on(story, review, Kind.CLOSE))
    assert outcomes(run) == {"Pat Doe": State.CLOSED, "Pat Roe": State.LEFT_OUT}
    assert RunPerson.objects.get(run=run, state=State.LEFT_OUT).because.startswith(said)
    with default_storage.open(run.file.name) as file:
        assert f"Pat Roe,2026,Left out,{said}" in file.read().decode("utf-8-sig")


def test_a_message_that_comes_twice_closes_nobody_twice(story: Story) -> None:
    book(story, "Roe")
    review = worked(ask(story))
    run = worked(go_on(story, review, Kind.CLOSE))
    assert services.work_on_run(run.pk) is False
    again = worked(go_on(story, review, Kind.CLOSE))
    assert set(outcomes(again).values()) == {State.CLOSED_BEFORE}
    assert YearClosing.objects.count() == 2


def test_a_worker_killed_in_a_chunk_loses_nothing(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(story, "Roe", "Poe")
    review = worked(ask(story))
    run = go_on(story, review, Kind.CLOSE)
    monkeypatch.setattr(closing_runs, "CHUNK", 2)
    note, calls = closing_runs._note_all, []

    def killed(*args: Any, **more: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        note(*args, **more)

    monkeypatch.setattr(closing_runs, "_note_all", killed)
    with pytest.raises(KeyboardInterrupt):
        services.work_on_run(run.pk)
    assert YearClosing.objects.count() == 2  # the first chunk, whole
    assert services.work_on_run(run.pk) is False  # the claim still holds
    ClosingRun.objects.filter(pk=run.pk).update(lease_until=Now() - timedelta(seconds=1))
    assert set(outcomes(worked(run)).values()) == {State.CLOSED}
    assert YearClosing.objects.count() == 3
    assert audit.verify(story.firm) == []


def test_a_worker_whose_claim_went_to_another_writes_nothing(story: Story) -> None:
    book(story)
    run = go_on(story, worked(ask(story)), Kind.CLOSE)
    ClosingRun.objects.filter(pk=run.pk).update(state=ClosingRun.State.RUNNING, attempts=2)
    run.attempts = 1
    assert closing_runs._work_on_chunk(run) is None
    assert not YearClosing.objects.exists()


def test_a_second_person_approves_what_another_closed(story: Story) -> None:
    book(story)
    review = worked(ask(story))
    want_second_person(story)
    people = RunPerson.objects.filter(run=review)
    assert people.get().state == State.READY
    closing = close_year(
        actor=story.users["owner"],
        review=proven(review_year(story.person, 2026, as_of=TODAY)),
    )
    people.update(state=State.CLOSED, closing=closing)
    with pytest.raises(services.LetterRefusedError, match="nobody"):
        go_on(story, review, Kind.APPROVE)
    run = worked(go_on(story, review, Kind.APPROVE, actor="operations"))
    assert outcomes(run) == {"Pat Doe": State.APPROVED}
    closing.refresh_from_db()
    assert (closing.approved_by, closing.revision) == (story.users["operations"], 2)
    assert closing.history.count() == 2
    assert audit.verify(story.firm) == []


def proven(review: YearReview) -> YearReview:
    """Return a review of which nothing is wanted, for a closing that waits."""
    return replace(review, checks=())


@pytest.mark.parametrize("kind", [Kind.REVIEW, Kind.CLOSE])
def test_a_chunk_of_more_people_needs_no_more_queries(story: Story, kind: str) -> None:
    counts = []
    for names in (["Roe"], ["Poe", "Lee", "Kay", "Ray"]):
        for person in more_people(story, *names):
            satisfy(story, person)
        run = ask(story)
        if kind == Kind.CLOSE:
            run = go_on(story, worked(run), kind)
        run = jobs.claim(ClosingRun.objects.select_related("firm", "requested_by"), run.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert closing_runs._work_on_chunk(run)
        counts.append(len(queries))
        services.cancel_run(actor=story.users["owner"], run=run)
    assert counts[0] == counts[1]


def test_asked_twice_from_a_page_it_is_one_run_and_two_at_once_are_refused(story: Story) -> None:
    key = uuid4()
    assert ask(story, key=key) == ask(story, key=key)
    with pytest.raises(services.LetterRefusedError, match="already"):
        ask(story, actor="operations")


def test_a_cancelled_run_goes_no_further(story: Story) -> None:
    book(story)
    run = go_on(story, worked(ask(story)), Kind.CLOSE)
    assert services.cancel_run(actor=story.users["owner"], run=run)
    assert services.work_on_run(run.pk) is False
    assert not YearClosing.objects.exists()
    assert not services.cancel_run(actor=story.users["owner"], run=run)


def test_from_the_page_of_the_book_to_closed_years(
    story: Story, advisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    satisfy(story)
    more_people(story, "Late")
    monkeypatch.setattr(
        "planning.tasks.work_on_run.delay_on_commit", lambda run_id: services.work_on_run(run_id)
    )
    begun = advisor.post(
        reverse("planning:book_closing"), {"year": 2026, "request_key": str(uuid4())}
    )
    body = advisor.get(begun["Location"]).content.decode()
    assert "1 of 2 people is ready." in body
    assert "Every requirement is satisfied and proven." in body
    only = advisor.get(begun["Location"] + "?state=ready").content.decode()
    assert "Pat Doe" in only
    assert "Pat Late" not in only
    review = ClosingRun.objects.get()
    key = {"request_key": str(uuid4())}
    for _click in range(2):
        done = advisor.post(reverse("planning:go_on_closing", args=[review.pk]), key)
    assert ClosingRun.objects.count() == 2
    assert "1 of 1 people is closed." in advisor.get(done["Location"]).content.decode()
    assert YearClosing.objects.get().is_effective


def test_every_certificate_of_a_book_is_made_once_and_bound_with_its_hash(story: Story) -> None:
    book(story, "Roe")
    more_people(story, "Late")  # owes still: nothing to certify
    run = worked(go_on(story, worked(ask(story)), Kind.CLOSE))
    single = services.request_certificate(
        actor=story.users["owner"],
        closing=YearClosing.objects.get(person=story.person),
        language="en",
    )
    services.build_certificate(single.pk)
    made = worked(go_on(story, run, Kind.CERTIFY))
    assert outcomes(made) == {"Pat Doe": State.CERTIFIED, "Pat Roe": State.CERTIFIED}
    certificates = ClosingCertificate.objects.all()
    assert certificates.filter(state=ClosingCertificate.State.DONE).count() == 2
    with default_storage.open(made.file.name) as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == made.sha256
    with ZipFile(BytesIO(content)) as bound:
        hashes = {hashlib.sha256(bound.read(name)).hexdigest() for name in bound.namelist()}
        assert bound.namelist() == ["0001-pat-doe-2026.pdf", "0002-pat-roe-2026.pdf"]
    assert hashes == set(certificates.values_list("sha256", flat=True))
    assert AuditEvent.objects.filter(object_id=str(made.pk), act=AuditAct.CREATED).count() == 2
    assert audit.verify(story.firm) == []


def test_a_year_opened_again_meanwhile_gets_no_certificate(story: Story) -> None:
    book(story, "Roe")
    run = worked(go_on(story, worked(ask(story)), Kind.CLOSE))
    certify = go_on(story, run, Kind.CERTIFY)
    closing = YearClosing.objects.get(person=story.person)
    reopen_year(actor=story.users["owner"], closing=closing, revision=1, because="A second form")
    assert outcomes(worked(certify)) == {"Pat Doe": State.LEFT_OUT, "Pat Roe": State.CERTIFIED}


def test_the_button_for_all_certificates_stands_where_years_are_closed(
    story: Story, advisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    satisfy(story)
    monkeypatch.setattr(
        "planning.tasks.work_on_run.delay_on_commit", lambda run_id: services.work_on_run(run_id)
    )
    review = worked(ask(story, "advisor"))
    page = reverse("planning:closing_run", args=[review.pk])
    assert "Make 1 certificate" not in advisor.get(page).content.decode()
    worked(go_on(story, review, Kind.CLOSE, "advisor"))
    assert "Make 1 certificate" in advisor.get(page).content.decode()
    asked = {"request_key": str(uuid4()), "certify": "yes"}
    done = advisor.post(reverse("planning:go_on_closing", args=[review.pk]), asked)
    assert "1 of 1 certificates is ready." in advisor.get(done["Location"]).content.decode()
    run = ClosingRun.objects.get(kind=Kind.CERTIFY)
    file = advisor.get(reverse("planning:run_file", args=[run.pk]))
    assert file["Content-Type"] == "application/zip"
    assert AuditEvent.objects.filter(object_id=str(run.pk), act=AuditAct.EXPORTED).count() == 1
