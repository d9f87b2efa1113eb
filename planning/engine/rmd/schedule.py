"""Who must take how much from where by when?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from planning.engine.household import Account, AccountKind, DistributionKind, Household, Person
from planning.engine.law import Law, Requirement, UnknownYear
from planning.engine.rmd.caveats import caveats_of_owner, caveats_of_pool, caveats_of_qcds
from planning.engine.rmd.inherited.caveats import caveats_of_other_heirs
from planning.engine.rmd.inherited.payout import is_treated_as_own
from planning.engine.rmd.pool_years import PoolYear, PoolYears
from planning.engine.rmd.pools import owned_accounts, pools_of_household
from planning.engine.rmd.qcd import gifts_of, qcd_years
from planning.engine.rmd.results import Caveat, QcdYear, Schedule, Undecided

FURTHEST = 100  # years past the as-of date: longer than anybody lives

T = TypeVar("T")


class YearOutOfRange(UnknownYear):
    """A distribution year no schedule is made for."""


def rmd_schedule(household: Household, law: Law, *, years: Sequence[int]) -> Schedule:
    """Return every obligation of the household's owners for the distribution years.

    Living owners, the year of an owner's death, and those who inherited. Obligations are ordered
    by year, then person as in the household, then pool.

    Units: dollars and cents; each account is rounded half up by itself, a pool is the rounded
    sum of the unrounded parts.
    Raises: YearOutOfRange for a year before the first divisor table or too far ahead.
    Guarantees: the same facts and law give the same schedule; account order changes no figure;
    assumptions about returns change no figure of the as-of year or an earlier one.
    Not modelled: a defined benefit plan's own payments; vested money that
    is carried to later years; plan terms stricter than the law, other than the start.
    """
    _check(years, household, law)
    household = _as_known(household)
    wanted = tuple(sorted(set(years)))
    owned = owned_accounts(household, law)
    pools = [PoolYears(household, pool, law) for pool in pools_of_household(household, law)]
    worked = [
        pool_year for year in wanted for pool in pools if (pool_year := pool.year(year)) is not None
    ]
    qcds, qcd_caveats = _charity(household, law, wanted)
    said = _once(_caveats(household, law, wanted, owned, worked, qcd_caveats), _caveat_key)
    open_accounts = (undecided for pool_year in worked for undecided in pool_year.undecided)
    return Schedule(
        household=household,
        years=wanted,
        obligations=tuple(pool_year.obligation for pool_year in worked),
        qcds=qcds,
        caveats=tuple(replace(caveat, year=year) for caveat, year in said),
        undecided=_once(chain(open_accounts, _left_behind(household, law, wanted)), _same),
    )


def _caveats(
    household: Household,
    law: Law,
    years: tuple[int, ...],
    owned: Sequence[tuple[Person, Sequence[Account]]],
    worked: Sequence[PoolYear],
    of_charity: Sequence[Caveat],
) -> Iterator[tuple[Caveat, int | None]]:
    """Yield all caveats, each with its year: of owners, of pools, of others."""
    for year in years:
        for owner, accounts in owned:
            for caveat in caveats_of_owner(owner, accounts, law, year):
                yield caveat, year
    for pool_year in worked:
        for caveat in caveats_of_pool(pool_year, household, law):
            yield caveat, pool_year.obligation.distribution_year
    for caveat in chain(caveats_of_other_heirs(household, law), of_charity):
        yield caveat, caveat.year


def _as_known(household: Household) -> Household:
    """Return the household without deaths after the as-of date: nobody knows of them yet."""
    as_of = household.as_of
    if all(person.died_on is None or person.died_on <= as_of for person in household.people):
        return household
    people = tuple(
        replace(person, died_on=None) if person.died_on and person.died_on > as_of else person
        for person in household.people
    )
    return replace(household, people=people)


def _check(years: Sequence[int], household: Household, law: Law) -> None:
    # A year must have a divisor table even where nobody owes anything.
    first, last = law.first_year, household.as_of.year + FURTHEST
    for year in years:
        if not first <= year <= last:
            raise YearOutOfRange(
                f"No schedule is made for {year}; ask for a year from {first} to {last}."
            )


def _charity(
    household: Household, law: Law, years: tuple[int, ...]
) -> tuple[tuple[QcdYear, ...], list[Caveat]]:
    if all(payment.kind is not DistributionKind.QCD for payment in household.distributions):
        return (), []
    results: list[QcdYear] = []
    caveats: list[Caveat] = []
    for person in household.people:
        gifts = gifts_of(household, person, law)
        given = qcd_years(household, person, gifts, law, years)
        results += given
        for qcd in given:
            found = caveats_of_qcds(gifts, qcd, law)
            caveats += (replace(caveat, year=qcd.year) for caveat in found)
    return tuple(results), caveats


def _left_behind(household: Household, law: Law, years: tuple[int, ...]) -> Iterator[Undecided]:
    """Yield the accounts that owe only after a death and still stand in the owner's name."""
    last = max(years, default=0)
    dead = {p.id for p in household.people if p.died_on and p.died_on.year < last}
    for account in household.accounts if dead else ():
        if account.owner not in dead or not _owes_only_after_death(account, law):
            continue
        if household.is_passed_on(account.id):
            continue
        if account.inherited is None or is_treated_as_own(account, law):
            yield Undecided(
                account=account.id,
                code="owner_died",
                missing=(f"accounts.{account.id}.inherited",),
            )


def _owes_only_after_death(account: Account, law: Law) -> bool:
    requirement = law.account_kinds[account.kind].requirement
    return account.kind is AccountKind.ROTH_IRA or requirement is Requirement.DESIGNATED_ROTH


def _caveat_key(said: tuple[Caveat, int | None]) -> Hashable:
    caveat, _year = said
    # Payments differ in everything, gifts by their year; the rest is said once.
    which = caveat.numbers if "on" in caveat.numbers else caveat.numbers.get("year")
    return caveat.code, caveat.account, caveat.person, caveat.pool, str(which)


def _same(undecided: Undecided) -> Hashable:
    return undecided.account, undecided.code, undecided.missing


def _once(items: Iterable[T], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    """Return the items in order, the first of each key."""
    first: dict[Hashable, T] = {}
    for item in items:
        first.setdefault(key(item), item)
    return tuple(first.values())
