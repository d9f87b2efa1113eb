"""What is mailed and what the worklist shows is one thing, on many days of a year."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db.models import QuerySet

from clients.access import colleagues_for, households_for, teams_for
from clients.models import Account, Household, Membership, Person, User
from planning.forms.worklist import WorklistForm
from planning.models import Digest, Reminder
from planning.reminders.calendar import reached
from planning.reminders.kinds import KINDS
from planning.reminders.preferences import hours_of, settings_of
from planning.views.worklist import OFFERED
from planning.worklist.acts import Intent, Verb, act_on
from planning.worklist.page import Line, Worklist, read_worklist
from tests.planning.reminders.days import Days

DAYS = [
    *((2026, 9, 28), (2026, 10, 2), (2026, 11, 27), (2026, 12, 3), (2026, 12, 17), (2026, 12, 31)),
    *((2027, 1, 4), (2027, 1, 11), (2027, 2, 1), (2027, 4, 1), (2027, 4, 2)),
]


def the_list(days: Days, households: QuerySet[Household], on: date) -> Worklist:
    return read_worklist(households, firm=days.firm, as_of=on)


def opened(days: Days, user: User, link: str, on: date) -> list[Line]:
    """Return what somebody finds who follows a link of a mail."""
    query = {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}
    form = WorklistForm(
        query, teams=teams_for(user), colleagues=colleagues_for(user), offered=OFFERED
    )
    shown = the_list(days, households_for(user), on).narrowed(form.asked, user=user)
    return list(shown.of(kind=form.asked["kind"]).lines)


def key_of(line: Line) -> str:
    return f"{line.item.kind}:{line.item.subject}"


# A demo firm through three quarters of a year: worth its seconds, nothing else looks at the whole.
def test_digests_and_the_worklist_hold_the_same_items(
    db: None, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    days = Days(monkeypatch, 16, date(2026, 9, 28))
    firm, settings = days.firm, settings_of(days.firm)
    hours = hours_of(firm, settings)
    iras = Account.objects.filter(firm=firm, kind="traditional_ira", inherited__isnull=True)
    Person.objects.filter(pk=iras.first().owner_id).update(born_on=date(1954, 5, 5))
    kinds: set[str] = set()
    for on in (date(*day) for day in DAYS):
        assert days.live(on) == [], on
        shown = {key_of(line): line for line in the_list(days, Household.objects.all(), on).lines}
        for digest in Digest.objects.filter(on=on).select_related("recipient__user"):
            user = digest.recipient.user
            links = {word for word in digest.content["text"].split() if "/worklist/" in word}
            found = {key_of(line) for link in links for line in opened(days, user, link, on)}
            told = Reminder.objects.filter(digest=digest, state=Reminder.State.SENT)
            assert {reminder.deadline_key for reminder in told} <= found <= shown.keys()
            for reminder in told:
                line = shown[reminder.deadline_key]
                until = KINDS[reminder.kind].until(line.item, on)
                assert (until, reminder.household_id) == (reminder.deadline, line.item.household)
        for key, line in shown.items():
            rule = KINDS.get(line.item.kind)
            until = rule.until(line.item, on) if rule else None
            if until is None:  # of no kind that is mailed, or it would not help any more
                continue
            is_told = Reminder.objects.filter(firm=firm, deadline_key=key).exists()
            assert is_told == bool(reached(rule.days(until, hours), on)), (on, key)
            kinds |= {line.item.kind} if is_told else set()
    assert kinds >= {"missed", "rmd", "rmd_late", "rmd_first", "qcd", "balance", "starter"}


def test_whose_it_is_on_the_worklist_is_told_and_what_rests_is_not(
    db: None, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    on = date(2026, 11, 16)
    days = Days(monkeypatch, 12, on)
    assert days.live(on) == []
    office = {member.role: member for member in Membership.objects.filter(firm=days.firm)}
    owner = office["owner"].user
    items = [
        line.item
        for line in the_list(days, Household.objects.all(), on).lines
        if (line.item.kind, line.item.deadline) == ("rmd", date(2026, 12, 31))
    ]
    given, aside, *_rest = items
    for item, intent in (
        (given, Intent(verb=Verb.ASSIGN, to=office["owner"].user)),
        (aside, Intent(verb=Verb.SET_ASIDE, until=date(2026, 12, 11), text="rolls over first")),
    ):
        act_on([item], intent, actor=owner, firm=days.firm, request_key=uuid4())
    for day in (date(2026, 12, 1), date(2026, 12, 10)):
        assert days.live(day) == []
    told = Reminder.objects.filter(firm=days.firm, milestone="30")
    assert set(told.filter(deadline_key=f"rmd:{given.subject}").values_list("recipient")) == {
        (office["owner"].pk,)
    }
    assert not told.filter(deadline_key=f"rmd:{aside.subject}").exists()
    assert days.live(date(2026, 12, 11)) == []
    assert told.filter(deadline_key=f"rmd:{aside.subject}").exists()
