"""How does a sound household file become a `Household`?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planning.engine.household import (
    Account,
    AccountKind,
    Adjustments,
    Annuity,
    AnnuityTreatment,
    BalanceSource,
    Beneficiary,
    BeneficiaryClass,
    Distribution,
    DistributionKind,
    EarlierBeneficiary,
    Election,
    EmployerMoney,
    Household,
    Inheritance,
    Marriage,
    Person,
    Plan,
    YearEndBalance,
)
from planning.engine.household_file.account_contradictions import PLAN_FACTS, plan_key
from planning.engine.household_file.problem import Document
from planning.engine.household_file.references import places
from planning.engine.household_file.values import day, dollars

PlanFacts = dict[tuple[str, str], Document]
NEVER = "never"  # the owner still worked at death


def household_of(document: Document, as_of: date) -> Household:
    """Map the names of the file to those of the engine, and nothing else."""
    shared = _facts_of_plans(document)
    deductions = document.get("ira_deductions_after_70_half", {})
    return Household(
        name=document.get("name", ""),
        as_of=as_of,
        people=tuple(_person(entry) for entry in document["people"]),
        marriages=tuple(_marriage(entry) for entry in document.get("marriages", [])),
        accounts=tuple(_account(entry, shared) for entry in document["accounts"]),
        distributions=tuple(_distribution(entry) for entry in document.get("distributions", [])),
        ira_deductions_after_70_half={id_: _by_year(given) for id_, given in deductions.items()},
        returns=document.get("assumptions", {}).get("returns"),
    )


def _facts_of_plans(document: Document) -> PlanFacts:
    """Collect what all accounts of one plan say of it; they have been found to agree."""
    shared: PlanFacts = {}
    for _, account in places(document, "accounts[]"):
        plan = account.get("plan")
        if plan is not None:
            facts = shared.setdefault(plan_key(account), {})
            facts.update((fact, plan[fact]) for fact in PLAN_FACTS if fact in plan)
    return shared


def _person(entry: Document) -> Person:
    plan_to_age = entry.get("plan_to_age")
    return Person(
        id=entry["id"],
        name=entry["name"],
        born_on=_day(entry.get("born_on")),
        died_on=_day(entry.get("died_on")),
        is_member=entry.get("member", True),
        retired_on=_day(entry.get("retired_on")),
        plan_to_age=None if plan_to_age is None else int(plan_to_age),
    )


def _marriage(entry: Document) -> Marriage:
    first, second = entry["people"]
    return Marriage(
        people=(first, second), from_on=_day(entry.get("from")), to_on=_day(entry.get("to"))
    )


def _account(entry: Document, shared: PlanFacts) -> Account:
    balances = entry.get("year_end_balances", {})
    adjustments = entry.get("adjustments", {})
    return Account(
        id=entry["id"],
        owner=entry["owner"],
        kind=AccountKind(entry["kind"]),
        name=entry.get("name", ""),
        owner_entity=entry.get("owner_entity"),
        custodian=entry.get("custodian"),
        number_last4=entry.get("number_last4"),
        opened_on=_day(entry.get("opened_on")),
        year_end_balances={int(year): _balance(value) for year, value in balances.items()},
        adjustments={int(year): _adjustments(value) for year, value in adjustments.items()},
        beneficiaries=tuple(_beneficiary(line) for line in entry.get("beneficiaries", [])),
        annuity=_annuity(entry.get("annuity")),
        plan=_plan(entry, shared),
        inherited=inheritance_of(entry.get("inherited")),
        allocation=entry.get("allocation"),
    )


def _balance(value: Document) -> YearEndBalance:
    if not isinstance(value, dict):
        return YearEndBalance(amount=dollars(value))
    source = BalanceSource(value["source"]) if "source" in value else None
    return YearEndBalance(amount=dollars(value["amount"]), source=source)


def _adjustments(entry: Document) -> Adjustments:
    annuity_value = entry.get("annuity_value")
    return Adjustments(
        outstanding_rollover=dollars(entry.get("outstanding_rollover", 0)),
        outstanding_transfer=dollars(entry.get("outstanding_transfer", 0)),
        qlac=dollars(entry.get("qlac", 0)),
        pre_1987=dollars(entry.get("pre_1987", 0)),
        annuity_value=None if annuity_value is None else dollars(annuity_value),
    )


def _beneficiary(entry: Document) -> Beneficiary:
    return Beneficiary(
        person=entry.get("person"),
        entity=entry.get("entity"),
        entity_kind=entry.get("entity_kind"),
        share=entry.get("share", Decimal(1)),
        is_contingent=entry.get("contingent", False),
        from_on=_day(entry.get("from")),
        to_on=_day(entry.get("to")),
    )


def _annuity(entry: Document) -> Annuity | None:
    if entry is None:
        return None
    return Annuity(
        treatment=AnnuityTreatment(entry.get("treatment", AnnuityTreatment.SEPARATE)),
        payments=_by_year(entry.get("payments", {})),
    )


def _plan(account: Document, shared: PlanFacts) -> Plan | None:
    entry = account.get("plan")
    if entry is None:
        return None
    facts = shared[plan_key(account)]
    return Plan(
        id=entry.get("id"),
        employer=entry.get("employer"),
        separated_on=_day(facts.get("separated_on")),
        is_still_employed="separated_on" in facts and facts["separated_on"] is None,
        is_five_percent_owner=facts.get("is_five_percent_owner"),
        delays_while_working=facts.get("delays_while_working"),
        is_governmental=facts.get("governmental", False),
        is_collectively_bargained=facts.get("collectively_bargained", False),
        sources=tuple(
            EmployerMoney(
                source=source["source"],
                amount=dollars(source["amount"]),
                vesting=source["vesting"],
                years_of_service=int(source["years_of_service"]),
            )
            for source in entry.get("sources", [])
        ),
    )


def inheritance_of(entry: Document | None) -> Inheritance | None:
    """Map what a file says of an inherited account; a chain makes its holder a successor."""
    if entry is None:
        return None
    chain = tuple(
        EarlierBeneficiary(
            person=line["person"],
            beneficiary_class=_class(line.get("class")),
            died_on=_day(line.get("died_on")),
        )
        for line in entry.get("chain", [])
    )
    retired = entry.get("decedent_first_year_retired")
    election = entry.get("election")
    return Inheritance(
        decedent=entry["from"],
        beneficiary_class=_class(entry.get("class")),
        is_successor=bool(chain) or entry.get("decedent_was") == "beneficiary",
        is_sole=entry.get("sole_beneficiary"),
        measuring_life_born_on=_day(entry.get("measuring_life_born_on")),
        measuring_life_died_on=_day(entry.get("measuring_life_died_on")),
        youngest_minor_born_on=_day(entry.get("youngest_minor_born_on")),
        owner_retired_in=None if retired in {None, NEVER} else int(retired),
        owner_worked_until_death=retired == NEVER,
        owner_held_five_percent=entry.get("decedent_was_five_percent_owner", False),
        is_all_roth=entry.get("whole_interest_is_roth"),
        election=None if election is None else Election(election),
        elected_on=_day(entry.get("elected_on")),
        chain=chain,
        came_from=entry.get("came_from"),
    )


def _class(written: str | None) -> BeneficiaryClass | None:
    return None if written is None else BeneficiaryClass(written)


def _distribution(entry: Document) -> Distribution:
    return Distribution(
        account=entry["account"],
        paid_on=day(entry["paid_on"]),
        amount=dollars(entry["amount"]),
        kind=DistributionKind(entry.get("kind", DistributionKind.CASH)),
        cleared_on=_day(entry.get("cleared_on")),
        evidence=entry.get("evidence"),
        makes_up_for=None if entry.get("makes_up_for") is None else int(entry["makes_up_for"]),
        is_split_interest=entry.get("is_split_interest", False),
    )


def _day(value: str | None) -> date | None:
    return None if value is None else day(value)


def _by_year(amounts: Document) -> dict[int, Decimal]:
    return {int(year): dollars(amount) for year, amount in amounts.items()}
