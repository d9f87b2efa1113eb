"""Is the document plain JSON, with every amount written as money?"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from planning.engine.document import rmd_document
from planning.engine.law import load_law
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    make_spouse,
    schedule_of,
)

LAW = load_law()


def document_of(household, *years):
    return rmd_document(schedule_of(household, *years), LAW)


def test_it_holds_json_types_only():
    document = document_of(
        make_household(
            make_account(),
            people=(make_person(), make_spouse()),
            distributions=(make_payment(4_000, date(2026, 3, 1)),),
        ),
        2026,
        2027,
    )
    assert json.loads(json.dumps(document)) == document


def test_money_is_written_with_cents_whatever_its_size():
    # The most a file may hold, at the highest growth it may assume, for a hundred years.
    account = make_account(
        year_end_balances=make_balances({2025: 999_999_999_999}),
        allocation={"stocks": Decimal(1)},
    )
    household = make_household(
        account,
        people=(make_person(born_on=date(2026, 1, 1)),),
        returns={"stocks": Decimal("0.5")},
    )
    (obligation,) = document_of(household, 2126)["obligations"]
    whole, _point, cents = obligation["required"].partition(".")
    assert (len(whole) > 24, len(cents)) == (True, 2)
    assert whole.isdecimal()


def test_a_person_of_unknown_birth_has_no_dates():
    document = document_of(make_household(make_account(), people=(make_person(born_on=None),)))
    pat = document["people"]["pat"]
    assert pat["applicable_age"] is pat["first_distribution_year"] is None
    assert pat["required_beginning_date"] is None


def test_an_account_without_a_name_is_called_by_its_id():
    document = document_of(
        make_household(make_account(), make_account(id="b", name="Rollover IRA"))
    )
    assert [account["name"] for account in document["accounts"].values()] == ["", "Rollover IRA"]


def test_what_is_undecided_carries_no_figure():
    (obligation,) = document_of(make_household(make_account(year_end_balances={})))["obligations"]
    assert obligation["status"] == "undecided"
    assert obligation["required"] is obligation["taken"] is obligation["remaining"] is None
