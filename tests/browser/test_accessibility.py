"""Every page, light and dark, wide and narrow, against the rules of axe.

None scrolls sideways, at twice the size either, and each fits the paper it is printed on.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from clients.models import Membership
from tests.browser.people import arrive
from tests.browser.test_journeys import answer_the_short_form, open_the_couple
from tests.cast import Story

WIDE, NARROW = (1440, 900), (390, 844)
TWICE_AS_LARGE = (720, 450)  # what a page of 1440 pixels is given at 200 percent
UPRIGHT, ACROSS = (695, 920), (935, 680)  # letter paper within its margins
# The dark differs from the light in its colors alone.
SCHEMES: dict[str, dict[str, list[str]]] = {
    "light": {},
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"]},
}


def refuse_the_short_form(page: Page) -> None:
    page.goto("/")
    page.get_by_role("textbox", name="Birth date", exact=True).fill("13/45/1953")
    page.get_by_label("Kind of account").select_option("401(k)")
    page.get_by_role("group", name="Spouse on January 1").get_by_label(
        "A beneficiary of this"
    ).check()
    page.get_by_role("button", name="Work it out").click()


PUBLIC: dict[str, Callable[[Page], object]] = {
    "calculator": lambda page: page.goto("/"),
    "refused": refuse_the_short_form,
    "one account": answer_the_short_form,
    "couple": open_the_couple,
    "law": lambda page: page.goto("/about-the-law/"),
    "missing": lambda page: page.goto("/nowhere/"),
    "sign-in": lambda page: page.goto("/sign-in/"),
    "forgotten password": lambda page: page.goto("/password/forgotten/"),
}

# For the people of a firm: who looks, and where.
SIGNED_IN = {
    "book": ("advisor", "/book/"),
    "book that finds nothing": ("advisor", "/book/?q=nobody"),
    "letters of the book": ("advisor", "/book/letters/"),
    "households": ("advisor", "/households/"),
    "new household": ("advisor", "/households/new/"),
    "household": ("advisor", "/households/{household}/"),
    "case": ("advisor", "/households/{household}/rmd/2026/"),
    "payment": ("advisor", "/households/{household}/rmd/2026/payments/new/"),
    "undoing": ("advisor", "/payments/{payment}/undo/"),
    "balances": ("advisor", "/households/{household}/balances/"),
    "document": ("advisor", "/households/{household}/documents/new/"),
    "activity": ("advisor", "/households/{household}/activity/"),
    "archiving": ("advisor", "/households/{household}/archive/"),
    "person": ("advisor", "/people/{person}/"),
    "account": ("advisor", "/accounts/{account}/"),
    "beneficiary": ("advisor", "/accounts/{account}/beneficiaries/new/"),
    "marriage": ("advisor", "/households/{household}/marriages/new/"),
    "staff": ("owner", "/staff/"),
    "invitation": ("owner", "/staff/invite/"),
    "member": ("owner", "/staff/{membership}/"),
    "firm": ("owner", "/firm/"),
    "custodian": ("owner", "/firm/custodians/"),
    "audit": ("compliance", "/audit/"),
    "own sign-in": ("advisor", "/second-factor/"),
    "sessions": ("advisor", "/sessions/"),
    "somebody else's": ("stranger", "/households/{household}/"),
    "not allowed": ("advisor", "/audit/"),
}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_keeps_the_rules(page: Page, name: str) -> None:
    PUBLIC[name](page)
    # A click returns before the page it leads to is whole.
    page.wait_for_load_state("networkidle")
    look_at(page)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_of_a_firm_keeps_the_rules(page: Page, site: Story, name: str) -> None:
    person, address = SIGNED_IN[name]
    keys = {
        "household": site.household.pk,
        "payment": site.payment.pk,
        "person": site.person.pk,
        "account": site.account.pk,
        "membership": Membership.objects.get(user=site.users["advisor"]).pk,
    }
    arrive(page.context, site.users[person])
    page.goto(address.format_map(keys))
    look_at(page)


def look_at(page: Page) -> None:
    expect(page.locator("main h1")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width, height in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            result = Axe().run(page, options={"resultTypes": ["violations"], **rules})
            assert result.violations_count == 0, result.generate_report()
    for width, height in (NARROW, TWICE_AS_LARGE):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    print_it(page)


def print_it(page: Page) -> None:
    """Its text fits the paper, without what can only be clicked."""
    width, height = ACROSS if page.locator(".book").count() else UPRIGHT
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="print", color_scheme="light")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Site")).to_be_hidden()
    expect(page.locator("button").filter(visible=True)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
