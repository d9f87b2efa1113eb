"""From facts to rows to mails: each milestone once, none for what is done, all accounted for."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clients.mail.sending import send_mail
from clients.models import Custodian, Firm, Holiday, Household, Instance, Mail, Membership, Role
from clients.services import record_payment, undo_payment
from clients.services.editing import facts_changed
from planning.models import Digest, Reminder, ReminderRound, Standing
from planning.reminders.digests import gather
from planning.reminders.planner import plan_firm
from planning.reminders.preferences import change_settings, settings_of
from planning.reminders.source import Reminders
from tests.cast import Story

EASTERN = ZoneInfo("America/New_York")
State = Reminder.State


def at(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=EASTERN)


@pytest.fixture
def world(story: Story, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(story, monkeypatch)


class World:
    """The story's firm, and a clock that tests set."""

    def __init__(self, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
        self.story, self.patch = story, monkeypatch
        self.firm = story.firm

    def set_clock(self, now: datetime) -> None:
        local = now.astimezone(EASTERN).date()
        self.patch.setattr(timezone, "localdate", lambda *_, **__: local)
        self.patch.setattr("planning.reminders.source.database_now", lambda: now)

    def go(self, now: datetime) -> list[Digest]:
        """Plan and gather, as the worker does each minute."""
        self.set_clock(now)
        self.firm.refresh_from_db()
        plan_firm(self.firm, now)
        return gather(self.firm, now)

    def send(self) -> list[Mail]:
        for mail in Mail.objects.filter(kind=Mail.Kind.REMINDER).order_by("created_at"):
            send_mail(mail.pk)
        return list(Mail.objects.filter(kind=Mail.Kind.REMINDER))

    def states(self, **of: object) -> Counter[str]:
        rows = Reminder.objects.filter(firm=self.firm, household=self.story.household, **of)
        return Counter(f"{r.kind} {r.milestone} {r.state}" for r in rows)

    def told(self) -> set[str]:
        people = Membership.objects.filter(reminders__firm=self.firm)
        return {str(person.user.email).partition("@")[0] for person in people}

    def pay(self, amount: int, on: date) -> Any:
        owner = self.story.users["owner"]
        return record_payment(
            actor=owner,
            account=self.story.account,
            paid_on=on,
            amount=Decimal(amount),
            evidence="statement",
        )


def test_each_milestone_is_one_row_for_each_who_looks_after_it(world: World) -> None:
    world.go(at(11, 10))
    # Who has the household, or works for the whole firm's operations; nobody of another team.
    doe = Reminder.objects.filter(household=world.story.household)
    told = {str(r.recipient.user.email).partition("@")[0] for r in doe}
    assert told == {"advisor", "teammate", "operations"}
    assert world.states() == {"rmd 60 pending": 3}
    for _again in range(3):
        ReminderRound.objects.update(seen="")
        world.go(at(11, 10, 10))
    assert world.states() == {"rmd 60 pending": 3}
    assert Reminder.objects.exclude(firm=world.firm).count() == 0


def test_one_mail_a_person_and_slot_whatever_it_tells(world: World, mailoutbox: list[Any]) -> None:
    digests = world.go(at(11, 10))
    assert world.go(at(11, 10, 10)) == []
    world.send()
    # The Roes of the west team are told to their advisors too.
    people = sorted(message.to[0] for message in mailoutbox)
    assert people == [
        "advisor@cast.example",
        "operations@cast.example",
        "other_team_advisor@cast.example",
        "teammate@cast.example",
    ]
    assert len(digests) == 4
    assert world.states() == {"rmd 60 sent": 3}
    teammate = next(m for m in mailoutbox if "teammate" in m.to[0])
    assert "2 distributions are to be taken by December 31, 2026: 51 days left." in teammate.body
    assert "Doe" not in teammate.body
    assert teammate.extra_headers["X-Reminder-Key"] in teammate.extra_headers["Message-ID"]
    digest = Digest.objects.get(recipient__user__email="teammate@cast.example")
    assert (digest.members, len(digest.members_hash)) == (2, 64)


def test_nothing_is_sent_of_what_was_done_since_it_was_planned(
    world: World, mailoutbox: list[Any]
) -> None:
    world.go(at(12, 1))
    world.pay(20_000, date(2026, 12, 1))
    world.send()
    assert world.states() == {"rmd 30 cancelled": 3}
    assert set(
        Reminder.objects.filter(household=world.story.household).values_list("because", flat=True)
    ) == {"satisfied"}
    assert "advisor@cast.example" not in [message.to[0] for message in mailoutbox]
    advisor = Mail.objects.get(to="advisor@cast.example")
    assert advisor.state == Mail.State.CANCELLED


def test_an_undone_payment_brings_the_reminder_back(world: World, mailoutbox: list[Any]) -> None:
    world.go(at(12, 1, 7))  # before the slot: planned, in no mail yet
    payment = world.pay(20_000, date(2026, 12, 1))
    world.go(at(12, 1, 7) + timedelta(minutes=10))
    assert world.states() == {"rmd 30 cancelled": 3}
    undo_payment(actor=world.story.users["owner"], payment=payment, because="bounced")
    world.go(at(12, 2))
    world.send()
    assert world.states() == {"rmd 30 sent": 3}
    advisor = next(m for m in mailoutbox if m.to == ["advisor@cast.example"])
    assert "29 days left" in advisor.body  # of today, not of the milestone


def test_an_absence_of_a_fortnight_makes_one_mail_and_keeps_account(
    world: World, mailoutbox: list[Any]
) -> None:
    world.go(at(12, 1))
    world.send()
    mailoutbox.clear()
    world.go(at(12, 23))
    world.send()
    advisor = [m for m in mailoutbox if m.to == ["advisor@cast.example"]]
    assert len(advisor) == 1
    assert "8 days left" in advisor[0].body
    found = world.states(recipient__user__email="advisor@cast.example")
    superseded = {key for key in found if key.endswith("superseded")}
    assert found["rmd 8 sent"] == 1
    assert superseded == {f"rmd {n} superseded" for n in (16, 15, 14, 13, 10, 9)}
    late = Reminder.objects.filter(state=State.SUPERSEDED).first()
    assert late is not None
    assert late.superseded_by is not None
    assert late.superseded_by.milestone == "8"


def test_near_the_deadline_a_second_person_and_then_compliance_are_told(world: World) -> None:
    world.go(at(12, 22))
    assert "owner" not in world.told()
    world.go(at(12, 24))  # 7 days before
    assert "owner" in world.told()
    assert "compliance" not in world.told()
    world.go(at(12, 28))
    assert "compliance" in world.told()
    levels = dict(
        Reminder.objects.filter(deadline_key__contains="rmd").values_list(
            "recipient__role", "level"
        )
    )
    assert (levels[Role.ADVISOR], levels[Role.OWNER], levels[Role.COMPLIANCE]) == (0, 1, 2)


def test_a_custodians_day_comes_before_the_laws_and_is_then_past(
    world: World, mailoutbox: list[Any]
) -> None:
    custodian = Custodian.objects.create(
        firm=world.firm, name="Early", cutoff_month=12, cutoff_day=11
    )
    world.story.account.custodian = custodian
    world.story.account.save()
    facts_changed(Household.objects.filter(pk=world.story.household.pk))
    world.go(at(12, 4))
    assert world.states() == {"rmd 7 pending": 5}  # both owners too
    world.send()
    mailoutbox.clear()
    world.go(at(12, 15))
    world.send()
    advisor = next(m for m in mailoutbox if m.to == ["advisor@cast.example"])
    assert "past the custodian’s day and still due by December 31, 2026: 16 days left" in (
        advisor.body
    )


def test_on_the_second_of_january_what_was_missed_is_told_to_everybody(
    world: World, mailoutbox: list[Any]
) -> None:
    world.go(at(12, 31))
    world.send()
    mailoutbox.clear()
    assert world.go(at(1, 3, year=2027)) == []  # a Sunday
    world.go(at(1, 4, year=2027))
    world.send()
    compliance = next(m for m in mailoutbox if m.to == ["compliance@cast.example"])
    assert "2 distributions for 2026 were missed" in compliance.body
    assert "balance" not in compliance.body


def test_a_mail_that_could_not_leave_before_night_waits_for_the_morning(
    world: World, mailoutbox: list[Any]
) -> None:
    world.go(at(11, 10, 17))
    world.set_clock(at(11, 10, 19))
    world.send()
    assert mailoutbox == []
    mail = Mail.objects.first()
    assert mail is not None
    assert (mail.state, mail.next_attempt_at) == (Mail.State.PENDING, at(11, 11, 8))


def test_who_lost_access_is_held_and_who_left_is_told_nothing(
    world: World, mailoutbox: list[Any]
) -> None:
    world.go(at(11, 10))
    Membership.objects.filter(user=world.story.users["teammate"]).get().teams.clear()
    Membership.objects.filter(user=world.story.users["operations"]).update(ended_at=timezone.now())
    world.send()
    of = dict(
        Reminder.objects.filter(household=world.story.household).values_list(
            "recipient__user__email", "because"
        )
    )
    assert of == {
        "advisor@cast.example": "",
        "teammate@cast.example": "no_access",
        "operations@cast.example": "left",
    }
    people = {message.to[0] for message in mailoutbox}
    assert people == {"advisor@cast.example", "other_team_advisor@cast.example"}


def test_a_refused_mail_is_dead_with_its_reminders_and_tried_again_on_demand(
    world: World, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.go(at(11, 10))
    mail = Mail.objects.get(to="advisor@cast.example")
    Mail.objects.filter(pk=mail.pk).update(to="no address")
    world.send()
    assert world.states()["rmd 60 held"] == 1
    Mail.objects.filter(pk=mail.pk).update(to="advisor@cast.example", state="pending")
    world.send()
    assert world.states() == {"rmd 60 sent": 3}


def test_a_restored_backup_plans_nothing_until_somebody_has_looked(world: World) -> None:
    Instance.objects.update_or_create(pk=1, defaults={"is_reconciled": False})
    assert world.go(at(11, 10)) == []
    assert not Reminder.objects.exists()


def test_settings_say_who_when_and_of_what(world: World, mailoutbox: list[Any]) -> None:
    owner = world.story.users["owner"]
    change_settings(
        actor=owner,
        firm=world.firm,
        revision=0,
        values={
            "to_operations": False,
            "slots": "09:30",
            "opens_at": settings_of(world.firm).opens_at,
            "texts": {"rmd": "{count} to do by {deadline} at {firm}"},
        },
    )
    assert world.go(at(11, 10, 9)) == []
    world.go(at(11, 10, 10))
    world.send()
    assert "operations" not in world.told()
    advisor = next(m for m in mailoutbox if m.to == ["advisor@cast.example"])
    assert "1 to do by December 31, 2026 at Alder Advisors" in advisor.body
    revision = settings_of(world.firm).revision
    change_settings(actor=owner, firm=world.firm, revision=revision, values={"kinds_off": ["rmd"]})
    world.go(at(12, 1, 10))
    assert not Reminder.objects.filter(milestone="30").exists()


def test_a_zone_that_changes_moves_what_has_not_left(world: World) -> None:
    world.go(at(11, 10, 6))
    Firm.objects.filter(pk=world.firm.pk).update(time_zone="Pacific/Honolulu")
    world.go(at(11, 10, 7))
    reminder = Reminder.objects.filter(firm=world.firm).first()
    assert reminder is not None
    assert reminder.due_at == datetime(2026, 11, 10, 8, tzinfo=ZoneInfo("Pacific/Honolulu"))
    assert world.states() == {"rmd 60 pending": 3}


def test_names_stand_in_a_mail_only_if_the_firm_allows_it(
    world: World, mailoutbox: list[Any]
) -> None:
    Firm.objects.filter(pk=world.firm.pk).update(mails_may_name_clients=True)
    world.go(at(11, 10))
    world.send()
    advisor = next(m for m in mailoutbox if m.to == ["advisor@cast.example"])
    assert "Doe" in advisor.body
    assert "Roe" not in advisor.body


def test_a_holiday_moves_the_mail_and_not_the_deadline(world: World) -> None:
    Holiday.objects.create(firm=world.firm, on=date(2026, 12, 1), name="Ours")
    assert world.go(at(12, 1)) == []
    rows = Reminder.objects.filter(household=world.story.household)
    assert {row.deadline for row in rows} == {date(2026, 12, 31)}
    assert {row.due_at for row in rows} == {at(12, 2, 8)}


def test_what_is_told_is_what_the_book_says(world: World) -> None:
    world.go(at(11, 10))
    open_now = Standing.objects.filter(firm=world.firm, status="calculated", remaining__gt=0)
    keys = {f"rmd:{row.owner_id.hex}:{row.pool}:{row.year}" for row in open_now}
    assert {r.deadline_key for r in Reminder.objects.filter(firm=world.firm)} == keys
    assert len(keys) == 2
    assert isinstance(Reminders().compose(Mail.objects.first()).text, str)
