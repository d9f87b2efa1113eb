"""Was the spouse the sole beneficiary of the entire interest at all times of the year?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from planning.engine.household import (
    SHARE_TOLERANCE,
    Account,
    Beneficiary,
    Household,
    Marriage,
    Person,
)

WHOLE = 1


def spouse_on_january_1(household: Household, owner: Person, year: int) -> Person | None:
    """Return the person the owner was married to on January 1, both alive.

    Marital status is fixed on January 1; a divorce or death later in the year changes nothing
    before the next one. Treas. Reg. 1.401(a)(9)-5(c)(2)(iii).
    """
    if not household.marriages:
        return None
    day = date(year, 1, 1)
    marriage = _marriage_on(household.marriages, owner, day)
    if marriage is None:
        return None
    other = next(name for name in marriage.people if name != owner.id)
    spouse = next(person for person in household.people if person.id == other)
    alive = spouse.died_on is None or spouse.died_on >= day
    return spouse if alive else None


def is_sole_all_year(
    accounts: Iterable[Account], owner: Person, spouse: Person, household: Household, year: int
) -> bool:
    """Whether the spouse alone was named for every account from January 1 on.

    The time that matters ends with the year, or with the day a death or a divorce ended the
    marriage. Contingent beneficiaries do not count. Treas. Reg. 1.401(a)(9)-5(c)(2).
    """
    first = date(year, 1, 1)
    end = _end_of_test(household, owner, spouse, year)
    return all(_is_sole(account.beneficiaries, spouse, first, end) for account in accounts)


def _marriage_on(marriages: Sequence[Marriage], owner: Person, day: date) -> Marriage | None:
    for marriage in marriages:
        begun = marriage.from_on is None or marriage.from_on <= day
        lasting = marriage.to_on is None or marriage.to_on > day
        if owner.id in marriage.people and begun and lasting:
            return marriage
    return None


def _end_of_test(household: Household, owner: Person, spouse: Person, year: int) -> date:
    marriage = _marriage_on(household.marriages, owner, date(year, 1, 1))
    divorced_on = marriage.to_on if marriage else None
    ends = [end for end in (owner.died_on, spouse.died_on, divorced_on) if end is not None]
    return min([date(year + 1, 1, 1), *ends])


def _is_sole(lines: Sequence[Beneficiary], spouse: Person, first: date, end: date) -> bool:
    primary = [line for line in lines if not line.is_contingent]
    others = [line for line in primary if line.person != spouse.id]
    if any(_overlaps(line, first, end) for line in others):
        return False
    own = [line for line in primary if line.person == spouse.id]
    return _covers(own, first, end)


def _overlaps(line: Beneficiary, first: date, end: date) -> bool:
    begun = line.from_on is None or line.from_on < max(end, first.replace(day=2))
    lasting = line.to_on is None or line.to_on > first
    return begun and lasting


def _covers(lines: Sequence[Beneficiary], first: date, end: date) -> bool:
    """Whether the lines add up to the whole on every day from `first` until `end`."""
    changes = {day for line in lines for day in (line.from_on, line.to_on) if day is not None}
    days = {first} | {day for day in changes if first < day < end}
    return all(
        sum(line.share for line in lines if is_in_force(line, day)) >= WHOLE - SHARE_TOLERANCE
        for day in days
    )


def is_in_force(line: Beneficiary, day: date) -> bool:
    """Whether a line of a designation held on a day."""
    begun = line.from_on is None or line.from_on <= day
    return begun and (line.to_on is None or line.to_on > day)
