"""What is decided of an inherited account, where no household file could say it or more is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planning.engine.household import (
    AccountKind,
    BeneficiaryClass,
    EarlierBeneficiary,
    Election,
    Inheritance,
    Person,
)
from planning.engine.law import PayoutMethod, load_law
from planning.engine.rmd.inherited.payout import is_treated_as_own, payout_of
from tests.factories import make_account, make_household, make_person, schedule_of

LAW = load_law()
DEE = Person(id="dee", name="Dee", born_on=date(1943, 2, 11), died_on=date(2023, 5, 2))
ARI = Person(id="ari", name="Ari", born_on=date(1960, 2, 11), died_on=date(2022, 5, 2))
HEIR = Inheritance(decedent="dee", beneficiary_class=BeneficiaryClass.DESIGNATED, is_sole=True)


def inherited(facts=HEIR, people=(DEE,), **account):
    left = make_account(inherited=facts, **account)
    return make_household(left, people=(make_person(), *people), marriages=())


def payout(facts=HEIR, people=(DEE,), **account):
    household = inherited(facts, people, **account)
    return payout_of(household.accounts[0], household, LAW)


def test_an_account_that_was_not_inherited_has_no_payout():
    household = make_household(make_account())
    with pytest.raises(ValueError, match="The account ira is not inherited"):
        payout_of(household.accounts[0], household, LAW)


def test_records_of_a_successor_without_a_chain_stay_visible_and_are_asked_about():
    asked = payout(replace(HEIR, is_successor=True))
    assert (asked.code, asked.missing) == ("chain_missing", ("accounts.ira.inherited.chain",))


def test_records_of_somebody_who_died_before_the_owner_are_asked_about():
    chain = (EarlierBeneficiary(person="ari", beneficiary_class=BeneficiaryClass.DISABLED),)
    asked = payout(replace(HEIR, is_successor=True, chain=chain), (DEE, ARI))
    assert asked.code == "died_before_the_owner"
    assert asked.missing == ("accounts.ira.inherited.chain[0].died_on",)
    assert asked.numbers == {"heir": "Ari", "decedent": "Dee"}


def test_what_is_undecided_is_undecided_in_every_year_of_the_pool():
    household = inherited(replace(HEIR, beneficiary_class=None))
    found = schedule_of(household, 2020, 2026, 2040)
    assert [o.required for o in found.obligations] == [None, None, None]
    assert [(u.code, u.account) for u in found.undecided] == [("class_missing", "ira")]


def test_a_minor_child_whose_birth_nobody_knows_is_asked_about_only_where_it_counts():
    facts = replace(HEIR, beneficiary_class=BeneficiaryClass.MINOR_CHILD)
    child = make_person(born_on=None)
    household = make_household(make_account(inherited=facts), people=(child, DEE))
    (asked,) = schedule_of(household).undecided
    assert (asked.code, asked.missing) == ("heir_birth_missing", ("people.pat.born_on",))


def test_a_child_behind_a_trust_is_measured_by_the_trusts_life():
    facts = replace(
        HEIR,
        beneficiary_class=BeneficiaryClass.MINOR_CHILD,
        measuring_life_born_on=date(2010, 3, 3),
    )
    assert payout(facts).ends_in == 2041


def test_a_minor_child_with_a_trusts_life_but_no_birth_of_the_youngest_is_asked_about():
    facts = replace(
        HEIR,
        beneficiary_class=BeneficiaryClass.MINOR_CHILD,
        measuring_life_born_on=date(2010, 3, 3),
        is_sole=False,
    )
    assert payout(facts).code == "youngest_minor_missing"


def test_the_path_begins_with_the_death_and_ends_with_the_end():
    path = [finding.code for finding in payout().path]
    assert path == [
        "inherited_from",
        "law_secure",
        "died_after_the_beginning",
        "class_designated",
        "method_ten_year_with_annual",
        "ends_ten_years",
    ]


def test_two_accounts_of_one_rule_have_one_payout_whatever_was_said_on_the_way():
    assert payout() == payout(id="other", kind=AccountKind.SEP_IRA)
    assert payout() != payout(kind=AccountKind.ROTH_IRA)


@pytest.mark.parametrize(
    "changes",
    [
        {"election": None},
        {"beneficiary_class": BeneficiaryClass.DESIGNATED},
        {"is_sole": False},
        {"is_successor": True},
    ],
)
def test_only_a_spouse_alone_takes_an_ira_over(changes):
    spouse = replace(
        HEIR, beneficiary_class=BeneficiaryClass.SPOUSE, election=Election.TREAT_AS_OWN
    )
    own = make_account(inherited=spouse)
    assert is_treated_as_own(own, LAW)
    assert not is_treated_as_own(make_account(inherited=replace(spouse, **changes)), LAW)
    assert not is_treated_as_own(replace(own, kind=AccountKind.PLAN_401K), LAW)
    assert not is_treated_as_own(make_account(), LAW)


def test_an_own_account_whose_former_owners_death_is_not_recorded_owes_as_any_other():
    spouse = replace(
        HEIR, beneficiary_class=BeneficiaryClass.SPOUSE, election=Election.TREAT_AS_OWN
    )
    household = inherited(spouse, (replace(DEE, died_on=None),))
    (obligation,) = schedule_of(household).obligations
    assert (obligation.pool, obligation.required) == ("own_iras", 10_000)


def test_the_election_of_the_ten_years_is_a_method_of_its_own():
    early = replace(DEE, born_on=date(1960, 2, 11))
    facts = replace(HEIR, beneficiary_class=BeneficiaryClass.DISABLED, election=Election.TEN_YEAR)
    found = payout(facts, (early,))
    assert (found.method, found.starts_in, found.ends_in) == (PayoutMethod.TEN_YEAR, None, 2033)
    assert found.may_still_elect_ten_years is None
