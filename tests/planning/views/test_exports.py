"""The case taken away as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

COUPLE = (Path(__file__).parents[2] / "examples" / "couple.json").read_text(encoding="utf-8")


def export(client: Client, kind: str, household: str = COUPLE, **more: Any) -> Any:
    url = reverse("planning:export", args=[kind])
    return client.post(url, {"household": household} | more)


@pytest.mark.parametrize(
    ("kind", "content_type", "holds"),
    [
        ("csv", "text/csv; charset=utf-8", "5940.01"),
        ("json", "application/json", '"remaining": "5940.01"'),
        ("ics", "text/calendar; charset=utf-8", "BEGIN:VEVENT"),
    ],
)
def test_a_case_can_be_taken_away(client: Client, kind: str, content_type: str, holds: str) -> None:
    response = export(client, kind)
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == (
        f'attachment; filename="required-distributions-2026.{kind}"'
    )
    assert "no-store" in response["Cache-Control"]
    assert holds in response.content.decode()


def test_the_file_is_about_the_year_on_the_page(client: Client) -> None:
    response = export(client, "json", year=2030)
    years = {o["distribution_year"] for o in json.loads(response.content)["obligations"]}
    assert (min(years), max(years)) == (2030, 2058)
    assert "2030" in response["Content-Disposition"]


def test_a_household_that_was_tampered_with_is_refused(client: Client) -> None:
    response = export(client, "csv", COUPLE.replace("1953-05-10", "soon"))
    assert "people.ana.born_on" in response.content.decode()
    assert "Content-Disposition" not in response


def test_there_is_no_other_kind(client: Client) -> None:
    assert export(client, "exe").status_code == 404
