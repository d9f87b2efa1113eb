"""Somebody of the cast comes to the site in a real browser."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from clients.models import User
from tests.cast import sign_in

PASSWORD = "nineteen herons over a lake"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

# What a keyboard needs to see: where it stands, on the screen and drawn with an outline.
SEES_FOCUS = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect();
    const style = getComputedStyle(here);
    const drawn = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return seen && drawn ? "" : here.outerHTML.slice(0, 200);
}"""


def give_sign_in(user: User) -> None:
    """Give somebody a password and an authenticator app."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    TOTP.activate(user, SECRET)


def code(*, next_one: bool = False) -> str:
    """Return what the authenticator app shows now, or shows next: each is good only once."""
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + next_one)))


def come_in(page: Page, user: User, *, again: bool = False) -> None:
    """Take both steps of signing in, from the page of the first."""
    give_password(page, user)
    page.get_by_role("textbox", name="Code").fill(code(next_one=again))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(own_menu(page, user)).to_be_visible()


def own_menu(page: Page, user: User) -> Locator:
    """The button that opens what is one's own; it bears one's name."""
    return page.get_by_role("banner").get_by_text(user.get_full_name(), exact=True)


def go_out(page: Page, user: User) -> None:
    own_menu(page, user).click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()


def give_password(page: Page, user: User) -> None:
    """Take the first of the two steps of signing in."""
    page.get_by_role("textbox", name="E-mail address").fill(user.email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Now the second factor")


def arrive(context: BrowserContext, user: User) -> None:
    """Come with a sign-in that is finished already."""
    session = sign_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    at = {"domain": "localhost", "path": "/"}
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, **at}])  # type: ignore[typeddict-item]


def tab_to(page: Page, target: Locator, *, within: int = 80) -> None:
    """Press Tab until somebody who has no pointer is there, and always sees where they are."""
    for _ in range(within):
        page.keyboard.press("Tab")
        assert (hidden := page.evaluate(SEES_FOCUS)) == "", f"The focus cannot be seen: {hidden}"
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target} within {within} steps.")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to a link, a button or a box by Tab and press a key there."""
    tab_to(page, target)
    page.keyboard.press(key)


def choose(page: Page, target: Locator, first_letters: str) -> None:
    """Choose from a list as one types."""
    tab_to(page, target)
    page.keyboard.type(first_letters)


def choose_file(page: Page, target: Locator, file: FilePayload) -> None:
    """Choose a file without a pointer: the system's own window opens by a key."""
    with page.expect_file_chooser() as chooser:
        press(page, target)
    chooser.value.set_files(file)


def tab_and_type(page: Page, target: Locator, text: str) -> None:
    """Go to a field by Tab and type over what it holds."""
    tab_to(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
