from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from django.conf import settings as site
from django.db import connection
from django.db.models.functions import Now

from clients.models import AuditAct, AuditEvent, Person
from planning import services
from planning.engine.errors import EngineError
from planning.models import ClientLetter, LetterBatch
from planning.reports.binding import Bound, bind_pdf, bind_zip
from planning.services import client_letters, letter_batches
from tests.cast import Story
from tests.planning.letters import a_page, ask_batch, finished, more_people, stored_files

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


def states(batch: LetterBatch) -> Counter[str]:
    return Counter(batch.letters.values_list("state", flat=True))


def content_of(batch: LetterBatch) -> BytesIO:
    with batch.file.open("rb") as file:
        return BytesIO(file.read())


def test_each_letter_is_made_and_all_are_bound(
    story: Story, people: list[Person], rendered: Rendered
) -> None:
    batch = finished(ask_batch(story, *people))
    assert rendered == ["Pat Doe", "Pat Ash", "Pat Beech"]
    assert states(batch) == {"done": 3}
    assert batch.state == LetterBatch.State.DONE
    with pikepdf.open(content_of(batch)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "Pat Doe, 2026",
            "Pat Ash, 2026",
            "Pat Beech, 2026",
        ]
        assert len(pdf.pages) == 3
        assert str(pdf.docinfo["/Title"]) == "Letters for 2026, Alder Advisors"


def test_what_a_screen_reader_is_told_comes_along(
    story: Story, people: list[Person], rendered: Rendered
) -> None:
    with pikepdf.open(content_of(finished(ask_batch(story, *people)))) as pdf:
        parts = pdf.Root.StructTreeRoot.K.K
        assert [str(part.S) for part in parts] == ["/Part"] * 3
        assert [str(part.K[0].ID) for part in parts] == ["1-1-1", "2-1-1", "3-1-1"]
        belongs = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        for number, (page, part) in enumerate(zip(pdf.pages, parts, strict=True)):
            assert int(page.obj.StructParents) == number
            assert part.K[0].Pg.objgen == page.obj.objgen
            assert belongs[number][0].objgen == part.K[0].objgen
            assert part.P.objgen == pdf.Root.StructTreeRoot.K.objgen
        assert pdf.check_pdf_syntax() == []
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"


def test_a_zip_has_a_file_for_each(story: Story, people: list[Person], rendered: Rendered) -> None:
    batch = finished(ask_batch(story, *people, form="zip"))
    with ZipFile(content_of(batch)) as bound:
        assert bound.namelist() == [
            "0001-pat-doe-2026.pdf",
            "0002-pat-ash-2026.pdf",
            "0003-pat-beech-2026.pdf",
        ]
        assert bound.read("0001-pat-doe-2026.pdf") == a_page("Pat Doe")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../etc/passwd", "0001-etcpasswd-2026.pdf"),
        ("C:\\con\x00.exe", "0001-cconexe-2026.pdf"),
        ("Zoë Núñez", "0001-zoe-nunez-2026.pdf"),
        ("李明", "0001-letter-2026.pdf"),
        ("x" * 150, f"0001-{'x' * 60}-2026.pdf"),
    ],
)
def test_no_name_leads_out_of_the_zip(name: str, file: str) -> None:
    letter = Bound(title=name, person=name, year=2026, pdf=b"")
    with bind_zip([letter]) as first, bind_zip([letter]) as second:
        with ZipFile(first) as bound:
            assert bound.namelist() == [file]
        assert [first.seek(0), first.read()] == [second.seek(0), second.read()]


def test_one_that_fails_stops_no_other(story: Story, rendered: Rendered) -> None:
    people = more_people(story, "Ash", "Faulty", "Beech")
    batch = finished(ask_batch(story, *people))
    assert states(batch) == {"done": 2, "failed": 1}
    assert batch.letters.get(state="failed").error == "No table is published for 1990."
    with pikepdf.open(content_of(batch)) as pdf:
        assert len(pdf.pages) == 2


def test_where_all_fail_there_is_no_file(story: Story, rendered: Rendered) -> None:
    batch = finished(ask_batch(story, *more_people(story, "Faulty")))
    assert (batch.state, batch.error) == ("failed", "None of the letters could be made.")


def test_a_turn_is_short_and_the_next_goes_on(
    story: Story, people: list[Person], rendered: Rendered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_batches, "TURN", -1)
    batch = ask_batch(story, *people)
    assert services.work_on_batch(batch.pk)
    assert rendered == []
    monkeypatch.setattr(letter_batches, "TURN", 10)
    finished(batch)
    assert len(rendered) == 3


def test_while_one_worker_has_it_another_leaves_it(
    story: Story, people: list[Person], rendered: Rendered
) -> None:
    batch = ask_batch(
        story, *people, state="running", attempts=1, lease_until=Now() + timedelta(seconds=9)
    )
    assert not services.work_on_batch(batch.pk)
    assert rendered == []


def test_delivered_twice_it_is_bound_once(
    story: Story, people: list[Person], rendered: Rendered
) -> None:
    batch = finished(ask_batch(story, *people))
    first = batch.sha256
    finished(batch)
    assert batch.sha256 == first
    assert list(stored_files(story, "batches")) == [f"{batch.pk}-1.pdf"]


def test_a_letter_another_worker_is_making_is_waited_for(
    story: Story, people: list[Person], rendered: Rendered
) -> None:
    batch = ask_batch(story, *people)
    held = batch.letters.order_by("position")[1]
    leased = {"state": "running", "attempts": 1, "lease_until": Now() + timedelta(seconds=9)}
    ClientLetter.objects.filter(pk=held.pk).update(**leased)
    assert not services.work_on_batch(batch.pk)  # the sweeper comes back for the rest
    assert states(batch) == {"done": 2, "running": 1}
    ClientLetter.objects.filter(pk=held.pk).update(lease_until=Now() - timedelta(seconds=1))
    assert states(finished(batch)) == {"done": 3}


def test_a_letter_that_kills_its_worker_is_given_up_and_the_others_are_bound(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(document: dict[str, Any], *, year: int, letterhead: object) -> bytes:
        if document["household"] == "Faulty":
            raise SystemExit  # what no handler of ours catches, as no handler catches a kill
        return a_page("")

    monkeypatch.setattr(client_letters, "render_letter", render)
    batch = ask_batch(story, *more_people(story, "Ash", "Faulty", "Beech"))
    for _ in range(3):
        with pytest.raises(SystemExit):
            services.work_on_batch(batch.pk)
        past = Now() - timedelta(seconds=1)
        for model in (ClientLetter, LetterBatch):
            model.objects.filter(state="running").update(lease_until=past)
    services.sweep_client_letters()
    batch = finished(batch)
    assert (batch.state, states(batch)) == ("done", {"done": 2, "failed": 1})


def test_a_binding_that_keeps_crashing_is_given_up(
    story: Story, people: list[Person], rendered: Rendered
) -> None:
    batch = ask_batch(
        story, *people, state="running", attempts=14, fruitful_attempt=4, lease_until=Now()
    )
    assert services.sweep_batches() == []
    batch.refresh_from_db()
    assert batch.error == "The making of these letters broke off several times."


def test_cancelled_it_stops_and_what_is_made_stays(
    story: Story, people: list[Person], rendered: Rendered
) -> None:
    batch = ask_batch(story, *people)
    first = batch.letters.order_by("position")[0]
    services.build_client_letter(first.pk)
    assert services.cancel_batch(actor=story.users["advisor"], batch=batch)
    assert not services.work_on_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == LetterBatch.State.CANCELLED
    assert states(batch) == {"done": 1, "cancelled": 2}
    assert not services.cancel_batch(actor=story.users["advisor"], batch=batch)


def test_cancelled_in_the_middle_of_a_turn_it_stops_too(
    story: Story, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = ask_batch(story, *people)

    def render(*_: object, **__: object) -> bytes:
        services.cancel_batch(actor=story.users["advisor"], batch=batch)
        return a_page("")

    monkeypatch.setattr(client_letters, "render_letter", render)
    assert not services.work_on_batch(batch.pk)
    assert states(batch) == {"done": 1, "cancelled": 2}


def test_what_a_dead_worker_left_of_a_cancelled_batch_is_cancelled_by_the_sweep(
    story: Story, people: list[Person]
) -> None:
    batch = ask_batch(story, *people)
    batch.letters.update(state="running", attempts=1, lease_until=Now())
    services.cancel_batch(actor=story.users["advisor"], batch=batch)
    assert services.sweep_batches() == []
    assert states(batch) == {"cancelled": 3}


def test_the_sweep_offers_the_batch_and_not_its_letters(story: Story, people: list[Person]) -> None:
    batch = ask_batch(story, *people, created_at=Now() - timedelta(minutes=2))
    batch.letters.update(created_at=Now() - timedelta(minutes=2))
    assert services.sweep_batches() == [batch.pk]
    assert services.sweep_client_letters() == []


def test_somebody_waits_for_one_batch_before_the_next(story: Story, people: list[Person]) -> None:
    ask_batch(story, *people)
    with pytest.raises(services.LetterRefusedError, match="still being made"):
        ask_batch(story, *people)
    ask_batch(story, *people, actor=story.users["owner"])


def test_there_is_an_end_to_a_batch(
    story: Story, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(letter_batches.MOST_LETTERS, "pdf", 2)
    with pytest.raises(services.LetterRefusedError, match="These are 3 letters"):
        ask_batch(story, *people)


def test_asking_and_making_are_noted(
    story: Story, people: list[Person], rendered: Rendered
) -> None:
    batch = finished(ask_batch(story, *people))
    events = AuditEvent.objects.filter(object_id=str(batch.pk)).order_by("sequence")
    assert [(event.act, event.detail) for event in events] == [
        (AuditAct.CREATED, {"letters": 3}),
        (AuditAct.CREATED, {"sha256": batch.sha256}),
    ]


WORKER = """
import time, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {name!r}
settings.STORAGES["default"]["OPTIONS"]["location"] = {files!r}
django.setup()
from planning import services
from planning.services import client_letters
render = client_letters.render_letter
def slowly(document, **options):
    time.sleep(0.3)
    return {page!r}
client_letters.render_letter = slowly
services.work_on_batch({batch!r})
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_costs_the_letter_it_was_making_and_no_other(
    story: Story, rendered: Rendered, tmp_path: Path
) -> None:
    """A real process, killed where it stands, and another that takes over."""
    batch = ask_batch(story, *more_people(story, *(f"P{number}" for number in range(5))))
    program = WORKER.format(
        name=str(connection.settings_dict["NAME"]),
        files=str(tmp_path),
        page=a_page(""),
        batch=str(batch.pk),
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "advisorsite.settings"}
    worker = subprocess.Popen([sys.executable, "-c", program], cwd=site.BASE_DIR, env=environment)
    deadline = time.monotonic() + 30
    while states(batch)["done"] < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()

    assert states(batch)["done"] >= 2
    assert states(batch)["done"] < 5
    past = Now() - timedelta(seconds=1)
    batch.letters.filter(state="running").update(lease_until=past)
    LetterBatch.objects.filter(pk=batch.pk).update(
        lease_until=past, created_at=Now() - timedelta(minutes=1)
    )
    assert services.sweep_batches() == [batch.pk]
    batch = finished(batch)
    assert batch.state == LetterBatch.State.DONE
    assert states(batch) == {"done": 5}
    assert sum(batch.letters.values_list("attempts", flat=True)) <= 6  # one of them twice
    with pikepdf.open(content_of(batch)) as pdf:
        assert len(pdf.pages) == 5


def test_what_is_bound_keeps_its_words_and_the_names_of_its_cells() -> None:
    title = "Zoë (7 0 R) \\ /ID (x)"

    def letter() -> bytes:
        with pikepdf.open(BytesIO(a_page(title))) as pdf:
            cell = pdf.Root.StructTreeRoot.K[0].K[0]
            cell.ActualText = title
            cell.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Headers=["1-1"])
            out = BytesIO()
            pdf.save(out)
        return out.getvalue()

    twice = (Bound(title=title, person="Zoë", year=2026, pdf=letter()) for _ in range(2))
    with bind_pdf(twice, title=title, language="en") as bound:
        bound.seek(0)
        content = BytesIO(bound.read())
    with pikepdf.open(content) as pdf:
        assert str(pdf.docinfo["/Title"]) == title
        with pdf.open_metadata() as metadata:
            assert (metadata["dc:title"], metadata["pdfuaid:part"]) == (title, "1")
        with pdf.open_outline() as outline:
            pages = [item.destination[0].objgen for item in outline.root]  # type: ignore[index]
        assert pages == [page.obj.objgen for page in pdf.pages]
        for number, part in enumerate(pdf.Root.StructTreeRoot.K.K, start=1):
            cell = part.K[0]
            assert str(cell.ActualText) == title
            assert [str(cell.ID), str(cell.A.Headers[0])] == [f"{number}-1-1"] * 2


def test_a_zip_of_any_size_is_never_in_memory_as_a_whole() -> None:
    letters = (
        Bound(title="Pat", person="Pat", year=2026, pdf=bytes([number]) * 1_000_000)
        for number in range(60)
    )
    tracemalloc.start()
    try:
        with bind_zip(letters) as bound:
            assert tracemalloc.get_traced_memory()[1] < 30_000_000
            assert len(ZipFile(bound).namelist()) == 60
    finally:
        tracemalloc.stop()
