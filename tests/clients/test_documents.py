"""Evidence is told by its bytes, kept under a name of our own, and is never two things at once."""

from __future__ import annotations

import threading
import time
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from clients import services
from clients.models import Document, Payment, YearEndBalance
from clients.services import documents
from tests.cast import Story

PDF = b"%PDF-1.7 text\n%%EOF\n"
UPLOADS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "uploads.toml").read_text(encoding="utf-8")
)["upload"]


def upload(content: bytes = PDF, name: str = "form.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def keep(story: Story, file: SimpleUploadedFile | None = None) -> Document:
    actor = story.users["advisor"]
    return services.add_document(actor=actor, household=story.household, upload=file or upload())


def picture(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    buffer = BytesIO()
    Image.new("1", size).convert("L").save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize("row", UPLOADS, ids=lambda row: row["what"])
def test_a_file_is_taken_or_refused_in_one_sentence(story: Story, row: dict[str, Any]) -> None:
    content = row["bytes"].encode("latin-1") + row.get("then", "").encode() * row.get("times", 0)
    file = upload(content, "form.pdf")
    vars(file)["_name"] = row.get("name", "form.pdf")  # with its folders, as a client may send it
    if "refused" in row:
        with pytest.raises(ValidationError) as refused:
            keep(story, file)
        assert refused.value.message_dict == {"file": [row["refused"]]}
        assert not Document.objects.exists()
        return
    document = keep(story, file)
    assert document.content_type == row.get("type", document.content_type)
    assert document.name == row.get("shown", document.name)
    assert document.name not in document.file.name
    with document.file.open() as kept:
        assert kept.read() == content


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("TIFF", "image/tiff")],
)
def test_a_picture_is_evidence(story: Story, kind: str, content_type: str) -> None:
    assert keep(story, upload(picture(kind))).content_type == content_type


def test_a_picture_that_is_a_page_too_is_refused(story: Story) -> None:
    both = picture("PNG") + b"<script>alert(1)</script>"
    with pytest.raises(ValidationError, match="a web page or a drawing"):
        keep(story, upload(both))


def test_a_picture_of_too_many_dots_is_refused(story: Story) -> None:
    with pytest.raises(ValidationError, match="too large to be shown"):
        keep(story, upload(picture("PNG", (9_000, 8_000))))


def test_a_long_name_keeps_its_ending(story: Story) -> None:
    name = keep(story, upload(name="é" * 300 + ".pdf")).name
    assert (len(name), name[-5:]) == (150, "é.pdf")


def test_the_same_file_is_one_document(story: Story) -> None:
    assert keep(story) == keep(story, upload(name="another name.pdf"))
    assert Document.objects.count() == 1


def test_evidence_is_attached_and_taken_off_again(story: Story) -> None:
    document, actor = keep(story), story.users["advisor"]
    rows: list[Payment | YearEndBalance] = [story.payment, story.balance]
    for row in rows:
        attached = services.attach_document(actor=actor, to=row, document=document, revision=1)
        assert attached.document == document
        with pytest.raises(services.EditConflict):
            services.attach_document(actor=actor, to=row, document=None, revision=1)
        assert services.evidence_of(document) == [str(row)]
        services.attach_document(actor=actor, to=row, document=None, revision=2)


def test_evidence_is_not_withdrawn_while_something_rests_on_it(story: Story) -> None:
    document, actor = keep(story), story.users["advisor"]
    services.record_payment(
        actor=actor,
        account=story.account,
        paid_on=date(2026, 3, 3),
        amount=Decimal(100),
        document=document,
    )
    gone: dict[str, Any] = {"actor": actor, "revision": 1, "because": "Of somebody else."}
    with pytest.raises(ValidationError, match="2026-03-03 IRA"):
        services.withdraw_document(document=document, **gone)
    services.undo_payment(
        actor=actor, payment=Payment.objects.get(document=document), because="Never paid."
    )
    withdrawn = services.withdraw_document(document=document, **gone)
    assert withdrawn.withdrawn_because == "Of somebody else."
    with withdrawn.file.open() as kept:  # the file stays
        assert kept.read() == PDF
    with pytest.raises(ValidationError, match="was withdrawn"):
        services.attach_document(actor=actor, to=story.balance, document=withdrawn, revision=1)


@pytest.mark.django_db(transaction=True)
def test_a_document_is_not_withdrawn_while_somebody_attaches_it(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one looks what it proves, the other attaches it: whoever comes second is refused."""
    document, actor = keep(story), story.users["advisor"]
    looked, refusals = threading.Event(), []
    find = documents.evidence_of

    def slowly(of: Document) -> list[str]:
        found = find(of)
        looked.set()
        time.sleep(0.5)
        return found

    monkeypatch.setattr(documents, "evidence_of", slowly)

    def withdraw() -> None:
        services.withdraw_document(
            actor=actor, document=document, revision=1, because="Of somebody else."
        )

    def attach() -> None:
        looked.wait(5)
        services.attach_document(actor=actor, to=story.payment, document=document, revision=1)

    def attempt(act: Callable[[], None]) -> None:
        try:
            act()
        except ValidationError as refusal:
            refusals.append(refusal.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[act]) for act in (withdraw, attach)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    document.refresh_from_db()
    assert refusals == [["This document was withdrawn. Choose another."]]
    assert document.withdrawn_at is not None
    assert find(document) == []
