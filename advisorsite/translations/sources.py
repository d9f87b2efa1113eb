"""What may a client read? Every sentence of these files has a translation, and no other needs one.

The people of a firm read English. A sentence both read stands in a file both read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

TEMPLATES = (
    "base.html",
    "4??.html",
    "403_csrf.html",
    "_*.html",
    "account/**/*",
    "allauth/**/*",
    "mfa/**/*",
    "usersessions/**/*",
    "clients/accept_invitation.html",
    "clients/address_over.html",
    "clients/change_address.html",
    "clients/confirm_address.html",
    "clients/invitation_over.html",
    "clients/your_sign_in.html",
    "emails/[!r]*",
    "emails/reset_*",
    "planning/_act_said.html",
    "planning/_your_*.html",
    "planning/_plan_ask.html",
    "planning/_plan_reading.html",
    "planning/my_calendar.html",
    "planning/portal*.html",
    "reports/_letter*.html",
    "reports/letter.html",
    "reports/plan.html",
    "reports/plan/*.html",
)
MODULES = (
    "clients/account_names.py",
    "clients/adapters.py",
    "clients/addresses.py",
    "clients/denials.py",
    "clients/file_types.py",
    "clients/forms/address.py",
    "clients/forms/once.py",
    "clients/forms/second_factor.py",
    "clients/forms/sentences.py",
    "clients/forms/sign_in.py",
    "clients/forms/staff.py",
    "clients/invitations.py",
    "clients/models/language.py",
    "clients/models/money.py",
    "clients/models/user.py",
    "clients/passwords.py",
    "clients/second_factor_resets.py",
    "clients/services/documents.py",
    "clients/sign_in.py",
    "clients/stored_files.py",
    "clients/templatetags/*.py",
    "clients/today.py",
    "clients/views/addresses.py",
    "clients/views/languages.py",
    "clients/views/sign_in.py",
    "planning/catalogue/*.py",
    "planning/plan_catalogue.py",
    "planning/reports/charts.py",
    "planning/reports/plan_charts.py",
    "planning/reports/plan_questions.py",
    "planning/reports/roadmap_charts.py",
    "planning/reports/roadmap_page.py",
    "planning/reports/tables.py",
    "planning/roadmap_catalogue.py",
    "planning/scenario_catalogue.py",
    "planning/tax_catalogue.py",
    "planning/forms/documents.py",
    "planning/forms/fields.py",
    "planning/forms/portal.py",
    "planning/models/portal.py",
    "planning/reminders/feed.py",
    "planning/reports/headline.py",
    "planning/reports/letter*.py",
    "planning/reports/released_figures.py",
    "planning/reports/your_*.py",
    "planning/services/calendar_feeds.py",
    "planning/services/portal.py",
    "planning/templatetags/*.py",
    "planning/views/calendar_feeds.py",
    "planning/views/portal.py",
    "planning/views/portal_acts.py",
    "planning/wording.py",
)


def templates() -> list[Path]:
    """Return the templates a client may read, in one order."""
    return list(_found(settings.BASE_DIR / "templates", TEMPLATES))


def modules() -> list[Path]:
    """Return the modules whose sentences a client may read, in one order."""
    return list(_found(settings.BASE_DIR, MODULES))


def _found(folder: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files of each pattern once. Raises: LookupError, for one that finds nothing."""
    seen: set[Path] = set()
    for pattern in patterns:
        files = [path for path in sorted(folder.glob(pattern)) if path.is_file()]
        if not files:
            raise LookupError(f"{pattern} finds no file in {folder.name}")
        yield from (path for path in files if path not in seen)
        seen.update(files)
