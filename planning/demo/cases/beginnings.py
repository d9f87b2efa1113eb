"""Households that show when distributions begin, for every span of birth dates."""

from __future__ import annotations

from planning.demo.parts import (
    BY_HAND,
    DemoHousehold,
    Today,
    account,
    household,
    married,
    paid,
    person,
    quarterly,
    sole,
    yearly,
)

IRA, PLAN = "traditional_ira", "401k"


def first_year(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Cal", t.born_to_start(t.year))],
        [account(t, "ira", "a", IRA, 410_000, name="IRA", custodian="Demo Trust")],
        habits={"a": yearly(12, 30, waits_in_first_year=True)},
    )


def first_year_not_put_off(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Marguerite", t.born_to_start(t.year))],
        [account(t, "ira", "a", IRA, 187_000, custodian="Demo Mutual")],
        habits={"a": yearly(8, 27)},
    )


def first_year_deferred_to_spring(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Dot", t.born_to_start(t.year - 1))],
        [account(t, "ira", "a", IRA, 300_000, name="IRA", custodian="Demo Trust")],
        habits={"a": yearly(11, 24, waits_in_first_year=True)},
    )


def begun_at_70_half(t: Today) -> DemoHousehold:
    """A first year of 2019, put off to the spring in which the waiver came: paid in part."""
    since = t.year - 2017
    return household(
        [person("a", "Septimus", "1948-11-20"), person("b", "Odette", "1947-02-02")],
        [
            account(t, "ira", "a", IRA, 334_000, custodian="Demo Brokerage", years=since),
            account(t, "ira2", "b", IRA, 256_000, custodian="Demo Brokerage", years=since),
        ],
        marriages=married("a", "b", "1970-09-12"),
        payments=[paid("ira", "2019-12-05", 2_000, evidence="Form 1099-R of 2019")],
        habits={"a": yearly(10, 14, waits_in_first_year=True), "b": quarterly(9)},
        years_kept=since - 1,
    )


def begun_at_72(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Leontyne", "1950-03-12")],
        [account(t, "ira", "a", IRA, 721_000, name="Rollover IRA", custodian="Demo Trust")],
        habits={"a": yearly(7, 7)},
    )


def born_in_1959(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Sue", "1959-07-04")],
        [account(t, "ira", "a", IRA, 275_000, name="IRA", custodian="Demo Brokerage")],
    )


def not_before_75(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Val", "1960-01-31"), person("b", "Win", "1962-10-03")],
        [
            account(t, "ira", "a", IRA, 640_000, beneficiaries=sole("b"), custodian="Demo Mutual"),
            account(t, "k", "b", PLAN, 420_000, name="401(k)", plan={"separated_on": None}),
        ],
        marriages=married("a", "b"),
    )


def owner_of_unknown_age(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Ray", t.born(60)), person("b", "Sol", None, member=False)],
        [account(t, "ira", "b", IRA, 75_000, name="Father’s IRA", custodian="Demo Trust")],
        habits={"b": BY_HAND},
    )


CASES = (
    first_year,
    first_year_not_put_off,
    first_year_deferred_to_spring,
    begun_at_70_half,
    begun_at_72,
    born_in_1959,
    not_before_75,
    owner_of_unknown_age,
)
