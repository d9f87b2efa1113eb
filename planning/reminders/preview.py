"""What would a mail look like in these words? Shown of examples, before anything is saved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.conf import settings as site
from django.urls import reverse

from clients.mail.sources import Content
from clients.models import Firm
from planning.reminders.kinds import AFTER, DECEMBER, KINDS
from planning.reminders.letter import Line, address_of, values_of, written
from planning.reminders.texts import Texts, words

# How many matters of each kind, in turn: a text for one and a text for several are both seen.
COUNTS = (1, 3, 12)


def example(firm: Firm, texts: Texts, *, off: Collection[str], on: date) -> Content:
    """Return a mail with a line of every kind that is sent."""
    lines, count = [], 0
    for place, kind in enumerate(kind for kind in KINDS if kind not in off):
        many = COUNTS[place % len(COUNTS)]
        deadline, year = _deadline(kind, on)
        values = values_of(firm, deadline=deadline, year=year, count=many, on=on)
        lines.append(Line(text=words(texts, kind, values), address=address_of(kind)))
        count += many
    why = site.BASE_URL + reverse("planning:my_reminders")
    return written(firm, texts, lines, count=count, is_escalated=True, why=why, headers={})


def _deadline(kind: str, on: date) -> tuple[date, int]:
    """Return an example of a deadline as it would be told on a day, and its tax year."""
    ahead = {"rmd": 14, "rmd_last": 14, "rmd_death": 14, "rmd_first": 30}
    if kind in AFTER or kind == "correcting":
        return date(on.year - 1, DECEMBER, 31), on.year - 1
    if kind == "balance":
        return date(on.year, 1, 31), on.year
    if kind == "starter":
        return date(on.year + 1, DECEMBER, 31), on.year + 1
    if kind in ahead:
        year = on.year - 1 if kind == "rmd_first" else on.year
        return on + timedelta(days=ahead[kind]), year
    return date(on.year, DECEMBER, 31), on.year
