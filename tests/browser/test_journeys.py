"""What people come for, done as they do it."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect
from pytest_playwright import CreateContextCallback

from tests.planning.reports.households import NINE_ACCOUNTS

EXAMPLES = Path(__file__).parents[1] / "examples"
COUPLE = (EXAMPLES / "couple.json").read_text(encoding="utf-8")
HALF_A_MINUTE = 30_000


def answer_the_short_form(page: Page) -> None:
    page.goto("/")
    page.get_by_role("textbox", name="Birth date", exact=True).fill("07/15/1949")
    page.get_by_label("Distribution year").fill("2021")
    page.get_by_role("textbox", name="Balance").fill("100,000")
    page.get_by_role("button", name="Work it out").click()


def open_a_file(page: Page, text: str) -> None:
    page.goto("/")
    page.get_by_role("button", name="Household file").set_input_files(
        {"name": "household.json", "mimeType": "application/json", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/case/")  # the answer is there as a whole, not only begun


def ask_for_the_letter(page: Page) -> Page:
    """It has a tab of its own, so that the case stays."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Make the letter (PDF)").click()
    opened.value.wait_for_load_state()
    return opened.value


def open_the_couple(page: Page) -> None:
    open_a_file(page, COUPLE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana Rivera must still take")


@pytest.mark.usefixtures("worker")
def test_from_the_short_form_to_the_letter_in_hand(page: Page, tmp_path: Path) -> None:
    answer_the_short_form(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("$3,906.25")

    page.get_by_text("Explain $3,906.25", exact=False).last.click()
    expect(page.get_by_text("$100,000.00 ÷ 25.6 = $3,906.25.")).to_be_visible()
    expect(page.locator(".cut .is-used")).to_contain_text("25.6")

    letter = ask_for_the_letter(page)
    link = letter.get_by_role("link", name="Download the letter")
    expect(link).to_be_visible(timeout=HALF_A_MINUTE)
    with letter.expect_download() as download:
        link.click()
    saved = tmp_path / "letter.pdf"
    download.value.save_as(saved)
    with pikepdf.open(saved) as pdf:
        assert len(pdf.pages) == 1


def test_from_a_file_to_its_case(page: Page) -> None:
    open_the_couple(page)
    own_iras = page.get_by_role("row", name="Own IRAs")
    expect(own_iras).to_contain_text("$20,940.01")
    expect(own_iras).to_contain_text("April 1, 2027")
    own_iras.get_by_role("link", name="Own IRAs").click()
    expect(page.locator("#ana-own_iras-2026")).to_be_in_viewport()


def test_a_file_may_be_dropped_on_its_door(page: Page) -> None:
    page.goto("/")
    dropped = page.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "couple.json", {type: "application/json"}));
            return transfer;
        }""",
        COUPLE,
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": dropped})
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana Rivera must still take")


def test_a_refused_file_says_why_and_the_other_door_stays_open(page: Page) -> None:
    open_a_file(page, COUPLE.replace("1953-05-10", "1953-02-30"))
    expect(page.locator("#id_file_error")).to_contain_text("people.ana.born_on")
    expect(page.get_by_role("button", name="Household file")).to_be_focused()
    expect(page.get_by_role("button", name="Work it out")).to_be_visible()


def test_questions_appear_when_an_answer_calls_for_them(page: Page) -> None:
    page.goto("/")
    works = page.get_by_role("group", name="Still working for this employer?")
    expect(works).to_be_hidden()
    page.get_by_label("Kind of account").select_option("401(k)")
    expect(works).to_be_visible()
    expect(page.get_by_role("textbox", name="Birth date of the spouse")).to_be_hidden()
    page.get_by_role("group", name="Spouse on January 1").get_by_label(
        "A beneficiary of this"
    ).check()
    expect(page.get_by_role("textbox", name="Birth date of the spouse")).to_be_visible()


def test_the_year_is_changed_by_its_buttons(page: Page) -> None:
    open_the_couple(page)
    page.get_by_role("button", name="2027").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("by December 31, 2027")
    page.get_by_role("button", name="2026").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("$5,940.01")


@pytest.mark.parametrize("name", ["CSV", "Calendar", "JSON"])
def test_the_case_is_taken_away_as_a_file(page: Page, name: str) -> None:
    open_the_couple(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    assert download.value.suggested_filename.startswith("required-distributions-2026.")


def test_the_chart_is_drawn_and_answers_the_pointer(page: Page) -> None:
    open_the_couple(page)
    bars = page.locator(".chart .mark-rect path")
    expect(bars).to_have_count(54)  # eight of them of the inherited IRA, to its tenth year
    bars.first.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("2026")
    expect(page.locator(".chart-panel img")).to_be_hidden()


def test_the_theme_follows_the_system_until_somebody_chooses(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    toggle = page.get_by_role("button", name="Dark colors")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    toggle.click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "light")


def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for typed in ("07/15/1949", None, "2021", "100000"):
        page.keyboard.press("Tab")
        if typed:
            page.keyboard.press("Control+A")
            page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("$3,906.25")
    explain = page.get_by_text("Explain $3,906.25", exact=False).last
    explain.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("$100,000.00 ÷ 25.6 = $3,906.25.")).to_be_visible()


@pytest.mark.usefixtures("worker")
def test_everything_works_without_scripts(new_context: CreateContextCallback) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    answer_the_short_form(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("$3,906.25")
    expect(page.get_by_role("button", name="Dark colors")).to_be_hidden()
    page.get_by_text("Explain $3,906.25", exact=False).last.click()
    expect(page.get_by_text("$100,000.00 ÷ 25.6 = $3,906.25.")).to_be_visible()
    # Chromium opens a tab with scripts on and turns them off too late; ours never has any.
    letter = context.new_page()
    letter.goto(ask_for_the_letter(page).url)
    again = letter.get_by_role("link", name="Check again")
    for _ in range(30):
        letter.wait_for_load_state()
        if not again.is_visible():
            break
        letter.wait_for_timeout(500)
        again.click()
    link = letter.get_by_role("link", name="Download the letter")
    expect(link).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1920])
def test_nothing_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for text in (COUPLE, json.dumps(NINE_ACCOUNTS)):
        page.goto("/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        open_a_file(page, text)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
