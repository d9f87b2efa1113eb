"""Mails in a narrow client, and the settings that show them while they are typed."""

from __future__ import annotations

from datetime import date

from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from clients.models import Firm
from planning.reminders.client_mails import told_of_letter
from planning.reminders.letter import Line, written
from planning.reminders.preview import example
from tests.browser.looking import expect_to_fit
from tests.browser.test_accessibility import come_as
from tests.cast import Story

NARROWEST = 320
LONG = "Featherstonehaughfeatherstonehaughfeatherstonehaugh of Lower Gorsewold"


def mails_of(firm: Firm) -> dict[str, str]:
    """Return every mail there is in HTML, with as long names as people have."""
    line = Line(text="4 are due.", address="http://localhost/book/", names=(LONG,), more=3)
    named = written(
        firm, {}, [line], count=4, is_escalated=True, why="http://localhost/", headers={}
    )
    invitation = {
        "firm": firm,
        "invitation": {"get_role_display": "Advisor"},
        "address": "http://localhost/",
        "hours": 72,
    }
    return {
        "reminder": example(firm, {}, off=[], on=date(2026, 12, 17)).html,
        "with names": named.html,
        "letter": told_of_letter(firm, {}, "en").html,
        "invitation": render_to_string("emails/invitation-body.html", invitation),
    }


def test_mails_fit_the_narrowest_client(page: Page, site: Story) -> None:
    page.set_viewport_size({"width": NARROWEST, "height": 600})
    for name, html in mails_of(site.firm).items():
        page.set_content(html)
        expect(page.get_by_text("Alder Advisors").first).to_be_visible()
        expect_to_fit(page, NARROWEST)
        sizes = page.locator("p").evaluate_all(
            "all => all.map(p => parseFloat(getComputedStyle(p).fontSize))"
        )
        assert min(sizes) >= 14, name


def test_a_mail_is_shown_while_its_words_are_typed(page: Page, site: Story) -> None:
    come_as(page.context, site, "owner")
    page.goto("/firm/reminders/")
    shown = page.get_by_role("region", name="How a mail looks")
    expect(shown).to_contain_text("3 distributions are to be taken")
    page.locator("textarea[name=text_rmd]").press_sequentially("Take {count} of them soon")
    expect(shown).to_contain_text("Take 3 of them soon")
