"""One December 31 of an account: two figures settled, a figure withdrawn, what is beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clients.models import Account, YearEndAdjustment, YearEndBalance
from tests.cast import Story
from tests.planning.views.test_sent_once import fields_of

TYPED = {"keep": "", "because": "The statement was read wrong."}


@pytest.fixture
def other(story: Story) -> YearEndBalance:
    """A statement that says something else of the same day."""
    YearEndBalance.objects.filter(pk=story.balance.pk).update(source="form_5498")
    return YearEndBalance.objects.create(
        firm=story.firm, account=story.account, year=2025, amount=300_000, source="statement"
    )


def page_of(story: Story) -> str:
    return reverse("planning:year_end", args=[story.account.pk, 2025])


def sent(browser: Client, story: Story, **typed: Any) -> Any:
    """Send what the page holds, with what is typed."""
    page = browser.get(page_of(story))
    carried = {"seen": page.context["settle"].shown} if "settle" in typed else {}
    return browser.post(page_of(story), {**fields_of(page.content), **carried, **typed})


def test_each_figure_says_what_it_asks_for(
    story: Story, advisor: Client, other: YearEndBalance
) -> None:
    page = advisor.get(page_of(story)).content.decode()
    assert "Form 5498: $237,000.00, by which $10,000.00 is required" in page
    assert "Statement: $300,000.00, by which $12,658.23 is required" in page
    household = advisor.get(reverse("planning:household", args=[story.household.pk]))
    assert page_of(story) in household.content.decode()


def test_one_figure_is_kept_and_the_other_withdrawn_with_the_reason(
    story: Story, advisor: Client, other: YearEndBalance
) -> None:
    reason = "The 5498 was amended."
    answer = sent(advisor, story, settle="1", keep=str(other.pk), because=reason)
    assert answer.status_code == 302
    story.balance.refresh_from_db()
    assert story.balance.withdrawn_because == reason
    page = advisor.get(page_of(story)).content.decode()
    assert "Two figures" not in page
    assert reason in page


def test_what_came_meanwhile_is_not_withdrawn_unseen(
    story: Story, advisor: Client, other: YearEndBalance
) -> None:
    seen = advisor.get(page_of(story)).context["settle"].shown
    YearEndBalance.objects.create(
        firm=story.firm, account=story.account, year=2025, amount=310_000, source="csv"
    )
    typed = {"settle": "1", "keep": str(other.pk), "because": "Sure", "seen": seen}
    refused = advisor.post(page_of(story), typed)
    assert refused.status_code == 422
    assert "have changed since you opened this page" in refused.content.decode()
    assert not YearEndBalance.objects.exclude(withdrawn_at=None).exists()


def test_a_figure_is_withdrawn_with_a_reason(story: Story, advisor: Client) -> None:
    address = reverse("planning:withdraw_balance", args=[story.balance.pk])
    page = advisor.get(address).content.decode()
    assert "No other figure of that day is on record" in page
    assert advisor.post(address, {"revision": 1, "because": " "}).status_code == 422
    assert advisor.post(address, {"revision": 1, "because": "Mistyped"}).status_code == 302
    story.balance.refresh_from_db()
    assert story.balance.withdrawn_because == "Mistyped"


def test_what_is_beside_a_balance_is_stated_changed_and_taken_back(
    story: Story, advisor: Client
) -> None:
    for rollover, qlac in (("5,000", "1,000"), ("6,000", ""), ("", "")):
        answer = sent(advisor, story, outstanding_rollover=rollover, qlac=qlac)
        assert answer.status_code == 302, answer.content.decode()
        stated = YearEndAdjustment.objects.get(account=story.account, year=2025)
        typed = [Decimal(text.replace(",", "") or 0) for text in (rollover, qlac)]
        assert [stated.outstanding_rollover, stated.qlac] == typed
    assert stated.revision == 3


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Type at least one amount, or leave the page."),
        ({"qlac": "500,000"}, "more than the balance"),
        ({"qlac": "1.2.3"}, "Type the amount in dollars"),
        ({"outstanding_transfer": "-5"}, "The amount cannot be negative."),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    story: Story, advisor: Client, typed: dict[str, str], says: str
) -> None:
    refused = sent(advisor, story, **typed)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert all(f'value="{text}"' in refused.content.decode() for text in typed.values())
    assert not YearEndAdjustment.objects.exists()


def test_two_who_state_it_at_once_do_not_overwrite_each_other(
    story: Story, advisor: Client
) -> None:
    opened = fields_of(advisor.get(page_of(story)).content)
    YearEndAdjustment.objects.create(firm=story.firm, account=story.account, year=2025, qlac=1_000)
    refused = advisor.post(page_of(story), {**opened, "outstanding_rollover": "5,000"})
    assert refused.status_code == 422
    assert "after you opened it" in refused.content.decode()


def test_money_from_before_1987_is_asked_of_a_403b_alone(story: Story, advisor: Client) -> None:
    assert b"before 1987" not in advisor.get(page_of(story)).content
    Account.objects.filter(pk=story.account.pk).update(kind="403b")
    assert b"before 1987" in advisor.get(page_of(story)).content
