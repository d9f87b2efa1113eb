"""What is owed where those who inherited have accounts of their own beside the one left?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planning.engine.household import (
    AccountKind,
    BeneficiaryClass,
    EarlierBeneficiary,
    Inheritance,
)
from planning.engine.rmd import Status
from planning.engine.rmd.results import Rule
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
