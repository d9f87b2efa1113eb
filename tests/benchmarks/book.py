"""The book of a large firm, timed on a database made for it: SQLite, as on a laptop."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

MANY = 2_000  # of them owed something last year, took it and are closed
HOUSEHOLDS = 2_700  # of the demo: about 5,000 people with 20,000 accounts


def make_site(folder: Path) -> dict[str, str]:
    """Return the environment of a site in a folder, whose firm has a large book."""
    site = {
        **os.environ,
        "DOTENV": os.devnull,
        "LOG_LEVEL": "ERROR",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
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


def worklist_page() -> Callable[[], object]:
    return _visits("planning:worklist")


def calendar_page() -> Callable[[], object]:
    return _visits("planning:calendar")


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


def book_closed() -> Callable[[], object]:
    """Close last year for everybody of the book who is ready, as the worker does."""
    _set_up()
    from uuid import uuid4

    from clients.models import Firm, Household, Membership, Payment, Role
    from clients.today import today_of
    from planning import services
    from planning.demo import DEMO_FIRM
    from planning.models import ClosingRun, RunPerson

    firm = Firm.objects.get(name=DEMO_FIRM)
    owner = Membership.objects.select_related("user").get(firm=firm, role=Role.OWNER).user
    year = today_of(firm).year - 1
    # Everything is proven, and no gift waits for its acknowledgement.
    Firm.objects.filter(pk=firm.pk).update(needs_second_person=False)
    Payment.objects.filter(evidence="").update(evidence="statement")
    Payment.objects.filter(kind=Payment.Kind.QCD).update(kind=Payment.Kind.CASH)
    firm.refresh_from_db()
    asked: dict[str, Any] = {"actor": owner, "language": "en"}

    def go_through(run_id: UUID) -> None:
        while services.work_on_run(run_id):
            pass

    _open_again(year)
    book = Household.objects.filter(firm=firm)
    review = services.request_review(
        firm=firm, households=book, year=year, request_key=uuid4(), **asked
    )
    go_through(review.pk)

    def close() -> None:
        _open_again(year)
        run = services.request_next(
            before=review, kind=ClosingRun.Kind.CLOSE, request_key=uuid4(), **asked
        )
        go_through(run.pk)
        closed = RunPerson.objects.filter(run=run, state=RunPerson.State.CLOSED).count()
        if closed < MANY:
            raise RuntimeError(f"Only {closed} people are closed.")

    return close


def _open_again(year: int) -> None:
    from django.utils import timezone

    from planning.models import YearClosing

    standing = YearClosing.objects.filter(year=year, reopened_at=None)
    standing.update(reopened_at=timezone.now(), reopened_because="measured again")


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
