"""Which table is chosen where something about the spouse is not known?"""

from __future__ import annotations

from datetime import date

import pytest

from planning.engine.household import Beneficiary
from planning.engine.rmd import Status
from planning.engine.rmd.results import TableGround
from tests.factories import (
    make_account,
    make_household,
    make_person,
    make_spouse,
    obligation_of,
    schedule_of,
)

SPOUSE, CHARITY = Beneficiary(person="sam"), Beneficiary(entity="Charity")


def household(*beneficiaries, **spouse):
    people = (make_person(), make_spouse(**spouse))
    return make_household(make_account(beneficiaries=beneficiaries), people=people)


@pytest.mark.parametrize(
    ("beneficiaries", "ground"),
    [((CHARITY,), TableGround.SPOUSE_NOT_SOLE), ((), TableGround.NO_BENEFICIARY_NAMED)],
)
def test_an_unknown_age_does_not_matter_where_the_spouse_is_not_sole(beneficiaries, ground):
    (amount,) = obligation_of(household(*beneficiaries, born_on=None)).amounts
    assert amount.divisor.ground is ground


def test_no_beneficiary_is_a_caveat_whether_the_spouses_age_is_known_or_not():
    for born_on in (None, date(1970, 5, 10)):
        found = schedule_of(household(born_on=born_on))
        assert [caveat.code for caveat in found.caveats] == ["no_beneficiary_named"]


def test_an_unknown_age_that_decides_is_asked_for_with_its_year():
    found = schedule_of(household(SPOUSE, born_on=None))
    assert found.obligations[0].status is Status.UNDECIDED
    (undecided,) = found.undecided
    assert (undecided.code, undecided.missing, undecided.year) == (
        "spouse_birth_date_missing",
        ("people.sam.born_on",),
        2026,
    )
