"""Was the spouse the sole beneficiary all year, to the day?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import Beneficiary, Marriage
from planning.engine.rmd.beneficiaries import is_sole_all_year, spouse_on_january_1
from tests.factories import make_account, make_household, make_person, make_spouse

NEW_YEAR, NEXT = date(2026, 1, 1), date(2027, 1, 1)
MID, LATER = date(2026, 6, 1), date(2026, 9, 1)


def spouse(**facts):
    return Beneficiary(person="sam", **facts)


def charity(**facts):
    return Beneficiary(entity="Charity", **facts)


def is_sole(*lines, died_on=None, divorced_on=None):
    pat, sam = make_person(died_on=died_on), make_spouse()
    account = make_account(beneficiaries=lines)
    marriage = Marriage(people=("pat", "sam"), to_on=divorced_on)
    household = make_household(account, people=(pat, sam), marriages=(marriage,))
    return is_sole_all_year([account], pat, sam, household, 2026)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((spouse(),), True),
        ((spouse(from_on=NEW_YEAR),), True),
        ((spouse(from_on=date(2026, 1, 2)),), False),
        ((spouse(to_on=NEXT),), True),
        ((spouse(to_on=date(2026, 12, 31)),), False),
        ((charity(to_on=NEW_YEAR), spouse(from_on=NEW_YEAR)), True),
        ((charity(to_on=date(2026, 1, 2)), spouse()), False),
        ((spouse(), charity(from_on=NEXT)), True),
        ((spouse(), charity(from_on=date(2026, 12, 31))), False),
        ((spouse(), charity(is_contingent=True)), True),
        ((spouse(is_contingent=True),), False),
        ((spouse(to_on=MID), spouse(from_on=MID)), True),
        ((spouse(to_on=MID), spouse(from_on=LATER)), False),
        ((spouse(share=Decimal("0.5")), spouse(share=Decimal("0.5"))), True),
        ((spouse(share=Decimal("0.999")),), True),  # three thirds
        ((spouse(share=Decimal("0.998")),), False),
        ((spouse(share=Decimal("0.999")), charity(share=Decimal("0.001"))), False),
        ((), False),
    ],
)
def test_alone_from_january_1_to_the_end_of_the_year(lines, expected):
    assert is_sole(*lines) is expected


def test_of_every_account_of_the_interest():
    pat, sam = make_person(), make_spouse()
    hers, shared = make_account(beneficiaries=(spouse(),)), make_account(beneficiaries=(charity(),))
    household = make_household(hers, shared, people=(pat, sam))
    assert is_sole_all_year([hers, hers], pat, sam, household, 2026)
    assert not is_sole_all_year([hers, shared], pat, sam, household, 2026)


@pytest.mark.parametrize("end", [{"died_on": MID}, {"divorced_on": MID}], ids=str)
def test_what_follows_a_death_or_a_divorce_does_not_matter(end):
    assert is_sole(spouse(to_on=MID), charity(from_on=MID), **end)
    before = date(2026, 5, 31)
    assert not is_sole(spouse(to_on=before), charity(from_on=before), **end)


def test_who_is_widowed_on_january_1_was_married_that_day():
    assert is_sole(spouse(), charity(from_on=date(2026, 1, 2)), died_on=NEW_YEAR)
    assert not is_sole(spouse(), charity(from_on=NEW_YEAR), died_on=NEW_YEAR)


@pytest.mark.parametrize(
    ("marriage", "died_on", "expected"),
    [
        ({}, None, "sam"),
        ({"from_on": NEW_YEAR}, None, "sam"),
        ({"from_on": date(2026, 1, 2)}, None, None),
        ({"to_on": date(2026, 1, 2)}, None, "sam"),
        ({"to_on": NEW_YEAR}, None, None),
        ({}, NEW_YEAR, "sam"),
        ({}, date(2025, 12, 31), None),
    ],
)
def test_marital_status_is_that_of_january_1(marriage, died_on, expected):
    people = (make_person(), make_spouse(died_on=died_on))
    household = make_household(
        make_account(), people=people, marriages=(Marriage(people=("pat", "sam"), **marriage),)
    )
    found = spouse_on_january_1(household, people[0], 2026)
    assert (found and found.id) == expected
