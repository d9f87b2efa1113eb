"""Heirs: every class of beneficiary, both laws, and those who followed a beneficiary.

The days of deaths that decide which law holds are fixed; the others move with the book.
"""

from __future__ import annotations

from typing import Any

from planning.demo.parts import (
    BY_HAND,
    DemoHousehold,
    Entry,
    Today,
    account,
    household,
    married,
    paid,
    person,
)

IRA, ROTH, PLAN = "traditional_ira", "roth_ira", "401k"
AT: Entry = {"custodian": "Demo Trust"}


def gone(key: str, name: str, born_on: str | None, died_on: str | None) -> Entry:
    """Return somebody who left an account behind."""
    return person(key, name, born_on, member=False, died_on=died_on)


def left(t: Today, key: str, kind: str, of: str, worth: int, **facts: Any) -> Entry:
    """Return an account that `a` inherited from `of`."""
    plan = {"plan": facts.pop("plan")} if "plan" in facts else {}
    years = facts.pop("years", 3)
    inherited = {"from": of, "sole_beneficiary": True, **facts}
    return account(t, key, "a", kind, worth, years, inherited=inherited, **plan, **AT)


def heir_of_two_parents(t: Today) -> DemoHousehold:
    return household(
        [
            person("a", "Noor", t.born(54)),
            gone("m", "Mother", t.born(84), t.on(8, 8, back=2)),
            gone("f", "Father", "1949-03-02", t.on(2, 2, back=5)),
            gone("u", "Uncle", t.born(90), t.on(3, 3, back=1)),
            gone("g", "Great-aunt", t.born(99), t.on(3, 3, back=2)),
        ],
        [
            left(t, "ira", IRA, "m", 240_000, **{"class": "designated"}),
            left(t, "sep", "sep_ira", "m", 60_000, **{"class": "designated"}),
            left(t, "roth1", ROTH, "f", 40_000, **{"class": "estate"}),
            left(t, "roth2", ROTH, "f", 20_000, **{"class": "estate"}),
            left(t, "old", IRA, "u", 90_000, years=1, **{"class": "designated"}),
            left(t, "ghost", IRA, "u", 70_000, **{"class": "estate"}),
            left(t, "charity", IRA, "u", 30_000, **{"class": "charity"}),
            left(t, "trust", IRA, "u", 50_000, **{"class": "trust"}),
            left(t, "last", IRA, "g", 15_000, **{"class": "estate"}),
        ],
    )


def heir_of_plans(t: Today) -> DemoHousehold:
    heir = {"class": "designated"}
    bargained, public = {"collectively_bargained": True}, {"governmental": True}
    return household(
        [
            person("a", "Imre", t.born(52)),
            gone("w", "Worker", t.born(79), t.on(5, 5, back=1)),
            gone("p", "Teacher", "1940-03-04", "2021-06-07"),
            gone("q", "Clerk", "1940-03-04", "2022-06-07"),
        ],
        [
            left(t, "work", PLAN, "w", 150_000, decedent_first_year_retired="never", **heir),
            left(t, "roth", "roth_401k", "w", 80_000, whole_interest_is_roth=True, **heir),
            left(t, "part", "roth_401k", "w", 90_000, **heir),
            left(t, "b1", "403b", "w", 70_000, **heir),
            left(t, "b2", "403b", "w", 30_000, **heir),
            left(t, "b3", "403b", "p", 60_000, plan=public, **heir),
            left(t, "city", "457b", "q", 110_000, **heir),
            left(t, "rail", PLAN, "p", 120_000, plan=bargained, **heir),
            left(t, "rail2", PLAN, "q", 100_000, plan=bargained, **heir),
            left(t, "pension", "defined_benefit", "q", 0, **heir),
        ],
    )


def eligible_heirs(t: Today) -> DemoHousehold:
    ill, several = {"class": "disabled"}, {"sole_beneficiary": False}
    rolled = paid("near", t.on(2, 2, back=1), 9_000, kind="rollover")
    return household(
        [
            person("a", "Odile", t.born(66)),
            gone("s", "Sister", t.born(75), t.on(9, 9, back=2)),
            gone("c", "Cousin", t.born(68), t.on(9, 9, back=2)),
            gone("d", "Friend", t.born(68), t.on(1, 9, back=1)),
            gone("o", "Brother", "1942-03-04", "2018-06-07"),
            gone("e", "Niece", "1955-03-04", "2019-06-07"),
        ],
        [
            left(t, "near", IRA, "s", 210_000, **{"class": "not_more_than_10_years_younger"}),
            left(t, "ill", IRA, "c", 120_000, **{"class": "chronically_ill"}),
            left(t, "late", IRA, "d", 130_000, **ill),
            left(t, "chosen", IRA, "c", 50_000, election="ten_year", **ill),
            left(t, "said", IRA, "c", 55_000, election="life_expectancy", **ill),
            account(t, "unsaid", "a", IRA, 56_000, inherited={"from": "c", **ill}, **AT),
            left(t, "shared", IRA, "s", 99_000, measuring_life_born_on=t.born(70),
                 **several, **ill),
            left(t, "seen", IRA, "s", 77_000, measuring_life_born_on=t.born(64),
                 **{"class": "see_through_trust"}),
            left(t, "early", IRA, "o", 66_000, **{"class": "designated"}),
            left(t, "said_so", IRA, "s", 33_000, **{"class": "designated"}),
            left(t, "five", IRA, "e", 44_000, election="five_year", **{"class": "designated"}),
            left(t, "tardy", IRA, "e", 22_000, election="five_year", elected_on="2021-01-02",
                 **{"class": "designated"}),
            left(t, "excused", IRA, "c", 48_000, election="ten_year", elected_on=t.by(6, 6),
                 **ill),
        ],
        payments=[rolled],
        habits={"ill": BY_HAND},
    )  # fmt: skip


def child_of_twelve(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Pim", t.born(12)), gone("m", "Mother", t.born(48), t.on(4, 4, back=2))],
        [left(t, "ira", IRA, "m", 310_000, **{"class": "minor_child"})],
    )


def widow_with_choices(t: Today) -> DemoHousehold:
    wife = {"class": "spouse"}
    return household(
        [
            person("a", "Runa", t.born(70)),
            gone("h", "Husband", t.born(72), t.on(6, 6, back=2)),
            gone("g", "First husband", t.born(79), t.on(6, 6, back=20)),
        ],
        [
            left(t, "wait", IRA, "h", 205_000, **wife),
            left(t, "own", IRA, "h", 405_000, election="treat_as_own", **wife),
            left(t, "plan", PLAN, "h", 105_000, election="treat_as_own", **wife),
            left(t, "uniform", ROTH, "h", 55_000, election="section_327", **wife),
            left(t, "ten", IRA, "h", 25_000, election="ten_year", **wife),
            left(t, "early", IRA, "g", 35_000, election="section_327", **wife),
            left(t, "shared", IRA, "h", 65_000, sole_beneficiary=False,
                 measuring_life_born_on=t.born(71), **wife),
        ],
        marriages=married("a", "h", t.on(5, 5, back=15)),
    )  # fmt: skip


def widow_of_an_older_husband(t: Today) -> DemoHousehold:
    wife = {"class": "spouse"}
    return household(
        [
            person("a", "Sif", t.born(77)),
            gone("h", "Husband", t.born(83), t.on(6, 6, back=2)),
            gone("k", "Second husband", t.born(71), t.on(6, 6, back=1)),
        ],
        [
            left(t, "rolled", IRA, "k", 45_000, election="ten_year", **wife),
            left(t, "ira", IRA, "h", 305_000, **wife),
            left(t, "plan", PLAN, "h", 95_000, election="section_327", **wife),
        ],
        marriages=married("a", "h") + married("a", "k", t.on(9, 9, back=2)),
        payments=[paid("rolled", t.by(2, 2), 45_000, kind="rollover")],
    )


def those_who_followed(t: Today) -> DemoHousehold:
    def after(person_key: str, of: str, **facts: Any) -> Entry:
        chain = [{"person": person_key, **facts}]
        return {"class": "designated", "decedent_was": "beneficiary", "chain": chain, "of": of}

    near = {"class": "not_more_than_10_years_younger"}

    def followed(key: str, worth: int, said: Entry, **facts: Any) -> Entry:
        return left(t, key, IRA, said.pop("of"), worth, **said, **facts)

    return household(
        [
            person("a", "Tarik", t.born(45)),
            gone("o", "Grandfather", t.born(95), t.on(5, 5, back=4)),
            gone("y", "Grandmother", t.born(71), t.on(5, 5, back=4)),
            gone("x", "Great-uncle", "1938-05-05", "2014-05-05"),
            gone("b", "Aunt", t.born(88), t.on(3, 3, back=1)),
            gone("c", "Mother", t.born(69), t.on(4, 4, back=1)),
            gone("e", "Great-aunt", "1960-01-01", "2019-02-02"),
            gone("n", "Father", t.born(70), t.by(2, 2)),
        ],
        [
            followed("ira", 120_000, after("b", "o", **near)),
            followed("wait", 130_000, after("c", "y", **{"class": "spouse"})),
            followed("early", 110_000, after("e", "x", **{"class": "designated"})),
            followed("now", 100_000, after("n", "y", **{"class": "disabled"})),
            followed("taking", 90_000, after("b", "o", **{"class": "spouse"})),
        ],
    )


def heirs_with_open_questions(t: Today) -> DemoHousehold:
    heir, child = {"class": "designated"}, {"class": "minor_child"}
    near = {"class": "not_more_than_10_years_younger"}
    shared = {"sole_beneficiary": False}
    followed = {"class": "designated", "decedent_was": "beneficiary"}
    return household(
        [
            person("a", "Uma", t.born(40)),
            person("n", "Nobody knows", None, member=False),
            gone("d", "Mother", t.born(82), t.on(5, 5, back=2)),
            gone("e", "Father", None, t.on(5, 5, back=2)),
            gone("f", "Aunt", t.born(82), None),
            gone("y", "Uncle", t.born(60), t.on(5, 5, back=2)),
            gone("z", "Great-uncle", "1910-01-01", "1980-01-01"),
        ],
        [
            left(t, "class", IRA, "d", 10_000),
            left(t, "born", IRA, "e", 20_000, **heir),
            left(t, "died", IRA, "f", 30_000, **heir),
            left(t, "life", IRA, "d", 40_000, **shared, **heir),
            left(t, "grown", IRA, "y", 50_000, **child),
            left(t, "young", IRA, "y", 55_000, measuring_life_born_on=t.born(15),
                 **shared, **child),
            left(t, "far", IRA, "d", 60_000, **near),
            left(t, "long", IRA, "z", 65_000, **heir),
            left(t, "when", IRA, "d", 70_000, chain=[{"person": "n", **{"class": "disabled"}}],
                 **followed),
            left(t, "whose", IRA, "d", 80_000, **heir) | {"owner": "n"},
        ],
    )  # fmt: skip


CASES = (
    heir_of_two_parents,
    heir_of_plans,
    eligible_heirs,
    child_of_twelve,
    widow_with_choices,
    widow_of_an_older_husband,
    those_who_followed,
    heirs_with_open_questions,
)
