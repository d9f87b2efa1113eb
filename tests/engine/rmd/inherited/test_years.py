"""What does an inherited account owe where contracts, other people and other years come in?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import (
    AccountKind,
    Adjustments,
    Annuity,
    AnnuityTreatment,
    BeneficiaryClass,
    DistributionKind,
    Election,
    Inheritance,
    Person,
    Plan,
)
from planning.engine.law import load_law
from planning.engine.rmd import Status
from planning.engine.rmd.pools import parts_of, pool_names
from planning.engine.rmd.readings import readings_of
from planning.engine.rmd.results import Rule
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    obligation_of,
    schedule_of,
)

LAW = load_law()
DEE = Person(id="dee", name="Dee", born_on=date(1943, 2, 11), died_on=date(2023, 5, 2))
HEIR = Inheritance(decedent="dee", beneficiary_class=BeneficiaryClass.DESIGNATED, is_sole=True)
SPOUSE = replace(HEIR, beneficiary_class=BeneficiaryClass.SPOUSE)
# Pat, born in 1950, is 74 in 2024: 15.6, in 2026 13.6.
TEN_THOUSAND = 136_000


def inherited(balance=TEN_THOUSAND, *, facts=HEIR, decedent=DEE, household=None, **account):
    return make_household(
        make_account(balance, inherited=facts, **account),
        people=(make_person(), decedent),
        marriages=(),
        **household or {},
    )


def together(**payments):
    paid = {int(year.lstrip("y")): Decimal(amount) for year, amount in payments.items()}
    return {
        "annuity": Annuity(treatment=AnnuityTreatment.TOGETHER, payments=paid),
        "adjustments": {2025: Adjustments(annuity_value=Decimal(50_000))},
    }


def test_annuity_payments_count_against_the_amount():
    household = inherited(**together(y2026=4_000))
    assert obligation_of(household).required == 6_000


def test_annuity_payments_that_nobody_knows_are_asked_for():
    (asked,) = schedule_of(inherited(**together())).undecided
    assert (asked.code, asked.year) == ("annuity_payments_missing", 2026)
    (later,) = schedule_of(inherited(**together()), 2028).undecided
    assert (later.code, later.year) == ("annuity_payments_missing", 2026)


def test_a_balance_of_before_the_death_is_walked_through_years_that_ask_nothing():
    # 100,000 on December 31, 2022, grown by 5% in 2023, the owner's year; then 15.6, 14.6, 13.6.
    household = inherited(year_end_balances=make_balances({2022: 100_000}))
    household = replace(household, as_of=date(2023, 6, 1))
    found = obligation_of(household, 2024)
    assert found.amounts[0].balance.adjusted == 105_000
    assert found.required == Decimal("6730.77")  # 105,000 ÷ 15.6


def test_a_decedent_who_dies_after_the_as_of_date_has_not_died():
    (asked,) = schedule_of(inherited(household={"as_of": date(2022, 12, 31)})).undecided
    assert asked.code == "decedent_death_missing"


def test_an_account_somebody_left_who_had_inherited_it_says_who_is_missing():
    holder = make_person(died_on=date(2024, 4, 4))
    roth = make_account(kind=AccountKind.ROTH_IRA, inherited=HEIR)
    household = make_household(roth, people=(holder, DEE), marriages=())
    (asked,) = schedule_of(household).undecided
    assert (asked.code, asked.missing) == ("owner_died", ("accounts.ira.inherited",))


def test_a_roth_ira_a_spouse_took_over_is_passed_on_like_an_own_one():
    facts = replace(SPOUSE, election=Election.TREAT_AS_OWN)
    roth = make_account(kind=AccountKind.ROTH_IRA, inherited=facts)
    holder = make_person(died_on=date(2024, 4, 4))
    household = make_household(roth, people=(holder, DEE), marriages=())
    (asked,) = schedule_of(household).undecided
    assert asked.code == "owner_died"


def readings(figure, year=2026, **balances):
    household = inherited(**balances)
    found = obligation_of(household, year)
    (amount,) = found.amounts
    return [
        (reading.code, reading.numbers["period"])
        for reading in readings_of(Decimal(figure), amount, found, LAW, other_balances={})
    ]


@pytest.mark.parametrize(
    ("figure", "code", "period"),
    [
        ("9444.44", "wrong_age", "14.4"),  # 73 in 2024: 16.4 − 2
        ("10625.00", "wrong_age", "12.8"),  # 75: 14.8 − 2
        ("9645.39", "looked_up_anew", "14.1"),  # 76 in 2026
        ("11239.67", "table_2002", "12.1"),  # 74 by the table before 2022: 14.1 − 2
    ],
)
def test_another_divisor_of_a_beneficiary_is_recognized(figure, code, period):
    assert readings(figure) == [(code, Decimal(period))]


def test_in_the_first_year_nothing_was_taken_off_yet():
    # 156,000 ÷ 15.6 = 10,000; of 73: ÷ 16.4
    first_year = {"year_end_balances": make_balances({2023: 156_000})}
    assert readings("9512.20", 2024, **first_year) == [("wrong_age", Decimal("16.4"))]


def test_near_the_end_a_divisor_of_nothing_explains_no_figure():
    # An owner of 97 leaves the estate 3.4 − 2 = 1.4; at 98 it would be 1.2, before 2022 3.6 − 2.
    facts = replace(HEIR, beneficiary_class=BeneficiaryClass.ESTATE)
    old = replace(DEE, born_on=date(1927, 2, 11), died_on=date(2024, 5, 2))
    found = obligation_of(inherited(14_000, facts=facts, decedent=old))
    (amount,) = found.amounts
    assert (amount.divisor.period, amount.required) == (Decimal("1.4"), 10_000)
    given = readings_of(Decimal(8_750), amount, found, LAW, other_balances={})
    assert [(r.code, r.numbers["period"]) for r in given] == [("table_2002", Decimal("1.6"))]


def test_before_2022_there_was_one_table():
    facts = replace(HEIR, beneficiary_class=BeneficiaryClass.ESTATE)
    left = replace(DEE, born_on=date(1939, 2, 11), died_on=date(2019, 5, 2))
    balances = make_balances({2020: 82_000})
    household = inherited(facts=facts, decedent=left, year_end_balances=balances)
    found = obligation_of(household, 2021)
    assert readings_of(Decimal("9999.00"), found.amounts[0], found, LAW, other_balances={}) == ()


def test_how_much_younger_somebody_is_cannot_be_checked_without_birth_dates():
    facts = replace(HEIR, beneficiary_class=BeneficiaryClass.NOT_MORE_THAN_10_YEARS_YOUNGER)
    roth = inherited(facts=facts, kind=AccountKind.ROTH_IRA, decedent=replace(DEE, born_on=None))
    assert obligation_of(roth).required == 10_000


def test_a_spouse_who_shares_the_ten_years_with_nobody_may_roll_over_before_the_age():
    early = replace(DEE, born_on=date(1960, 2, 11))
    facts = replace(SPOUSE, election=Election.TEN_YEAR)
    rolled = make_payment(1_000, date(2026, 3, 1), kind=DistributionKind.ROLLOVER)
    cash = make_payment(1_000, date(2026, 3, 1))
    for payment, warned in ((rolled, True), (cash, False)):
        household = inherited(facts=facts, decedent=early, household={"distributions": (payment,)})
        codes = {caveat.code for caveat in schedule_of(household).caveats}
        assert ("hypothetical_rmd" in codes) is warned


def test_a_spouse_of_unknown_age_is_warned_too():
    early = replace(DEE, born_on=date(1960, 2, 11))
    facts = replace(SPOUSE, election=Election.TEN_YEAR)
    rolled = make_payment(1_000, date(2026, 3, 1), kind=DistributionKind.ROLLOVER)
    household = make_household(
        make_account(inherited=facts),
        people=(make_person(born_on=None), early),
        marriages=(),
        distributions=(rolled,),
    )
    assert "hypothetical_rmd" in {caveat.code for caveat in schedule_of(household).caveats}


def test_an_amount_of_a_relief_year_is_no_question_of_years_before_the_records():
    household = inherited(
        year_end_balances=make_balances({2023: 156_000, 2024: 146_000}),
        household={"records_begin_on": date(2026, 1, 1)},
    )
    relieved, asked = (obligation_of(household, year) for year in (2024, 2025))
    assert (relieved.status, relieved.is_not_on_record) == (Status.NOT_REQUIRED, False)
    assert (asked.status, asked.is_not_on_record) == (Status.UNDECIDED, True)


def test_every_account_has_a_pool():
    household = make_household(
        make_account(id="own"),
        make_account(id="inh", inherited=HEIR),
        make_account(id="pension", kind=AccountKind.DEFINED_BENEFIT, inherited=HEIR),
        make_account(id="k", kind=AccountKind.PLAN_401K, inherited=HEIR, plan=Plan(id="acme")),
        people=(make_person(), DEE),
        marriages=(),
    )
    assert pool_names(household, LAW) == {
        "own": "own_iras",
        "inh": "inherited_iras:dee",
        "pension": "plan:pension",
        "k": "inherited_plan:k",
    }


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("own_iras", ("own_iras", "", 1)),
        ("plan:acme:2", ("plan", "acme:2", 1)),
        ("inherited_iras:dee", ("inherited_iras", "dee", 1)),
        ("inherited_iras:dee:2", ("inherited_iras", "dee", 2)),
    ],
)
def test_a_pools_name_is_taken_apart(name, parts):
    found = parts_of(name)
    assert (found.kind, found.of, found.number) == parts


def test_the_year_of_death_of_an_account_held_since_then():
    left = replace(DEE, died_on=date(2026, 3, 3), born_on=date(1944, 2, 11))
    found = obligation_of(inherited(185_000, decedent=left))
    assert (found.required, found.amounts[0].rule) == (10_000, Rule.LIFETIME)  # 82: 18.5
    assert (found.left_by, found.falls_to) == (left, ())
    assert found.waived_until == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("died_on", "kind", "first"),
    [
        (date(2023, 5, 2), AccountKind.TRADITIONAL_IRA, 2024),  # an amount each year
        (date(2023, 5, 2), AccountKind.ROTH_IRA, 2033),  # nothing before the tenth year
    ],
    ids=str,
)
def test_an_inherited_account_begins_with_the_first_year_that_asks(died_on, kind, first):
    household = inherited(decedent=replace(DEE, died_on=died_on), kind=kind)
    (amount,) = obligation_of(household).amounts
    assert amount.first_year == first


def test_an_own_account_begins_by_its_owner_and_one_without_a_birth_date_by_nobody_knows():
    (amount,) = obligation_of(make_household(make_account())).amounts
    assert amount.first_year == amount.start.first_year
    assert replace(amount, start=None).first_year is None
