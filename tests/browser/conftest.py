"""A real Chromium against a live server; it reaches nothing else, and its console stays empty."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer
from pytest_playwright import CreateContextCallback

import dev
from tests.cast import Story

# Playwright's synchronous interface runs an event loop in this thread, from which Django would
# refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Other tests work meanwhile on the same cores.
PATIENCE = 10_000  # milliseconds
expect.set_options(timeout=PATIENCE)

THE_DAY = date(2026, 11, 21)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = dev.browser()
    if chromium is None:
        pytest.skip("There is no Chromium here; `python3 dev.py doctor` says how to get it.")
    return {"executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    url: str = live_server.url
    return url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "en-US", "reduced_motion": "reduce"}


@pytest.fixture
def november(monkeypatch: pytest.MonkeyPatch) -> date:
    """The day on which the site believes to be, so that amounts and what is late stay the same."""
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: THE_DAY)
    return THE_DAY


@pytest.fixture
def site(story: Story, november: date, page: Page) -> Iterator[Story]:
    """Two firms on a November day, their people able to sign in; no limit is used up yet."""
    cache.clear()
    page.context.set_default_timeout(PATIENCE)
    yield story
    page.close()  # what it still asks for would meet the emptying of the tables


@pytest.fixture
def new_context(
    new_context: CreateContextCallback,
) -> Iterator[Callable[..., BrowserContext]]:
    """An error in a script, or anything the Content-Security-Policy stopped, fails the test.

    This holds for every context, the one of `page` and those that a test opens itself.
    """
    complaints: list[str] = []

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("weberror", lambda raised: complaints.append(str(raised.error)))
        context.on(
            "console",
            lambda message: complaints.append(message.text) if _is_complaint(message) else None,
        )
        return context

    yield watched
    assert complaints == []


def _is_complaint(message: ConsoleMessage) -> bool:
    """The browser also reports the status of the page itself, which the test knows best."""
    page = message.page
    is_own_status = page and message.location["url"] == page.url and "status of" in message.text
    return message.type == "error" and not is_own_status
