"""A plan from its making to the client: the advisor's way, and the client's on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from planning import services
from planning.ledger import preflight
from planning.models import PlanRun, PlanVersion
from planning.services import plan_pdfs, plan_runs
from tests.browser.looking import look_at
from tests.browser.people import arrive, come_in, give_sign_in, press, tab_and_type
from tests.cast import Story
from tests.planning.plan_versions import PDF, TODAY, a_plan, document_of, facts_of

PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (preflight, plan_runs):
        monkeypatch.setattr(module, "today_of", lambda _firm: TODAY)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_a_plan_is_made_checked_and_released(
    page: Page, site: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_runs, "compute_plan", lambda facts, **_options: document_of(facts))
    monkeypatch.setattr(plan_pdfs, "build_plan_pdf", lambda *_args, **_options: PDF)
    facts_of(site)
    arrive(page.context, site.users["advisor"])
    page.goto(f"/households/{site.household.pk}/")
    press(page, page.get_by_role("link", name="Client plan"))
    heading(page, "The client’s plan")
    tab_and_type(page, page.get_by_label("Your words to the client"), "Dear Pat, look here first.")
    press(page, page.get_by_role("button", name="Make the plan"))
    heading(page, "The plan is made")
    expect(page.get_by_role("button", name="Stop here")).to_be_visible()

    run = PlanRun.objects.get()
    made = services.work_on_plan(run.pk)  # as a worker would
    press(page, page.get_by_role("link", name="Look at it"))
    heading(page, "Plan, version 1")
    expect(page.get_by_text("The PDF is being set")).to_be_visible()
    for pdf_id in made:
        services.build_plan_file(pdf_id)
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible()
    expect(page.get_by_text("Dear Pat, look here first.")).to_be_visible()

    press(page, page.get_by_role("link", name="Check it before release"))
    heading(page, "Check before release")
    look_at(page)
    reasons = page.get_by_label(re.compile("Why this may pass"))
    expect(reasons.first).to_be_visible()
    for reason in reasons.all():
        tab_and_type(page, reason, "We spoke about it.")
    press(page, page.get_by_role("button", name="I have reviewed this plan"))
    heading(page, "Plan, version 1")
    press(page, page.get_by_role("button", name="Release it to the client"))
    expect(page.get_by_text("Released by Advisor")).to_be_visible()
    look_at(page)


def test_a_client_signs_in_on_a_phone_reads_the_plan_and_takes_it(page: Page, site: Story) -> None:
    client = site.users["portal_client"]
    give_sign_in(client)
    a_plan(site, PlanVersion.State.SUPERSEDED)
    a_plan(site, PlanVersion.State.RELEASED, words="Dear Pat, look here first.")
    a_plan(site, words="Not for your eyes yet.")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/portal/")
    come_in(page, client)
    press(page, page.get_by_role("link", name="Read your plan"))
    heading(page, "Your plan")
    expect(page.get_by_text("Dear Pat, look here first.")).to_be_visible()
    with page.expect_download() as download:
        press(page, page.get_by_role("link", name="Download it as a PDF"))
    assert download.value.suggested_filename == "plan-2.pdf"
    ask = page.get_by_role("link", name=re.compile("Ask about this.*what could go wrong"))
    press(page, ask)
    heading(page, "Ask a question")
    about = page.get_by_label("What is it about?")
    expect(about.locator("option:checked")).to_have_text(
        "The plan of November 2, 2026: What could go wrong"
    )
    expect(page.get_by_text("Not for your eyes yet.")).to_have_count(0)
    tab_and_type(page, page.get_by_label("Your question"), "And if rents rise?")
    press(page, page.get_by_role("button", name="Send it"))
    heading(page, "Receipt 1")
    page.goto("/portal/")
    expect(page.get_by_role("link", name="Read your plan")).to_be_visible()
    press(page, page.get_by_text("Older plans"))
    press(page, page.get_by_role("link", name="Plan, version 1"))
    expect(page.get_by_text("This is an older plan.")).to_be_visible()
    look_at(page)
