"""What holds for the amount of every account and every pool."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from planning.engine.errors import EngineError
from planning.engine.household import AccountKind, YearEndBalance
from planning.engine.law import Requirement
from planning.engine.money import to_cents, total
from tests.properties.figures import LAW, amounts, decided, figures, obligations, schedule
from tests.properties.households import (
    ASSETS,
    IRAS,
    cents,
    households,
    rates,
    shuffled,
    years_around,
    years_of_record,
)

HALF_A_CENT = Decimal("0.005")


@given(households(), st.lists(st.integers(-10_000, 10_000), max_size=3))
def test_whatever_is_asked_the_answer_is_a_schedule_or_a_sentence(household, years):
    found = _outcome(household, years)
    assert str(found).endswith(".") or found.years == tuple(sorted(set(years)))


def _outcome(household, years):
    try:
        return schedule(household, years)
    except EngineError as error:
        return error


@given(households())
def test_an_account_owes_at_least_nothing_and_at_most_its_balance(household):
    for amount in amounts(schedule(household)).values():
        if amount.balance is None:
            assert (amount.required, amount.divisor) == (0, None)
        else:
            assert 0 <= amount.required <= amount.balance.adjusted


@given(households())
def test_no_account_is_forgotten_and_none_is_made_up(household):
    found = schedule(household)
    answered = {account for account, _year in amounts(found)}
    answered |= {entry.account for entry in found.undecided}
    first, *_others, last = found.years
    dead = {p.id for p in household.people if p.died_on and p.died_on.year < last}
    for account in household.accounts:
        if account.is_inherited:  # not before it was, nor where other rules pay
            continue
        rule = LAW.account_kinds[account.kind].requirement
        is_roth = rule is Requirement.DESIGNATED_ROTH
        for_heirs = is_roth or rule is Requirement.BALANCE or account.kind is AccountKind.ROTH_IRA
        owes = rule is Requirement.BALANCE or (is_roth and first < 2024)
        is_left = for_heirs and account.owner in dead
        assert (account.id in answered) == (owes or is_left)


@given(households(), cents(100_000))
def test_a_higher_balance_never_asks_for_less(household, more):
    first, *others = household.accounts
    balances = {
        year: replace(balance, amount=balance.amount + more)
        for year, balance in first.year_end_balances.items()
    }
    richer = replace(household, accounts=(replace(first, year_end_balances=balances), *others))
    before = decided(schedule(household, years_of_record(household)))
    after = decided(schedule(richer, years_of_record(household)))
    assert before.keys() == after.keys()
    for key, obligation in before.items():
        assert after[key].required >= obligation.required


@given(households())
def test_a_divisor_of_one_table_never_rises_with_the_years(household):
    found = amounts(schedule(household, range(2018, 2040)))
    for (account, year), (next_account, next_year) in pairwise(sorted(found)):
        one, other = found[account, year].divisor, found[next_account, next_year].divisor
        if account != next_account or one is None or other is None:
            continue
        if (one.table, one.edition) == (other.table, other.edition):
            assert other.period <= one.period


@given(households(), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_changes_no_figure(household, random):
    def drawn(facts):
        return tuple(random.sample(facts, len(facts)))

    other = replace(
        household,
        people=drawn(household.people),
        accounts=shuffled(household.accounts, random),
        distributions=drawn(household.distributions),
    )
    found, again = schedule(household), schedule(other)
    assert figures(found) == figures(again)
    assert {str(qcd) for qcd in found.qcds} == {str(qcd) for qcd in again.qcds}
    assert {str(caveat) for caveat in found.caveats} == {str(caveat) for caveat in again.caveats}
    assert set(found.undecided) == set(again.undecided)


@given(households(kinds=IRAS), st.integers(0, 10))
def test_two_iras_ask_for_as_much_as_the_one_they_were(household, tenths):
    account, *others = household.accounts
    halves = [
        {year: part * tenths / 10 for year, part in _balances(account)},
        {year: part - part * tenths / 10 for year, part in _balances(account)},
    ]
    parts = [
        replace(account, id=f"part{number}", year_end_balances=_recorded(balances), adjustments={})
        for number, balances in enumerate(halves)
    ]
    one = replace(household, accounts=(replace(account, adjustments={}), *others))
    two = replace(household, accounts=(*parts, *others))
    moved = replace(
        two,
        distributions=tuple(
            replace(payment, account="part0") if payment.account == account.id else payment
            for payment in household.distributions
        ),
    )
    before = decided(schedule(one, years_of_record(household)))
    after = decided(schedule(moved, years_of_record(household)))
    assert {key: o.required for key, o in before.items()} == {
        key: o.required for key, o in after.items()
    }


def _balances(account):
    return [(year, balance.amount) for year, balance in account.year_end_balances.items()]


def _recorded(balances):
    return {year: YearEndBalance(amount=amount) for year, amount in balances.items()}


@given(households())
def test_years_asked_for_together_are_the_years_asked_for_alone(household):
    alone = [schedule(household, [year]) for year in years_around(household)]
    together = schedule(household)
    assert together.obligations == tuple(o for found in alone for o in found.obligations)
    assert set(together.qcds) == {qcd for found in alone for qcd in found.qcds}
    open_ones = {(u.account, u.code, u.missing) for found in alone for u in found.undecided}
    assert {(u.account, u.code, u.missing) for u in together.undecided} == open_ones
    said = {(c.code, c.account, c.person) for found in alone for c in found.caveats}
    assert {(c.code, c.account, c.person) for c in together.caveats} == said


@given(households(), rates)
def test_returns_change_no_figure_up_to_the_as_of_year(household, rate):
    other = replace(household, returns=dict.fromkeys(ASSETS, rate))
    years = years_of_record(household)
    assert figures(schedule(household, years)) == figures(schedule(other, years))


@given(households(), rates.filter(lambda rate: rate >= 0), rates)
def test_a_higher_return_never_lowers_a_later_requirement(household, low, more):
    years = range(household.as_of.year, household.as_of.year + 12)
    accounts = tuple(
        replace(account, allocation={"stocks": Decimal(1)}) for account in household.accounts
    )
    slow, fast = (
        decided(schedule(replace(household, accounts=accounts, returns={"stocks": rate}), years))
        for rate in (low, low + abs(more))
    )
    assert slow.keys() == fast.keys()
    for key, obligation in slow.items():
        assert fast[key].required >= obligation.required


@given(households(), st.integers(1, 2000))
def test_time_that_passes_changes_no_requirement_of_a_past_year(household, days):
    later = replace(household, as_of=household.as_of + timedelta(days=days))
    years = [year for year in years_of_record(household) if year != 2019]  # as far as it was paid
    before = decided(schedule(household, years))
    after = obligations(schedule(later, years))
    for key, obligation in before.items():
        assert after[key].required in {obligation.required, None}
        assert after[key].amounts == obligation.amounts


@given(households())
def test_what_happens_after_the_as_of_date_influences_nothing(household):
    known = tuple(
        payment
        for payment in household.distributions
        if (payment.cleared_on or payment.paid_on) <= household.as_of
    )
    found, other = schedule(household), schedule(replace(household, distributions=known))
    assert found.caveats == other.caveats
    assert found.qcds == other.qcds
    for key, obligation in obligations(found).items():
        same = obligations(other)[key]
        assert obligation.taken == same.taken
        assert obligation.status == same.status
        assert obligation.amounts == same.amounts


@given(households(), st.data())
def test_without_a_beneficiary_no_amount_is_lower(household, data):
    named = [a for a in household.accounts if a.beneficiaries]
    if not named:
        return
    account = data.draw(st.sampled_from(named))
    gone = data.draw(st.sampled_from(account.beneficiaries))
    left = tuple(line for line in account.beneficiaries if line is not gone)
    other = replace(
        household,
        accounts=tuple(
            replace(a, beneficiaries=left) if a is account else a for a in household.accounts
        ),
    )
    before = decided(schedule(household, years_of_record(household)))
    after = decided(schedule(other, years_of_record(household)))
    assert before.keys() <= after.keys()
    for key, obligation in before.items():
        assert after[key].required >= obligation.required


@given(households())
def test_what_a_spouse_owns_never_changes_the_owners_amounts(household):
    own = tuple(account for account in household.accounts if account.owner == "o")
    ids = {account.id for account in own}
    paid = tuple(payment for payment in household.distributions if payment.account in ids)
    alone = figures(schedule(replace(household, accounts=own, distributions=paid)))
    both = figures(schedule(household))
    assert alone == {key: figure for key, figure in both.items() if key[0] == "o"}


@given(households())
def test_a_pool_is_its_accounts_within_half_a_cent_each(household):
    for obligation in decided(schedule(household)).values():
        parts = obligation.amounts
        assert obligation.required == max(0, to_cents(total(a.unrounded for a in parts)))
        if all(amount.unrounded >= 0 for amount in parts):
            rounded = sum(amount.required for amount in parts)
            assert abs(obligation.required - rounded) <= HALF_A_CENT * len(parts)
