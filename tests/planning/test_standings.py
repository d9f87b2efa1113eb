"""The stored rows of the book are what the facts say: after any act, on any day, by any rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.firms import remove_holiday, save_setting
from clients.models import Account, Custodian, Firm, Holiday, Household
from clients.services.editing import facts_changed
from planning import standings, tasks
from planning.facts import gather_book
from planning.models import Standing, StandingStamp
from planning.reports.book_rows import Reading, good_until
from planning.reports.cut_offs import cut_offs_of
from tests.cast import Story, make_records
from tests.planning.acts import ACTS
from tests.planning.demo_firm import demo_firm

AS_OF = date(2026, 11, 21)
BOTH_WAYS = 2  # days around a change of rows that are looked at one by one


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


@pytest.fixture
def demo(db: None) -> Firm:
    return demo_firm(households=60, as_of=AS_OF)


def brought_up(firm: Firm, as_of: date = AS_OF) -> int:
    households = Household.objects.filter(firm=firm)
    return standings.bring_up_to_date(households, firm=firm, year=2026, as_of=as_of)


def compared(firm: Firm, as_of: date = AS_OF) -> standings.Comparison:
    return standings.compare(firm, year=2026, as_of=as_of)


def waiting(firm: Firm, as_of: date = AS_OF) -> set[str]:
    households = Household.objects.filter(firm=firm)
    return {h.name for h in standings.outdated(households, year=2026, as_of=as_of)}


@pytest.mark.parametrize("seed", range(3))
def test_after_any_acts_what_is_stored_is_what_is_worked_out(demo: Firm, seed: int) -> None:
    dice = Random(seed)
    assert brought_up(demo) == 0
    done = set()
    for round_ in range(6):
        for _act in range(12):
            name = dice.choice(sorted(ACTS))
            done |= {name} if ACTS[name](demo, dice) else set()
        before = compared(demo)
        assert before.differences == []  # what is not waiting is right already
        assert brought_up(demo) == 0
        found = compared(demo)
        assert found.differences == []
        assert (found.waiting, found.households > 50, found.rows > 80) == (0, True, True), round_
    assert len(done) >= 10


def test_a_row_that_somebody_edited_is_found(demo: Firm) -> None:
    brought_up(demo)
    one, two = Standing.objects.filter(firm=demo, required__gt=0)[:2]
    Standing.objects.filter(pk=one.pk).update(taken=Decimal("1.23"))
    two.delete()
    ghost = Standing.objects.exclude(household=one.household).filter(firm=demo).first()
    assert ghost
    ghost.pk, ghost._state.adding, ghost.pool = None, True, "plan:none"
    ghost.id = Standing().id
    ghost.save(force_insert=True)
    said = "\n".join(compared(demo).differences)
    assert f"household {one.household_id} {one.person} {one.pool} {one.year}: taken is 1.23" in said
    assert f"household {two.household_id} {two.person} {two.pool} {two.year}: not stored" in said
    assert f"household {ghost.household_id} {ghost.person} plan:none" in said


@pytest.mark.one_database  # rows are read once and then reckoned with
def test_rows_are_good_for_every_day_until_time_alone_may_change_them(demo: Firm) -> None:
    """Each household, two years long: the rows of a day are those of every day until then."""
    leaving = Account.objects.filter(firm=demo).first()
    assert leaving
    Account.objects.filter(pk=leaving.pk).update(archived_at=datetime(2026, 6, 6, 12, tzinfo=UTC))
    reading = {
        day: Reading(year=2026, as_of=day, cutoffs=cut_offs_of(demo)) for day in days_of_two_years()
    }
    ids = list(Household.objects.filter(firm=demo).values_list("pk", flat=True))
    rows: dict[UUID, list[Any]] = {}
    until: dict[UUID, date] = {}
    changes = 0
    for day in days_of_two_years():
        for records, known in gather_book(ids, as_of=day):
            household = records.household.id
            now = [row.facts() for row in reading[day].rows(records, known)]
            if household in until and day < until[household]:
                assert now == rows[household], (records.household.name, day)
            elif household in rows:
                changes += now != rows[household]
            if household not in until or day >= until[household]:
                until[household] = good_until(records, known, as_of=day)
                assert until[household] > day
            rows[household] = now
    assert changes > 100  # or nothing was tried


def days_of_two_years() -> list[date]:
    """Every day around the turns of the year and of April, and one in twelve of the others."""
    first = date(2025, 10, 1)
    days = [first + timedelta(days=number) for number in range(730)]
    turns = [date(y, m, 1) for y in (2025, 2026, 2027) for m in (1, 4)]
    near = {turn + timedelta(days=d) for turn in turns for d in range(-BOTH_WAYS, BOTH_WAYS + 1)}
    return [day for number, day in enumerate(days) if number % 12 == 0 or day in near]


def test_a_stamp_is_good_from_its_day_until_its_end(story: Story) -> None:
    brought_up(story.firm)
    stamp = StandingStamp.objects.filter(firm=story.firm).first()
    assert stamp
    assert (stamp.worked_out_on, stamp.good_until) == (AS_OF, date(2027, 1, 1))
    assert waiting(story.firm) == waiting(story.firm, date(2026, 12, 31)) == set()
    assert waiting(story.firm, date(2027, 1, 1)) == {"Doe", "Roe"}
    assert waiting(story.firm, date(2026, 11, 20)) == {"Doe", "Roe"}


def test_other_rules_put_every_row_out_of_date(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought_up(story.firm)
    monkeypatch.setattr(standings, "rules_digest", lambda: "others")
    assert waiting(story.firm) == {"Doe", "Roe"}


def test_a_change_while_rows_are_worked_out_is_not_lost(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gather_slowly(*args: Any, **options: Any) -> Any:
        gathered = gather_book(*args, **options)
        facts_changed(Household.objects.filter(pk=story.household.pk))
        return gathered

    with monkeypatch.context() as patch:
        patch.setattr(standings, "gather_book", gather_slowly)
        brought_up(story.firm)
    assert waiting(story.firm) == {"Doe"}


def test_few_households_are_worked_out_in_a_constant_number_of_queries(story: Story) -> None:
    def queries(households: int) -> int:
        for number in range(households):
            make_records(story.firm, story.team, f"Ash {number}")
        with CaptureQueriesContext(connection) as asked:
            assert brought_up(story.firm) == 0
        return len(asked)

    assert queries(1) == queries(15)  # more are inserted in batches


def test_many_households_wait_for_the_worker_which_works_in_turns(
    story: Story, monkeypatch: pytest.MonkeyPatch, tasks_run_at_once: None
) -> None:
    monkeypatch.setattr(standings, "AT_ONCE", 1)
    monkeypatch.setattr(standings, "CHUNK", 1)
    assert brought_up(story.firm) == 2
    assert not Standing.objects.exists()
    monkeypatch.setattr(standings, "TURN", -1.0)
    assert standings.work_for_a_turn(story.firm.pk, 2026)  # one chunk, and one is left
    assert len(waiting(story.firm)) == 1
    tasks.work_out_book(str(story.firm.pk), 2026)
    assert waiting(story.firm) == set()


def test_the_sweep_finds_the_books_of_today(story: Story, tasks_run_at_once: None) -> None:
    other = Firm.objects.exclude(pk=story.firm.pk).get()
    assert set(standings.books_to_work_out()) == {(story.firm.pk, 2026), (other.pk, 2026)}
    brought_up(other)
    assert standings.books_to_work_out() == [(story.firm.pk, 2026)]
    tasks.sweep_books()
    assert standings.books_to_work_out() == []


def test_one_worker_at_a_time_is_enough(story: Story) -> None:
    cache.add(f"book-{story.firm.pk}-2026", True)
    assert not standings.work_for_a_turn(story.firm.pk, 2026)
    assert waiting(story.firm) == {"Doe", "Roe"}
    cache.clear()


def run(*args: str) -> str:
    out = StringIO()
    call_command("rebuild_standings", *args, stdout=out)
    return out.getvalue()


def test_the_command_rebuilds_and_checks_and_names_what_is_wrong(story: Story) -> None:
    assert "Alder Advisors, 2026: 2 rows of 2 households in" in run()
    checked = "2 rows of 2 households compared, 0 differences; 0 households wait"
    assert checked in run("--check")
    Standing.objects.filter(household=story.household).update(status="satisfied")
    with pytest.raises(CommandError, match="1 stored figures"):
        run("--check")
    run()
    assert checked in run("--check")


def test_a_cut_off_that_moves_moves_the_rows(story: Story) -> None:
    bank = Custodian.objects.create(firm=story.firm, name="Elm Trust", cutoff_day=10)
    Account.objects.filter(pk=story.account.pk).update(custodian=bank)
    brought_up(story.firm)
    Custodian.objects.update(cutoff_day=4)
    assert [found.partition(": ")[2] for found in compared(story.firm).differences] == [
        "cutoff_on is 2026-12-10, should be 2026-12-04",
        "deadline is 2026-12-10, should be 2026-12-04",
    ]


def test_a_day_the_firm_does_not_work_moves_the_cut_offs_of_the_book(story: Story) -> None:
    bank = Custodian.objects.create(firm=story.firm, name="Elm Trust", cutoff_day=10)
    Account.objects.filter(pk=story.account.pk).update(custodian=bank)
    brought_up(story.firm)
    holiday = Holiday(on=date(2026, 12, 10), name="A day of our own")
    save_setting(actor=story.users["owner"], firm=story.firm, row=holiday, changed=["on"])
    brought_up(story.firm)
    row = Standing.objects.get(household=story.household)
    assert (row.cutoff_on, row.deadline) == (date(2026, 12, 9), date(2026, 12, 9))
    remove_holiday(actor=story.users["owner"], holiday=holiday)
    brought_up(story.firm)
    row = Standing.objects.get(household=story.household)
    assert row.cutoff_on == date(2026, 12, 10)
