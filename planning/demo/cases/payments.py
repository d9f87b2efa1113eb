"""Households that show what counts as taken, what was missed, and what is a gift."""

from __future__ import annotations

from planning.demo.parts import (
    BY_HAND,
    DemoHousehold,
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


def taken_and_proven(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Ada", t.born(78))],
        [account(t, "ira", "a", IRA, 220_000, name="Rollover IRA", custodian="Demo Trust")],
        habits={"a": yearly(9, 15)},
    )


def taken_without_evidence(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Bea", t.born(80))],
        [account(t, "ira", "a", IRA, 180_000, custodian="Demo Brokerage")],
        habits={"a": yearly(10, 20, is_proven=False)},
    )


def a_standing_order(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Augusta", t.born(81)), person("b", "Theo", t.born(79))],
        [
            account(t, "ira", "a", IRA, 612_000, custodian="Demo Brokerage"),
            account(t, "ira2", "b", IRA, 148_000, custodian="Demo Brokerage"),
        ],
        marriages=married("a", "b", "1969-05-17"),
        habits={"a": monthly(15), "b": quarterly(20)},
    )


def always_at_the_last_moment(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Ignatius", t.born(84))],
        [account(t, "ira", "a", IRA, 1_274_000, name="IRA", custodian="Demo Brokerage")],
        habits={"a": yearly(12, 8)},
    )


def a_forgotten_plan(t: Today) -> DemoHousehold:
    forgotten = {"employer": "Demo Tannery", "separated_on": "1998-03-31"}
    return household(
        [person("a", "Rosalind", t.born(79))],
        [
            account(t, "ira", "a", IRA, 388_000, custodian="Demo Trust"),
            account(t, "k", "a", PLAN, 41_000, custodian="Demo Workplace", plan=forgotten),
        ],
        habits={"ira": yearly(6, 4), "k": BY_HAND},
    )


def missed_and_made_up_late(t: Today) -> DemoHousehold:
    late = yearly(11, 4, last_year=0.45, made_up_on=((2, 18),))
    return household(
        [person("a", "Cornelius", t.born(83))],
        [account(t, "ira", "a", IRA, 507_000, name="IRA", custodian="Demo Trust")],
        habits={"a": late},
    )


def made_up_for_nothing(t: Today) -> DemoHousehold:
    """Somebody feared a miss that there was not."""
    feared = {"makes_up_for": t.year - 1, "evidence": "Confirmation 18226"}
    return household(
        [person("a", "Clementine", t.born(85))],
        [account(t, "ira", "a", IRA, 96_000, custodian="Demo Trust")],
        payments=[paid("ira", t.on(2, 3), 1_150, **feared)],
        habits={"a": yearly(9, 24)},
    )


def gifts(t: Today) -> DemoHousehold:
    charity = {"kind": "qcd", "cleared_on": t.on(10, 19), "evidence": "Letter of thanks"}
    too_young = person("b", "Kay", t.born(66))
    return household(
        [person("a", "Jay", t.born(83)), too_young],
        [
            account(t, "ira", "a", IRA, 2_900_000, custodian="Demo Trust"),
            account(t, "sep", "a", "sep_ira", 120_000, name="SEP IRA", custodian="Demo Trust"),
            account(t, "roth", "a", "roth_ira", 70_000, name="Roth IRA", custodian="Demo Trust"),
            account(t, "k", "a", PLAN, 200_000, name="Mills 401(k)", plan=SEPARATED),
            account(t, "ira2", "b", IRA, 100_000, name="Kay’s IRA", custodian="Demo Trust"),
        ],
        marriages=married("a", "b", "1998-08-08"),
        payments=[
            paid("ira", t.on(10, 8), 118_000, **charity),
            paid("sep", t.on(10, 8), 4_000, **charity),
            paid("roth", t.on(10, 8), 2_000, **charity),
            paid("k", t.on(10, 8), 3_000, **charity),
            paid("ira2", t.on(10, 8), 1_000, **charity),
        ],
        habits={"a": monthly(5), "k": yearly(11, 30)},
        ira_deductions_after_70_half={"a": {str(t.year - 4): 7_000}},
    )


def gift_annuity_twice(t: Today) -> DemoHousehold:
    """The one-time gift was larger than its limit, and somebody made another a year later."""
    trust = {"kind": "qcd", "is_split_interest": True, "evidence": "Letter of thanks"}
    return household(
        [person("a", "Wilhelmina", t.born(82))],
        [account(t, "ira", "a", IRA, 705_000, name="IRA", custodian="Demo Mutual")],
        payments=[
            paid("ira", t.on(6, 3, back=1), 58_000, cleared_on=t.on(6, 10, back=1), **trust),
            paid("ira", t.on(5, 20), 6_000, cleared_on=t.on(5, 28), **trust),
        ],
        habits={"a": yearly(10, 6)},
    )


def gift_not_yet_cleared(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Lou", t.born(81))],
        [account(t, "ira", "a", IRA, 240_000, name="IRA", custodian="Demo Brokerage")],
        payments=[
            paid("ira", t.on(12, 29, back=1), 1_850, kind="qcd", cleared_on=t.on(1, 6)),
            paid("ira", t.ago(9), 2_400, kind="qcd"),
            paid("ira", t.ago(2), 2_000, kind="qcd", cleared_on=t.ago(-4)),
        ],
        habits={"a": yearly(12, 11)},
    )


def gifts_instead_of_income(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Philippa", t.born(86))],
        [account(t, "ira", "a", IRA, 214_000, name="IRA", custodian="Demo Mutual")],
        habits={"a": yearly(5, 12, to_charity=1)},
    )


def payments_that_do_not_count(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Max", t.born(77))],
        [
            account(t, "ira", "a", IRA, 520_000, name="IRA", custodian="Demo Brokerage"),
            account(t, "k", "a", PLAN, 180_000, name="Mills 401(k)", plan=SEPARATED),
            account(t, "roth", "a", "roth_ira", 40_000, custodian="Demo Brokerage"),
        ],
        payments=[
            paid("ira", t.on(9, 22), 50_000, kind="conversion", evidence="Confirmation 20815"),
            paid("ira", t.on(10, 2), 5_000, kind="rollover"),
            paid("ira", t.on(10, 7), 7_500, kind="transfer"),
            paid("ira", t.on(10, 22), 3_160, kind="in_kind", evidence="Confirmation 20977"),
            paid("ira", t.on(10, 23), 900, kind="withholding"),
            paid("k", t.on(10, 8), 6_000, kind="direct_rollover"),
            paid("k", t.on(10, 9), 515, kind="corrective"),
            paid("k", t.on(10, 10), 800, kind="deemed_loan"),
            paid("k", t.on(10, 11), 1_240, kind="loan_offset"),
        ],
        habits={"a": yearly(12, 15)},
    )


CASES = (
    taken_and_proven,
    taken_without_evidence,
    a_standing_order,
    always_at_the_last_moment,
    a_forgotten_plan,
    missed_and_made_up_late,
    made_up_for_nothing,
    gifts,
    gift_annuity_twice,
    gift_not_yet_cleared,
    gifts_instead_of_income,
    payments_that_do_not_count,
)
