"""The worklist as its readers see it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Household, Membership
from planning.models import WorkAct
from tests.cast import Story

WORKLIST, ACT, ITEM = (reverse(f"planning:{name}") for name in ("worklist", "work_on", "work_item"))
AS_OF = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


def codes(browser: Client, **asked: str) -> list[str]:
    return [line.code for line in browser.get(WORKLIST, asked).context["lines"]]


def act(browser: Client, chosen: list[str], **said: Any) -> Any:
    return browser.post(ACT, {"item": chosen, "request_key": str(uuid4()), **said})


def test_what_waits_is_counted_and_every_count_opens_its_rows(story: Story, advisor: Client):
    page = advisor.get(WORKLIST)
    every = page.context["seen"]
    assert f"{len(every.lines)} things wait for somebody" in page.content.decode()
    assert {kind for kind, _label, count in every.counts if count} == {
        "rmd",
        "balance_unconfirmed",
        "evidence_missing",
    }
    for kind, _label, count in every.counts:
        assert len(codes(advisor, kind=kind)) == count
    assert len(codes(advisor)) == len(every.lines)


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("worklist", "Nothing waits for anybody"),
        ("households", "No household is on record yet."),
        ("book_balances", "No account is on record yet."),
    ],
)
def test_a_firm_that_has_just_begun_is_not_told_of_a_search(
    story: Story, advisor: Client, page: str, says: str
) -> None:
    Household.objects.update(archived_at=timezone.now())
    assert says in advisor.get(reverse(f"planning:{page}")).content.decode()


def test_what_a_team_does_not_look_after_is_not_there(story: Story, other_team_advisor: Client):
    assert "Doe" not in other_team_advisor.get(WORKLIST).content.decode()


def test_chosen_items_are_shown_before_anything_is_done(story: Story, advisor: Client):
    preview = act(advisor, codes(advisor))
    assert preview.status_code == 200
    assert "These items" in preview.content.decode()
    assert not WorkAct.objects.exists()


def test_items_are_given_and_taken_back(story: Story, advisor: Client):
    someone = story.users["operations"]
    done = act(advisor, codes(advisor), verb="assign", to=someone.pk)
    assert done.status_code == 302
    page = advisor.get(WORKLIST, {"who": someone.pk})
    assert len(page.context["lines"]) == len(codes(advisor))
    assert "Given to Operations: 3 items." in page.content.decode()
    advisor.post(reverse("planning:undo_work", args=[WorkAct.objects.get().pk]))
    assert codes(advisor, who="nobody") == codes(advisor)
    assert codes(advisor, who=str(someone.pk)) == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"verb": "set_aside", "text": "later"}, "Type the day on which it is to come back."),
        ({"verb": "set_aside", "text": "later", "until": "11/21/2026"}, "Choose a day after today"),
        ({"verb": "set_aside", "text": "later", "until": "01/15/2027"}, "last day before that"),
        ({"verb": "set_aside", "until": "12/01/2026"}, "Say in a few words why it can wait."),
        ({"verb": "assign"}, "Choose to whom they are given."),
        ({"verb": "comment"}, "Say something."),
        ({"verb": "nonsense"}, "Choose from the list."),
        ({"verb": "assign", "to": "0"}, "Choose from the list."),
    ],
)
def test_what_cannot_be_done_is_refused_and_kept(
    story: Story, advisor: Client, said: dict[str, str], sentence: str
):
    refused = act(advisor, codes(advisor), **said)
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert said.get("text", "") in refused.content.decode()
    assert not WorkAct.objects.exists()


def test_items_are_given_back_to_nobody(story: Story, advisor: Client):
    chosen = codes(advisor)
    act(advisor, chosen, verb="assign", to=story.users["operations"].pk)
    act(advisor, chosen, verb="assign", to="nobody")
    assert codes(advisor, who="nobody") == chosen


def test_what_no_longer_waits_is_left_out_and_said(story: Story, advisor: Client):
    preview = act(advisor, [codes(advisor)[0], "rmd:gone"])
    assert "1 of those you chose no longer waits" in preview.content.decode()


def test_nothing_of_another_team_can_be_chosen(
    story: Story, advisor: Client, other_team_advisor: Client
):
    refused = act(other_team_advisor, codes(advisor), verb="comment", text="mine now")
    assert refused.status_code == 422
    assert not WorkAct.objects.exists()


def test_an_item_tells_what_was_said_of_it(story: Story, advisor: Client, compliance: Client):
    (first, *_rest) = codes(advisor)
    act(advisor, [first], verb="comment", text="rang the custodian")
    page = compliance.get(ITEM, {"item": first})
    assert "rang the custodian" in page.content.decode()
    assert "Give, set aside or comment" not in page.content.decode()


def test_what_was_said_stays_after_it_is_settled(story: Story, advisor: Client):
    item = f"evidence_missing:{story.person.pk}:2026"
    assert item in codes(advisor)
    act(advisor, [item], verb="comment", text="asked for the slip")
    story.payment.evidence = "slip"
    story.payment.save()
    page = advisor.get(ITEM, {"item": item})
    assert "no longer waits for anybody" in page.content.decode()
    assert "asked for the slip" in page.content.decode()


def test_an_item_that_never_was_is_not_found(
    story: Story, advisor: Client, other_team_advisor: Client
):
    (first, *_rest) = codes(advisor)
    act(advisor, [first], verb="comment", text="secret")
    for browser, item in ((advisor, "rmd:never"), (other_team_advisor, first)):
        page = browser.get(ITEM, {"item": item})
        assert page.status_code == 404
        assert "secret" not in page.content.decode()


def test_how_near_the_last_day_is_narrows_and_is_counted(story: Story, advisor: Client):
    page = advisor.get(WORKLIST)
    whens = {code: count for code, _label, count in page.context["whens"][1]}
    assert whens == {"later": 2, "undated": 1}
    for when, count in whens.items():
        assert len(codes(advisor, when=when)) == count
    counts = advisor.get(reverse("planning:work_counts")).content.decode()
    assert f"{len(codes(advisor))} things wait for somebody" in counts
    assert f'href="{WORKLIST}?when=later"' in counts
    assert f'href="{WORKLIST}?kind=rmd"' in counts


@pytest.mark.parametrize("sort", ["day", "who", "amount", "with", "reason"])
def test_the_list_is_sorted_both_ways(story: Story, advisor: Client, sort: str):
    up = codes(advisor, sort=sort)
    assert sorted(up) == sorted(codes(advisor, sort=f"-{sort}")) == sorted(codes(advisor))
    heading = 'aria-sort="descending"'
    assert heading in advisor.get(WORKLIST, {"sort": f"-{sort}"}).content.decode()


def test_who_left_holds_nothing_any_more(story: Story, advisor: Client):
    someone = story.users["operations"]
    act(advisor, codes(advisor), verb="assign", to=someone.pk)
    assert codes(advisor, who="nobody") == []
    Membership.objects.filter(user=someone).update(ended_at=timezone.now())
    assert codes(advisor, who="nobody") == codes(advisor)


def test_what_was_agreed_before_last_year_counts_no_more(story: Story, advisor: Client):
    act(advisor, codes(advisor), verb="assign", to=story.users["operations"].pk)
    WorkAct.objects.update(created_at=datetime(2024, 12, 31, tzinfo=UTC))
    assert codes(advisor, who="nobody") == codes(advisor)
