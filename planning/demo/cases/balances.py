"""Households whose year-end balances are missing, estimated, disputed or under way."""

from __future__ import annotations

from planning.demo.parts import (
    DemoHousehold,
    Figure,
    Today,
    account,
    household,
    paid,
    person,
    quarterly,
    yearly,
)

IRA = "traditional_ira"


def sources_that_disagree(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Nan", t.born(79))],
        [
            account(t, "ira", "a", IRA, 305_000, name="IRA", custodian="Demo Brokerage"),
            account(t, "ira2", "a", IRA, 98_000, name="Small IRA", custodian="Demo Trust"),
        ],
        figures=(
            Figure(account="ira", times=1.0243, source="csv"),
            Figure(account="ira2", times=1, source="csv"),
        ),
        habits={"a": quarterly(18)},
    )


def form_against_statement(t: Today) -> DemoHousehold:
    ira = account(t, "ira", "a", IRA, 742_000, custodian="Demo Mutual")
    ira["year_end_balances"][t.last]["source"] = "statement"
    return household(
        [person("a", "Thaddeus", t.born(80))],
        [ira],
        figures=(Figure(account="ira", times=0.9868, source="feed"),),
        habits={"a": yearly(12, 10)},
    )


def balance_missing(t: Today) -> DemoHousehold:
    ira = account(t, "ira", "a", IRA, 144_000, name="IRA", custodian="Demo Trust")
    del ira["year_end_balances"][t.last]
    return household([person("a", "Oz", t.born(78))], [ira], habits={"a": yearly(10, 1)})


def balance_of_one_account_missing(t: Today) -> DemoHousehold:
    elsewhere = account(t, "ira2", "a", IRA, 57_000, name="Credit union IRA")
    del elsewhere["year_end_balances"][t.last]
    return household(
        [person("a", "Ottilie", t.born(81))],
        [account(t, "ira", "a", IRA, 238_000, custodian="Demo Brokerage"), elsewhere],
        habits={"a": quarterly(22)},
    )


def new_client(t: Today) -> DemoHousehold:
    """Nothing is known of the years before; what was left of the last is said to be made up."""
    before = {"makes_up_for": t.year - 1, "evidence": "Confirmation 52071"}
    return household(
        [person("a", "Ferdinand", t.born(82))],
        [account(t, "ira", "a", IRA, 181_000, custodian="Demo Brokerage", years=1)],
        payments=[paid("ira", t.on(3, 17), 3_900, **before)],
        habits={"a": yearly(10, 21)},
    )


def balance_estimated(t: Today) -> DemoHousehold:
    ira = account(t, "ira", "a", IRA, 166_000, custodian="Demo Trust")
    ira["year_end_balances"][t.last]["source"] = "estimate"
    return household([person("a", "Pam", t.born(80))], [ira], habits={"a": yearly(12, 14)})


def rollover_under_way(t: Today) -> DemoHousehold:
    beside = {t.last: {"outstanding_rollover": "45118.20", "outstanding_transfer": "8240.00"}}
    ira = account(
        t, "ira", "a", IRA, 230_000, name="New IRA", custodian="Demo Mutual", adjustments=beside
    )
    return household([person("a", "Ron", t.born(79))], [ira], habits={"a": yearly(10, 28)})


CASES = (
    sources_that_disagree,
    form_against_statement,
    balance_missing,
    balance_of_one_account_missing,
    new_client,
    balance_estimated,
    rollover_under_way,
)
