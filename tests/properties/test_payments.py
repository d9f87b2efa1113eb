"""What holds for every payment, whatever it is and whenever it was made."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from hypothesis import given

from planning.engine.household import Distribution
from planning.engine.rmd import Status
from planning.engine.rmd.payments import NEVER_COUNT
from planning.engine.rmd.results import Shortfall
from tests.properties.figures import LAW, obligations, schedule
from tests.properties.households import households

COUNTING = {"counts", "used_by_first_year", "used_to_make_up"}


def _all_years(household):
    """Every year a payment of the strategies can fall into, and the ones beside them."""
    return range(max(LAW.first_year, household.as_of.year - 6), household.as_of.year + 3)


@given(households())
def test_no_payment_counts_twice_and_none_is_lost(household):
    found = obligations(schedule(household, _all_years(household)))
    counted: dict[Distribution, Decimal] = defaultdict(Decimal)
    recorded = Counter(household.distributions)
    whole = set()  # payments that can count and whose own year is decided
    for (_person, _pool, year), obligation in found.items():
        for entry in (*obligation.payments, *obligation.corrections):
            counted[entry.payment] += entry.counted
            if entry.on.year == year and entry.code in COUNTING and obligation.required is not None:
                whole.add(entry.payment)
    for payment, amount in counted.items():
        assert 0 <= amount <= payment.amount * recorded[payment]
        assert payment not in whole or amount == payment.amount * recorded[payment]


@given(households())
def test_what_remains_is_what_is_required_less_what_counts(household):
    for obligation in obligations(schedule(household)).values():
        for entry in obligation.payments:
            if entry.payment.kind in NEVER_COUNT or entry.on > household.as_of:
                assert entry.counted == 0
        if obligation.required is not None:
            assert obligation.taken == sum(entry.counted for entry in obligation.payments)
            in_time = max(Decimal(0), obligation.required - obligation.taken)
            assert obligation.remaining == max(Decimal(0), in_time - obligation.corrected)
            assert obligation.corrected <= obligation.shortfall.amount


def is_relieved(obligation):
    """Whether the IRS asks nothing where an heir did not take it."""
    return bool(obligation.amounts) and all(amount.is_relieved for amount in obligation.amounts)


def is_in_time_for_the_dead(household, obligation):
    """Whether who comes after somebody may still take, free of tax, what was left of the year."""
    until = obligation.waived_until
    return until is not None and household.as_of <= until


@given(households())
def test_a_status_says_what_the_figures_say(household):
    for obligation in obligations(schedule(household)).values():
        short = obligation.shortfall.amount
        match obligation.status:
            case Status.UNDECIDED:
                assert obligation.required is obligation.taken is obligation.remaining is None
            case Status.NOT_REQUIRED:
                assert obligation.required == 0 or is_relieved(obligation)
            case Status.SATISFIED | Status.PAID:
                assert obligation.required > obligation.remaining == 0
            case Status.CALCULATED:
                assert obligation.remaining > 0
                assert short == 0 or is_in_time_for_the_dead(household, obligation)
            case Status.MISSED:
                assert obligation.remaining + obligation.corrected >= short > 0
                assert household.as_of > obligation.due_on


@given(households())
def test_the_tax_is_on_what_was_missed_and_correcting_it_costs_less(household):
    for obligation in obligations(schedule(household)).values():
        shortfall = obligation.shortfall
        if obligation.status is not Status.MISSED:
            is_excused = is_relieved(obligation) or is_in_time_for_the_dead(household, obligation)
            assert shortfall == Shortfall() or is_excused
            assert shortfall.excise_tax == 0
            continue
        assert shortfall.tax_year in {obligation.due_on.year, obligation.distribution_year + 1}
        assert 0 <= shortfall.excise_tax <= shortfall.amount
        if shortfall.corrected_tax is not None:
            assert shortfall.corrected_tax <= shortfall.excise_tax
            assert household.as_of <= shortfall.window_ends_on
