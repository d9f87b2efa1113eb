"""A real Chromium against a live server; it reaches nothing else, and its console stays empty."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

import dev

# Playwright's synchronous interface runs an event loop in this thread, from which Django would
# refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

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


@pytest.fixture(autouse=True)
def _silent_console(page: Page) -> Iterator[None]:
    """An error in a script, or anything the Content-Security-Policy stopped, fails the test."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if _is_complaint(message, page) else None,
    )
    yield
    assert complaints == []


def _is_complaint(message: ConsoleMessage, page: Page) -> bool:
    """The browser also reports the status of the page itself, which the test knows best."""
    is_own_status = message.location["url"] == page.url and "status of" in message.text
    return message.type == "error" and not is_own_status
