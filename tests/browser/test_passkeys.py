"""A passkey, added and used as the browser does it, with no finger on any key."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.people import go_out
from tests.cast import Story, arrive

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def owner_page(page: Page, transactional_db: None, story: Story) -> Page:
    """The owner's browser, signed in, with an authenticator built in."""
    cache.clear()
    client: Client = arrive(story, "owner")
    page.goto("/")
    page.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": page.url}]
    )
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def test_a_passkey_is_added_and_signs_in_alone(
    owner_page: Page, live_server: LiveServer, story: Story
) -> None:
    page = owner_page
    page.goto("/second-factor/keys/add/")
    page.get_by_label("Name").fill("My laptop")
    expect(page.get_by_label("Sign in with it alone")).to_be_checked()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()

    go_out(page, story.users["owner"])
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/book/")

    page.goto("/second-factor/keys/")
    expect(page.get_by_role("listitem").filter(has_text="My laptop")).to_contain_text("used")
    page.goto("/confirm/passkey/?next=/firm/")
    page.get_by_role("button", name="Use it now").click()
    page.wait_for_url("**/firm/")
