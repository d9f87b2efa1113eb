"""Every page needs the queries that `query_counts.toml` grants it, no more and no fewer."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.architecture.test_permissions import ROWS, address_of, answers, browser_of
from tests.cast import Story

TABLE = Path(__file__).resolve().parents[1] / "query_counts.toml"
PAGES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["page"]


def test_every_address_that_shows_a_page_is_counted() -> None:
    shown = {row["address"] for row in ROWS if 200 in answers(row, "GET").values()}
    assert {page["address"] for page in PAGES} == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["address"])
def test_a_page_needs_the_queries_it_is_granted(
    page: dict[str, Any], story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = address_of(page, story)
    browser = browser_of(page.get("person", "nobody"), story)
    with django_assert_num_queries(page["queries"]):
        response = browser.get(address)
    response.close()
    assert response.status_code == 200
