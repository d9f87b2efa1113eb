"""How does a run through the book read as a list for a spreadsheet?"""

from __future__ import annotations

import csv
from io import StringIO

from django.utils.translation import gettext as _

from clients.spreadsheets import defused
from planning.catalogue import CHECKLIST
from planning.models import ClosingRun, RunPerson
from planning.wording import sentence


def write_run_csv(run: ClosingRun) -> bytes:
    """Return everybody in a run with what became of them."""
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow([_("Household"), _("Person"), _("Year"), _("Outcome"), _("Still wanted")])
    people = RunPerson.objects.filter(run=run).select_related("household", "person")
    for one in people.order_by("position").iterator(chunk_size=1_000):
        rows.writerow(
            [
                defused(one.household.name),
                defused(one.person.name),
                run.year,
                one.get_state_display(),
                one.because or " ".join(wanted_in_words(one)),
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def wanted_in_words(one: RunPerson) -> list[str]:
    return [sentence(CHECKLIST[code]) for code in one.against if code in CHECKLIST]
