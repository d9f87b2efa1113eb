"""Can the table of the terminal be read?"""

from __future__ import annotations

from datetime import date

from planning.engine.household import AccountKind, BalanceSource
from planning.reports.terminal import rmd_table
from planning.rmd_case import compute_rmd_case
from tests.factories import make_account, make_balances, make_household, make_person


def table(*accounts, years=(2026,), **facts) -> str:
    return rmd_table(compute_rmd_case(make_household(*accounts, **facts), years=years))


def test_the_columns_are_aligned_and_no_line_ends_in_blanks():
    lines = table(make_account(), make_account(id="other", name="A longer name")).splitlines()
    head = lines[3]
    assert head.split() == ["required", "taken", "remaining", "due", "status"]
    pool, first, second = lines[4:7]
    assert {line.index("$10,000.00") for line in (first, second)} == {pool.index("$20,000.00")}
    assert pool.index("December 31, 2026") == head.index("due")
    assert all(line == line.rstrip() for line in lines)


def test_each_year_has_its_own_block():
    text = table(make_account(), years=(2026, 2027))
    assert text.index("Distribution year 2026") < text.index("Distribution year 2027")
    assert "÷ 22.9 (projected)" in text
    assert "÷ 23.7\n" in text


def test_a_balance_that_is_not_certain_says_so():
    balances = make_balances({2025: 237_000}, BalanceSource.ESTIMATE)
    assert "÷ 23.7 (estimated)" in table(make_account(year_end_balances=balances))


def test_what_is_not_known_is_a_question_mark():
    text = table(make_account(year_end_balances={}))
    assert "?      ?          ?       Cannot decide yet" in text
    assert (
        "Cannot decide\n- Traditional IRA: cannot decide for 2026, the balance of December 31, 2025"
        in text
    )


def test_a_household_that_never_owes_gets_a_sentence():
    text = table(make_account(kind=AccountKind.ROTH_IRA))
    assert text == (
        "Doe, as of December 31, 2026\n\nNo account owes a required minimum distribution."
    )


def test_a_year_without_a_requirement_says_why_and_has_no_due_date():
    text = table(make_account(), people=(make_person(born_on=date(1960, 5, 10)),))
    assert "Nothing due" in text
    assert "Not required" in text
    assert "December 31, 2026" not in text.partition("\n")[2]


def test_notes_are_folded_to_the_width_of_a_terminal():
    text = table(make_account(id="a" * 60, kind=AccountKind.PLAN_401K))
    note = text.partition("Cannot decide\n")[2]
    assert len(note.splitlines()) > 1
    assert max(map(len, note.splitlines())) <= 100
