from __future__ import annotations

import hashlib
import subprocess
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from PIL import Image

from clients import services as records
from clients.models import AuditAct, AuditEvent, Payment
from clients.today import today_of
from planning import services
from planning.engine.errors import EngineError
from planning.models import ClientLetter
from planning.reports.letter_list import newest_letters
from planning.services import client_letters
from tests.cast import LONG_AGO, Story
from tests.planning.letters import (
    PAGES,
    ask_letter,
    make_spouse_with_plan,
    stored_files,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path: Path) -> None:
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"]}
    storages["default"]["OPTIONS"] = {**storages["default"]["OPTIONS"], "location": tmp_path}
    settings.STORAGES = storages


@pytest.fixture
def renderings(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The documents of the letters rendered; the PDF itself is tested elsewhere."""
    documents: list[dict[str, Any]] = []

    def render(document: dict[str, Any], *, year: int, letterhead: object) -> bytes:
        documents.append(document)
        return PAGES

    monkeypatch.setattr(client_letters, "render_letter", render)
    return documents


def made(story: Story, **changes: Any) -> ClientLetter:
    letter = ask_letter(story, **changes)
    services.build_client_letter(letter.pk)
    letter.refresh_from_db()
    return letter


def words_of(letter: ClientLetter) -> str:
    with letter.file.open("rb") as file:
        process = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=file.read(), capture_output=True, check=True
        )
    return " ".join(process.stdout.decode().split())


def test_a_letter_is_made_from_the_records_and_kept(
    story: Story, renderings: list[dict[str, Any]]
) -> None:
    letter = made(story)
    assert letter.state == ClientLetter.State.DONE
    assert (letter.size, letter.sha256) == (len(PAGES), hashlib.sha256(PAGES).hexdigest())
    assert letter.file.read() == PAGES
    letter.file.close()
    assert letter.as_of is not None
    assert letter.known_at is not None
    assert letter.made_at is not None
    assert list(stored_files(story)) == [f"{letter.pk}-1.pdf"]


def test_that_it_was_made_is_noted_with_its_hash(
    story: Story, renderings: list[dict[str, Any]]
) -> None:
    letter = made(story)
    event = AuditEvent.objects.get(object_id=str(letter.pk))
    assert (event.act, event.actor) == (AuditAct.CREATED, story.users["advisor"])
    assert event.detail == {
        "household": str(story.household.pk),
        "person": str(story.person.pk),
        "year": 2026,
        "sha256": letter.sha256,
    }


def test_a_letter_tells_one_person_what_concerns_them(
    story: Story, renderings: list[dict[str, Any]]
) -> None:
    sam = make_spouse_with_plan(story.household)
    made(story, person=sam)
    (document,) = renderings
    assert {o["person"] for o in document["obligations"]} == {"sam"}
    assert {c["account"] for c in document["caveats"]} <= {"plan", None}


def test_letter_and_page_show_the_same_figures(story: Story, advisor: Client) -> None:
    words = words_of(made(story))
    page = advisor.get(reverse("planning:household_rmd", args=[story.household.pk, 2026]))
    for pool in page.context["case"].pools:
        for name in ("required", "taken", "remaining"):
            assert f"${float(pool.obligation[name]):,.2f}" in words


def test_the_firm_its_advisors_and_its_disclosures_are_on_the_letter(story: Story) -> None:
    story.firm.disclosures = "Past performance is no promise.\n\nAdvice is given in Ohio."
    story.firm.save()
    words = words_of(made(story))
    assert words.startswith("Alder Advisors ")
    assert "Advisor, Teammate" in words
    assert "Past performance is no promise." in words
    assert "Advice is given in Ohio." in words
    assert "Made from the records of Alder Advisors as known on" in words


def test_a_logo_is_printed(story: Story) -> None:
    png = BytesIO()
    Image.new("RGB", (400, 100), "#204080").save(png, "PNG")
    story.firm.logo.save("logos/a.png", ContentFile(png.getvalue()))
    letter = made(story)
    with pikepdf.open(letter.file.path) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert (image.Width, image.Height) == (400, 100)


def test_what_a_firm_types_stays_text(story: Story) -> None:
    story.firm.disclosures = "<img src='http://localhost/'>&{{ 7 }}"
    story.firm.save()
    assert "<img src='http://localhost/'>&{{ 7 }}" in words_of(made(story))


def test_asked_twice_from_one_page_it_is_one_letter(story: Story) -> None:
    key = uuid4()
    assert ask_letter(story, request_key=key) == ask_letter(story, request_key=key)
    assert ask_letter(story) != ask_letter(story)


def test_delivered_twice_it_is_one_file(story: Story, renderings: list[dict[str, Any]]) -> None:
    letter = made(story)
    services.build_client_letter(letter.pk)
    assert len(renderings) == 1
    assert len(list(stored_files(story))) == 1


def test_what_a_lost_worker_made_is_dropped(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = ask_letter(story)

    def render(*_: object, **__: object) -> bytes:
        ClientLetter.objects.filter(pk=letter.pk).update(attempts=2)  # another claimed it
        return PAGES

    monkeypatch.setattr(client_letters, "render_letter", render)
    services.build_client_letter(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (ClientLetter.State.RUNNING, 2)
    assert list(stored_files(story)) == []
    assert not AuditEvent.objects.filter(object_id=str(letter.pk)).exists()


def test_the_sweep_offers_single_letters_and_gives_up_what_keeps_crashing(story: Story) -> None:
    long_ago = Now() - timedelta(minutes=2)
    forgotten = ask_letter(story, created_at=long_ago)
    crashed = ask_letter(story, created_at=long_ago, state="running", attempts=3, lease_until=Now())
    ask_letter(story)  # its message is on its way
    assert services.sweep_client_letters() == [forgotten.pk]
    crashed.refresh_from_db()
    assert crashed.error == "The making of this letter broke off several times."


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (EngineError("No table is published for 1990."), "No table is published for 1990."),
        (ValueError("Pat"), "Something went wrong on our side while the letter was made."),
    ],
)
def test_a_failure_ends_in_a_sentence(
    story: Story, monkeypatch: pytest.MonkeyPatch, fault: Exception, sentence: str
) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise fault

    monkeypatch.setattr(client_letters, "render_letter", fail)
    assert made(story).error == sentence


def test_of_an_archived_household_no_letter_is_made(
    story: Story, renderings: list[dict[str, Any]]
) -> None:
    letter = ask_letter(story)
    story.household.archived_at = LONG_AGO
    story.household.save()
    services.build_client_letter(letter.pk)
    letter.refresh_from_db()
    assert (letter.error, renderings) == ("The household is archived.", [])


def test_to_whom_nothing_is_asked_of_no_letter_is_made(
    story: Story, renderings: list[dict[str, Any]]
) -> None:
    story.account.balances.all().delete()
    letter = made(story)
    assert letter.error == "Pat Doe has nothing to take for 2026, or it cannot be decided yet."
    assert renderings == []


class TestTheList:
    def lines(self, story: Story) -> list[Any]:
        return newest_letters(ClientLetter.objects.all(), story.household)

    def test_a_letter_says_what_is_on_record_until_something_changes(
        self, story: Story, renderings: list[dict[str, Any]]
    ) -> None:
        made(story)
        (line,) = self.lines(story)
        assert (line.changes, line.further) == ([], 0)

    def test_it_names_what_changed_since(
        self, story: Story, renderings: list[dict[str, Any]]
    ) -> None:
        made(story)
        advisor = story.users["advisor"]
        records.correct_balance(
            actor=advisor,
            balance=story.balance,
            revision=story.balance.revision,
            amount=Decimal(250_000),
            because="typed wrong",
        )
        records.record_payment(
            actor=advisor,
            account=story.account,
            paid_on=today_of(story.firm),
            amount=Decimal(100),
            kind=Payment.Kind.CASH,
        )
        (line,) = self.lines(story)
        assert line.changes == [
            "a payment from IRA",
            "the balance of IRA on December 31, 2025",
        ]

    def test_a_letter_made_afterwards_is_not_concerned(
        self, story: Story, renderings: list[dict[str, Any]]
    ) -> None:
        first = made(story)
        records.undo_payment(actor=story.users["advisor"], payment=story.payment, because="wrong")
        second = made(story)
        newest, oldest = self.lines(story)
        assert (newest.row, newest.changes) == (second, [])
        assert (oldest.row, oldest.changes) == (first, ["a payment from IRA"])

    def test_the_accounts_of_others_do_not_concern_it(
        self, story: Story, renderings: list[dict[str, Any]]
    ) -> None:
        sam = make_spouse_with_plan(story.household)
        made(story)
        balance = sam.accounts.get().balances.get()
        records.correct_balance(
            actor=story.users["advisor"],
            balance=balance,
            revision=balance.revision,
            amount=Decimal(1),
            because="typed wrong",
        )
        assert self.lines(story)[0].changes == []

    def test_it_needs_as_many_queries_for_many_letters_as_for_one(
        self,
        story: Story,
        renderings: list[dict[str, Any]],
        django_assert_max_num_queries: Any,
    ) -> None:
        for _ in range(5):
            made(story)
        with django_assert_max_num_queries(4):
            self.lines(story)


class TestThePages:
    def address(self, route: str, letter: ClientLetter) -> str:
        return reverse(f"planning:{route}", args=[letter.pk])

    def test_from_the_case_to_the_file(
        self,
        story: Story,
        advisor: Client,
        renderings: list[dict[str, Any]],
        tasks_run_at_once: None,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        case = reverse("planning:household_rmd", args=[story.household.pk, 2026])
        page = advisor.get(case)
        assert [to.person for to in page.context["addressees"]] == [story.person]
        asked = {"person": story.person.pk, "request_key": page.context["request_key"]}
        with django_capture_on_commit_callbacks(execute=True):
            response = advisor.post(
                reverse("planning:make_letter", args=[story.household.pk, 2026]), asked
            )
        letter = ClientLetter.objects.get()
        assert response.headers["Location"] == self.address("client_letter", letter)

        shown = advisor.get(response.headers["Location"]).content.decode()
        assert letter.sha256 in shown
        assert "hx-get" not in shown
        file = advisor.get(self.address("client_letter_file", letter))
        assert file.getvalue() == PAGES
        assert file.headers["Content-Disposition"] == 'attachment; filename="rmd-letter-2026.pdf"'
        assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert self.address("client_letter_file", letter) in advisor.get(case).content.decode()

    def test_a_download_is_noted(
        self, story: Story, compliance: Client, renderings: list[dict[str, Any]]
    ) -> None:
        letter = made(story)
        compliance.get(self.address("client_letter_file", letter)).getvalue()
        event = AuditEvent.objects.filter(object_id=str(letter.pk)).latest("sequence")
        assert (event.act, event.actor) == (AuditAct.READ, story.users["compliance"])

    def test_a_double_click_begins_one_letter(self, story: Story, advisor: Client) -> None:
        asked = {"person": story.person.pk, "request_key": uuid4()}
        address = reverse("planning:make_letter", args=[story.household.pk, 2026])
        first, second = advisor.post(address, asked), advisor.post(address, asked)
        assert first.headers["Location"] == second.headers["Location"]
        assert ClientLetter.objects.count() == 1

    def test_a_letter_that_failed_is_asked_for_again(
        self, story: Story, advisor: Client, compliance: Client
    ) -> None:
        letter = ask_letter(story, state="failed", error="No.")
        page = advisor.get(self.address("client_letter", letter))
        assert "Try again" in page.content.decode()
        asked = {"person": story.person.pk, "request_key": page.context["request_key"]}
        answer = advisor.post(
            reverse("planning:make_letter", args=[story.household.pk, letter.year]), asked
        )
        again = ClientLetter.objects.exclude(pk=letter.pk).get()
        assert answer.headers["Location"] == self.address("client_letter", again)
        page = compliance.get(self.address("client_letter", letter))
        assert "Try again" not in page.content.decode()

    def test_no_letter_is_out_of_reach(self, story: Story, advisor: Client) -> None:
        for _ in range(51):
            ask_letter(story, state="failed", error="No.")
        household = advisor.get(reverse("planning:household", args=[story.household.pk]))
        every = reverse("planning:household_letters", args=[story.household.pk])
        assert len(household.context["letters"]) == 12
        assert every in household.content.decode()
        pages = [advisor.get(every, {"page": number}) for number in (1, 2)]
        assert [len(page.context["letters"]) for page in pages] == [50, 1]
        shown = {line.row.pk for page in pages for line in page.context["letters"]}
        assert len(shown) == 51

    def test_a_person_of_another_household_is_refused(self, story: Story, owner: Client) -> None:
        elsewhere = story.archived.people.get()
        asked = {"person": elsewhere.pk, "request_key": uuid4()}
        address = reverse("planning:make_letter", args=[story.household.pk, 2026])
        assert owner.post(address, asked).status_code == 422
        assert not ClientLetter.objects.exists()

    def test_each_owner_has_a_letter_of_their_own_to_ask_for(
        self, story: Story, advisor: Client
    ) -> None:
        sam = make_spouse_with_plan(story.household)
        page = advisor.get(reverse("planning:household_rmd", args=[story.household.pk, 2026]))
        assert [to.person for to in page.context["addressees"]] == [story.person, sam]
        assert "Letter to Sam Doe for 2026" in page.content.decode()

    def test_the_page_of_the_household_offers_each_person_too(
        self, story: Story, advisor: Client
    ) -> None:
        page = advisor.get(reverse("planning:household", args=[story.household.pk]))
        assert "Letter to Pat Doe for 2026" in page.content.decode()

    def test_compliance_reads_letters_and_asks_for_none(
        self, story: Story, compliance: Client
    ) -> None:
        page = compliance.get(reverse("planning:household_rmd", args=[story.household.pk, 2026]))
        assert "Make the letter" not in page.content.decode()

    def test_a_file_that_is_not_the_one_made_is_not_handed_out(
        self, story: Story, advisor: Client, renderings: list[dict[str, Any]]
    ) -> None:
        letter = made(story)
        Path(letter.file.path).write_bytes(b"%PDF another")
        response = advisor.get(self.address("client_letter_file", letter))
        assert response.status_code == 410
        assert "not the one that was made" in response.content.decode()
        Path(letter.file.path).unlink()
        assert advisor.get(self.address("client_letter_file", letter)).status_code == 410

    @pytest.mark.parametrize("state", ["queued", "running", "failed", "cancelled"])
    def test_there_is_no_file_before_it_is_done(
        self, story: Story, advisor: Client, state: str
    ) -> None:
        letter = ask_letter(story, state=state, error="No.")
        assert advisor.get(self.address("client_letter_file", letter)).status_code == 404

    def test_the_status_speaks_only_of_what_is_new_and_ends_the_polling(
        self, story: Story, advisor: Client, renderings: list[dict[str, Any]]
    ) -> None:
        letter = ask_letter(story)
        status = self.address("client_letter_status", letter)
        assert advisor.get(status).status_code == 200
        assert advisor.get(status, {"seen": letter.progress}).status_code == 204
        services.build_client_letter(letter.pk)
        assert advisor.get(status, {"seen": letter.progress}).status_code == 286

    def test_the_page_of_a_household_asks_no_more_for_more_people(
        self, story: Story, advisor: Client, django_assert_max_num_queries: Any
    ) -> None:
        address = reverse("planning:household", args=[story.household.pk])
        make_spouse_with_plan(story.household)
        with django_assert_max_num_queries(36):
            assert len(advisor.get(address).context["addressees"]) == 2
