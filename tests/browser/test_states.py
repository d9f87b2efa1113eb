"""What pages look like in between: waited for, failed, refused, shown once; by the rules of axe.

How a page looks when all went well is in test_accessibility.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from clients.models import Person
from planning.models import ClientLetter, ClosingCertificate, LetterBatch
from tests.browser.looking import expect_the_rules_kept, expect_to_fit, look_at
from tests.browser.people import arrive, code, give_sign_in, own_menu, tab_to
from tests.cast import Story
from tests.objects import OBJECTS
from tests.planning.letters import ask_letter


@pytest.fixture
def advisor_page(page: Page, site: Story) -> Page:
    arrive(page.context, site.users["advisor"])
    return page


@pytest.mark.parametrize(
    ("state", "error", "says"),
    [
        ("queued", "", "This usually takes a few seconds."),
        ("running", "", "This usually takes a few seconds."),
        ("failed", "The computer was too busy.", "The letter could not be made."),
    ],
)
def test_a_letter_that_is_not_there_yet(
    advisor_page: Page, site: Story, state: str, error: str, says: str
) -> None:
    letter = ask_letter(site, state=state, error=error)
    advisor_page.goto(f"/client-letters/{letter.pk}/")
    expect(advisor_page.get_by_text(says)).to_be_visible()
    look_at(advisor_page)


def test_a_letter_that_failed_is_begun_again_by_keyboard(advisor_page: Page, site: Story) -> None:
    letter = ask_letter(site, state="failed", error="The computer was too busy.")
    advisor_page.goto(f"/client-letters/{letter.pk}/")
    advisor_page.get_by_role("button", name="Try again").press("Enter")
    expect(advisor_page.get_by_text("This usually takes a few seconds.")).to_be_visible()
    assert ClientLetter.objects.count() == 2


def test_who_waits_at_a_button_is_taken_to_what_was_waited_for(
    advisor_page: Page, site: Story
) -> None:
    page = advisor_page
    batch = OBJECTS["a-batch"](site)
    LetterBatch.objects.update(state="queued")
    page.goto(f"/book/letters/{batch}/")
    tab_to(page, page.get_by_role("button", name="Cancel"))
    LetterBatch.objects.update(state="done")
    expect(page.get_by_role("link", name="Download the PDF")).to_be_focused()


def test_a_certificate_that_failed(advisor_page: Page, site: Story) -> None:
    certificate = OBJECTS["a-certificate"](site)
    ClosingCertificate.objects.update(state="failed", error="The computer was too busy.")
    advisor_page.goto(f"/certificates/{certificate}/")
    expect(advisor_page.get_by_role("button", name="Try again")).to_be_visible()
    look_at(advisor_page)


@pytest.mark.parametrize(
    ("path", "field", "typed", "button"),
    [
        ("households/{household}/people/new/", "Birth date", "31/12/1950", "Save"),
        ("households/{household}/rmd/2026/payments/new/", "Amount", "12,34", "Record it"),
        ("households/{household}/balances/", "IRA, December 31, 2025", "1.2.3", "Save the sheet"),
        ("households/{household}/archive/", "Why?", "", "Archive the household"),
    ],
)
def test_a_form_that_was_refused(
    advisor_page: Page, site: Story, path: str, field: str, typed: str, button: str
) -> None:
    page = advisor_page
    page.goto("/" + path.format(household=site.household.pk))
    page.get_by_role("textbox", name=field, exact=True).fill(typed)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("textbox", name=field, exact=True)).to_have_value(typed)
    look_at(page)


def test_names_of_any_length_stay_on_the_page(advisor_page: Page, site: Story) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh" * 2
    Person.objects.filter(pk=site.person.pk).update(name=name)
    type(site.household).objects.filter(pk=site.household.pk).update(name=name[:100])
    type(site.account).objects.filter(pk=site.account.pk).update(name=name[:100])
    for path in ("/book/", "/households/", f"/households/{site.household.pk}/"):
        advisor_page.goto(path)
        look_at(advisor_page)
    advisor_page.goto(f"/households/{site.household.pk}/rmd/2026/")
    look_at(advisor_page)


def test_the_menu_behind_ones_name(advisor_page: Page, site: Story) -> None:
    page = advisor_page
    page.goto("/households/")  # at 390 pixels it lies over what is below
    own_menu(page, site.users["advisor"]).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect_the_rules_kept(page, ".site-menu")
    expect_to_fit(page, 390)


def test_recovery_codes_as_they_are_shown_once(page: Page, site: Story) -> None:
    advisor = site.users["advisor"]
    give_sign_in(advisor)
    arrive(page.context, advisor)
    page.goto("/second-factor/codes/new/")
    if page.get_by_role("textbox", name="Code").count():
        page.get_by_role("textbox", name="Code").fill(code())
        page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    look_at(page)
