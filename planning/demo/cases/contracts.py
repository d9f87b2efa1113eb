"""Households with annuity contracts inside their accounts."""

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
    monthly,
    person,
    quarterly,
    yearly,
)

IRA = "traditional_ira"


def longevity_annuity(t: Today) -> DemoHousehold:
    small, large = ({t.last: {"qlac": premiums}} for premiums in (125_000, 450_000))
    return household(
        [person("a", "Una", t.born(77)), person("b", "Vic", t.born(78))],
        [
            account(t, "ira", "a", IRA, 500_000, custodian="Demo Trust", adjustments=small),
            account(t, "ira2", "b", IRA, 900_000, custodian="Demo Mutual", adjustments=large),
        ],
        marriages=married("a", "b"),
        habits={"a": monthly(10), "b": yearly(11, 17)},
    )


def _with_annuity(t: Today, key: str, **facts: Any) -> Entry:
    value = {t.last: {"annuity_value": "91350.40"}}
    stated: Entry = {
        "name": "Annuity IRA",
        "custodian": "Demo Mutual",
        "adjustments": value,
        **facts,
    }
    return account(t, key, "a", IRA, 260_000, **stated)


def annuity_apart(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Wes", t.born(78))],
        [_with_annuity(t, "ira", annuity={"treatment": "separate"})],
        habits={"a": yearly(9, 29)},
    )


def annuity_counted_together(t: Today) -> DemoHousehold:
    enough = {"treatment": "together", "payments": {t.last: 29_000, str(t.year): 30_000}}
    return household(
        [person("a", "Xiomara", t.born(79))],
        [
            _with_annuity(t, "ira", annuity=enough),
            account(t, "ira2", "a", IRA, 84_000, custodian="Demo Trust"),
        ],
    )


def annuity_nobody_described(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Yan", t.born(78))],
        [_with_annuity(t, "ira")],
        habits={"a": quarterly(3)},
    )


def annuity_held_level(t: Today) -> DemoHousehold:
    level = {"treatment": "together", "payments": {t.last: 7_200}}
    open_value = {"treatment": "together", "payments": {str(t.year): 5_000}}
    return household(
        [person("a", "Zoe", t.born(78))],
        [
            _with_annuity(t, "level", annuity=level),
            _with_annuity(t, "open", name="Second annuity IRA", annuity=open_value, adjustments={}),
        ],
        habits={"a": BY_HAND},
    )


def annuity_payments_unknown(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Abe", t.born(78))],
        [_with_annuity(t, "ira", annuity={"treatment": "together"})],
        habits={"a": BY_HAND},
    )


CASES = (
    longevity_annuity,
    annuity_apart,
    annuity_counted_together,
    annuity_nobody_described,
    annuity_held_level,
    annuity_payments_unknown,
)
