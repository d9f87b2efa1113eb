"""The book of a large firm, timed on a database made for it: SQLite, as on a laptop."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HOUSEHOLDS = 2_700  # of the demo: about 5,000 people with 20,000 accounts


def make_site(folder: Path) -> dict[str, str]:
    """Return the environment of a site in a folder, whose firm has a large book."""
    site = {
        **os.environ,
        "DOTENV": os.devnull,
        "LOG_LEVEL": "ERROR",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "advisorsite.settings",
        "REDIS_URL": "",
    }
    for command in (
        ("migrate", "--verbosity", "0"),
        ("seed_demo", "--households", str(HOUSEHOLDS)),
        ("rebuild_standings",),
    ):
        made = [sys.executable, "manage.py", *command]
        subprocess.run(made, env=site, check=True, stdout=subprocess.DEVNULL)
    return site


def book_page() -> Callable[[], object]:
    return _visits("planning:book")


def book_narrowed() -> Callable[[], object]:
    return _visits("planning:book", "?view=owes&q=demo&sort=-remaining&page=3")


def bare_page() -> Callable[[], object]:
    return _visits("planning:about_the_law")


def book_rebuilt() -> Callable[[], object]:
    _set_up()
    from clients.models import Firm
    from clients.today import today_of
    from planning import standings
    from planning.demo import DEMO_FIRM

    firm = Firm.objects.get(name=DEMO_FIRM)
    today = today_of(firm)
    return lambda: list(standings.rebuild(firm, year=today.year, as_of=today))


def _visits(page: str, query: str = "") -> Callable[[], object]:
    """Visit a page as the firm's owner, through the handler with all its middleware."""
    _set_up()
    from django.conf import settings
    from django.urls import reverse

    from clients.models import User
    from tests.cast import sign_in

    settings.ALLOWED_HOSTS = ["testserver"]
    browser = sign_in(User.objects.get(email="owner@demo.example"))
    address = reverse(page) + query

    def visit() -> None:
        response = browser.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")

    return visit


def _set_up() -> None:
    import django

    django.setup()
