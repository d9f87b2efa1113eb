"""The advisor of the story, whose client's account ends in 1436, and a file sent by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Account, BalanceFile, YearEndBalance
from planning.imports import filing
from planning.imports.layouts import Statement
from planning.imports.verdicts import Preview, preview
from tests.cast import Story

Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: date(2026, 1, 9))


@pytest.fixture
def numbered(story: Story) -> Story:
    """The account has a number, and no balance is on record yet."""
    YearEndBalance.objects.all().delete()
    Account.objects.filter(pk=story.account.pk).update(number_last4="1436")
    return story


@pytest.fixture
def send(numbered: Story, advisor: Client) -> Send:
    """Return what sends a file as the advisor and gives the answer."""

    def _send(content: bytes, name: str = "balances.csv", year: int = 2025) -> Any:
        upload = SimpleUploadedFile(name, content, content_type="text/csv")
        return advisor.post(reverse("planning:imports"), {"file": upload, "year": year})

    return _send


def judged(story: Story, person: str = "advisor") -> Preview:
    """Return the newest file's lines as somebody sees them."""
    file = BalanceFile.objects.latest("created_at")
    statement = filing.statement_of(file)
    assert isinstance(statement, Statement)
    return preview(file, statement, story.users[person])


def record(client: Client, story: Story) -> Any:
    """Press the button of the newest file's page."""
    file = BalanceFile.objects.latest("created_at")
    seen = judged(story).seen
    return client.post(reverse("planning:import", args=[file.pk]), {"record": "yes", "seen": seen})


def standing() -> dict[str, Decimal]:
    rows = YearEndBalance.objects.filter(withdrawn_at=None)
    return {row.source: row.amount for row in rows}
