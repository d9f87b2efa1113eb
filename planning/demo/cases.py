"""The households that between them touch every rule: one function, one situation."""

from __future__ import annotations

from collections.abc import Callable

from planning.demo.parts import (
    DemoHousehold,
    Figure,
    Today,
    account,
    household,
    married,
    paid,
    person,
    sole,
)

IRA, PLAN = "traditional_ira", "401k"
SEPARATED = {"employer": "Demo Mills", "separated_on": "2015-06-30"}


def taken_and_proven(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Ada", t.born(78))],
        [account(t, "ira", "a", IRA, 220_000, name="Rollover IRA", custodian="Demo Trust")],
        payments=[paid("ira", t.ago(20), 12_000, evidence="confirmation D-1")],
    )


def taken_without_evidence(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Bea", t.born(80))],
        [account(t, "ira", "a", IRA, 180_000, name="IRA", custodian="Demo Brokerage")],
        payments=[paid("ira", t.ago(15), 10_000, federal_withheld=1_000)],
    )


def first_year(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Cal", t.born_to_start(t.year))],
        [account(t, "ira", "a", IRA, 410_000, name="IRA", custodian="Demo Trust")],
    )


def first_year_deferred_to_spring(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Dot", t.born_to_start(t.year - 1))],
        [account(t, "ira", "a", IRA, 300_000, name="IRA", custodian="Demo Trust")],
        payments=[paid("ira", t.on(3, 10), 14_000, evidence="confirmation D-2")],
    )


def missed_last_year(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Eli", t.born(82))],
        [account(t, "ira", "a", IRA, 260_000, name="IRA", custodian="Demo Brokerage")],
        payments=[paid("ira", t.last_year(10, 3), 4_000, evidence="confirmation D-3")],
    )


def still_working(t: Today) -> DemoHousehold:
    mills = {"employer": "Demo Mills", "separated_on": None}
    terms = {**mills, "is_five_percent_owner": False, "delays_while_working": True}
    return household(
        [person("a", "Fay", t.born(75)), person("b", "Gus", t.born(76))],
        [
            account(t, "k", "a", PLAN, 350_000, name="Mills 401(k)", plan=terms),
            account(t, "k2", "b", PLAN, 150_000, name="Works 401(k)", plan={"employer": "Works"}),
            account(t, "tsp", "b", "tsp", 90_000, name="Thrift plan", plan=mills),
        ],
        marriages=married("a", "b"),
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
    )


def plan_does_not_wait(t: Today) -> DemoHousehold:
    terms = {"employer": "Demo Yard", "separated_on": None, "delays_while_working": False}
    return household(
        [person("a", "Ida", t.born(76))],
        [account(t, "k", "a", PLAN, 240_000, name="Yard 401(k)", plan=terms)],
    )


def plan_unknown(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Jon", t.born(76))],
        [
            account(t, "k", "a", PLAN, 130_000, name="Some 401(k)"),
            account(t, "ira", "a", IRA, 95_000, name="IRA"),
        ],
    )


def two_contracts_two_due_dates(t: Today) -> DemoHousehold:
    left = {"employer": "Demo School", "separated_on": t.on(6, 30)}
    return household(
        [person("a", "Kit", t.born(76))],
        [
            account(t, "b1", "a", "403b", 150_000, name="Old 403(b)", plan=SEPARATED),
            account(t, "b2", "a", "403b", 210_000, name="School 403(b)", plan=left),
        ],
    )


def much_younger_spouse(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Leo", t.born(79)), person("b", "Mia", t.born(62))],
        [account(t, "ira", "a", IRA, 480_000, name="IRA", beneficiaries=sole("b"))],
        marriages=married("a", "b", "2001-05-05"),
    )


def spouse_shares_with_charity(t: Today) -> DemoHousehold:
    half = [
        {"person": "b", "share": 0.5},
        {"entity": "Demo Relief Fund", "entity_kind": "charity", "share": 0.5},
    ]
    return household(
        [person("a", "Ned", t.born(79)), person("b", "Oda", t.born(65))],
        [
            account(t, "ira", "a", IRA, 330_000, name="IRA", beneficiaries=half),
            account(t, "ira2", "a", IRA, 60_000, name="Old IRA"),
        ],
        marriages=married("a", "b", "1999-09-09"),
    )


def spouse_of_unknown_age(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Pia", t.born(78)), person("b", "Quin", None, member=False)],
        [account(t, "ira", "a", IRA, 205_000, name="IRA", beneficiaries=sole("b"))],
        marriages=married("a", "b"),
    )


def owner_of_unknown_age(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Ray", t.born(60)), person("b", "Sol", None, member=False)],
        [account(t, "ira", "b", IRA, 75_000, name="Father's IRA")],
    )


def money_from_before_1987(t: Today) -> DemoHousehold:
    inside = {str(t.year - 1): {"pre_1987": 60_000}}
    return household(
        [person("a", "Tia", t.born_to_start(t.year))],
        [
            account(
                t, "b", "a", "403b", 290_000, name="College 403(b)", plan=SEPARATED,
                adjustments=inside,
            )
        ],
    )  # fmt: skip


def longevity_annuity(t: Today) -> DemoHousehold:
    last = str(t.year - 1)
    return household(
        [person("a", "Una", t.born(77)), person("b", "Vic", t.born(78))],
        [
            account(t, "ira", "a", IRA, 500_000, name="IRA", adjustments={last: {"qlac": 125_000}}),
            account(
                t, "ira2", "b", IRA, 900_000, name="IRA", adjustments={last: {"qlac": 450_000}}
            ),
        ],
        marriages=married("a", "b"),
    )


def annuities(t: Today) -> DemoHousehold:
    last, value = str(t.year - 1), {"annuity_value": 90_000}
    together = {"treatment": "together", "payments": {str(t.year): 30_000}}
    level = {"treatment": "together", "payments": {last: 7_200}}

    def ira(key: str, owner: str, **facts: object) -> dict[str, object]:
        return account(t, key, owner, IRA, 260_000, name=f"Annuity IRA {key}", **facts)

    return household(
        [person(key, name, t.born(78)) for key, name in zip("abcde", ANNUITANTS, strict=True)],
        [
            ira("separate", "a", annuity={"treatment": "separate"}, adjustments={last: value}),
            ira("together", "b", annuity=together, adjustments={last: value}),
            ira("assumed", "c", adjustments={last: value}),
            ira("level", "d", annuity=level, adjustments={last: value}),
            ira("open", "d", annuity={"treatment": "together", "payments": {str(t.year): 5_000}}),
            ira("unpaid", "e", annuity={"treatment": "together"}, adjustments={last: value}),
        ],
    )


ANNUITANTS = ("Wes", "Xia", "Yan", "Zoe", "Abe")


def designated_roth(t: Today) -> DemoHousehold:
    plan = {**SEPARATED, "id": "mills"}
    return household(
        [person("a", "Bob", t.born(76))],
        [
            account(t, "k", "a", PLAN, 310_000, name="Mills 401(k)", plan=plan),
            account(t, "rk", "a", "roth_401k", 140_000, name="Mills Roth 401(k)", plan=plan),
            account(t, "roth", "a", "roth_ira", 88_000, name="Roth IRA"),
        ],
        payments=[paid("rk", t.ago(40), 5_000), paid("k", t.ago(39), 3_000)],
    )


def died_this_year(t: Today) -> DemoHousehold:
    return household(
        [
            person("a", "Cy", t.born(84), died_on=t.on(4, 20)),
            person("b", "Di", t.born(81)),
        ],
        [account(t, "ira", "a", IRA, 395_000, name="IRA", beneficiaries=sole("b"))],
        marriages=married("a", "b"),
        payments=[paid("ira", t.on(2, 1), 6_000, evidence="confirmation D-4")],
    )


def died_last_year(t: Today) -> DemoHousehold:
    return household(
        [
            person("a", "Ed", t.born(85), died_on=t.last_year(3, 2)),
            person("b", "Flo", t.born(58)),
        ],
        [
            account(t, "ira", "a", IRA, 310_000, name="IRA", beneficiaries=sole("b")),
            account(t, "roth", "a", "roth_ira", 60_000, name="Roth IRA"),
        ],
        payments=[paid("ira", t.on(2, 14), 2_500)],
    )


def died_before_beginning(t: Today) -> DemoHousehold:
    return household(
        [
            person("a", "Gil", t.born_to_start(t.year), died_on=t.on(5, 5)),
            person("b", "Hua", t.born(70)),
        ],
        [account(t, "ira", "a", IRA, 150_000, name="IRA", beneficiaries=sole("b"))],
        marriages=married("a", "b"),
    )


def inherited(t: Today) -> DemoHousehold:
    facts = {"from": "m", "class": "designated", "sole_beneficiary": True}
    return household(
        [
            person("a", "Ira", t.born(55)),
            person("m", "Mother", t.born(92), member=False, died_on=f"{t.year - 3}-08-08"),
        ],
        [account(t, "inh", "a", IRA, 175_000, name="Inherited IRA", inherited=facts)],
    )


def gifts(t: Today) -> DemoHousehold:
    charity = {"kind": "qcd", "cleared_on": t.ago(5)}
    too_young = person("b", "Kay", t.born(66))
    return household(
        [person("a", "Jay", t.born(83)), too_young],
        [
            account(t, "ira", "a", IRA, 2_900_000, name="IRA"),
            account(t, "sep", "a", "sep_ira", 120_000, name="SEP IRA"),
            account(t, "roth", "a", "roth_ira", 70_000, name="Roth IRA"),
            account(t, "k", "a", PLAN, 200_000, name="Mills 401(k)", plan=SEPARATED),
            account(t, "ira2", "b", IRA, 100_000, name="IRA"),
        ],
        marriages=married("a", "b"),
        payments=[
            paid("ira", t.ago(12), 118_000, **charity),
            paid("sep", t.ago(12), 4_000, **charity),
            paid("roth", t.ago(12), 2_000, **charity),
            paid("k", t.ago(12), 3_000, **charity),
            paid("ira2", t.ago(12), 1_000, **charity),
        ],
        ira_deductions_after_70_half={"a": {str(t.year - 4): 7_000}},
    )


def gift_that_cleared_late(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Lou", t.born(81))],
        [account(t, "ira", "a", IRA, 240_000, name="IRA", custodian="Demo Brokerage")],
        payments=[
            paid("ira", t.last_year(12, 29), 9_000, kind="qcd", cleared_on=t.on(1, 6)),
            paid("ira", t.ago(3), 2_000, kind="qcd", cleared_on=t.ago(-20)),
        ],
    )


def payments_that_do_not_count(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Max", t.born(77))],
        [
            account(t, "ira", "a", IRA, 520_000, name="IRA"),
            account(t, "k", "a", PLAN, 180_000, name="Mills 401(k)", plan=SEPARATED),
            account(t, "roth", "a", "roth_ira", 40_000, name="Roth IRA"),
        ],
        payments=[
            paid("ira", t.ago(60), 50_000, kind="conversion"),
            paid("ira", t.ago(50), 5_000, kind="rollover"),
            paid("ira", t.ago(45), 7_500, kind="transfer"),
            paid("ira", t.ago(30), 3_000, kind="in_kind"),
            paid("ira", t.ago(29), 900, kind="withholding"),
            paid("k", t.ago(44), 6_000, kind="direct_rollover"),
            paid("k", t.ago(43), 500, kind="corrective"),
            paid("k", t.ago(42), 800, kind="deemed_loan"),
            paid("k", t.ago(41), 1_200, kind="loan_offset"),
        ],
    )


def sources_that_disagree(t: Today) -> DemoHousehold:
    last = t.year - 1
    return household(
        [person("a", "Nan", t.born(79))],
        [
            account(t, "ira", "a", IRA, 305_000, name="IRA", custodian="Demo Brokerage"),
            account(t, "ira2", "a", IRA, 98_000, name="Small IRA", custodian="Demo Trust"),
        ],
        figures=(
            Figure(account="ira", year=last, amount=312_400, source="form_5498"),
            Figure(account="ira2", year=last, amount=98_000, source="feed"),
        ),
    )


def balance_missing(t: Today) -> DemoHousehold:
    ira = account(t, "ira", "a", IRA, 144_000, name="IRA", custodian="Demo Trust")
    del ira["year_end_balances"][str(t.year - 1)]
    return household([person("a", "Oz", t.born(78))], [ira])


def balance_estimated(t: Today) -> DemoHousehold:
    ira = account(t, "ira", "a", IRA, 166_000, name="IRA", custodian="Demo Trust")
    ira["year_end_balances"][str(t.year - 1)]["source"] = "estimate"
    return household([person("a", "Pam", t.born(80))], [ira])


def rollover_under_way(t: Today) -> DemoHousehold:
    beside = {str(t.year - 1): {"outstanding_rollover": 45_000, "outstanding_transfer": 8_000}}
    return household(
        [person("a", "Ron", t.born(79))],
        [account(t, "ira", "a", IRA, 230_000, name="New IRA", adjustments=beside)],
        payments=[paid("ira", t.ago(25), 11_500, evidence="confirmation D-5")],
    )


def born_in_1959(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Sue", "1959-07-04")],
        [account(t, "ira", "a", IRA, 275_000, name="IRA", custodian="Demo Brokerage")],
    )


def many_kinds(t: Today) -> DemoHousehold:
    vesting = {"source": "match", "amount": 163_000, "vesting": "graded_6", "years_of_service": 1}
    kinds = {
        "simple_ira": 45_000, "profit_sharing": 110_000, "money_purchase": 80_000, "esop": 66_000,
        "457b": 95_000, "457b_tax_exempt": 50_000, "defined_benefit": 400_000, "roth_403b": 30_000,
        "roth_457b": 20_000, "roth_tsp": 25_000, "taxable": 500_000, "cash": 40_000, "hsa": 28_000,
        "nonqualified_annuity": 90_000, "529": 35_000,
    }  # fmt: skip
    pensions = {"profit_sharing", "money_purchase", "esop", "457b", "457b_tax_exempt"}
    accounts = [
        account(t, kind, "a", kind, worth, **({"plan": SEPARATED} if kind in pensions else {}))
        for kind, worth in kinds.items()
    ]
    vested = {**SEPARATED, "sources": [vesting]}
    accounts.append(account(t, "k", "a", PLAN, 164_000, name="Young 401(k)", plan=vested))
    return household([person("a", "Tom", t.born(88))], accounts)


def not_yet(t: Today) -> DemoHousehold:
    return household(
        [person("a", "Val", t.born(66)), person("b", "Win", t.born(64))],
        [
            account(t, "ira", "a", IRA, 640_000, name="IRA", beneficiaries=sole("b")),
            account(t, "k", "b", PLAN, 420_000, name="401(k)", plan={"separated_on": None}),
        ],
        marriages=married("a", "b"),
    )


CASES: tuple[Callable[[Today], DemoHousehold], ...] = (
    taken_and_proven,
    taken_without_evidence,
    first_year,
    first_year_deferred_to_spring,
    missed_last_year,
    still_working,
    five_percent_owner,
    plan_does_not_wait,
    plan_unknown,
    two_contracts_two_due_dates,
    much_younger_spouse,
    spouse_shares_with_charity,
    spouse_of_unknown_age,
    owner_of_unknown_age,
    money_from_before_1987,
    longevity_annuity,
    annuities,
    designated_roth,
    died_this_year,
    died_last_year,
    died_before_beginning,
    inherited,
    gifts,
    gift_that_cleared_late,
    payments_that_do_not_count,
    sources_that_disagree,
    balance_missing,
    balance_estimated,
    rollover_under_way,
    born_in_1959,
    many_kinds,
    not_yet,
)
