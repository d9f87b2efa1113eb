"""How much of a person's gifts from IRAs to charity is left out of income?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from planning.engine.household import (
    Account,
    AccountKind,
    Distribution,
    DistributionKind,
    Household,
    Person,
)
from planning.engine.law import Law, UnknownYear
from planning.engine.money import ZERO
from planning.engine.rmd.applicable_age import day_of_age
from planning.engine.rmd.payments import day_that_counts
from planning.engine.rmd.record import record
from planning.engine.rmd.results import QcdYear

IRAS = frozenset(
    {
        AccountKind.TRADITIONAL_IRA,
        AccountKind.SEP_IRA,
        AccountKind.SIMPLE_IRA,
        AccountKind.ROTH_IRA,
    }
)

ONE_TIME = "one_time_split_interest"
SPLIT_INTEREST_SINCE = 2023  # SECURE 2.0 Act § 307(c)


@record
class Gift:
    """One payment recorded as a QCD, and why it may not be one."""

    payment: Distribution
    account: Account
    year: int
    refused: str | None


def gifts_of(household: Household, person: Person, law: Law) -> list[Gift]:
    """Return the payments recorded as QCDs from a person's accounts, as far as paid by `as_of`.

    Source: 26 U.S.C. § 408(d)(8): from an IRA, on or after the day age 70½ is attained.
    """
    accounts = {account.id: account for account in household.accounts if account.owner == person.id}
    found = [
        Gift(
            payment=payment,
            account=accounts[payment.account],
            year=day_that_counts(payment).year,
            refused=_refusal(payment, accounts[payment.account], person, law),
        )
        for payment in household.distributions
        if payment.kind is DistributionKind.QCD
        and payment.account in accounts
        and day_that_counts(payment) <= household.as_of
    ]
    return [replace(gift, refused=gift.refused or _not_one_time(gift, found)) for gift in found]


def qcd_years(
    household: Household, person: Person, gifts: list[Gift], law: Law, years: tuple[int, ...]
) -> list[QcdYear]:
    """Return what a person gave and may exclude in each of `years` with a gift.

    A one-time gift to a split-interest entity counts up to its own limit, inside the yearly one,
    which comes next; then deductible IRA contributions made after 70½ that have
    not reduced an earlier year reduce this one, not below zero.

    Source: 26 U.S.C. § 408(d)(8)(A), (F); SECURE Act § 107; Notice 2020-68.
    """
    deductions = household.ira_deductions_after_70_half.get(person.id, {})
    results = []
    reduced_before = ZERO
    for year in sorted({gift.year for gift in gifts}):
        accepted = [g.payment for g in gifts if g.year == year and g.refused is None]
        given = sum((payment.amount for payment in accepted), ZERO)
        one_time = sum((p.amount for p in accepted if p.is_split_interest), ZERO)
        limit, one_time_limit = _limit(year, law), split_interest_limit(year, law)
        allowed = given - one_time + min(one_time, one_time_limit or ZERO)
        capped = allowed if limit is None else min(allowed, limit)
        open_deductions = max(ZERO, _through(deductions, year) - reduced_before)
        offset = min(capped, open_deductions)
        reduced_before += offset
        if year in years:
            results.append(
                QcdYear(
                    person=person,
                    year=year,
                    given=given,
                    limit=limit,
                    deductions_offset=offset,
                    excludable=None if limit is None else capped - offset,
                    split_interest=one_time,
                    split_interest_limit=one_time_limit,
                )
            )
    return results


def split_interest_limit(year: int, law: Law) -> Decimal | None:
    """Return the limit of the one-time gift; None: not published, or no such gift existed yet.

    Source: 26 U.S.C. § 408(d)(8)(F) (SECURE 2.0 Act § 307).
    """
    try:
        limit = law.for_year(year).qcd_limit
    except UnknownYear:
        return None
    return limit.decimal(ONE_TIME) if ONE_TIME in limit.fields else None


def _not_one_time(gift: Gift, gifts: list[Gift]) -> str | None:
    """Return why a gift is not the one-time gift it was recorded as.

    It may be made in one year of a life, split over several entities.

    Source: 26 U.S.C. § 408(d)(8)(F)(i), (ii).
    """
    if not gift.payment.is_split_interest:
        return None
    if gift.year < SPLIT_INTEREST_SINCE:
        return "qcd_split_interest_too_early"
    others = (
        other.year
        for other in gifts
        if other.payment.is_split_interest
        and other.refused is None
        and other.year >= SPLIT_INTEREST_SINCE
    )
    return "qcd_split_interest_again" if gift.year > min(others, default=gift.year) else None


def gift_room(household: Household, person: Person, law: Law, year: int) -> Decimal | None:
    """Return how much more of a year's gifts the limit allows; None: no limit is published.

    Source: 26 U.S.C. § 408(d)(8)(A), (F).
    """
    for given in qcd_years(household, person, gifts_of(household, person, law), law, (year,)):
        return given.room
    return _limit(year, law)


def deductions_left(household: Household, person: Person, law: Law, year: int) -> Decimal:
    """Return what of the contributions deducted through a year has reduced no gift yet.

    Source: SECURE Act § 107; Notice 2020-68.
    """
    gifts = gifts_of(household, person, law)
    years = tuple(sorted({gift.year for gift in gifts if gift.year <= year}))
    given = qcd_years(household, person, gifts, law, years)
    used = sum((of_year.deductions_offset for of_year in given), ZERO)
    deductions = household.ira_deductions_after_70_half.get(person.id, {})
    return max(ZERO, _through(deductions, year) - used)


def gifts_begin_on(person: Person, law: Law) -> date | None:
    """Return the day from which a person may give from an IRA; None: the birth date is missing.

    Source: 26 U.S.C. § 408(d)(8)(B)(ii).
    """
    if person.born_on is None:
        return None
    return day_of_age(person.born_on, law.parameters["qcd_age"].values[-1].decimal("age"))


def _limit(year: int, law: Law) -> Decimal | None:
    try:
        return law.for_year(year).qcd_limit.decimal("annual")
    except UnknownYear:
        return None


def _through(deductions: Mapping[int, Decimal], year: int) -> Decimal:
    return sum((amount for made_in, amount in deductions.items() if made_in <= year), ZERO)


def _refusal(payment: Distribution, account: Account, person: Person, law: Law) -> str | None:
    if account.kind not in IRAS:
        return "qcd_not_from_ira"
    if account.kind is AccountKind.ROTH_IRA:
        return "qcd_from_roth_ira"
    begins_on = gifts_begin_on(person, law)
    if begins_on is None or payment.paid_on < begins_on:
        return "qcd_before_70_half"
    return None
