from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.models.functions import Now

from planning import services
from planning.engine.errors import EngineError
from planning.engine.household import Household
from planning.models import Letter
from planning.reports.case_years import year_document
from planning.reports.pdf import PdfError
from planning.services import letters

COUPLE = (Path(__file__).parent.parent / "examples" / "couple.json").read_text(encoding="utf-8")
PAGES = b"%PDF the pages"
Ask = Callable[..., Letter]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path: Path) -> None:
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"]}
    storages["default"]["OPTIONS"] = {**storages["default"]["OPTIONS"], "location": tmp_path}
    settings.STORAGES = storages


@pytest.fixture
def renderings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The years of the letters rendered; the PDF itself is tested elsewhere."""
    years: list[int] = []

    def render(document: dict[str, object], *, year: int) -> bytes:
        years.append(year)
        return PAGES

    monkeypatch.setattr(letters, "render_letter", render)
    return years


@pytest.fixture
def ask(db: None) -> Ask:
    def ask(**changes: object) -> Letter:
        letter = services.request_letter(
            owner_hash=str(changes.pop("owner_hash", "a")),
            household_text=COUPLE,
            tax_year=2026,
            language="en",
        )
        Letter.objects.filter(pk=letter.pk).update(**changes)
        letter.refresh_from_db()
        return letter

    return ask


def stored_files() -> Iterator[str]:
    storage = Letter().file.storage
    return iter(storage.listdir("letters")[1] if storage.exists("letters") else [])


def test_a_letter_is_made_from_its_row(ask: Ask, renderings: list[int]) -> None:
    letter = ask()
    assert (letter.state, letter.attempts) == (Letter.State.QUEUED, 0)
    assert letter.expires_at - letter.created_at == letters.LIFETIME

    services.build_letter(letter.pk)

    letter.refresh_from_db()
    assert letter.state == Letter.State.DONE
    assert letter.file.read() == PAGES
    letter.file.close()
    assert letter.size == len(PAGES)
    assert letter.sha256 == hashlib.sha256(PAGES).hexdigest()
    assert letter.household_text == ""
    assert renderings == [2026]


@pytest.mark.django_db(transaction=True)
def test_the_case_is_worked_out_before_any_lock_is_taken(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = []

    def watched(household: Household, *, year: int) -> dict[str, Any]:
        locked.append(connection.in_atomic_block)
        return year_document(household, year=year)

    monkeypatch.setattr(letters, "year_document", watched)
    ask()
    assert locked == [False]


def test_a_letter_that_is_made_is_not_made_again(ask: Ask, renderings: list[int]) -> None:
    letter = ask()
    services.build_letter(letter.pk)
    services.build_letter(letter.pk)
    assert renderings == [2026]


def test_an_unknown_letter_is_nothing_to_do(db: None, renderings: list[int]) -> None:
    services.build_letter(uuid4())
    assert renderings == []


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_makes_the_letter(ask: Ask, renderings: list[int]) -> None:
    letter = ask()
    together = Barrier(6)
    faults: list[Exception] = []

    def work() -> None:
        try:
            together.wait()
            services.build_letter(letter.pk)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    letter.refresh_from_db()
    assert faults == []
    assert renderings == [2026]
    assert (letter.state, letter.attempts) == (Letter.State.DONE, 1)
    assert list(stored_files()) == [f"{letter.pk}-1.pdf"]


def test_a_lease_that_holds_is_left_alone_and_one_that_lapsed_is_taken_over(
    ask: Ask, renderings: list[int]
) -> None:
    held = ask(state=Letter.State.RUNNING, attempts=1, lease_until=Now() + timedelta(seconds=9))
    lapsed = ask(state=Letter.State.RUNNING, attempts=1, lease_until=Now() - timedelta(seconds=9))
    services.build_letter(held.pk)
    services.build_letter(lapsed.pk)
    held.refresh_from_db()
    lapsed.refresh_from_db()
    assert (held.state, held.attempts) == (Letter.State.RUNNING, 1)
    assert (lapsed.state, lapsed.attempts) == (Letter.State.DONE, 2)


def test_a_worker_that_lost_its_claim_leaves_no_trace(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = ask()

    def render(document: dict[str, object], *, year: int) -> bytes:
        Letter.objects.filter(pk=letter.pk).update(attempts=2)  # another claimed it meanwhile
        return PAGES

    monkeypatch.setattr(letters, "render_letter", render)
    services.build_letter(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (Letter.State.RUNNING, 2)
    assert letter.household_text == COUPLE
    assert list(stored_files()) == []


def test_after_three_crashes_a_letter_is_given_up(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = ask()

    def crash(document: dict[str, object], *, year: int) -> bytes:
        raise SystemExit  # what no handler of ours catches, as no handler catches a kill

    monkeypatch.setattr(letters, "render_letter", crash)
    for _ in range(3):
        with pytest.raises(SystemExit):
            services.build_letter(letter.pk)
        assert services.sweep_letters() == []  # its lease holds
        Letter.objects.update(
            lease_until=Now() - timedelta(seconds=1), created_at=Now() - timedelta(minutes=1)
        )
    services.build_letter(letter.pk)  # not a fourth time
    assert services.sweep_letters() == []
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (Letter.State.FAILED, 3)
    assert letter.error == "The making of this letter broke off several times."


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (PdfError("This machine lacks the libraries."), "This machine lacks the libraries."),
        (EngineError("No table is published for 1990."), "No table is published for 1990."),
        (ValueError("Ana"), "Something went wrong on our side while the letter was made."),
    ],
)
def test_a_failure_ends_in_a_sentence(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, fault: Exception, sentence: str
) -> None:
    letter = ask()

    def fail(document: dict[str, object], *, year: int) -> bytes:
        raise fault

    monkeypatch.setattr(letters, "render_letter", fail)
    services.build_letter(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.error) == (Letter.State.FAILED, sentence)
    assert letter.household_text == COUPLE  # what "try again" sends


def test_the_sweep_offers_what_waits_too_long_and_what_was_left(
    ask: Ask, renderings: list[int]
) -> None:
    long_ago = Now() - timedelta(minutes=2)
    forgotten = ask(created_at=long_ago)
    left = ask(
        created_at=long_ago,
        state=Letter.State.RUNNING,
        attempts=1,
        lease_until=Now() - timedelta(seconds=1),
    )
    ask()  # just asked: its message is on its way
    ask(created_at=long_ago, state=Letter.State.FAILED, error="No.")
    assert set(services.sweep_letters()) == {forgotten.pk, left.pk}


def test_the_command_makes_what_waits_without_any_broker(
    ask: Ask, renderings: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    letter = ask(created_at=Now() - timedelta(minutes=2))
    call_command("build_letters")
    letter.refresh_from_db()
    assert letter.state == Letter.State.DONE
    assert capsys.readouterr().out == "1 letters taken up.\n"


def test_an_expired_letter_is_deleted_with_its_file(ask: Ask, renderings: list[int]) -> None:
    expired, live = ask(), ask()
    for letter in (expired, live):
        services.build_letter(letter.pk)
    Letter.objects.filter(pk=expired.pk).update(expires_at=Now())
    assert services.purge_letters() == 1
    assert list(Letter.objects.all()) == [live]
    assert list(stored_files()) == [f"{live.pk}-1.pdf"]


def test_an_expired_letter_is_not_made(ask: Ask, renderings: list[int]) -> None:
    letter = ask(expires_at=Now())
    services.build_letter(letter.pk)
    assert renderings == []


def test_files_are_for_the_server_alone(ask: Ask, renderings: list[int]) -> None:
    letter = ask()
    services.build_letter(letter.pk)
    letter.refresh_from_db()
    path = Path(letter.file.path)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_one_browser_has_five_letters_at_most(ask: Ask) -> None:
    asked = [ask() for _ in range(5)]
    with pytest.raises(services.LetterRefusedError, match="5 letters within an hour"):
        ask()
    ask(owner_hash="b")
    Letter.objects.filter(pk=asked[0].pk).update(expires_at=Now())
    ask()


def test_there_is_an_end_to_the_queue(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "MAX_UNFINISHED_LETTERS", 2)
    ask(owner_hash="a")
    ask(owner_hash="b")
    with pytest.raises(services.LetterRefusedError, match="Many letters"):
        ask(owner_hash="c")


def test_a_household_that_cannot_be_read_is_refused_at_once(db: None) -> None:
    with pytest.raises(EngineError):
        services.request_letter(owner_hash="a", household_text="{}", tax_year=2026, language="en")
    assert not Letter.objects.exists()


@pytest.mark.parametrize("broken", [{"state": "done"}, {"state": "failed"}])
def test_the_database_refuses_a_letter_that_contradicts_itself(
    ask: Ask, broken: dict[str, str]
) -> None:
    letter = ask()
    with pytest.raises(IntegrityError):
        Letter.objects.filter(pk=letter.pk).update(**broken)
