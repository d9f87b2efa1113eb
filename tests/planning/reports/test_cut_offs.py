"""Until when a custodian takes requests, on days on which anybody works."""

from __future__ import annotations

from datetime import date

import pytest

from clients.models import Custodian, Firm, Holiday
from planning.reports.cut_offs import cut_offs

pytestmark = pytest.mark.django_db


def test_a_cut_off_moves_before_a_weekend_and_a_holiday() -> None:
    firm = Firm.objects.create(name="A firm")
    for name, month, day in (("Weekday", 12, 10), ("Sunday", 12, 13), ("Last", 2, 31)):
        Custodian.objects.create(firm=firm, name=name, cutoff_month=month, cutoff_day=day)
    Holiday.objects.create(firm=firm, on=date(2026, 12, 11), name="A day of our own")
    assert cut_offs(firm, 2026) == {
        "Weekday": date(2026, 12, 10),
        "Sunday": date(2026, 12, 10),  # Sunday and Saturday, then the holiday
        "Last": date(2026, 2, 27),  # the 28th is a Saturday
    }
