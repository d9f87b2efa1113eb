"""The book: the sentence, the rows and what every count opens."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.access import households_for
from clients.models import (
    Account,
    AccountType,
    Custodian,
    Household,
    Payment,
    YearEndBalance,
)
from planning import standings
from planning.models import Standing
from planning.reports.book import VIEWS, Book, Totals, narrowed, open_book
from planning.standings import bring_up_to_date
from tests.cast import Story, make_records

BOOK, PROGRESS = reverse("planning:book"), reverse("planning:book_progress")
AS_OF = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


@pytest.fixture
def full_story(story: Story) -> Story:
    """Five more households: missed, an estimate, two figures, no balance, a death."""
    for name in ("Missed", "Guess", "Twice", "Blank", "Gone"):
        make_records(story.firm, story.team, name)
    accounts = {a.household.name: a for a in Account.objects.select_related("household")}
    YearEndBalance.objects.create(
        firm=story.firm, account=accounts["Missed"], year=2024, amount=Decimal(100_000)
    )
    accounts["Guess"].balances.update(source="estimate")
    accounts["Twice"].balances.update(source="statement")
    YearEndBalance.objects.create(
        firm=story.firm,
        account=accounts["Twice"],
        year=2025,
        amount=Decimal(240_000),
        source="form_5498",
    )
    accounts["Blank"].balances.all().delete()
    accounts["Gone"].owner.died_on = date(2026, 2, 1)
    accounts["Gone"].owner.save()
    return story


def book_of(story: Story, person: str = "advisor", year: int = 2026) -> Book:
    households = households_for(story.users[person])
    bring_up_to_date(households, firm=story.firm, year=year, as_of=AS_OF)
    return open_book(households, firm=story.firm, year=year, as_of=AS_OF)


def rows_of(story: Story, view: str = "all", year: int = 2026, **asked: Any) -> list[Standing]:
    return list(narrowed(book_of(story, year=year).seen(view), asked, as_of=AS_OF))


def test_a_row_says_what_is_required_taken_and_left(story: Story) -> None:
    (row,) = rows_of(story)
    assert (row.person_name, row.pool_text) == ("Pat Doe", "Own IRAs")
    assert (row.required, row.taken, row.remaining) == (Decimal(10_000), 2_500, 7_500)
    assert row.due_on == date(2026, 12, 31)
    assert row.days_left == 40
    assert row.status_text == "To be taken"
    assert row.confidence_text == "Source not stated"
    assert row.next_action == "Arrange the payment"


def test_the_sum_of_the_rows_is_the_headline_to_the_cent(full_story: Story) -> None:
    book = book_of(full_story)
    owing = [row for row in book.rows if row.status == "calculated"]
    assert len(owing) >= 4
    assert book.headline["owes"].remaining == sum(row.remaining for row in owing)
    assert book.headline["owes"].people == len({row.household for row in owing})


def test_every_count_opens_exactly_its_rows(full_story: Story, advisor: Client) -> None:
    book = book_of(full_story)
    daily, others = book.views_beside("all")
    counts = {name: count for name, _label, count in (*daily, *others)}
    for name in VIEWS:
        count = counts.get(name, 0)
        assert book.seen(name).count() == count
        page = advisor.get(BOOK, {"view": name, "year": "2026"}).content.decode()
        assert page.count("data-row href") == count, name


def test_every_kind_of_trouble_has_its_view(full_story: Story) -> None:
    book = book_of(full_story)
    names = {view: {row.household.name for row in book.seen(view)} for view in VIEWS}
    assert names["missed"] == {"Missed"}
    assert names["estimates"] == {"Guess"}
    assert names["conflicts"] == {"Twice"}
    assert names["missing"] == names["undecided"] == {"Blank"}
    assert names["deaths"] == {"Gone"}
    assert names["all"] == {"Doe", "Missed", "Guess", "Twice", "Blank", "Gone"}


def test_what_was_missed_last_year_stays_until_it_is_taken(full_story: Story) -> None:
    missed = rows_of(full_story, "missed")
    assert [row.year for row in missed] == [2025]
    assert missed[0].next_action == "Take it at once; Form 5329"


def test_a_custodian_asks_earlier_than_the_law(story: Story) -> None:
    bank = Custodian.objects.create(firm=story.firm, name="Elm Trust", cutoff_day=10)
    Account.objects.filter(pk=story.account.pk).update(custodian=bank)
    (row,) = rows_of(story)
    assert (row.due_on, row.cutoff_on) == (date(2026, 12, 31), date(2026, 12, 10))
    assert row.next_action == "Ask the custodian"


def test_an_april_due_date_knows_no_cut_off(story: Story) -> None:
    story.person.born_on = date(1953, 5, 10)
    story.person.save()
    (row,) = rows_of(story)
    assert (row.due_on, row.cutoff_on) == (date(2027, 4, 1), None)
    assert row.is_first_put_off


def test_a_first_requirement_put_off_stands_in_both_years(story: Story) -> None:
    story.person.born_on = date(1953, 5, 10)
    story.person.save()
    assert [row.year for row in rows_of(story, year=2027)] == [2026, 2027]


def test_the_filter_narrows_by_words_status_and_day(full_story: Story) -> None:
    assert [r.household.name for r in rows_of(full_story, q="PAT guess")] == ["Guess"]
    assert {r.status for r in rows_of(full_story, status="undecided")} == {"undecided"}
    before = rows_of(full_story, due_before=date(2026, 1, 1))
    assert {r.household.name for r in before} == {"Missed"}


def test_a_column_sorts_both_ways(full_story: Story) -> None:
    up = [row.remaining or 0 for row in rows_of(full_story, sort="remaining")]
    down = [row.remaining or 0 for row in rows_of(full_story, sort="-remaining")]
    assert up == sorted(up)
    assert down == sorted(up, reverse=True)


def test_the_totals_below_the_rows_are_of_all_pages(full_story: Story, advisor: Client) -> None:
    total = Totals.of(book_of(full_story).seen("owes")).remaining
    page = advisor.get(BOOK, {"view": "owes", "year": "2026"}).content.decode()
    foot = page.partition("<tfoot>")[2]
    assert f"${total:,.2f}" in foot


def test_a_filter_not_understood_says_so_and_narrows_nothing(story: Story, advisor: Client) -> None:
    page = advisor.get(BOOK, {"due_before": "soon", "year": "2026"}).content.decode()
    assert "Type the date as month/day/year" in page
    assert 'value="soon"' in page
    assert page.count("data-row href") == 1


def test_nobody_sees_rows_of_another_team_or_firm(story: Story) -> None:
    names = {p: {r.household.name for r in book_of(story, p).rows} for p in story.users}
    assert names["advisor"] == {"Doe"}
    assert names["other_team_advisor"] == {"Roe"}
    assert names["teammate"] == names["owner"] == names["compliance"] == {"Doe", "Roe"}
    assert names["ended"] == names["platform_staff"] == names["portal_client"] == set()


def test_an_archived_household_is_not_in_the_book(story: Story) -> None:
    assert "Old" not in {row.household.name for row in book_of(story, "owner").rows}


def test_an_empty_book_says_how_to_begin(story: Story, advisor: Client) -> None:
    story.household.archived_at = "2026-01-01T00:00:00Z"
    story.household.save()
    page = advisor.get(BOOK).content.decode()
    assert "Add a household" in page


def test_more_households_need_no_more_queries(story: Story, advisor: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            advisor.get(BOOK)
        return len(asked)

    def after(households: int) -> tuple[int, int]:
        for number in range(households):
            make_records(story.firm, story.team, f"Ash {number}")
        return queries(), queries()  # they are worked out on the way, once

    queries()
    assert after(1) == after(20)


def test_a_large_book_opens_before_it_is_worked_out_and_says_so(
    story: Story, advisor: Client, tasks_run_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standings, "AT_ONCE", 0)
    monkeypatch.setattr(standings, "LOCK", 0)
    with monkeypatch.context() as patch:
        patch.setattr(standings, "work_for_a_turn", lambda *_: False)  # no worker yet
        page = advisor.get(BOOK, {"year": "2026"}).content.decode()
        assert "Figures of 1 household are being brought up to date." in page
        assert "Pat Doe" not in page
        waits = advisor.get(PROGRESS, {"year": "2026"})
        assert "HX-Refresh" not in waits
    advisor.get(PROGRESS, {"year": "2026"})
    assert advisor.get(PROGRESS, {"year": "2026"})["HX-Refresh"] == "true"
    page = advisor.get(BOOK, {"year": "2026"}).content.decode()
    assert "being brought up to date" not in page
    assert "Pat Doe" in page


def test_each_row_leads_to_its_case(story: Story, advisor: Client) -> None:
    page = advisor.get(BOOK, {"year": "2026"}).content.decode()
    found = re.search(r'data-row href="([^"]+)"', page)
    assert found
    address, _hash, anchor = found[1].partition("#")
    assert f'id="{anchor}"' in advisor.get(address).content.decode()


def test_money_paid_into_no_pool_is_not_lost_from_the_rows(story: Story) -> None:
    """A payment out of an account that owes nothing moves no total."""
    cash = Account.objects.create(
        firm=story.firm,
        household=story.household,
        key="cash",
        owner=story.person,
        kind=AccountType.CASH,
    )
    Payment.objects.create(
        firm=story.firm, account=cash, paid_on=date(2026, 5, 1), amount=Decimal(50)
    )
    assert [row.taken for row in rows_of(story)] == [2_500]


@pytest.fixture
def refused(full_story: Story) -> Household:
    """A household whose plan vests by a schedule nobody knows, as an older import allowed."""
    make_records(full_story.firm, full_story.team, "Refused")
    household = Household.objects.get(name="Refused")
    plan = {"source": "match", "amount": "100.00", "vesting": "soon", "years_of_service": 2}
    household.accounts.update(
        kind=AccountType.PLAN_401K,
        has_plan=True,
        separated_on=date(2015, 6, 30),
        other_facts={"plan": {"sources": [plan]}},
    )
    return household


REFUSAL = "Cannot be worked out: The vesting schedule soon is not known"


def test_a_household_that_is_refused_is_a_row_that_says_why(
    full_story: Story, refused: Household, advisor: Client
) -> None:
    book = book_of(full_story)
    (row,) = book.rows.filter(household=refused)
    assert (row.status, row.required, row.remaining) == ("undecided", None, None)
    assert row.pool_text.startswith(REFUSAL)
    assert row.next_action == "Correct the records"
    assert {r.household.name for r in book.seen("undecided")} == {"Blank", "Refused"}
    assert book.rows.exclude(household=refused).count() == 7  # the others are as they were
    page = advisor.get(BOOK).content.decode()
    assert page.count("data-row href") == 8
    assert REFUSAL in page


def test_neither_files_nor_letters_nor_checks_break_on_it(
    full_story: Story, refused: Household, advisor: Client
) -> None:
    for kind in ("csv", "json", "ics"):
        file = advisor.get(reverse("planning:book_export", args=[kind]))
        assert file.status_code == 200
        assert (REFUSAL in file.content.decode()) is (kind != "ics")
    letters = advisor.get(reverse("planning:book_letters")).content.decode()
    assert REFUSAL in letters
    assert sum(households for households, _rows in rebuilt(full_story)) == 8
    assert standings.compare(full_story.firm, year=2026, as_of=AS_OF).differences == []


def rebuilt(story: Story) -> list[tuple[int, int]]:
    return list(standings.rebuild(story.firm, year=2026, as_of=AS_OF))


def test_the_pages_of_a_refused_household_say_why(
    full_story: Story, refused: Household, advisor: Client
) -> None:
    (account,) = refused.accounts.all()
    account.balances.update(source="statement")
    YearEndBalance.objects.create(
        firm=full_story.firm, account=account, year=2025, amount=9, source="form_5498"
    )
    pages = {
        reverse("planning:household", args=[refused.pk]): 200,
        reverse("planning:household_rmd", args=[refused.pk, 2026]): 422,
        reverse("planning:archive_account", args=[account.pk]): 200,
        reverse("planning:archive_household", args=[refused.pk]): 200,
    }
    for address, status in pages.items():
        page = advisor.get(address)
        assert page.status_code == status, address
        assert "The vesting schedule soon is not known" in page.content.decode(), address


def test_a_households_name_is_shown_where_it_says_something_new(story: Story) -> None:
    (row,) = rows_of(story)
    assert (row.household.name, row.household_text) == ("Doe", "Household")
    for name in ("The Doe Family", "Pat Doe household"):
        row.household.name = name
        assert row.household_text == "Household"
    for name in ("Doe-Roe", "Doe and Roe", "Doe (second marriage)"):
        row.household.name = name
        assert row.household_text == name
