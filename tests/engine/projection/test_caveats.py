"""What a projection takes for granted of a household is said, and only where it touches it."""

from __future__ import annotations

from tests.engine.projection.households import COUPLE, SOLO, account, outlook


def codes(document, **more) -> set[str]:
    return {note.code for note in outlook(document, **more).notes}


def test_what_touches_a_couple_is_said():
    said = codes(
        COUPLE,
        accounts=[
            account("ira", "traditional_ira", 1_000),
            account("broker", "taxable", 1_000, lots=[{"cost": 1, "value": 2}]),
        ],
        spending={"annual": 1_000},
        health={"aca_benchmark_annual": 9_000},
        state="MI",
    )
    assert said >= {
        "projected_law",
        "spouse_receives_all",
        "accounts_held_alone",
        "survivor_spends_as_much",
        "lots_averaged",
        "marketplace_premium_without_age",
    }
    assert "no_state" not in said


def test_what_touches_nobody_here_is_not_said():
    said = codes(SOLO, accounts=[account("roth", "roth_ira", 1_000, basis=0)])
    assert said == {"projected_law", "no_state"}


def test_a_young_owner_and_a_far_horizon_are_said():
    people = [SOLO["people"][0] | {"born_on": "2004-05-10", "plan_to_age": 99}]
    seen = outlook(SOLO, people=people, accounts=[account("roth", "roth_ira", 1_000)])
    assert seen.years[-1] == 2100
    assert {"horizon_cut", "early_exceptions"} <= {note.code for note in seen.notes}


def test_what_is_missing_is_named_by_its_key():
    broker = account("broker", "taxable", 1_000)
    seen = outlook(SOLO, accounts=[broker, account("roth", "roth_ira", 1_000)])
    assert {one.fact for one in seen.missing} == {
        "accounts.broker.basis",
        "spending.annual",
        "accounts.roth.basis",
        "yields.dividends",
    }


def test_cash_that_is_not_there_cannot_be_kept():
    roth, cash = account("roth", "roth_ira", 1_000), account("cash", "cash", 40_000)
    limits = {"minimum_cash": 40_000}
    assert "less_cash_than_wanted" in codes(SOLO, accounts=[roth], limits=limits)
    assert "less_cash_than_wanted" not in codes(SOLO, accounts=[roth, cash], limits=limits)
