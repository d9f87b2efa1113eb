"""Every verb that changes what is on record of a household counts it, so that no summary of the
household goes on being taken for true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from clients import services
from clients.firms import save_setting
from clients.models import (
    Account,
    Beneficiary,
    Custodian,
    Document,
    Firm,
    FirmAssumptions,
    FixedWithdrawal,
    Goal,
    Household,
    Income,
    Marriage,
    Payment,
    Person,
    Team,
    User,
    YearEndAdjustment,
    YearEndBalance,
)
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

YEAR = 2024
A_PENSION: dict[str, Any] = {"kind": "pension", "annual": Decimal(9_000)}
A_YEARS_MONEY: dict[str, Any] = {"year": 2150, "amount": Decimal(9_000)}
A_GOAL: dict[str, Any] = {**A_YEARS_MONEY, "name": "Roof"}
NOT_VERBS = {
    "BalancesRefusedError",
    "NewBalance",
    "DOCUMENT_ENDINGS",
    "DOCUMENT_TYPES",
    "LARGEST_DOCUMENT",
    "EditConflict",
    "evidence_of",
    "what_names",
}


@dataclass(frozen=True)
class Records:
    """One row of each kind, for a verb to work on."""

    actor: User
    custodian: Custodian
    household: Household
    ana: Person
    luis: Person
    marriage: Marriage
    ira: Account
    line: Beneficiary
    balance: YearEndBalance
    adjustment: YearEndAdjustment
    payment: Payment


@pytest.fixture
def records() -> Records:
    return made_records()


@partial(remembered, as_of_now=False)
def made_records() -> Records:
    actor = User.objects.create_user("jo@example.com")
    firm = Firm.objects.create(name="A firm")
    team = Team.objects.create(firm=firm, name="First team")
    custodian = Custodian.objects.create(firm=firm, name="Elm Trust")
    by: dict[str, Any] = {"actor": actor}
    household = services.create_household(**by, team=team, name="Rivera")
    ana, luis = (
        services.add_person(**by, household=household, name=name, born_on=date(1950, 5, 10))
        for name in ("Ana", "Luis")
    )
    ira = services.add_account(
        **by, household=household, owner=ana, kind="traditional_ira", custodian=custodian
    )
    of_ira: dict[str, Any] = {**by, "account": ira}
    return Records(
        actor=actor,
        custodian=custodian,
        household=household,
        ana=ana,
        luis=luis,
        marriage=services.add_marriage(**by, household=household, one=ana, other=luis),
        ira=ira,
        line=services.add_beneficiary(**of_ira, person=luis),
        balance=services.record_balance(**of_ira, year=YEAR, amount=Decimal(9), source="feed"),
        adjustment=services.record_adjustment(**of_ira, year=YEAR, qlac=Decimal(1)),
        payment=services.record_payment(**of_ira, paid_on=date(2025, 3, 1), amount=Decimal(5)),
    )


def _restored_household(r: Records) -> Callable[..., object]:
    gone = services.archive_household(
        actor=r.actor, household=r.household, revision=1, because="Left"
    )
    return partial(services.restore_household, household=gone, revision=gone.revision)


def _restored_account(r: Records) -> Callable[..., object]:
    gone = services.archive_account(
        actor=r.actor, account=r.ira, revision=1, became="closed", because="Emptied"
    )
    return partial(services.restore_account, account=gone, revision=gone.revision)


def _somebody_else(r: Records) -> Person:
    return services.add_person(
        actor=r.actor, household=r.household, name="Eva", born_on=date(1951, 1, 1)
    )


def _restored_person(r: Records) -> Callable[..., object]:
    gone = services.archive_person(
        actor=r.actor, person=_somebody_else(r), revision=1, because="Left"
    )
    return partial(services.restore_person, person=gone, revision=gone.revision)


def _document(r: Records) -> Document:
    return services.add_document(actor=r.actor, household=r.household, upload=a_pdf())


def _income(r: Records) -> Income:
    return services.add_income(actor=r.actor, household=r.household, person=r.ana, **A_PENSION)


def _goal(r: Records) -> Goal:
    return services.add_goal(actor=r.actor, household=r.household, **A_GOAL)


def _fixed(r: Records) -> FixedWithdrawal:
    return services.add_fixed_withdrawal(
        actor=r.actor, household=r.household, account=r.ira, **A_YEARS_MONEY
    )


def a_pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", b"%PDF-1.7 a %%EOF")


def _second_marriage(r: Records) -> Callable[..., object]:
    services.change_marriage(actor=r.actor, marriage=r.marriage, revision=1, to_on=date(2001, 1, 1))
    return partial(
        services.add_marriage,
        household=r.household,
        one=r.ana,
        other=r.luis,
        from_on=date(2002, 1, 1),
    )


def _settled(r: Records) -> Callable[..., object]:
    services.record_balance(
        actor=r.actor, account=r.ira, year=YEAR, amount=Decimal(8), source="csv"
    )
    return partial(services.settle_balances, keep=r.balance, because="A typing error")


# What each verb is asked to do; calling it with the records leaves only the actor to be named.
ACTS: dict[str, Callable[[Records], Callable[..., object]]] = {
    "add_account": lambda r: partial(
        services.add_account, household=r.household, owner=r.luis, kind="roth_ira"
    ),
    "add_beneficiary": lambda r: partial(
        services.add_beneficiary, account=r.ira, person=r.luis, is_contingent=True
    ),
    "add_document": lambda r: partial(
        services.add_document,
        household=r.household,
        upload=a_pdf(),
    ),
    "add_fixed_withdrawal": lambda r: partial(
        services.add_fixed_withdrawal, household=r.household, account=r.ira, **A_YEARS_MONEY
    ),
    "add_goal": lambda r: partial(services.add_goal, household=r.household, **A_GOAL),
    "add_income": lambda r: partial(
        services.add_income, household=r.household, person=r.ana, **A_PENSION
    ),
    "add_marriage": _second_marriage,
    "add_person": lambda r: partial(
        services.add_person, household=r.household, name="Eva", born_on=date(1951, 1, 1)
    ),
    "archive_account": lambda r: partial(
        services.archive_account, account=r.ira, revision=1, became="moved", because="Left"
    ),
    "archive_household": lambda r: partial(
        services.archive_household, household=r.household, revision=1, because="Left"
    ),
    "archive_person": lambda r: partial(
        services.archive_person, person=_somebody_else(r), revision=1, because="Left"
    ),
    "attach_document": lambda r: partial(
        services.attach_document, to=r.payment, document=_document(r), revision=1
    ),
    "change_account": lambda r: partial(
        services.change_account, account=r.ira, revision=1, name="Old IRA"
    ),
    "change_beneficiary": lambda r: partial(
        services.change_beneficiary, beneficiary=r.line, revision=1, share=Decimal("0.5")
    ),
    "change_fixed_withdrawal": lambda r: partial(
        services.change_fixed_withdrawal, fixed=_fixed(r), revision=1, amount=Decimal(1)
    ),
    "change_goal": lambda r: partial(
        services.change_goal, goal=_goal(r), revision=1, amount=Decimal(1)
    ),
    "change_household": lambda r: partial(
        services.change_household, household=r.household, revision=1, name="Rivera-Soto"
    ),
    "change_income": lambda r: partial(
        services.change_income, income=_income(r), revision=1, annual=Decimal(8_000)
    ),
    "change_marriage": lambda r: partial(
        services.change_marriage, marriage=r.marriage, revision=1, to_on=date(2001, 1, 1)
    ),
    "change_payment": lambda r: partial(
        services.change_payment, payment=r.payment, revision=1, evidence="confirmation"
    ),
    "change_person": lambda r: partial(
        services.change_person, person=r.ana, revision=1, died_on=date(2025, 1, 1)
    ),
    "correct_balance": lambda r: partial(
        services.correct_balance,
        balance=r.balance,
        revision=1,
        amount=Decimal(7),
        because="A typing error",
    ),
    "create_household": lambda r: partial(
        services.create_household, team=r.household.team, name="Soto"
    ),
    "record_adjustment": lambda r: partial(
        services.record_adjustment, account=r.ira, year=YEAR, revision=1, qlac=Decimal(2)
    ),
    "record_balance": lambda r: partial(
        services.record_balance, account=r.ira, year=YEAR, amount=Decimal(8), source="csv"
    ),
    "record_balances": lambda r: partial(
        services.record_balances,
        firm=r.household.firm,
        entries=[
            services.NewBalance(account=r.ira, year=YEAR - 1, amount=Decimal(9), source="csv")
        ],
    ),
    "record_payment": lambda r: partial(
        services.record_payment, account=r.ira, paid_on=date(2025, 4, 1), amount=Decimal(1)
    ),
    "restore_account": _restored_account,
    "restore_household": _restored_household,
    "restore_person": _restored_person,
    "settle_balances": _settled,
    "state_account_taxes": lambda r: partial(
        services.state_account_taxes, account=r.ira, revision=1, basis=Decimal(500)
    ),
    "state_tax_facts": lambda r: partial(
        services.state_tax_facts, household=r.household, revision=0, medical=Decimal(900)
    ),
    "undo_payment": lambda r: partial(
        services.undo_payment, payment=r.payment, because="Entered twice"
    ),
    "withdraw_balance": lambda r: partial(
        services.withdraw_balance, balance=r.balance, because="A typing error"
    ),
    "withdraw_beneficiary": lambda r: partial(
        services.withdraw_beneficiary, beneficiary=r.line, revision=1, because="A typing error"
    ),
    "withdraw_document": lambda r: partial(
        services.withdraw_document, document=_document(r), revision=1, because="A typing error"
    ),
    "withdraw_income": lambda r: partial(
        services.withdraw_income, income=_income(r), revision=1, because="A typing error"
    ),
    "state_assumptions": lambda r: partial(
        services.state_assumptions, household=r.household, revision=0, inflation=Decimal("0.03")
    ),
    "state_limits": lambda r: partial(
        services.state_limits, household=r.household, revision=0, minimum_cash=Decimal(1)
    ),
    "state_spending": lambda r: partial(
        services.state_spending, household=r.household, revision=0, annual=Decimal(1)
    ),
    "withdraw_fixed_withdrawal": lambda r: partial(
        services.withdraw_fixed_withdrawal, fixed=_fixed(r), revision=1, because="A mistake"
    ),
    "withdraw_goal": lambda r: partial(
        services.withdraw_goal, goal=_goal(r), revision=1, because="Given up"
    ),
    "withdraw_marriage": lambda r: partial(
        services.withdraw_marriage, marriage=r.marriage, revision=1, because="A typing error"
    ),
}


def counted(household: Household) -> int:
    return Household.objects.get(pk=household.pk).facts_revision


def test_there_is_an_act_for_every_verb() -> None:
    assert set(ACTS) == set(services.__all__) - NOT_VERBS


@pytest.mark.parametrize("verb", ACTS)
def test_a_verb_counts_the_household_it_changes(verb: str, records: Records) -> None:
    act = ACTS[verb](records)
    before = counted(records.household)
    made = act(actor=records.actor)
    if isinstance(made, Household) and made.pk != records.household.pk:
        assert counted(made) > 1
    else:
        assert counted(records.household) > before


def test_what_is_refused_or_changes_nothing_counts_nothing(records: Records) -> None:
    before = counted(records.household)
    with pytest.raises(ValidationError):
        services.undo_payment(actor=None, payment=records.payment, because=" ")
    services.change_person(actor=None, person=records.ana, revision=1, name="Ana")
    assert counted(records.household) == before


def test_an_edit_of_the_household_itself_keeps_the_count_of_others(records: Records) -> None:
    """The row an editor read long ago is written, the count beside it is not written back."""
    before = counted(records.household)
    services.change_payment(actor=None, payment=records.payment, revision=1, evidence="line 4")
    services.change_household(
        actor=None, household=records.household, revision=1, name="Rivera-Soto"
    )
    assert counted(records.household) == before + 2


def test_the_count_is_no_part_of_the_history(records: Records) -> None:
    assert not hasattr(records.household.history.first(), "facts_revision")


def test_a_cut_off_is_a_fact_of_the_households_with_accounts_there(records: Records) -> None:
    elsewhere = services.create_household(actor=None, team=records.household.team, name="Soto")
    before = counted(records.household), counted(elsewhere)
    records.custodian.cutoff_day = 3
    save_setting(
        actor=records.actor,
        firm=records.household.firm,
        row=records.custodian,
        changed=["cutoff_day"],
    )
    assert (counted(records.household), counted(elsewhere)) == (before[0] + 1, before[1])


def test_what_a_firm_assumes_is_a_fact_of_every_household(records: Records) -> None:
    before = counted(records.household)
    row = FirmAssumptions(inflation=Decimal("0.03"))
    firm = records.household.firm
    save_setting(actor=records.actor, firm=firm, row=row, changed=["inflation"])
    assert counted(records.household) == before + 1


@pytest.mark.parametrize(
    ("changed", "counts"), [("time_zone", 1), ("needs_second_person", 1), ("color", 0)]
)
def test_some_settings_are_facts_of_every_household(
    changed: str, counts: int, records: Records
) -> None:
    firm = records.household.firm
    before = counted(records.household)
    save_setting(actor=records.actor, firm=firm, row=firm, changed=[changed])
    assert counted(records.household) == before + counts
