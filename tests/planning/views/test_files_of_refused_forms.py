"""A form that is refused leaves no file behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clients import audit
from clients.models import Document
from planning.models import MissedCase
from tests.cast import Story
from tests.clients.test_documents import picture

Post = tuple[str, dict[str, Any]]


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("slip.pdf", b"%PDF-1.7 refused\n%%EOF\n")


def payment_twice(story: Story) -> Post:
    paid = {
        "account": str(story.account.pk),
        "amount": "2,500.00",
        "paid_on": "03/02/2026",
        "kind": "cash",
        "record": "yes",
        "file": proof(),
    }
    return reverse("planning:record_payment", args=[story.household.pk, 2026]), paid


def payment_with_one_bad_file(story: Story) -> Post:
    address, paid = payment_twice(story)
    bad = SimpleUploadedFile("page.html", b"<html><script>alert(1)</script>")
    return address, {**paid, "amount": "7.00", "acknowledgement": bad}


def evidence_opened_before(story: Story) -> Post:
    address = reverse("planning:payment_evidence", args=[story.payment.pk])
    return address, {"revision": 99, "file": proof()}


def gift_opened_before(story: Story) -> Post:
    story.payment.kind = "qcd"
    story.payment.save()
    return reverse("planning:gift", args=[story.payment.pk]), {"revision": 99, "file": proof()}


def case_filed_tomorrow(story: Story) -> Post:
    case = MissedCase.objects.create(
        firm=story.firm,
        household=story.household,
        person=story.person,
        pool="own_iras",
        year=2025,
        opened_by=story.users["advisor"],
    )
    typed = {"revision": 1, "waiver": "", "filed_on": "12/31/2100", "file": proof()}
    return reverse("planning:missed_case", args=[case.pk]), typed


def balance_read_before_it_changed(story: Story) -> Post:
    name = f"{story.account.pk.hex}_2025"
    stale = {f"amount_{name}": "1.00", f"source_{name}": "", "because": "Typed wrong."}
    stale[f"seen_{name}"] = f"{story.balance.pk}:99"
    address = reverse("planning:balances", args=[story.household.pk])
    return address, stale | {"file": proof()}


REFUSED = (
    payment_twice,
    payment_with_one_bad_file,
    evidence_opened_before,
    gift_opened_before,
    case_filed_tomorrow,
    balance_read_before_it_changed,
)


def files() -> set[Path]:
    return {path for path in Path(settings.PRIVATE_FILES_DIR).rglob("*") if path.is_file()}


@pytest.mark.parametrize("form", REFUSED, ids=lambda form: form.__name__)
def test_what_is_refused_leaves_no_file(
    story: Story, advisor: Client, form: Callable[[Story], Post]
) -> None:
    address, typed = form(story)
    before = files()
    assert advisor.post(address, typed).status_code == 422
    assert files() == before
    assert not Document.objects.exists()


@pytest.fixture
def log_that_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise OSError("The log is full.")

    monkeypatch.setattr(audit, "record", breaks)


@pytest.mark.usefixtures("log_that_breaks")
def test_a_custodians_file_goes_with_its_row(story: Story, advisor: Client) -> None:
    before = files()
    table = SimpleUploadedFile("b.csv", b"Account Number,Balance,As of\n1,2.00,12/31/2025\n")
    with pytest.raises(OSError, match="full"):
        advisor.post(reverse("planning:imports"), {"file": table, "year": "2025"})
    assert files() == before


@pytest.mark.usefixtures("log_that_breaks")
def test_a_logo_goes_with_its_setting(story: Story, owner: Client) -> None:
    before = files()
    typed: dict[str, Any] = {"name": "Alder", "time_zone": "America/New_York", "color": "#0b5c4b"}
    typed |= {
        "dark_color": "#7fd0ba",
        "revision": 1,
        "logo": SimpleUploadedFile("l.png", picture("PNG")),
    }
    with pytest.raises(OSError, match="full"):
        owner.post(reverse("clients:firm"), typed)
    assert files() == before
