"""The case of a household on record: read, paid, taken back; and shut to everybody else."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_playwright import CreateContextCallback

from clients.models import (
    Account,
    AccountType,
    AuditAct,
    AuditEvent,
    Household,
    Payment,
    YearEndBalance,
)
from planning.anchors import pool_anchor
from planning.facts import gather_facts
from planning.reports.case_years import case_document
from planning.templatetags.money import dollars
from tests.browser.people import arrive, press
from tests.cast import Story


@pytest.fixture
def case(page: Page, site: Story) -> Page:
    """The case of the Does, as their advisor opens it from the book."""
    arrive(page.context, site.users["advisor"])
    page.goto("/book/")
    page.get_by_role("link", name="Pat Doe").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("$7,500.00")
    return page


def record_a_payment(page: Page) -> None:
    """Two clicks: to the form, which says what it counts for, and its button."""
    page.get_by_role("link", name="Record a payment").first.click()
    verdict = page.get_by_role("status").filter(has_text="What it will count for")
    expect(verdict).to_contain_text(
        "$7,500.00 will count for 2026, Own IRAs; then nothing remains."
    )
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("$7,500.00 of November 21, 2026 is recorded.")).to_be_visible()


def undo_it(page: Page) -> None:
    page.get_by_role("link", name="Undo $7,500.00 of November 21, 2026").click()
    page.get_by_label("Why is it undone?").fill("It was another client's")
    page.get_by_role("button", name="Undo the payment").click()
    expect(page.get_by_text("The payment is undone.")).to_be_visible()


def test_the_page_shows_the_figures_of_the_engine(page: Page, site: Story, november: date) -> None:
    plan = Account.objects.create(
        firm=site.firm,
        household=site.household,
        key="plan",
        owner=site.person,
        kind=AccountType.PLAN_401K,
        name="Mill 401(k)",
        has_plan=True,
        employer="Mill",
        separated_on=date(2016, 12, 31),
    )
    YearEndBalance.objects.create(firm=site.firm, account=plan, year=2025, amount=181_818)
    household = Household.objects.get(pk=site.household.pk)
    document = case_document(gather_facts(household, as_of=november), year=2026)
    owed = [o for o in document["obligations"] if o["distribution_year"] == 2026]
    assert len(owed) == 2

    arrive(page.context, site.users["advisor"])
    page.goto(f"/households/{site.household.pk}/rmd/2026/")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for obligation in owed:
        anchor = pool_anchor(obligation["person"], obligation["pool"], 2026)
        shown = page.locator(f"#{anchor}").inner_text()
        figures = [dollars(obligation[key]) for key in ("required", "taken", "remaining")]
        (account,) = obligation["accounts"]
        texts = [step["text"] for step in account["steps"]]
        for text in [*figures, account["divisor"], dollars(account["balance"]), *texts]:
            assert text in shown, text


def test_a_payment_is_recorded_and_undone_with_a_reason_by_keyboard(
    case: Page, site: Story
) -> None:
    case.wait_for_load_state()  # the book leads to the person's pool, and Tab goes on from there
    pool = case.get_by_role("article", name="Own IRAs")
    press(case, pool.get_by_role("link", name="Record a payment"))
    expect(case.get_by_text("$7,500.00 will count for 2026, Own IRAs")).to_be_visible()
    expect(case.get_by_role("textbox", name="Amount")).to_be_focused()
    press(case, case.get_by_role("button", name="Record it"))
    expect(case.get_by_text("$7,500.00 of November 21, 2026 is recorded.")).to_be_visible()
    expect(case.get_by_role("heading", level=1)).not_to_contain_text("must still take")
    case.goto("/book/")
    row = case.get_by_role("row", name="Pat Doe")
    expect(row).to_contain_text("$0.00")
    expect(row).not_to_contain_text("$7,500.00")

    press(case, row.get_by_role("link", name="Pat Doe"))
    undo = case.get_by_role("link", name="Undo $7,500.00 of November 21, 2026")
    expect(undo).to_be_visible()
    case.wait_for_load_state()
    press(case, undo)
    expect(case.get_by_label("Why is it undone?")).to_be_focused()
    case.keyboard.type("It was another client's")
    press(case, case.get_by_role("button", name="Undo the payment"))
    expect(case.get_by_text("The payment is undone.")).to_be_visible()
    expect(case.get_by_role("row", name="$7,500.00")).to_contain_text(
        "undone: It was another client's"
    )
    expect(case.get_by_role("heading", level=1)).to_contain_text("$7,500.00")
    case.goto("/book/")
    expect(case.get_by_role("row", name="Pat Doe")).to_contain_text("$7,500.00")


def test_undoing_needs_a_reason(case: Page, site: Story) -> None:
    record_a_payment(case)
    case.get_by_role("link", name="Undo $7,500.00 of November 21, 2026").click()
    case.get_by_role("button", name="Undo the payment").click()
    expect(case.get_by_label("Why is it undone?")).to_have_attribute("aria-invalid", "true")
    assert not Payment.objects.filter(undone_at__isnull=False).exists()


def test_a_payment_is_recorded_and_undone_without_scripts(
    site: Story, new_context: CreateContextCallback
) -> None:
    context = new_context(java_script_enabled=False)
    arrive(context, site.users["advisor"])
    page = context.new_page()
    page.goto(f"/households/{site.household.pk}/rmd/2026/")
    record_a_payment(page)
    undo_it(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("$7,500.00")


@pytest.mark.parametrize("person", ["stranger", "other_team_advisor", "other_client"])
def test_to_everybody_else_the_household_is_not_there(page: Page, site: Story, person: str) -> None:
    arrive(page.context, site.users[person])
    for address in ("", "rmd/2026/", "balances/"):
        answer = page.goto(f"/households/{site.household.pk}/{address}")
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
        expect(page.get_by_text("Doe")).to_have_count(0)
    assert AuditEvent.objects.filter(act=AuditAct.DENIED, actor=site.users[person]).count() == 3


def test_a_client_has_no_way_into_the_advisors_pages(page: Page, site: Story) -> None:
    arrive(page.context, site.users["portal_client"])
    assert page.goto("/book/").status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("Not allowed")
    expect(page.get_by_role("link", name="Book")).to_have_count(0)
    for address in (f"households/{site.household.pk}", f"payments/{site.payment.pk}/undo"):
        assert page.goto(f"/{address}/").status == 404
