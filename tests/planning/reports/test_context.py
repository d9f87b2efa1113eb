from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from planning.engine.household_file import read_household
from planning.engine.law import load_law
from planning.reports.case_years import case_document
from planning.reports.context import Case, read_case, required_obligations
from planning.reports.tables import TableCut, table_cut
from planning.rmd_case import compute_rmd_case
from tests.planning.reports.households import OWNER, OWNER_DIED, account, household

COUPLE = json.loads(
    (Path(__file__).parents[2] / "examples" / "couple.json").read_text(encoding="utf-8")
)


def case(raw: dict[str, Any], year: int, **changes: Any) -> Case:
    facts = read_household(json.dumps(raw | changes))
    return read_case(case_document(facts, year=year), year=year)


def cut(**amount: Any) -> TableCut:
    found = table_cut(amount, 2026)
    assert found
    return found


# Which years a case shows


def years(raw: dict[str, Any], year: int) -> list[int]:
    document = case_document(read_household(json.dumps(raw)), year=year)
    return sorted({o["distribution_year"] for o in document["obligations"]})


def test_a_case_reaches_to_the_age_planned_to_or_to_95() -> None:
    planned = household([OWNER | {"plan_to_age": 90}], [account("a")], name="B")
    unplanned = household([OWNER], [account("a")], name="B")
    assert years(planned, 2026)[-1] == 1950 + 90
    assert years(unplanned, 2026)[-1] == 1950 + 95


def test_the_last_owner_of_an_account_that_can_owe_sets_the_end() -> None:
    longer = {"id": "p", "name": "Paul", "born_on": "1952-01-01", "plan_to_age": 99}
    with_roth = [account("a"), account("r", "roth_ira", owner="p")]
    with_ira = [account("a"), account("i", owner="p")]
    assert years(household([OWNER, longer], with_roth, name="B"), 2026)[-1] == 1950 + 95
    assert years(household([OWNER, longer], with_ira, name="B"), 2026)[-1] == 1952 + 99


def test_nobody_is_shown_past_the_end_of_their_own_plan() -> None:
    younger = {"id": "p", "name": "Paul", "born_on": "1952-01-01"}
    both = household([OWNER, younger], [account("a"), account("i", owner="p")], name="B")
    lasts = [pool.years[-1].obligation["distribution_year"] for pool in case(both, 2026).schedule]
    assert lasts == [1950 + 95, 1952 + 95]


def test_somebody_past_the_end_still_sees_some_years_ahead() -> None:
    aged = household([OWNER | {"born_on": "1929-03-02"}], [account("a")], name="B")
    assert years(aged, 2026)[-1] == 2031


def test_a_first_amount_put_off_into_the_year_stands_on_its_board() -> None:
    shown = case(COUPLE, 2027, as_of="2027-02-01")
    put_off = [p for p in shown.pools if p.obligation["distribution_year"] == 2026]
    assert [(p.obligation["pool"], p.obligation["due_on"]) for p in put_off] == [
        ("own_iras", "2027-04-01"),
        ("plan:k401", "2027-04-01"),
    ]
    assert min(years(COUPLE, 2026)) == 2026


@pytest.mark.parametrize(
    ("paid_on", "as_of", "on_board"),
    [
        (None, "2027-02-01", [2026, 2027]),
        (None, "2027-12-31", [2026, 2027]),
        (None, "2028-02-01", [2026, 2027]),
        ("2026-03-01", "2027-02-01", [2027]),
    ],
)
def test_what_a_deceased_owner_left_stands_on_the_board_of_the_next_year(
    paid_on: str | None, as_of: str, on_board: list[int]
) -> None:
    paid = [{"account": "Traditional IRA", "paid_on": paid_on, "amount": "5000.00", "kind": "cash"}]
    shown = case(OWNER_DIED, 2027, as_of=as_of, distributions=paid if paid_on else [])
    assert [p.obligation["distribution_year"] for p in shown.pools] == on_board
    is_open = as_of < "2028" and not paid_on
    assert [bool(p.no_tax_until) for p in shown.pools][:1] == [is_open]


def test_only_what_the_board_shows_is_explained() -> None:
    obligations = case(COUPLE, 2026).document["obligations"]
    assert {o["distribution_year"] for o in obligations if o["steps"]} == {2026}
    assert len({o["distribution_year"] for o in obligations if o["required"]}) > 1


def test_no_year_before_the_first_of_the_law_files_is_offered() -> None:
    assert case(COUPLE, load_law().first_year).is_first_year
    assert not case(COUPLE, load_law().first_year + 1).is_first_year


def test_the_first_year_of_the_law_files_can_be_asked_for() -> None:
    aged = household(
        [OWNER | {"born_on": "1930-03-02"}],
        [account("a", year_end_balances={"2002": "1000.00"})],
        as_of="2003-11-21",
        name="B",
    )
    assert years(aged, 2003)[0] == 2003


# The board and its pools


def test_every_figure_is_the_documents_own() -> None:
    document = compute_rmd_case(read_household(json.dumps(COUPLE)), years=[2026])
    shown = read_case(document, year=2026)
    assert [pool.obligation for pool in shown.pools] == document["obligations"]
    assert [[line.amount for line in pool.lines] for pool in shown.pools] == [
        obligation["accounts"] for obligation in document["obligations"]
    ]


def test_the_tone_follows_the_status() -> None:
    tones = {p.obligation["pool"]: p.tone for p in case(COUPLE, 2026).pools}
    assert tones == {
        "own_iras": "open",
        "plan:k401": "open",
        "inherited_iras:mother": "open",
        "plan:luisk": "quiet",
    }
    missed = case(COUPLE, 2027, as_of="2027-06-01").pools[0]
    assert (missed.tone, missed.days_past) == ("bad", 61)


def test_the_days_left_are_counted_from_the_day_of_the_facts() -> None:
    assert case(COUPLE, 2026).pools[0].days_left == 131


@pytest.mark.parametrize(
    ("born_on", "year", "due_on", "business_day"),
    [
        ("1954-03-02", 2027, "2028-04-01", date(2028, 3, 31)),  # a Saturday
        ("1953-03-02", 2028, "2028-12-31", date(2028, 12, 29)),  # a Sunday
        ("1953-03-02", 2027, "2027-12-31", None),  # a Friday
    ],
)
def test_a_deadline_on_a_weekend_names_the_friday_before(
    born_on: str, year: int, due_on: str, business_day: date | None
) -> None:
    raw = household([OWNER | {"born_on": born_on}], [account("a")], name="B")
    pool = case(raw, year).pools[-1]
    assert pool.obligation["due_on"] == due_on
    assert pool.business_day == business_day


def test_payments_stand_with_their_account_and_gifts_with_their_limit() -> None:
    iras, plan, *_others = case(COUPLE, 2026).pools
    assert [(p["amount"], a["name"]) for p, a in iras.payments] == [
        ("10000.00", "Rollover IRA"),
        ("5000.00", "Rollover IRA"),
    ]
    assert iras.qcd
    assert iras.qcd["limit"] == "111000.00"
    assert plan.qcd is None


def test_an_account_is_told_from_others_by_kind_custodian_and_last_digits() -> None:
    iras = case(COUPLE, 2026).pools[0]
    assert [line.about for line in iras.lines] == [
        ("Traditional IRA", "Schwab", "…4436"),
        ("Fidelity", "…0918"),  # its name is its kind
    ]


def test_a_caveat_stands_beside_its_account_and_one_about_later_years_with_them() -> None:
    shown = case(COUPLE, 2026)
    beside = {c["code"] for pool in shown.pools for line in pool.lines for c in line.caveats}
    assert "no_beneficiary_named" in beside
    assert {c["code"] for c in shown.later_caveats} >= {"growth_assumed"}
    assert not beside & {c["code"] for c in shown.later_caveats}


def test_a_caveat_about_no_account_of_the_page_is_not_lost() -> None:
    shown = case(OWNER_DIED, 2026)
    everywhere = [c for pool in shown.pools for line in pool.lines for c in line.caveats]
    everywhere += [*shown.caveats, *shown.later_caveats]
    assert len(everywhere) == len(shown.document["caveats"]) > 0


def test_what_is_undecided_now_is_told_from_what_is_undecided_later() -> None:
    asked = json.loads(json.dumps(COUPLE).replace('"class": "designated", ', ""))
    shown = case(asked, 2026)
    assert [u["account"] for u in shown.undecided] == ["inh"]
    assert shown.later_undecided == ()


def test_the_years_ahead_hold_each_pool_that_ever_owes() -> None:
    shown = case(COUPLE, 2026)
    assert [pool.pool_text for pool in shown.schedule] == [
        "Own IRAs",
        "Old employer 401(k)",
        "IRAs inherited from Ana's mother",
    ]
    own_iras = shown.schedule[0]
    assert own_iras.first["required"] == "20940.01"
    assert [(y.obligation["distribution_year"], y.age) for y in own_iras.years[:2]] == [
        (2026, 73),
        (2027, 74),
    ]
    assert len(required_obligations(shown.document, year=2026)) == sum(
        len(pool.years) for pool in shown.schedule
    )


# The piece of a table


def test_a_cut_shows_the_used_cell_among_its_neighbours() -> None:
    shown = cut(table="uniform_lifetime", cell={"age": 75, "spouse_age": None})
    assert shown.heads == ("73", "74", "75", "76", "77")
    [(_, cells)] = shown.rows
    assert [c.divisor for c in cells if c.is_used] == ["24.6"]


def test_a_cut_of_the_joint_table_has_a_row_for_each_age_of_the_owner() -> None:
    shown = cut(table="joint_and_last_survivor", cell={"age": 73, "spouse_age": 61})
    assert [age for age, _ in shown.rows] == ["72", "73", "74"]
    assert shown.heads == ("59", "60", "61", "62", "63")
    used = [c.divisor for _, cells in shown.rows for c in cells if c.is_used]
    assert used == ["27.9"]
    assert shown.is_joint


@pytest.mark.parametrize("age", [72, 73, 119, 120, 125])
def test_a_cut_is_as_wide_at_the_tables_ends(age: int) -> None:
    shown = cut(table="uniform_lifetime", cell={"age": age, "spouse_age": None})
    [(_, cells)] = shown.rows
    assert len(cells) == 5
    [used] = [c.divisor for c in cells if c.is_used]
    assert used == str(load_law().for_year(2026).uniform_lifetime.divisor(age))
    assert ("120+" in shown.heads) == (age > 117)


def test_a_year_takes_its_own_edition_of_the_table() -> None:
    amount = {"table": "uniform_lifetime", "cell": {"age": 72, "spouse_age": None}}
    editions = {year: table_cut(amount, year) for year in (2021, 2022)}
    assert [c.edition for c in editions.values() if c] == [2002, 2022]


def test_a_divisor_is_written_as_the_table_writes_it_in_every_language() -> None:
    shown = cut(table="uniform_lifetime", cell={"age": 75, "spouse_age": None})
    with translation.override("de"):
        assert ">24.6<" in render_to_string("planning/_table_cut.html", {"cut": shown})


def test_where_nothing_is_divided_there_is_no_cut() -> None:
    assert table_cut({"table": None, "cell": None}, 2026) is None


# What is said of no year


def test_a_caveat_that_concerns_no_year_stands_on_every_page() -> None:
    dead = {"id": "d", "name": "Dora", "born_on": "1950-03-03", "died_on": "2024-05-05"}
    pension = account("pension", "defined_benefit", inherited={"from": "d"})
    raw = household([OWNER, dead], [account("a"), pension], name="B")
    for year in (2026, 2027):
        (caveat,) = (c for c in case(raw, year).caveats if c["year"] is None)
        assert caveat["code"] == "inherited_by_other_rules"
        assert caveat not in case(raw, year).later_caveats
