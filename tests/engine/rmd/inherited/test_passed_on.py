"""What is owed where those who inherited have accounts of their own beside the one left?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import (
    AccountKind,
    Beneficiary,
    BeneficiaryClass,
    EarlierBeneficiary,
    Inheritance,
)
from planning.engine.law import load_law
from planning.engine.rmd import Status
from planning.engine.rmd.amounts import AccountYears
from planning.engine.rmd.pools import pools_of_household
from planning.engine.rmd.results import Rule, Undecided
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    schedule_of,
)

# Dee, of 82 in 2026, left an IRA in March: 370,000 ÷ 18.5 = 20,000 for the year.
DEE = make_person(id="dee", name="Dee", born_on=date(1944, 2, 11), died_on=date(2026, 3, 2))
HEIR = Inheritance(
    decedent="dee", beneficiary_class=BeneficiaryClass.DESIGNATED, is_sole=True, came_from="left"
)
LEFT = make_account(370_000, id="left", owner="dee")


def passed_on(*accounts, **facts):
    return make_household(
        *accounts,
        people=(make_person(born_on=date(1970, 5, 10)), DEE),
        marriages=(),
        distributions=facts.pop("distributions", ()),
        as_of=facts.pop("as_of", date(2026, 11, 21)),
    )


def owed(household, *years):
    schedule = schedule_of(household, *years)
    assert schedule.undecided == ()
    return {
        (o.person.id, o.pool, o.distribution_year): (o.required, o.status)
        for o in schedule.obligations
    }


def test_the_year_of_death_is_asked_of_the_account_that_was_left_and_of_no_other():
    own = make_account(0, inherited=HEIR, year_end_balances={})
    paid = make_payment(3_000, date(2026, 2, 1), account="left")
    household = passed_on(LEFT, own, distributions=(paid,))
    assert owed(household, 2026) == {
        ("pat", "inherited_iras:dee", 2026): (0, Status.NOT_REQUIRED),
        ("dee", "own_iras", 2026): (20_000, Status.CALCULATED),
    }


def test_from_the_next_year_on_the_account_that_was_left_asks_nothing():
    # Pat is 57 in 2027: 29.8; 400,000 ÷ 29.8 = 13,422.82
    own = make_account(0, inherited=HEIR, year_end_balances=make_balances({2026: 400_000}))
    household = passed_on(LEFT, own, as_of=date(2027, 6, 1))
    found = owed(household, 2027)
    assert list(found) == [("pat", "inherited_iras:dee", 2027)]
    (amount,) = schedule_of(household, 2027).obligations[0].amounts
    assert (amount.rule, str(amount.divisor.period)) == (Rule.TEN_YEAR_WITH_ANNUAL, "29.8")
    assert str(amount.required) == "13422.82"
    assert "left_in_the_year_of_death" not in {c.code for c in schedule_of(household, 2027).caveats}


def test_before_the_year_of_death_there_was_no_inherited_account():
    own = make_account(0, inherited=HEIR, year_end_balances={})
    left = replace(LEFT, year_end_balances=make_balances({2024: 388_000}))
    assert list(owed(passed_on(left, own), 2025)) == [("dee", "own_iras", 2025)]


def test_a_roth_ira_that_was_passed_on_is_not_asked_about_again():
    left = replace(LEFT, kind=AccountKind.ROTH_IRA)
    own = make_account(
        0,
        kind=AccountKind.ROTH_IRA,
        inherited=HEIR,
        year_end_balances=make_balances({2026: 400_000}),
    )
    household = passed_on(left, own, as_of=date(2027, 6, 1))
    assert list(owed(household, 2027)) == [("pat", "inherited_roth_iras:dee", 2027)]


def test_an_inherited_account_is_passed_on_alike():
    # Pat, who inherited from Dee in 2024, dies in 2026; Ann follows, on the same schedule.
    pat = make_person(born_on=date(1970, 5, 10), died_on=date(2026, 7, 7))
    ann = make_person(id="ann", name="Ann", born_on=date(1990, 1, 1))
    earlier = EarlierBeneficiary(person="pat", beneficiary_class=BeneficiaryClass.DESIGNATED)
    balances = make_balances({2025: 300_000, 2026: 280_000})
    held = make_account(inherited=replace(HEIR, came_from=None), year_end_balances=balances)
    follows = replace(HEIR, came_from="ira", is_successor=True, chain=(earlier,))
    own = make_account(
        id="own",
        owner="ann",
        inherited=follows,
        year_end_balances=make_balances({2026: 280_000}),
    )
    household = make_household(
        held,
        own,
        people=(pat, replace(DEE, died_on=date(2024, 3, 2)), ann),
        marriages=(),
        as_of=date(2027, 6, 1),
    )
    found = {
        (o.person.id, o.distribution_year): str(o.required)
        for o in schedule_of(household, 2026, 2027).obligations
    }
    assert found == {
        ("pat", 2026): "9803.92",  # 55 in 2025: 31.6, less one; 300,000 ÷ 30.6
        ("ann", 2026): "0.00",
        ("ann", 2027): "9459.46",  # 280,000 ÷ 29.6
    }


def heirs_of_2026(source=LEFT, *, lines=((0.75, "pat"),), **account):
    named = tuple(Beneficiary(person=name, share=Decimal(str(share))) for share, name in lines)
    left = replace(source, beneficiaries=named)
    own = make_account(0, inherited=HEIR, year_end_balances={}, **account)
    return passed_on(left, own)


def in_2027(household):
    schedule = schedule_of(household, 2026, 2027, 2028)
    found = [o for o in schedule.obligations if o.person.id != "dee"]
    return found, schedule.undecided


def test_before_the_first_december_31_the_share_of_what_was_left_is_projected():
    found, undecided = in_2027(heirs_of_2026())
    assert undecided == ()
    # 370,000 × 1.05 − 20,000 = 368,500; three quarters 276,375; Pat is 57: 29.8.
    (first, then) = (o.amounts[0] for o in found[1:])
    assert (first.balance.recorded, first.balance.share_of) == (
        Decimal("276375.00"),
        (Decimal("368500.00"), Decimal("0.75")),
    )
    assert str(first.required) == "9274.33"
    # 276,375 × 1.05 − 9,274.33 = 280,919.42; 28.8.
    assert (str(then.balance.recorded), str(then.required)) == ("280919.42", "9754.15")


def test_who_is_named_in_the_second_place_counts_where_the_first_have_died():
    lee = make_person(id="lee", name="Lee", died_on=date(2020, 1, 1))
    dead = Beneficiary(person="lee", share=Decimal(1))
    second = Beneficiary(person="pat", share=Decimal(1), is_contingent=True)
    household = passed_on(
        replace(LEFT, beneficiaries=(dead, second)),
        make_account(0, inherited=HEIR, year_end_balances={}),
    )
    household = replace(household, people=(*household.people, lee))
    found, _undecided = in_2027(household)
    assert found[1].amounts[0].balance.recorded == 368_500


def test_a_roth_ira_left_this_year_is_projected_whole():
    roth = replace(LEFT, kind=AccountKind.ROTH_IRA)
    household = heirs_of_2026(roth, lines=((1, "pat"),), kind=AccountKind.ROTH_IRA)
    (final,) = [o for o in schedule_of(household, 2036).obligations if o.person.id == "pat"]
    assert final.amounts[0].rule is Rule.WHOLE_BALANCE
    # 370,000 × 1.05 = 388,500 at the end of 2026, and nine years of growth after it.
    assert abs(final.required - Decimal(388_500) * Decimal("1.05") ** 9) < 1


def test_an_inherited_account_left_this_year_is_projected_by_its_own_rule():
    # Pat inherited in 2024, dies in 2026; Ann follows. 306,000 ÷ 30.6 = 10,000 for 2026.
    pat = make_person(born_on=date(1970, 5, 10), died_on=date(2026, 7, 7))
    ann = make_person(id="ann", name="Ann", born_on=date(1990, 1, 1))
    earlier = EarlierBeneficiary(person="pat", beneficiary_class=BeneficiaryClass.DESIGNATED)
    held = make_account(
        inherited=replace(HEIR, came_from=None),
        year_end_balances=make_balances({2025: 306_000}),
        beneficiaries=(Beneficiary(person="ann", share=Decimal(1)),),
    )
    follows = replace(HEIR, came_from="ira", is_successor=True, chain=(earlier,))
    own = make_account(id="own", owner="ann", inherited=follows, year_end_balances={})
    household = make_household(
        held,
        own,
        people=(pat, replace(DEE, died_on=date(2024, 3, 2)), ann),
        marriages=(),
        as_of=date(2026, 11, 21),
    )
    (found,) = [o for o in schedule_of(household, 2027).obligations if o.person.id == "ann"]
    assert str(found.amounts[0].balance.recorded) == "311300.00"  # × 1.05 − 10,000
    assert str(found.required) == "10516.89"  # ÷ 29.6
    unclear = replace(held, inherited=replace(held.inherited, beneficiary_class=None))
    household = replace(household, accounts=(unclear, own))
    asked = [u for u in schedule_of(household, 2027).undecided if u.account == "own"]
    assert [u.missing for u in asked] == [("accounts.ira.inherited.class",)]


@pytest.mark.parametrize(
    ("household", "missing"),
    [
        (heirs_of_2026(replace(LEFT, year_end_balances={})), "year_end_balances.2025"),
        (heirs_of_2026(lines=()), "beneficiaries"),
        (heirs_of_2026(lines=((1, "dee"),)), "beneficiaries"),
    ],
    ids=["the balance", "who is named", "the share of the holder"],
)
def test_what_a_projection_lacks_of_the_account_that_was_left_is_said(household, missing):
    _found, undecided = in_2027(household)
    asked = {(u.code, u.missing) for u in undecided if u.account == "ira"}
    assert asked == {("first_balance_to_come", (f"accounts.left.{missing}",))}


def test_an_account_of_unknown_birth_cannot_say_what_it_will_hold():
    account, law = make_account(), load_law()
    household = make_household(account, people=(make_person(born_on=None),))
    (pool,) = pools_of_household(household, law)
    asked = AccountYears(household, pool, account, law).at_end(2026)
    assert isinstance(asked, Undecided)
    assert asked.code == "birth_date_missing"


def test_what_was_left_in_an_earlier_year_has_a_first_balance_to_enter():
    own = make_account(0, inherited=HEIR, year_end_balances={})
    died = replace(DEE, died_on=date(2025, 5, 5))
    household = make_household(
        LEFT,
        own,
        people=(make_person(), died),
        marriages=(),
        as_of=date(2026, 11, 21),
    )
    asked = {(u.code, u.missing) for u in schedule_of(household, 2027).undecided}
    assert asked == {("balance_missing", ("accounts.ira.year_end_balances.2025",))}
