"""What a sound household file says is what the engine is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import (
    AccountKind,
    Adjustments,
    Annuity,
    AnnuityTreatment,
    BalanceSource,
    Beneficiary,
    Distribution,
    DistributionKind,
    EmployerMoney,
    Marriage,
    Person,
    Plan,
    YearEndBalance,
)
from planning.engine.household_file import read_household
from tests.engine.household_file.changed import EXAMPLES, changed, table


def read_example(name, **given):
    return read_household((EXAMPLES / name).read_bytes(), **given)


@pytest.fixture(scope="module")
def household():
    return read_example("complete.json")


@pytest.fixture(scope="module")
def accounts(household):
    return {account.id: account for account in household.accounts}


def test_the_smallest_example():
    household = read_example("one-ira-2021.json")
    assert household.as_of == date(2021, 6, 30)
    assert [person.born_on for person in household.people] == [date(1949, 7, 15)]
    assert household.accounts[0].year_end_balances == {
        2020: YearEndBalance(amount=Decimal("100000.00")),
        2021: YearEndBalance(amount=Decimal("100000.00")),
    }


def test_a_household_may_have_no_account():
    text = """{"schema": "household/1", "as_of": "2026-11-21", "accounts": [],
               "people": [{"id": "ana", "name": "Ana", "born_on": "1953-05-10"}]}"""
    household = read_household(text)
    assert (household.name, household.accounts, household.distributions) == ("", (), ())


def test_the_couple():
    household = read_example("couple.json")
    ids = ["ira1", "sep", "k401", "luisk", "roth", "broker", "inh"]
    assert [account.id for account in household.accounts] == ids
    assert [account.id for account in household.accounts if account.is_inherited] == ["inh"]
    assert sum(paid.amount for paid in household.distributions) == Decimal("15000.00")


def test_people_and_marriages(household):
    assert household.name == "Rivera"
    assert household.people[0] == Person(
        id="ana",
        name="Ana Rivera",
        born_on=date(1953, 5, 10),
        retired_on=date(2018, 6, 30),
        plan_to_age=95,
    )
    assert household.people[2].died_on == date(2015, 5, 2)
    assert [person.is_member for person in household.people] == [True, True, False, False, False]
    assert household.marriages == (
        Marriage(people=("ana", "first"), from_on=date(1975, 5, 1), to_on=date(1979, 2, 1)),
        Marriage(people=("ana", "luis"), from_on=date(1992, 6, 1)),
    )


def test_an_account(accounts):
    ira = accounts["ira1"]
    assert ira.kind is AccountKind.TRADITIONAL_IRA
    assert (ira.name, ira.custodian, ira.number_last4) == ("Rollover IRA", "Schwab", "4436")
    assert ira.year_end_balances == {
        2024: YearEndBalance(amount=Decimal("500000.00")),
        2025: YearEndBalance(amount=Decimal("510000.50"), source=BalanceSource.FORM_5498),
    }
    assert ira.adjustments[2024] == Adjustments(outstanding_rollover=Decimal(50000))
    assert ira.adjustments[2025] == Adjustments(
        outstanding_transfer=Decimal("12.34"), qlac=Decimal(100000), annuity_value=Decimal(200000)
    )
    assert accounts["b403"].adjustments == {2025: Adjustments(pre_1987=Decimal(80000))}
    assert ira.annuity == Annuity(
        treatment=AnnuityTreatment.TOGETHER, payments={2026: Decimal(9000)}
    )
    assert ira.beneficiaries == (
        Beneficiary(person="luis", share=Decimal("0.75"), from_on=date(1992, 6, 1)),
        Beneficiary(entity="Red Cross", entity_kind="charity", share=Decimal("0.25")),
        Beneficiary(entity="The Rivera Trust", entity_kind="see_through_trust", is_contingent=True),
    )
    assert ira.allocation == {
        "stocks": Decimal("0.6"),
        "bonds": Decimal("0.35"),
        "cash": Decimal("0.05"),
    }
    assert ira.plan is None
    assert not ira.is_inherited
    assert accounts["inherited"].is_inherited


def test_amounts_are_dollars_and_cents_without_an_exponent(accounts):
    amounts = [balance.amount for balance in accounts["ira1"].year_end_balances.values()]
    assert [str(amount) for amount in amounts] == ["500000.00", "510000.50"]
    household = read_household(changed("accounts.0.year_end_balances.2025", "3e5"))
    assert str(household.accounts[0].year_end_balances[2025].amount) == "300000.00"


def test_a_plan(accounts):
    assert accounts["k401"].plan == Plan(
        id="acme",
        employer="Acme",
        separated_on=date(2018, 6, 30),
        is_five_percent_owner=True,
        delays_while_working=False,
        is_governmental=True,
        is_collectively_bargained=True,
        sources=(
            EmployerMoney(
                source="match", amount=Decimal(10000), vesting="graded_6", years_of_service=4
            ),
        ),
    )


def test_what_one_account_says_of_a_plan_holds_for_the_others_of_its_owner(accounts):
    roth = accounts["roth_k"].plan
    assert (roth.separated_on, roth.is_five_percent_owner) == (date(2018, 6, 30), True)
    assert (roth.is_governmental, roth.sources) == (True, ())


def test_a_plan_of_another_owner_is_another_plan():
    household = read_household(changed("accounts.2.owner", '"luis"'))
    assert household.accounts[2].plan == Plan(id="acme")


def test_no_separation_is_not_the_same_as_nothing_said_of_it(accounts):
    assert accounts["luis_k"].plan == Plan(is_still_employed=True)
    assert accounts["luis_ps"].plan == Plan(is_still_employed=False)


def test_payments(household):
    assert household.distributions == (
        Distribution(
            account="ira1",
            paid_on=date(2026, 3, 1),
            amount=Decimal(10000),
            evidence="confirmation 0301",
        ),
        Distribution(
            account="ira1",
            paid_on=date(2026, 12, 29),
            amount=Decimal(5000),
            kind=DistributionKind.QCD,
            cleared_on=date(2027, 1, 4),
        ),
        Distribution(account="k401", paid_on=date(2026, 6, 1), amount=Decimal("0.01")),
    )
    assert household.ira_deductions_after_70_half == {"ana": {2024: Decimal(3000)}}


def test_a_missed_year_is_a_whole_number_like_other_years():
    text = changed("distributions.0.makes_up_for", "2020")
    missed = read_household(text).distributions[0].makes_up_for
    assert (missed, type(missed)) == (2020, int)


def test_returns_are_known_or_not(household):
    assert household.returns == {
        "stocks": Decimal("0.065"),
        "bonds": Decimal("0.042"),
        "cash": Decimal("0.03"),
    }
    assert read_household(changed("assumptions", "{}")).returns is None


def test_the_day_given_beside_the_file_outranks_its_own():
    assert read_example("complete.json").as_of == date(2026, 11, 21)
    assert read_example("complete.json", as_of=date(2025, 1, 2)).as_of == date(2025, 1, 2)
    assert read_household(changed("as_of", ""), as_of=date(2025, 1, 2)).as_of == date(2025, 1, 2)


def test_text_bytes_and_a_byte_order_mark_are_read_alike(household):
    data = (EXAMPLES / "complete.json").read_bytes()
    for same in (data.decode(), b"\xef\xbb\xbf" + data, "\ufeff" + data.decode()):
        assert read_household(same) == household


def test_the_longest_text_and_the_largest_file_are_read():
    assert read_household(changed("name", '"' + "n" * 200 + '"')).name == "n" * 200
    data = (EXAMPLES / "complete.json").read_bytes()
    assert read_household(data + b" " * (1_000_000 - len(data)))


@pytest.mark.parametrize(("place", "written", "reason"), table("accepted.toml"))
def test_what_only_looks_wrong_is_read(place, written, reason):
    assert read_household(changed(place, written)), reason
