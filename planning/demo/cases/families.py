"""Households in which a spouse decides the table, a marriage ended, or somebody died."""

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

IRA = "traditional_ira"


def much_younger_spouse(t: Today) -> DemoHousehold:
    ira = account(t, "ira", "a", IRA, 480_000, custodian="Demo Mutual", beneficiaries=sole("b"))
    return household(
        [person("a", "Leo", t.born(79)), person("b", "Mia", t.born(62))],
        [ira],
        marriages=married("a", "b", "2001-05-05"),
        habits={"a": quarterly(12)},
    )


def spouse_named_during_the_year(t: Today) -> DemoHousehold:
    named = [{"person": "b", "share": 1, "from": t.by(3, 1)}]
    return household(
        [person("a", "Aurelio", t.born(78)), person("b", "Juniper", t.born(64))],
        [account(t, "ira", "a", IRA, 356_000, custodian="Demo Trust", beneficiaries=named)],
        marriages=married("a", "b", t.on(10, 10, back=3)),
        habits={"a": yearly(11, 6)},
    )


def spouse_shares_with_charity(t: Today) -> DemoHousehold:
    half = [
        {"person": "b", "share": 0.5},
        {"entity": "Demo Relief Fund", "entity_kind": "charity", "share": 0.5},
    ]
    return household(
        [person("a", "Ned", t.born(79)), person("b", "Oda", t.born(65))],
        [
            account(t, "ira", "a", IRA, 330_000, custodian="Demo Trust", beneficiaries=half),
            account(t, "ira2", "a", IRA, 60_000, name="Old IRA", custodian="Demo Brokerage"),
        ],
        marriages=married("a", "b", "1999-09-09"),
        habits={"a": yearly(6, 18)},
    )


def spouse_of_unknown_age(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Pia", t.born(78)), person("b", "Quin", None, member=False)],
        [account(t, "ira", "a", IRA, 205_000, custodian="Demo Mutual", beneficiaries=sole("b"))],
        marriages=married("a", "b"),
        habits={"a": BY_HAND},
    )


def divorced_this_year(t: Today) -> DemoHousehold:
    ira = account(t, "ira", "a", IRA, 533_000, custodian="Demo Brokerage", beneficiaries=sole("b"))
    return household(
        [
            person("a", "Barnaby", t.born(77)),
            person("b", "Solveig", t.born(63), member=False),
        ],
        [ira],
        marriages=married("a", "b", "1997-07-19", to=t.by(5, 29)),
        habits={"a": yearly(10, 9)},
    )


def divorced_long_ago(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Hyacinth", t.born(76)), person("b", "Egon", t.born(65), member=False)],
        [account(t, "ira", "a", IRA, 118_000, custodian="Demo Trust")],
        marriages=married("a", "b", "1990-01-13", to="2008-11-03"),
        habits={"a": yearly(11, 10)},
    )


def died_this_year(t: Today) -> DemoHousehold:
    return household(
        [
            person("a", "Cy", t.born(84), died_on=t.by(4, 20)),
            person("b", "Di", t.born(81)),
        ],
        [account(t, "ira", "a", IRA, 395_000, custodian="Demo Trust", beneficiaries=sole("b"))],
        marriages=married("a", "b"),
        habits={"a": quarterly(8)},
    )


def died_last_year(t: Today) -> DemoHousehold:
    return household(
        [
            person("a", "Ed", t.born(85), died_on=t.on(3, 2, back=1)),
            person("b", "Flo", t.born(58)),
        ],
        [
            account(
                t, "ira", "a", IRA, 310_000, custodian="Demo Brokerage", beneficiaries=sole("b")
            ),
            account(t, "roth", "a", "roth_ira", 60_000, custodian="Demo Brokerage"),
        ],
        payments=[paid("ira", t.on(2, 14), 2_500, evidence="Confirmation 40412")],
        habits={"a": BY_HAND},
    )


def died_before_beginning(t: Today) -> DemoHousehold:
    return household(
        [
            person("a", "Gil", t.born_to_start(t.year), died_on=t.by(5, 5)),
            person("b", "Hua", t.born(70)),
        ],
        [account(t, "ira", "a", IRA, 150_000, custodian="Demo Trust", beneficiaries=sole("b"))],
        marriages=married("a", "b"),
    )


def inherited(t: Today) -> DemoHousehold:
    facts = {"from": "m", "class": "designated", "sole_beneficiary": True}
    return household(
        [
            person("a", "Ira", t.born(55)),
            person("m", "Mother", t.born(92), member=False, died_on=t.on(8, 8, back=3)),
        ],
        [
            account(
                t, "inh", "a", IRA, 175_000, name="Inherited IRA", custodian="Demo Mutual",
                inherited=facts,
            )
        ],
    )  # fmt: skip


CASES = (
    much_younger_spouse,
    spouse_named_during_the_year,
    spouse_shares_with_charity,
    spouse_of_unknown_age,
    divorced_this_year,
    divorced_long_ago,
    died_this_year,
    died_last_year,
    died_before_beginning,
    inherited,
)
