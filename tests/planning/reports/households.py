"""Households that try a letter's layout."""

from __future__ import annotations

from typing import Any

AS_OF = "2026-11-21"


def household(
    people: list[dict[str, Any]], accounts: list[dict[str, Any]], **more: Any
) -> dict[str, Any]:
    return {"schema": "household/1", "as_of": AS_OF, "people": people, "accounts": accounts} | more


def account(name: str, kind: str = "traditional_ira", **more: Any) -> dict[str, Any]:
    balances = {"2025": "100000.00"}
    return {
        "id": name,
        "name": name,
        "owner": "o",
        "kind": kind,
        "year_end_balances": balances,
    } | more


OWNER = {"id": "o", "name": "Edith Baker", "born_on": "1950-03-02"}

ONE_ACCOUNT = household([OWNER], [account("Traditional IRA")], name="Baker")

UNDECIDED = household(
    [OWNER],
    [account("Rollover IRA", year_end_balances={}), account("Work 401(k)", "401k", id="w")],
    name="Baker",
)

NOTHING_OWED = household([OWNER], [account("Roth IRA", "roth_ira")], name="Baker")

OWNER_DIED = household(
    [OWNER | {"died_on": "2026-03-10"}, {"id": "d", "name": "Dora Baker", "born_on": "1975-01-01"}],
    [account("Traditional IRA", beneficiaries=[{"person": "d", "share": 1}])],
    name="Baker",
)

MISSED = household(
    [OWNER], [account("Traditional IRA", year_end_balances={"2024": "90000.00"})], name="Baker"
)

PLAN = {"separated_on": "2015-06-30"}
NINE_ACCOUNTS = household(
    [
        {"id": "o", "name": "Margaret Eleanor Whitfield-Montgomery", "born_on": "1951-02-10"},
        {"id": "p", "name": "Theodore Bartholomew Abernathy III", "born_on": "1953-11-01"},
    ],
    [
        account(
            "Rollover IRA from the merged profit-sharing plans",
            custodian="Charles Schwab & Co., Inc.",
            number_last4="1000",
            adjustments={"2025": {"outstanding_rollover": 50000}},
            beneficiaries=[{"person": "p", "share": 1}],
        ),
        account("Contributory IRA (opened 1986, Boston)", custodian="Fidelity Investments"),
        account("SEP IRA of the consulting practice", "sep_ira", custodian="Vanguard"),
        account(
            "SIMPLE IRA, Whitfield & Daughters Hardware, Inc.",
            "simple_ira",
            year_end_balances={"2025": {"amount": "40000.00", "source": "estimate"}},
        ),
        account(
            "Advantage annuity IRA with living benefit rider",
            custodian="Teachers Insurance and Annuity Association",
            year_end_balances={"2025": "900000.00"},
            adjustments={"2025": {"qlac": 200000}},
        ),
        account("403(b) of the regional school district", "403b", plan={"id": "x"} | PLAN),
        account("403(b) annuity contract, retired teachers", "403b", plan={"id": "y"} | PLAN),
        account(
            "Old employer 401(k), Consolidated Northern Manufacturing",
            "401k",
            owner="p",
            year_end_balances={"2025": "1000000.00"},
            plan=PLAN,
        ),
        account("457(b) of the County of Allegheny", "457b", owner="p", plan=PLAN),
    ],
    name="Whitfield-Montgomery-Abernathy family",
    marriages=[{"people": ["o", "p"], "from": "1980-01-01"}],
    distributions=[
        {"account": name, "paid_on": day, "amount": "15000.00", "kind": kind}
        for name, day, kind in (
            ("Rollover IRA from the merged profit-sharing plans", "2026-01-15", "cash"),
            ("Contributory IRA (opened 1986, Boston)", "2026-02-15", "withholding"),
            ("SEP IRA of the consulting practice", "2026-03-15", "conversion"),
            ("SIMPLE IRA, Whitfield & Daughters Hardware, Inc.", "2026-04-15", "qcd"),
            ("Advantage annuity IRA with living benefit rider", "2026-05-15", "cash"),
            ("Old employer 401(k), Consolidated Northern Manufacturing", "2026-06-30", "cash"),
        )
    ],
)
