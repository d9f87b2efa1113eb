"""A plan on paper: the same figures as its document, a first page that fits, tags without error."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from planning.engine.roadmap.household.modelled import Objective
from planning.plan_catalogue import DECISIONS, SECTIONS
from planning.reports.letterhead import Letterhead
from planning.reports.plan_charts import INKS, pictures_of, printed
from planning.reports.plan_context import PlanReading, read_plan
from planning.reports.plan_pdf import build_plan_pdf, drawings_of, plan_html
from planning.templatetags.money import dollars, whole_dollars
from tests.planning.plans import infeasible_plan, plan_of_rivera, plan_that_waits

AMOUNT = re.compile(r"[+−]?\$[\d,]+(?:\.\d\d)?")
LINK = re.compile(r'href="#([^"]+)"')
SECTIONS_WITHOUT_ROADMAP = {"years", "pictures", "ways", "mishaps"}


@cache
def pdf() -> bytes:
    """The one plan that is set here, with a firm's letterhead."""
    head = Letterhead(
        firm="Doe & Sons Advisors",
        color="#7a1f3d",
        team="North",
        advisors=["Pat Doe"],
        disclosures="Doe & Sons is registered in Pennsylvania.",
    )
    return build_plan_pdf(plan_of_rivera(), language="en", letterhead=head, version="Version 3")


@cache
def opened() -> pikepdf.Pdf:
    return pikepdf.Pdf.open(BytesIO(pdf()))


@cache
def pages() -> list[str]:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (poppler-utils)")
    told = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf(), capture_output=True, check=True
    )
    return [" ".join(page.split()) for page in told.stdout.decode().split("\f")[:-1]]


def elements(node: Any) -> Iterator[Any]:
    """A structure tree's elements, in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def children(element: Any) -> list[Any]:
    """The elements right below one."""
    below = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
    return [child for child in below if isinstance(child, pikepdf.Dictionary) and "/S" in child]


@cache
def reading(language: str = "en") -> PlanReading:
    return read_plan(plan_of_rivera(), language)


def html_of(document: dict[str, Any], language: str = "en") -> str:
    with translation.override(language):
        return plan_html(read_plan(document), version="Version 3")


def test_the_figures_of_the_document_are_those_of_the_pages() -> None:
    plan, words = plan_of_rivera(), " ".join(pages())
    roadmap = plan["roadmap"]
    for obligation in plan["required"]["obligations"]:
        for name in ("required", "taken", "remaining"):
            assert dollars(obligation[name]) in words
        if obligation["distribution_year"] == plan["first_year"]:
            for amount in obligation["accounts"]:
                assert dollars(amount["balance"]) in words
    for action in roadmap["years"][0]["actions"]:
        assert dollars(action["amount"]) in words
    for year, line in zip(roadmap["years"], reading().roadmap.years, strict=True):
        assert whole_dollars(float(year["spending"])) in words
        assert whole_dollars(line.left) in words
        assert whole_dollars(line.income) in words
    for way in roadmap["baselines"]:
        assert whole_dollars(float(way["lifetime"]["tax_present_value"])) in words
    for mishap in plan["mishaps"]:
        assert dollars(mishap["anew"]["spending"]) in words
    for scenario in plan["scenarios"]:
        if scenario["feasible"]:
            assert dollars(scenario["value"]) in words
    for line in plan["tax"][0]["lines"]:
        assert dollars(line["value"]) in words


def test_the_first_page_holds_every_decision_of_the_year_and_nothing_else() -> None:
    first, second = pages()[:2]
    assert "What to decide in 2026" in first
    assert "Contents" not in first
    assert second.startswith("Contents")
    for decision in reading().decisions:
        assert decision.what in first
        assert dollars(decision.amount) in first
        for part in decision.parts:
            assert part.account in first
    assert "Doe & Sons Advisors" in first
    assert "Pat Doe" in first


def test_decisions_alike_are_one_and_add_up() -> None:
    required, *others = reading().decisions
    assert required.what == str(DECISIONS["required"])
    asked = [
        action
        for action in plan_of_rivera()["roadmap"]["years"][0]["actions"]
        if action["why"]["code"].startswith("required")
    ]
    assert [f"{part.amount:.2f}" for part in required.parts] == [one["amount"] for one in asked]
    assert required.amount == sum(part.amount for part in required.parts)
    assert {part.allowed_until for part in required.parts} == {"2027-04-01", None}
    assert others


def test_every_page_says_whose_it_is_which_version_and_how_many_there_are() -> None:
    count = len(pages())
    assert 12 <= count <= 20
    for number, page in enumerate(pages()[1:], start=2):
        assert "Rivera" in page
        assert "Version 3" in page
        assert f"{number} / {count}" in page


def test_the_contents_name_the_page_of_every_section() -> None:
    contents = pages()[1]
    for section in reading().sections:
        told = re.search(rf"{re.escape(section.title)} (\d+)", contents)
        assert told is not None
        assert section.title in pages()[int(told[1]) - 1]


def test_every_link_leads_somewhere_and_every_source_is_reached() -> None:
    html = html_of(plan_of_rivera())
    linked = Counter(LINK.findall(html))
    assert [name for name in linked if f'id="{name}"' not in html] == []
    assert len(plan_of_rivera()["sources"]) > 30
    cited = [name for name in linked if name.startswith("source-")]
    assert len(cited) > 20


def test_it_says_that_it_is_accessible() -> None:
    root = opened().Root
    assert root.Lang == "en"
    assert root.MarkInfo.Marked == True  # noqa: E712 — a PDF object, not a bool
    assert root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712
    with opened().open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Plan for 2026: Rivera"


def test_its_structure_can_be_read_aloud() -> None:
    tree = list(elements(opened().Root.StructTreeRoot.K))
    kinds = Counter(str(element.S) for element in tree)
    levels = [int(str(e.S)[2:]) for e in tree if re.fullmatch("/H[1-6]", str(e.S))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    html = html_of(plan_of_rivera())
    assert kinds["/Caption"] == html.count("<caption>") == html.count("<table ")
    assert kinds["/Table"] >= kinds["/Caption"]  # a table that goes on overleaf is tagged anew
    assert kinds["/Figure"] == 4
    assert [e for e in tree if e.S == "/Figure" and not str(e.get("/Alt", ""))] == []
    lists = [child for e in tree if e.S == "/L" for child in children(e)]
    assert {str(child.S) for child in lists} <= {"/LI", "/L"}  # overleaf a list goes on in one
    headers = [str(e.ID) for e in tree if e.S == "/TH"]
    used = {str(header) for e in tree if e.S == "/TD" for header in e.A.get("/Headers", [])}
    assert len(headers) == len(set(headers))
    assert set(headers) == used


def test_only_our_font_is_used_and_it_is_embedded() -> None:
    fonts = [o for o in opened().objects if getattr(o, "Type", None) == "/FontDescriptor"]
    assert fonts
    for font in fonts:
        assert "/FontFile2" in font
        assert re.fullmatch(r"/[A-Z]{6}\+Inter(-.*)?", str(font.FontName))


@pytest.mark.parametrize("make", [infeasible_plan, plan_that_waits], ids=["too dear", "waits"])
def test_without_a_roadmap_the_requirement_stands_and_the_reason_is_said(make: Any) -> None:
    plan = read_plan(make())
    html = html_of(make())
    assert plan.refusal
    assert escape(plan.refusal) in html
    assert not {section.id for section in plan.sections} & SECTIONS_WITHOUT_ROADMAP
    first = html[: html.index('class="contents"')]
    assert 'class="required-table"' in first
    for need in plan.needs[:5]:
        assert escape(need) in first


def test_in_every_language_it_has_the_same_numbers() -> None:
    english, spanish = (html_of(plan_of_rivera(), language) for language in ("en", "es"))
    assert AMOUNT.findall(english) == AMOUNT.findall(spanish)
    assert len(AMOUNT.findall(english)) > 300
    assert '<html lang="es">' in spanish


def test_each_aim_and_each_section_has_its_words() -> None:
    for objective in Objective:
        document = plan_of_rivera()
        roadmap = {**document["roadmap"], "objective": objective.value}
        told = render_to_string(
            "reports/plan/_verdict.html", {"plan": read_plan({**document, "roadmap": roadmap})}
        )
        assert whole_dollars(float(roadmap["value"])) in told
    assert {section.id for section in reading().sections} == SECTIONS.keys()


def test_on_paper_neighbours_in_a_stack_differ_in_lightness() -> None:
    greys = [grey(ink) for ink in INKS]
    near = pairwise(greys)
    assert all(abs(one - other) > 0.2 for one, other in near)
    assert min(abs(a - b) for at, a in enumerate(greys) for b in greys[at + 1 :]) > 0.04
    drawing = drawings_of(reading())["incomes.svg"].decode()
    assert [ink for ink in INKS[:5] if ink not in drawing] == []  # five sources, one ink each
    for colour in ("#2f8f78", "#c27c1e"):  # the page's own
        assert colour not in drawing


def test_the_charts_are_drawn_from_the_page_s_own_specifications() -> None:
    charts = pictures_of(read_plan(plan_of_rivera()).document["roadmap"])
    assert [chart.id for chart in charts] == ["incomes", "brackets", "balances"]
    before = json.dumps(charts[0].spec)
    assert printed(charts[0].spec).startswith(b"<svg")
    assert json.dumps(charts[0].spec) == before


def test_on_request_it_carries_its_data() -> None:
    made = build_plan_pdf(plan_that_waits(), with_data=True)
    with pikepdf.Pdf.open(BytesIO(made)) as archived:
        attached = archived.attachments["plan.json"].get_file().read_bytes()
        with archived.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    assert json.loads(attached) == plan_that_waits()


def test_what_people_type_stays_text() -> None:
    hostile = {**plan_of_rivera(), "household": "<img src='http://localhost/'>&{{ 7 }}"}
    html = html_of(hostile)
    assert "<img src='http" not in html
    assert "&lt;img src=" in html


def grey(colour: str) -> float:
    """How light a colour is in black and white: 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_the_sample_is_a_plan_of_today_s_schema() -> None:
    document = plan_of_rivera()
    assert document.keys() == infeasible_plan().keys()
