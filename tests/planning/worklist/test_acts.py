"""Whose is what waits, until when does it rest, and is it as before once that is undone?"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from clients.models import AuditEvent, Household
from planning.models import WorkAct
from planning.standings import work_out
from planning.worklist.acts import Intent, Verb, act_on, history_of, undo
from planning.worklist.page import MINE, NOBODY, read_worklist
from tests.cast import Story

TODAY = date(2026, 11, 20)


@pytest.fixture
def office(story: Story) -> Story:
    every = list(Household.objects.filter(firm=story.firm, archived_at=None))
    work_out([one.pk for one in every], firm=story.firm, year=2026, as_of=TODAY)
    return story


def the_list(story: Story, as_of: date = TODAY):
    households = Household.objects.filter(firm=story.firm)
    return read_worklist(households, firm=story.firm, as_of=as_of)


def of_the_does(story: Story):
    lines = the_list(story).lines
    return [line.item for line in lines if line.item.household == story.household.pk]


def do(story: Story, *, actor: str = "owner", items=None, key=None, **intent) -> WorkAct:
    return act_on(
        of_the_does(story) if items is None else items,
        Intent(**intent),
        actor=story.users[actor],
        firm=story.firm,
        request_key=key or uuid4(),
    )


def test_items_are_given_to_somebody_and_back_by_undoing(office: Story):
    advisor, owner = office.users["advisor"], office.users["owner"]
    do(office, verb=Verb.ASSIGN, to=owner)
    act = do(office, verb=Verb.ASSIGN, to=advisor)
    mine = the_list(office).narrowed({"who": MINE}, user=advisor).lines
    assert [line.item for line in mine] == of_the_does(office)
    assert {line.holder for line in mine} == {"Advisor"}
    undo(act, actor=owner)
    assert the_list(office).narrowed({"who": MINE}, user=advisor).lines == []
    assert len(the_list(office).narrowed({"who": str(owner.pk)}, user=advisor).lines) == len(mine)
    with pytest.raises(ValidationError, match="undone already"):
        undo(act, actor=owner)


def test_what_is_set_aside_comes_back_by_itself(office: Story):
    do(office, verb=Verb.SET_ASIDE, until=date(2026, 12, 1), text="waits for the custodian")
    user = office.users["owner"]

    def shown(as_of: date, **asked: str) -> set[str]:
        lines = the_list(office, as_of).narrowed(asked, user=user).lines
        return {line.item.household_name for line in lines}

    assert "Doe" not in shown(date(2026, 11, 30))
    assert shown(date(2026, 11, 30), rests="1") == {"Doe"}
    assert "Doe" in shown(date(2026, 12, 1))


def test_nothing_rests_beyond_its_last_day(office: Story):
    with pytest.raises(ValidationError, match="last day before that") as refused:
        do(office, verb=Verb.SET_ASIDE, until=date(2027, 1, 4), text="later")
    assert list(refused.value.message_dict) == ["until"]
    assert not WorkAct.objects.exists()


@pytest.mark.parametrize(
    ("intent", "field"),
    [
        ({"verb": Verb.COMMENT, "text": "  "}, "text"),
        ({"verb": Verb.SET_ASIDE, "until": date(2026, 12, 1)}, "text"),
    ],
)
def test_what_needs_words_is_refused_without_them(office: Story, intent, field: str):
    with pytest.raises(ValidationError) as refused:
        do(office, **intent)
    assert list(refused.value.message_dict) == [field]


def test_nothing_is_given_to_somebody_who_may_not_see_it(office: Story):
    with pytest.raises(ValidationError, match="may not see one of these households"):
        do(office, verb=Verb.ASSIGN, to=office.users["other_team_advisor"])


def test_nothing_chosen_is_nothing_done(office: Story):
    with pytest.raises(ValidationError, match="Choose at least one item"):
        do(office, items=[], verb=Verb.ASSIGN)


def test_the_same_request_twice_is_one_act(office: Story):
    key = uuid4()
    first = do(office, verb=Verb.COMMENT, text="rang them", key=key)
    assert do(office, verb=Verb.COMMENT, text="rang them", key=key) == first
    assert WorkAct.objects.count() == 1


def test_what_was_said_stays_and_shows_what_was_undone(office: Story):
    (item, *_rest) = of_the_does(office)
    do(office, items=[item], verb=Verb.COMMENT, text="rang them")
    undo(do(office, items=[item], verb=Verb.ASSIGN), actor=office.users["owner"])
    households = Household.objects.filter(pk=office.household.pk)
    kind, subject = item.key
    told = history_of(households, kind=kind, subject=subject)
    assert [(act.verb, act.undone_at is None) for act in told] == [
        ("assign", False),
        ("comment", True),
    ]


def test_an_act_is_noted_with_its_household_and_changes_no_fact(office: Story):
    before = Household.objects.get(pk=office.household.pk).facts_revision
    act = do(office, verb=Verb.COMMENT, text="rang them")
    event = AuditEvent.objects.filter(firm=office.firm).latest("sequence")
    assert event.detail == {"household": str(office.household.pk), "verb": "comment"}
    assert event.object_id == str(act.pk)
    assert Household.objects.get(pk=office.household.pk).facts_revision == before


def test_nobodys_are_found(office: Story):
    user = office.users["owner"]
    every = len(the_list(office).lines)
    do(office, verb=Verb.ASSIGN, to=user)
    left = the_list(office).narrowed({"who": NOBODY}, user=user).lines
    assert len(left) == every - len(of_the_does(office))
