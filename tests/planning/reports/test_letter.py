from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from planning.engine.household_file import read_household
from planning.reports.case_years import year_document
from planning.reports.context import read_case
from planning.reports.letter import letter_context, render_letter
from planning.templatetags.money import day, dollars
from tests.planning.reports import households

COUPLE = json.loads((Path(__file__).parents[2] / "examples" / "couple.json").read_text("utf-8"))
CASES: dict[str, tuple[dict[str, Any], int]] = {
    "couple": (COUPLE, 2026),
    "one account": (households.ONE_ACCOUNT, 2026),
    "undecided": (households.UNDECIDED, 2026),
    "nothing owed": (households.NOTHING_OWED, 2026),
    "owner died": (households.OWNER_DIED, 2026),
    "missed": (households.MISSED, 2025),
    "nine accounts": (households.NINE_ACCOUNTS, 2026),
}
MOST_PAGES = {"couple": 3, "nine accounts": 3}  # of the others, one

every_case = pytest.mark.parametrize("case", CASES)


@cache
def document(case: str) -> dict[str, Any]:
    household, year = CASES[case]
    return year_document(read_household(json.dumps(household)), year=year)


@cache
def letter(case: str) -> bytes:
    return render_letter(document(case), year=CASES[case][1])


@cache
def html(case: str) -> str:
    context = letter_context(read_case(document(case), year=CASES[case][1]))
    return render_to_string("reports/letter.html", context)


@cache
def opened(case: str) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(BytesIO(letter(case)))


def text(case: str) -> str:
    """The letter as a reader copies it, on one line."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (poppler-utils)")
    process = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=letter(case), capture_output=True, check=True
    )
    return " ".join(process.stdout.decode().split())


def figures(document: dict[str, Any]) -> Iterator[str]:
    """Every amount the letter has to show."""
    for obligation in document["obligations"]:
        if obligation["required"] in (None, "0.00"):
            continue
        yield from (obligation[name] for name in ("required", "taken", "remaining"))
        for account in obligation["accounts"]:
            yield from (account["balance"], account["required"])
        for payment in obligation["payments"]:
            yield from (payment["amount"], payment["counted"])


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


@pytest.mark.parametrize("case", [name for name in CASES if name != "nothing owed"])
def test_every_figure_of_the_document_is_in_the_letter(case: str) -> None:
    amounts = set(figures(document(case)))
    assert amounts or case == "undecided"
    words = text(case)
    assert [amount for amount in amounts if dollars(amount) not in words] == []


def test_the_couple_learns_what_to_take_and_by_when() -> None:
    words = text("couple")
    assert (
        "Ana Rivera must still take $5,940.01 from the IRAs by April 1, 2027, $9,433.96 from Old "
        "employer 401(k) by April 1, 2027 and $7,500.00 from Inherited IRA by December 31, 2026."
        in words
    )
    assert "Joint and Last Survivor Table, age 73, spouse 61" in words
    assert "Luis Rivera need not take anything for 2026." in words
    assert "Inherited IRA" in words
    assert document("couple")["law_version"] in words


@every_case
def test_every_sentence_that_could_change_a_figure_is_in_the_letter(case: str) -> None:
    words = html(case)
    for item in (*document(case)["caveats"], *document(case)["undecided"]):
        assert escape(item["text"]) in words


def test_what_cannot_be_decided_is_called_by_its_name() -> None:
    assert "What Edith Baker must take from Work 401(k) cannot be decided yet." in text("undecided")


def test_the_first_year_says_that_waiting_puts_two_payments_in_one() -> None:
    assert "so waiting puts two in one tax year" in text("couple")


def test_the_tax_on_a_miss_is_that_of_the_law() -> None:
    assert (
        "What is missing of an amount due in 2026, 2027 is taxed at 25%. The tax falls to 10% if "
        "it is withdrawn and a return filed within the correction window, which ends at the "
        "latest 2 years after the end of that year. 26 U.S.C. § 4974" in text("couple")
    )


def test_a_miss_is_told_with_its_tax_in_dollars() -> None:
    shortfall = document("missed")["obligations"][0]["shortfall"]
    words = text("missed")
    assert Decimal(shortfall["excise_tax"]) > 0
    assert dollars(shortfall["excise_tax"]) in words
    assert dollars(shortfall["if_corrected"]["excise_tax"]) in words
    assert day(shortfall["window_ends_on"]) in words


def test_nothing_is_said_of_a_tax_where_all_is_taken() -> None:
    paid = households.ONE_ACCOUNT | {
        "distributions": [
            {
                "account": "Traditional IRA",
                "paid_on": "2026-05-01",
                "amount": "9000",
                "kind": "cash",
            }
        ]
    }
    case = read_case(year_document(read_household(json.dumps(paid)), year=2026), year=2026)
    words = render_to_string("reports/letter.html", letter_context(case))
    assert "has taken everything required" in words
    assert "is taxed at" not in words


def test_a_letter_after_a_death_is_addressed_to_the_beneficiaries() -> None:
    assert "The beneficiaries of Edith Baker" in text("owner died")


def test_the_first_amount_put_off_stands_in_the_letter_of_the_next_year() -> None:
    later = deepcopy(COUPLE) | {"as_of": "2027-02-01"}
    for account in later["accounts"]:
        account["year_end_balances"] = account["year_end_balances"] | {"2026": "500000.00"}
    case = read_case(year_document(read_household(json.dumps(later)), year=2027), year=2027)
    words = " ".join(render_to_string("reports/letter.html", letter_context(case)).split())
    assert "<br>for 2026" in words
    assert "April 1, 2027" in words
    assert "December 31, 2027" in words


@pytest.mark.parametrize(("as_of", "is_open"), [("2027-02-01", True), ("2028-02-01", False)])
def test_what_a_deceased_owner_left_stands_in_the_letter_of_the_next_year(
    as_of: str, is_open: bool
) -> None:
    facts = read_household(json.dumps(households.OWNER_DIED | {"as_of": as_of}))
    case = read_case(year_document(facts, year=2027), year=2027)
    words = " ".join(render_to_string("reports/letter.html", letter_context(case)).split())
    assert "<br>for 2026" in words
    assert ("no tax until December 31, 2027" in words) == is_open
    assert ("The beneficiaries of Edith Baker missed" in words) != is_open


def test_what_people_type_stays_text() -> None:
    name = "<img src='http://localhost/'>&{{ 7 }}"
    hostile = households.ONE_ACCOUNT | {"people": [households.OWNER | {"name": name}]}
    made = year_document(read_household(json.dumps(hostile)), year=2026)
    assert render_letter(made, year=2026).startswith(b"%PDF-")


@every_case
def test_the_letter_keeps_to_its_pages(case: str) -> None:
    pages = opened(case).pages
    assert len(pages) <= MOST_PAGES.get(case, 1)
    assert {tuple(map(int, page.mediabox)) for page in pages} == {(0, 0, 612, 792)}


@every_case
def test_the_letter_says_that_it_is_accessible(case: str) -> None:
    pdf = opened(case)
    assert pdf.Root.Lang == "en"
    assert pdf.Root.MarkInfo.Marked == True  # noqa: E712 — a PDF object, not a bool
    assert pdf.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712
    assert pdf.Root.StructTreeRoot.Type == "/StructTreeRoot"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith("Required minimum distributions for 202")


@every_case
def test_the_structure_can_be_read_aloud(case: str) -> None:
    pdf = opened(case)
    tree = list(elements(pdf.Root.StructTreeRoot.K))
    kinds = Counter(str(element.S) for element in tree)
    headings = [str(e.S) for e in tree if re.fullmatch("/H[1-6]", str(e.S))]
    assert headings[0] == "/H1"
    assert set(headings[1:]) == {"/H2"}
    assert kinds["/Table"] == kinds["/Caption"]
    assert [e for e in tree if e.S == "/Figure" and "/Alt" not in e] == []
    with pdf.open_outline() as outline:
        assert len(outline.root) == 1
        assert len(outline.root[0].children) == len(headings) - 1


@every_case
def test_every_cell_knows_its_headers(case: str) -> None:
    tree = list(elements(opened(case).Root.StructTreeRoot.K))
    headers = [str(e.ID) for e in tree if e.S == "/TH"]
    used = {str(header) for e in tree if e.S == "/TD" for header in e.A.get("/Headers", [])}
    assert len(headers) == len(set(headers))
    assert set(headers) == used


@every_case
def test_every_header_cell_has_a_scope_and_says_something(case: str) -> None:
    cells = re.findall(r"<th( [^>]*|)>(.*?)</th>", html(case), flags=re.DOTALL)
    assert [attributes for attributes, _ in cells if "scope=" not in attributes] == []
    assert [words for _, words in cells if not re.sub(r"<[^>]*>", "", words).strip()] == []


@every_case
def test_only_our_font_is_used_and_it_is_embedded(case: str) -> None:
    pdf = opened(case)
    descriptors = [o for o in pdf.objects if getattr(o, "Type", None) == "/FontDescriptor"]
    assert descriptors
    for descriptor in descriptors:
        assert "/FontFile2" in descriptor
        assert re.fullmatch(r"/[A-Z]{6}\+Inter(-.*)?", str(descriptor.FontName))


@pytest.mark.usefixtures("cold_renderer")
@pytest.mark.parametrize("case", ["couple", "nine accounts"])
def test_the_same_case_gives_the_same_bytes(case: str) -> None:
    assert render_letter(document(case), year=2026) == letter(case)


def test_the_letter_is_dated_by_its_facts() -> None:
    assert opened("couple").docinfo["/CreationDate"] == "D:20261121"


def test_the_letter_speaks_the_language_that_is_active() -> None:
    with translation.override("es"):
        made = render_letter(document("one account"), year=2026)
    assert pikepdf.Pdf.open(BytesIO(made)).Root.Lang == "es"


def test_what_is_said_of_several_accounts_alike_is_said_once() -> None:
    heir = {"from": "m", "class": "disabled", "sole_beneficiary": True}
    dead = {"member": False, "born_on": "1940-05-01", "died_on": "2022-02-02"}
    raw = households.household(
        [households.OWNER, {"id": "m", "name": "M"} | dead, {"id": "n", "name": "N"} | dead],
        [
            households.account("First", inherited=heir),
            households.account("Second", inherited=heir | {"from": "n"}),
        ],
        name="Baker",
    )
    context = letter_context(
        read_case(year_document(read_household(json.dumps(raw)), year=2026), year=2026)
    )
    documented = [text for text, _source in context["caveats"] if "had to be documented" in text]
    assert len(documented) == 1
    assert documented[0].startswith("First, Second: that Edith Baker is of this class")
    (computation,) = context["computations"]
    assert computation.source_rules == [
        "Each amount is taken from its own inherited IRA. A payment from an own IRA, or from one "
        "inherited from somebody else, does not count."
    ]
