from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planning.engine.household_file import read_household
from planning.reports.case_years import case_document
from planning.reports.charts import SERIES, chart_context, chart_svg, schedule_chart
from planning.reports.context import Case, read_case, required_obligations
from tests.planning.reports.households import NINE_ACCOUNTS, OWNER_DIED

COUPLE = json.loads(
    (Path(__file__).parents[2] / "examples" / "couple.json").read_text(encoding="utf-8")
)


def case(raw: dict[str, Any], year: int = 2026) -> Case:
    facts = read_household(json.dumps(raw))
    return read_case(case_document(facts, year=year), year=year)


@pytest.fixture(scope="module")
def couple() -> Case:
    return case(COUPLE)


def test_each_bar_is_an_amount_of_the_document(couple: Case) -> None:
    obligations = required_obligations(couple.document, year=2026)
    bars = schedule_chart(couple.document, obligations)["data"]["values"]
    assert [(bar["year"], Decimal(str(bar["required"]))) for bar in bars] == [
        (o["distribution_year"], Decimal(o["required"])) for o in obligations
    ]


def test_projected_bars_are_marked(couple: Case) -> None:
    bars = schedule_chart(couple.document, required_obligations(couple.document, year=2026))
    marked = {bar["year"]: bar["is_projected"] for bar in bars["data"]["values"]}
    assert [year for year, is_projected in marked.items() if not is_projected] == [2026]


def test_with_several_people_each_series_names_its_own() -> None:
    shown = case(NINE_ACCOUNTS)
    bars = schedule_chart(shown.document, required_obligations(shown.document, year=2026))
    series = {bar["series"] for bar in bars["data"]["values"]}
    assert "Own IRAs, Margaret Eleanor Whitfield-Montgomery" in series
    assert len(series) == 4


def test_the_picture_is_drawn_without_fetching_anything(couple: Case) -> None:
    svg = chart_svg(chart_context(couple)["chart_spec"])
    assert svg.startswith("<svg")
    assert "Old employer 401(k)" in svg
    assert "$50,000" in svg
    addresses = set(re.findall(r"https?://[^\"' ]+", svg))
    assert all(address.startswith("http://www.w3.org/") for address in addresses)


def test_the_same_chart_is_drawn_once(couple: Case) -> None:
    spec = chart_context(couple)["chart_spec"]
    assert chart_svg(spec) is chart_svg(json.loads(json.dumps(spec)))


def test_the_picture_travels_inside_the_page(couple: Case) -> None:
    context = chart_context(couple)
    assert context["chart_picture"].startswith("data:image/svg+xml;base64,")
    assert "2026 to 2048" in context["chart_alt"]


def test_a_single_year_needs_no_chart() -> None:
    assert chart_context(case(OWNER_DIED)) == {"chart_spec": None}


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("color", SERIES)
@pytest.mark.parametrize("page", ["#ffffff", "#18201d"])
def test_a_bar_stands_out_on_the_light_and_the_dark_page(color: str, page: str) -> None:
    light, dark = sorted((luminance(color), luminance(page)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3
