"""Two ways of reckoning agree on every day of two years, and damage to the outbox is found."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest

from clients.models import Account, Holiday, Household, Mail, Person, YearEndBalance
from planning.models import Reminder
from planning.reminders.kinds import KINDS
from tests.cast import make_records
from tests.planning.reminders.days import Days

State = Reminder.State


@pytest.mark.one_database
def test_every_day_around_two_year_ends_both_ways_agree(
    db: None, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    days = Days(monkeypatch, 26, date(2026, 9, 28))
    for day in (date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)):
        Holiday.objects.create(firm=days.firm, on=day, name="Holiday")
    iras = Account.objects.filter(kind="traditional_ira", inherited__isnull=True)
    owner = iras.filter(firm=days.firm).first()
    assert owner is not None
    Person.objects.filter(pk=owner.owner_id).update(born_on=date(1954, 5, 5))  # 73 in 2027
    day, kinds = date(2026, 9, 28), set()
    while day < date(2027, 4, 12):
        assert days.live(day) == [], day
        last = days.day(day)
        kinds |= set(Reminder.objects.values_list("kind", flat=True).distinct())
        # Every day around the turn of the year, and of the quiet months a few.
        is_turn = date(2026, 12, 14) <= day <= date(2027, 1, 8)
        day += timedelta(days=1 if is_turn else 4)
    assert kinds == KINDS.keys() - {"rmd_death", "rmd_last"}  # see the next test
    assert Reminder.objects.filter(state=State.SENT).count() > 200
    assert not Reminder.objects.filter(state=State.PENDING, due_at__lte=last).exists()


def test_both_ways_agree_on_what_a_death_left_and_on_the_last_year_of_an_account(
    db: None, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    days = Days(monkeypatch, 1, date(2027, 9, 29))
    team = Household.objects.filter(firm=days.firm)[0].team
    left = make_records(days.firm, team, "Left").account.owner
    Person.objects.filter(pk=left.pk).update(died_on=date(2026, 6, 7))
    account = make_records(days.firm, team, "Last").account
    owner = Person.objects.create(
        firm=days.firm,
        household=account.household,
        key="mother",
        name="Mother",
        born_on=date(1930, 5, 10),
        died_on=date(2022, 3, 2),
        is_member=False,
    )
    facts = {"from": owner.key, "class": "estate"}
    Account.objects.filter(pk=account.pk).update(kind="roth_ira", inherited=facts)
    YearEndBalance.objects.create(firm=days.firm, account=account, year=2026, amount=50_000)
    for day in (date(2027, 10, 1), date(2027, 11, 1)):
        assert days.live(day) == []
    found = set(Reminder.objects.values_list("kind", flat=True))
    assert {"rmd_death", "rmd_last"} <= found


@pytest.mark.parametrize("seed", range(2))
def test_a_hundred_seeded_damages_are_all_found(
    db: None, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object], seed: int
) -> None:
    days = Days(monkeypatch, 60, date(2026, 12, 1))
    for day in (1, 8, 15):
        assert days.live(date(2026, 12, day)) == []
    dice = Random(seed)
    rows = list(Reminder.objects.filter(firm=days.firm, superseded_by=None, state=State.SENT))
    referred = set(Reminder.objects.values_list("superseded_by", flat=True))
    victims = dice.sample([row for row in rows if row.pk not in referred], 100)
    keys = set()
    for number, row in enumerate(victims):
        keys.add((row.deadline_key, row.milestone))
        change = ("delete", "flip", "add")[number % 3]
        if change == "delete":
            row.delete()
        elif change == "flip":
            state, because = dice.choice([(State.PENDING, ""), (State.DEAD, "mail_dead")])
            Reminder.objects.filter(pk=row.pk).update(state=state, because=because)
        else:
            row.pk, row.id, row._state.adding = None, uuid4(), True
            row.milestone, row.state = f"x{number}", dice.choice([State.PENDING, State.SENT])
            if row.state == State.PENDING:
                row.digest = None
            row.save(force_insert=True)
            keys.add((row.deadline_key, row.milestone))
    said = "\n".join(days.audit(date(2026, 12, 15)))
    told_by_digest = said.count("digest ")
    named = sum(f"{key} {milestone}:" in said for key, milestone in keys)
    assert named + told_by_digest > 0
    for number, row in enumerate(victims):
        is_named = f"{row.deadline_key} {row.milestone}:" in said
        is_in_digest = row.digest_id is not None and f"digest {row.digest_id}" in said
        assert is_named or is_in_digest, (number, row, row.state)


def test_a_mail_that_was_never_taken_is_found(
    db: None, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    days = Days(monkeypatch, 20, date(2026, 12, 1))
    assert days.live(date(2026, 12, 1)) == []
    mail = Mail.objects.filter(kind=Mail.Kind.REMINDER).first()
    assert mail is not None
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.PENDING)
    assert any("its mail was not" in sentence for sentence in days.audit(date(2026, 12, 1)))
