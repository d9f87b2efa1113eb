"""From which accounts should a requirement be paid?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.engine.household import AccountKind, DistributionKind
from planning.engine.law import load_law
from planning.engine.rmd.proposal import Spread, propose
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    obligation_of,
)

LAW = load_law()
PAT = make_person(born_on=date(1951, 5, 10))  # 75 in 2026: ÷ 24.6
TODAY = date(2026, 11, 2)
CUT_OFF = date(2026, 12, 11)
QCD, CASH = DistributionKind.QCD, DistributionKind.CASH


def owed(*balances, payments=(), as_of=TODAY, person=PAT, kind=AccountKind.TRADITIONAL_IRA):
    accounts = [
        make_account(id=name, kind=kind, year_end_balances=make_balances({2025: balance}))
        for name, balance in zip("abcd", balances, strict=False)
    ]
    household = make_household(*accounts, people=(person,), distributions=payments, as_of=as_of)
    return obligation_of(household, 2026)


def proposed(obligation, room, **wishes):
    found = propose(
        obligation,
        available={name: Decimal(amount) for name, amount in room.items()},
        cut_offs={"a": CUT_OFF},
        as_of=TODAY,
        law=LAW,
        **wishes,
    )
    return [(draw.account.id, draw.amount, draw.kind) for draw in found.draws], found


def test_one_order_from_the_smallest_account_that_covers_it():
    draws, found = proposed(owed(123_000, 123_000), {"a": 90_000, "b": 50_000})
    assert draws == [("b", 10_000, CASH)]
    assert found.unmet == 0


def test_where_no_account_covers_it_the_largest_come_first():
    draws, found = proposed(owed(123_000, 123_000), {"a": 7_000, "b": 2_000})
    assert draws == [("a", 7_000, CASH), ("b", 2_000, CASH)]
    assert found.unmet == 1_000


def test_each_account_pays_its_share_and_who_has_less_is_helped():
    each = {"spread": Spread.EACH_ITS_SHARE}
    draws, _found = proposed(owed(184_500, 61_500), {"a": 90_000, "b": 90_000}, **each)
    assert draws == [("a", 7_500, CASH), ("b", 2_500, CASH)]
    draws, _found = proposed(owed(184_500, 61_500), {"a": 5_000, "b": 90_000}, **each)
    assert draws == [("a", 5_000, CASH), ("b", 5_000, CASH)]
    draws, found = proposed(owed(184_500, 61_500), {"a": 5_000, "b": 1_000}, **each)
    assert draws == [("a", 5_000, CASH), ("b", 1_000, CASH)]
    assert found.unmet == 4_000


def test_a_gift_to_charity_comes_first_and_within_its_room():
    gift = {"gift": Decimal(8_000), "gift_room": Decimal(6_000)}
    draws, found = proposed(owed(246_000), {"a": 90_000}, **gift)
    assert draws == [("a", 6_000, QCD), ("a", 4_000, CASH)]
    assert found.gift_refused == 2_000


def test_a_gift_may_be_larger_than_what_is_required():
    gift = {"gift": Decimal(12_000), "gift_room": Decimal(111_000)}
    draws, found = proposed(owed(246_000), {"a": 90_000}, **gift)
    assert draws == [("a", 12_000, QCD)]
    assert found.unmet == 0


@pytest.mark.parametrize(
    "refused",
    [
        {"kind": AccountKind.SEP_IRA},
        {"person": make_person(born_on=None)},
        {"person": make_person(born_on=date(1951, 5, 10), died_on=date(2026, 3, 1))},
    ],
)
def test_who_may_not_give_is_asked_for_cash(refused):
    gift = {"gift": Decimal(1_000), "gift_room": Decimal(111_000)}
    obligation = owed(246_000)
    accounts = [replace(amount.account) for amount in obligation.amounts]
    accounts[0] = replace(accounts[0], kind=refused.get("kind", accounts[0].kind))
    obligation = replace(
        obligation,
        person=refused.get("person", PAT),
        amounts=(replace(obligation.amounts[0], account=accounts[0]),),
    )
    draws, found = proposed(obligation, {"a": 90_000}, **gift)
    assert draws == [("a", 10_000, CASH)]
    assert found.gift_refused == 1_000


def test_the_earlier_of_the_two_last_days_is_kept():
    _draws, found = proposed(owed(246_000), {"a": 90_000})
    (draw,) = found.draws
    assert (draw.legal_date, draw.cut_off, draw.order_by) == (date(2026, 12, 31), CUT_OFF, CUT_OFF)
    _draws, found = proposed(owed(123_000, 123_000), {"b": 90_000})
    (draw,) = found.draws
    assert (draw.cut_off, draw.order_by) == (None, date(2026, 12, 31))


def test_after_the_due_date_it_is_due_today():
    missed = owed(246_000, as_of=date(2027, 2, 1))
    found = propose(
        missed,
        available={"a": Decimal(90_000)},
        cut_offs={},
        as_of=date(2027, 2, 1),
        law=LAW,
    )
    assert found.draws[0].legal_date == date(2027, 2, 1)


def test_what_a_death_left_may_be_taken_until_the_waiver_ends():
    dead = make_person(born_on=date(1951, 5, 10), died_on=date(2026, 3, 1))
    left = owed(246_000, as_of=date(2027, 2, 1), person=dead)
    found = propose(
        left, available={"a": Decimal(90_000)}, cut_offs={}, as_of=date(2027, 2, 1), law=LAW
    )
    assert found.draws[0].legal_date == left.waived_until == date(2027, 12, 31)


def test_what_is_planned_already_is_not_asked_for_again():
    draws, _found = proposed(owed(246_000), {"a": 90_000}, already_planned=Decimal(6_000))
    assert draws == [("a", 4_000, CASH)]
    nothing: dict[str, Any] = {"available": {}, "cut_offs": {}, "as_of": TODAY, "law": LAW}
    assert propose(owed(246_000), already_planned=Decimal(10_000), **nothing) is None
    paid = make_payment(10_000, date(2026, 6, 1), account="a")
    assert propose(owed(246_000, payments=(paid,)), **nothing) is None
    unknown = replace(owed(246_000), remaining=None)
    assert propose(unknown, **nothing) is None


dollars = st.integers(0, 3_000_000).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(dollars, min_size=1, max_size=4), dollars, dollars, st.sampled_from(Spread))
def test_draws_add_up_and_no_account_is_asked_for_more_than_it_has(rooms, gift, room, spread):
    obligation = owed(*(61_500 for _room in rooms))
    available = dict(zip("abcd", rooms, strict=False))
    draws, found = proposed(obligation, available, gift=gift, gift_room=room, spread=spread)
    given_ = sum((amount for _a, amount, kind in draws if kind is QCD), Decimal(0))
    whole = sum((amount for _a, amount, _kind in draws), Decimal(0))
    assert given_ + found.gift_refused == gift
    assert whole + found.unmet == max(obligation.remaining, given_)
    for name, amount in available.items():
        asked = [part for account, part, _kind in draws if account == name]
        assert all(part > 0 for part in asked)
        assert sum(asked, Decimal(0)) <= amount
