"""Evidence, archives, the past and the household file, as people meet them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients import services
from clients.models import (
    Account,
    AuditAct,
    AuditEvent,
    Beneficiary,
    Document,
    Household,
    Payment,
    Person,
    YearEndBalance,
)
from tests.cast import Story

AS_OF = date(2026, 11, 21)
PDF = b"%PDF-1.7 text\n%%EOF\n"
COUPLE = (Path(__file__).parents[2] / "examples" / "couple.json").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 21, 18, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


def at(name: str, *ids: Any) -> str:
    return reverse(f"planning:{name}", args=ids)


def words(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def pdf(name: str = "form 5498.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def keep(story: Story) -> Document:
    return services.add_document(
        actor=story.users["advisor"], household=story.household, upload=pdf()
    )


# Evidence


def test_a_document_is_added_listed_and_handed_out_to_be_saved(
    story: Story, advisor: Client, compliance: Client
) -> None:
    address = at("new_document", story.household.pk)
    assert advisor.post(address, {"file": pdf("‮fdp.5498 é.pdf")}).status_code == 302
    document = Document.objects.get()
    page = words(compliance, at("household", story.household.pk))
    assert "fdp.5498 é.pdf" in page
    assert at("withdraw_document", document.pk) not in page
    answer = compliance.get(at("document", document.pk))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    event = AuditEvent.objects.filter(act=AuditAct.READ, object_id=str(document.pk)).get()
    assert event.actor == story.users["compliance"]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "Choose a file first."),
        ({"file": b""}, "This file is empty."),
        ({"file": b"MZ"}, "This is a program"),
        ({"file": b"<svg onload=alert(1)>"}, "a web page or a drawing"),
    ],
)
def test_a_file_that_is_no_evidence_is_refused_beside_its_field(
    story: Story, advisor: Client, files: dict[str, bytes], sentence: str
) -> None:
    sent = {name: pdf("a" * 300 + ".pdf", content) for name, content in files.items()}
    answer = advisor.post(at("new_document", story.household.pk), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Document.objects.exists()


def test_a_request_of_200_mb_is_refused_unread(story: Story, advisor: Client) -> None:
    answer = advisor.post(
        at("new_document", story.household.pk), {"file": pdf()}, CONTENT_LENGTH="200000000"
    )
    assert answer.status_code == 400
    assert "a document has at most 10 MB" in answer.content.decode()


def pay(client: Client, story: Story, **typed: Any) -> Any:
    fields = {
        "account": str(story.account.pk),
        "amount": "7,500.00",
        "paid_on": "11/02/2026",
        "kind": "cash",
        "record": "yes",
    }
    return client.post(at("record_payment", story.household.pk, 2026), fields | typed)


def test_a_payment_is_recorded_with_its_document_in_one_step(story: Story, advisor: Client) -> None:
    assert pay(advisor, story, file=pdf()).status_code == 302
    payment = Payment.objects.get(amount=7_500)
    assert payment.document == Document.objects.get()
    assert "form 5498.pdf" in words(advisor, at("household_rmd", story.household.pk, 2026))


def test_a_payment_refused_keeps_no_document_and_asks_for_it_again(
    story: Story, advisor: Client
) -> None:
    answer = pay(advisor, story, file=pdf(), federal_withheld="9,000")
    assert answer.status_code == 422
    assert "Choose the document again" in answer.content.decode()
    answer = pay(advisor, story, file=pdf(content=b"MZ"))
    assert "This is a program" in answer.content.decode()
    assert not Document.objects.exists()
    assert Payment.objects.filter(account=story.account).count() == 1


def test_balances_are_typed_with_the_document_they_are_from(story: Story, advisor: Client) -> None:
    name = f"{story.account.pk.hex}_2024"
    fields = {
        f"amount_{name}": "220,000",
        f"source_{name}": "statement",
        f"amount_{story.account.pk.hex}_2025": "237,000.00",
        f"source_{story.account.pk.hex}_2025": "",
    }
    address = at("balances", story.household.pk)
    refused = advisor.post(address, fields | {"file": pdf(content=b"PK\x03\x04")})
    assert refused.status_code == 422
    assert "This file holds an archive" in refused.content.decode()
    assert story.account.balances.count() == 1
    assert advisor.post(address, fields | {"file": pdf()}).status_code == 302
    typed, untouched = (story.account.balances.get(year=year) for year in (2024, 2025))
    assert (typed.document, untouched.document) == (Document.objects.get(), None)


def test_evidence_is_attached_afterwards_to_what_it_proves(story: Story, advisor: Client) -> None:
    document = keep(story)
    for address, row in (
        (at("payment_evidence", story.payment.pk), story.payment),
        (at("balance_evidence", story.balance.pk), story.balance),
    ):
        both = {"document": str(document.pk), "file": pdf(), "revision": "1"}
        assert "not both" in advisor.post(address, both).content.decode()
        typed = {"document": str(document.pk), "revision": "1"}
        assert advisor.post(address, typed).status_code == 302
        row.refresh_from_db()
        assert row.document == document
        stale = advisor.post(address, typed)
        assert stale.status_code == 422
        assert "after you opened it" in stale.content.decode()


# Archived, restored, withdrawn


def test_archiving_an_account_says_what_it_still_owes_and_it_goes_on_owing(
    story: Story, advisor: Client
) -> None:
    address = at("archive_account", story.account.pk)
    assert "It still owes $7,500.00 for 2026." in words(advisor, address)
    assert advisor.post(address, {"revision": "1"}).status_code == 422
    typed = {"revision": "1", "became": "closed", "because": "Rolled over."}
    assert advisor.post(address, typed).status_code == 302
    page = words(advisor, at("household", story.household.pk))
    for text in ("$7,500.00", "Rolled over.", "It was closed", "Own IRAs"):
        assert text in page, text
    assert "At least one account" in page  # none is current
    assert pay(advisor, story).status_code == 302  # what is owed can still be paid
    restore = at("restore_account", story.account.pk)
    assert "It was archived because: Rolled over." in words(advisor, restore)
    assert advisor.post(restore, {"revision": "2"}).status_code == 302
    assert Account.objects.get(pk=story.account.pk).archived_at is None


def test_archiving_a_household_says_what_the_book_no_longer_shows(
    story: Story, advisor: Client
) -> None:
    address = at("archive_household", story.household.pk)
    assert "Pat Doe still owes $7,500.00 from Own IRAs for 2026." in words(advisor, address)
    typed = {"revision": "1", "because": "They left."}
    assert advisor.post(address, typed).status_code == 302
    assert "They left." in words(advisor, reverse("planning:households") + "?archived=yes")
    page = words(advisor, at("household", story.household.pk))
    assert at("restore_household", story.household.pk) in page
    assert at("new_account", story.household.pk) not in page
    answer = advisor.post(at("restore_household", story.household.pk), {"revision": "2"})
    assert answer.status_code == 302
    assert not Household.objects.get(pk=story.household.pk).archived_at


def test_a_person_who_is_named_is_not_archived(story: Story, advisor: Client) -> None:
    address = at("archive_person", story.person.pk)
    assert "IRA still names them." in words(advisor, address)
    answer = advisor.post(address, {"revision": "1", "because": "Who?"})
    assert answer.status_code == 422
    assert "Still named by: IRA." in answer.content.decode()


def test_a_marriage_and_a_line_are_ended_or_withdrawn(story: Story, advisor: Client) -> None:
    sam = services.add_person(
        actor=None, household=story.household, name="Sam Doe", born_on=date(1955, 3, 2)
    )
    marriage = services.add_marriage(
        actor=None, household=story.household, one=story.person, other=sam
    )
    services.add_beneficiary(actor=None, account=story.account, person=sam)
    page = words(advisor, at("household", story.household.pk))
    line = Beneficiary.objects.get()
    for address in (at("edit_marriage", marriage.pk), at("edit_beneficiary", line.pk)):
        assert address in page
    services.change_marriage(actor=None, marriage=marriage, revision=1, to_on=date(2020, 1, 1))
    page = words(advisor, at("household", story.household.pk))
    assert "divorced January 1, 2020" in page
    assert "Former spouse" in page
    address = at("withdraw_beneficiary", line.pk)
    assert advisor.post(address, {"revision": "1"}).status_code == 422
    answer = advisor.post(address, {"revision": "1", "because": "Never signed."})
    assert answer.status_code == 302
    assert "Nobody is named" in words(advisor, at("household", story.household.pk))


# Activity and the past


def test_activity_is_told_in_sentences_and_reads_to_those_who_supervise(
    story: Story, advisor: Client, compliance: Client
) -> None:
    actor = story.users["advisor"]
    services.change_person(actor=actor, person=story.person, revision=1, name="Pat A. Doe")
    services.undo_payment(actor=actor, payment=story.payment, because="Twice.")
    address = at("activity", story.household.pk)
    assert "read the household" not in words(advisor, address)
    advisor.get(at("household", story.household.pk))
    page = words(compliance, address)
    for text in (
        "changed Pat A. Doe",
        "undid IRA, the payment of 2026-03-02",
        "read the household",
    ):
        assert text in page, text
    assert "read the household" not in words(advisor, address)


def history_of(story: Story, on: datetime) -> None:
    """Let the rows of the story have been on record since a moment."""
    for model in (Household, Person, Account, YearEndBalance, Payment):
        for row in model._default_manager.all():
            row.history.update(history_date=on)


def test_the_past_is_shown_as_it_was_known_and_cannot_be_changed(
    story: Story, advisor: Client
) -> None:
    long_ago = datetime(2026, 3, 10, 12, tzinfo=UTC)
    history_of(story, long_ago)
    services.change_person(actor=None, person=story.person, revision=1, name="Pat A. Doe")
    services.correct_balance(
        actor=None,
        balance=story.balance,
        revision=1,
        amount=Decimal(474_000),
        because="Misread.",
    )
    services.undo_payment(actor=None, payment=story.payment, because="Twice.")
    address = at("household", story.household.pk)
    now, then = words(advisor, address), words(advisor, f"{address}?as-known-on=03/31/2026")
    for text in ("Pat A. Doe", "$474,000.00", "$20,000.00"):
        assert text in now, text
    for text in ("Pat Doe", "$237,000.00", "$7,500.00", "March 31, 2026"):
        assert text in then, text
    assert "Pat A. Doe" not in then
    assert "<button" not in then.partition('<header class="case-head">')[2].partition("<form")[0]
    assert at("edit_person", story.person.pk) not in then
    event = AuditEvent.objects.filter(act=AuditAct.READ).latest("sequence")
    assert event.detail == {"known_on": "2026-03-31"}


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "Type the day"),
        ("13/45/2026", "Type the date as month/day/year"),
        ("12/31/2026", "This day has not come yet."),
        ("03/01/2026", "Nothing of this household was on record on that day."),
        ("0001-01-01", "four digits"),
    ],
)
def test_a_day_that_cannot_be_gets_a_sentence(
    story: Story, advisor: Client, day: str, sentence: str
) -> None:
    history_of(story, timezone.now() - timedelta(days=30))
    answer = advisor.get(at("household", story.household.pk), {"as-known-on": day})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


# The household file


def test_a_household_leaves_as_a_file_and_the_log_says_so(story: Story, compliance: Client) -> None:
    answer = compliance.get(at("household_file", story.household.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="doe.json"'
    assert json.loads(answer.content)["name"] == "Doe"
    event = AuditEvent.objects.get(act=AuditAct.EXPORTED)
    assert (event.object_id, event.actor) == (str(story.household.pk), story.users["compliance"])


def test_a_file_is_looked_at_before_it_becomes_a_household(story: Story, advisor: Client) -> None:
    text = json.dumps(json.loads(COUPLE) | {"name": "doe"})
    typed: dict[str, Any] = {"team": str(story.team.pk)}
    file = SimpleUploadedFile("file.json", text.encode())
    answer = advisor.post(reverse("planning:import_household"), typed | {"file": file})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Doe</a> is on record already" in page
    count = Household.objects.count()
    answer = advisor.post(reverse("planning:import_household"), typed | {"household": text})
    assert answer.status_code == 302
    assert Household.objects.count() == count + 1
    assert Household.objects.get(name="doe").team == story.team
    assert Household.objects.get(name="Doe", firm=story.firm).people.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nonsense", "is not JSON"),
        ("{}", "is missing"),
        (COUPLE.replace('"ira1"', '"', 1), "is not JSON"),
        ("\x00" * 1_000_001, "1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_makes_nothing_and_keeps_the_team(
    story: Story, teammate: Client, text: str, sentence: str
) -> None:
    west = story.users["other_team_advisor"].membership.teams.get()
    count = Household.objects.count()
    typed = {"team": str(west.pk), "file": SimpleUploadedFile("file.json", text.encode())}
    answer = teammate.post(reverse("planning:import_household"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'<option value="{west.pk}" selected>' in page
    assert Household.objects.count() == count


def test_a_file_is_for_a_team_of_ones_own(story: Story, stranger: Client) -> None:
    typed = {"team": str(story.team.pk), "household": COUPLE}
    answer = stranger.post(reverse("planning:import_household"), typed)
    assert answer.status_code == 422
    assert not Household.objects.filter(name__icontains="couple").exists()
