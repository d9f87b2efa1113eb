"""The desk of gifts to charity in the browser."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import arrive

GIFTS = "planning:gifts"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: date(2026, 11, 21))


@pytest.fixture
def gift(story):
    """Return 2,500 of Pat's IRA on the way to a charity since March."""
    story.payment.kind = "qcd"
    story.payment.save()
    return story.payment


def typed(gift, **more):
    return {"revision": gift.revision, "payee": "Food bank", **more}


def test_a_gift_that_has_not_cleared_is_pressing_and_leaves_its_giver_room(story, gift):
    page = arrive(story, "advisor").get(reverse(GIFTS, args=[2026])).content.decode()
    assert "$2,500.00 has not cleared" in page
    assert "$108,500.00" in page  # 111,000 of 2026 less the gift


def test_the_day_it_cleared_is_recorded(story, gift):
    browser = arrive(story, "advisor")
    address = reverse("planning:gift", args=[gift.pk])
    sent = typed(gift, delivered_on="03/09/2026", cleared_on="03/12/2026")
    assert browser.post(address, sent).status_code == 302
    gift.refresh_from_db()
    assert (gift.payee, gift.cleared_on) == ("Food bank", date(2026, 3, 12))
    assert "has not cleared" not in browser.get(reverse(GIFTS, args=[2026])).content.decode()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"cleared_on": "11/22/2026"}, "has not come yet"),
        ({"delivered_on": "03/01/2026"}, "issued first"),
        ({"delivered_on": "03/12/2026", "cleared_on": "03/09/2026"}, "issued first"),
    ],
)
def test_days_that_cannot_be_are_refused(story, gift, days, said):
    address = reverse("planning:gift", args=[gift.pk])
    answer = arrive(story, "advisor").post(address, typed(gift, **days))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_letters_are_made_for_who_may_see_the_gift(story, gift):
    address = reverse("planning:gift_letter_file", args=[gift.pk, "charity"])
    assert arrive(story, "compliance").get(address).getvalue().startswith(b"%PDF")
    assert arrive(story, "stranger").get(address).status_code == 404


@pytest.mark.parametrize(
    ("paid_on", "cleared_on", "said"),
    [
        (date(2026, 3, 2), None, "which has 40 days left"),
        (date(2025, 12, 29), None, "2025 is over"),
        (date(2025, 12, 29), date(2026, 1, 2), "it counts for 2026, not for 2025"),
        (date(2026, 3, 2), date(2026, 3, 9), "and counts for 2026"),
    ],
)
def test_the_year_of_a_gift_is_said_wherever_it_stands(story, gift, paid_on, cleared_on, said):
    gift.paid_on, gift.cleared_on = paid_on, cleared_on
    gift.save()
    page = arrive(story, "advisor").get(reverse("planning:gift", args=[gift.pk]))
    assert said in page.content.decode()
