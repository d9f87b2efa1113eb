"""Households with employers' plans: who may wait, which contract pays, which money is Roth."""

from __future__ import annotations

from planning.demo.parts import (
    DemoHousehold,
    Entry,
    Today,
    account,
    household,
    married,
    monthly,
    paid,
    person,
    quarterly,
    yearly,
)

IRA, PLAN = "traditional_ira", "401k"
SEPARATED = {"employer": "Demo Mills", "separated_on": "2015-06-30"}


def still_working(t: Today) -> DemoHousehold:
    mills = {"employer": "Demo Mills", "separated_on": None}
    terms = {**mills, "is_five_percent_owner": False, "delays_while_working": True}
    return household(
        [person("a", "Fay", t.born(75)), person("b", "Gus", t.born(76))],
        [
            account(t, "k", "a", PLAN, 350_000, name="Mills 401(k)", plan=terms),
            account(t, "k2", "b", PLAN, 150_000, name="Works 401(k)", plan={"employer": "Works"}),
            account(t, "tsp", "b", "tsp", 90_000, plan=mills),
        ],
        marriages=married("a", "b"),
    )


def left_work_late(t: Today) -> DemoHousehold:
    mills = {"employer": "Demo Mills", "separated_on": t.by(2, 27)}
    return household(
        [person("a", "Emmanuelle", t.born(76))],
        [account(t, "k", "a", PLAN, 265_000, custodian="Demo Workplace", plan=mills)],
        habits={"a": yearly(12, 12, waits_in_first_year=True)},
    )


def five_percent_owner(t: Today) -> DemoHousehold:
    works = {"id": "works", "employer": "Own Demo Works", "separated_on": None}
    terms = {**works, "is_five_percent_owner": True}
    return household(
        [person("a", "Hal", t.born(77))],
        [
            account(t, "k", "a", PLAN, 620_000, name="Own 401(k)", plan=terms),
            account(t, "k2", "a", PLAN, 80_000, name="Own 401(k), match", plan=works),
        ],
        habits={"a": quarterly(28)},
    )


def plan_does_not_wait(t: Today) -> DemoHousehold:
    terms = {"employer": "Demo Yard", "separated_on": None, "delays_while_working": False}
    return household(
        [person("a", "Ida", t.born(76))],
        [account(t, "k", "a", PLAN, 240_000, name="Yard 401(k)", plan=terms)],
        habits={"a": yearly(4, 22, last_year=0.5)},
    )


def plan_unknown(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Jon", t.born(76))],
        [
            account(t, "k", "a", PLAN, 130_000, custodian="Demo Workplace"),
            account(t, "ira", "a", IRA, 95_000, custodian="Demo Mutual"),
        ],
        habits={"a": yearly(3, 3)},
    )


def two_contracts_two_due_dates(t: Today) -> DemoHousehold:
    left = {"employer": "Demo School", "separated_on": t.by(6, 30)}
    return household(
        [person("a", "Kit", t.born(76))],
        [
            account(t, "b1", "a", "403b", 150_000, name="Old 403(b)", plan=SEPARATED),
            account(t, "b2", "a", "403b", 210_000, name="School 403(b)", plan=left),
        ],
        habits={"a": yearly(10, 30)},
    )


def money_from_before_1987(t: Today) -> DemoHousehold:
    inside = {t.last: {"pre_1987": "61204.85"}}
    college: Entry = {"name": "College 403(b)", "plan": SEPARATED, "adjustments": inside}
    return household(
        [person("a", "Tia", t.born_to_start(t.year))],
        [account(t, "b", "a", "403b", 290_000, **college)],
        habits={"a": yearly(12, 5)},
    )


def designated_roth(t: Today) -> DemoHousehold:
    plan = {**SEPARATED, "id": "mills"}
    return household(
        [person("a", "Bob", t.born(76))],
        [
            account(t, "k", "a", PLAN, 310_000, name="Mills 401(k)", plan=plan),
            account(t, "rk", "a", "roth_401k", 140_000, name="Mills Roth 401(k)", plan=plan),
            account(t, "roth", "a", "roth_ira", 88_000, custodian="Demo Trust"),
        ],
        payments=[paid("rk", t.on(10, 12), 5_000, evidence="Confirmation 31180")],
        habits={"a": yearly(12, 17)},
    )


def federal_service(t: Today) -> DemoHousehold:
    left = {"employer": "Demo Weather Service", "separated_on": "2014-12-31"}
    return household(
        [person("a", "Ruthanne", t.born(78)), person("b", "Desmond", t.born(77))],
        [
            account(t, "tsp", "a", "tsp", 447_000, plan=left),
            account(t, "rtsp", "a", "roth_tsp", 25_000, plan=left),
            account(t, "457", "b", "457b", 193_000, plan=SEPARATED | {"governmental": True}),
            account(t, "r457", "b", "roth_457b", 20_000, plan=SEPARATED | {"governmental": True}),
        ],
        marriages=married("a", "b", "1975-06-21"),
        habits={"a": monthly(25), "b": yearly(2, 20)},
    )


def many_kinds(t: Today) -> DemoHousehold:
    vesting = {"source": "match", "amount": 163_000, "vesting": "graded_6", "years_of_service": 1}
    kinds = {
        "simple_ira": 45_000, "profit_sharing": 110_000, "money_purchase": 80_000, "esop": 66_000,
        "457b_tax_exempt": 50_000, "defined_benefit": 400_000, "roth_403b": 30_000,
        "taxable": 500_000, "cash": 40_000, "hsa": 28_000, "nonqualified_annuity": 90_000,
        "529": 35_000,
    }  # fmt: skip
    pensions = {"profit_sharing", "money_purchase", "esop", "457b_tax_exempt"}
    left: Entry = {"plan": SEPARATED}
    accounts = [
        account(t, kind, "a", kind, worth, **(left if kind in pensions else {}))
        for kind, worth in kinds.items()
    ]
    vested = {**SEPARATED, "sources": [vesting]}
    accounts.append(account(t, "k", "a", PLAN, 164_000, name="Young 401(k)", plan=vested))
    return household(
        [person("a", "Tom", t.born(88))],
        accounts,
        habits={"a": yearly(9, 2), "esop": yearly(12, 9), "k": yearly(11, 12)},
    )


CASES = (
    still_working,
    left_work_late,
    five_percent_owner,
    plan_does_not_wait,
    plan_unknown,
    two_contracts_two_due_dates,
    money_from_before_1987,
    designated_roth,
    federal_service,
    many_kinds,
)
