"""What if it is taken at once, evenly or late, instead of only what must be?

Three ways to empty an inherited account, walked on from the balance its first year divides. None
takes less in a year than the law asks. Projected figures: they grow as the schedule's own do.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from planning.engine.household import Account, Household
from planning.engine.money import ZERO, to_cents
from planning.engine.rmd.balance import growth_of
from planning.engine.rmd.inherited.results import Payout
from planning.engine.rmd.inherited.years import InheritedYears
from planning.engine.rmd.record import record

USUAL_AGE = 95  # to which a plan goes where it does not say
FEWEST = 10  # years that are walked where no law and no table ends them
ONE = Decimal(1)


class Way(StrEnum):
    """How an inherited account is emptied."""

    MINIMUM = "minimum"  # what must be taken, and no more
    EVENLY = "evenly"  # about the same each year
    LATE = "late"  # what must be in the first half of the years, the rest evenly in the second


@record
class WayYear:
    """One year of one way: what is taken, and what is left on its December 31."""

    year: int
    required: Decimal
    taken: Decimal
    left: Decimal


@record
class WayTaken:
    """One way, year by year."""

    way: Way
    years: tuple[WayYear, ...]

    @property
    def taken(self) -> Decimal:
        """What leaves the account in all its years."""
        return sum((year.taken for year in self.years), ZERO)

    @property
    def left(self) -> Decimal:
        """What is in the account after the last of its years."""
        return self.years[-1].left if self.years else ZERO

    @property
    def most(self) -> Decimal:
        """The largest amount of one year, which a tax bracket must hold."""
        return max((year.taken for year in self.years), default=ZERO)


def ways_of(years: InheritedYears, household: Household, first: int) -> tuple[WayTaken, ...]:
    """Return the ways from a year on; none where its balance or the rule is not decided.

    Units: dollars and cents of each year, not discounted; before any tax.
    Guarantees: every way takes at least what is required of the balance it has; evenly and late
    leave nothing after the last year, the minimum only where the law sets that year.
    """
    payout = years.payout
    opening = years.balance_of(first)
    if not isinstance(payout, Payout) or opening is None:
        return ()
    last = _last_year(years, payout, first, opening, _horizon(household, years.account, first))
    growth = ONE + growth_of(years.account, household.returns)
    return tuple(
        WayTaken(way=way, years=_walked(way, years, opening, growth, first, last)) for way in Way
    )


def _horizon(household: Household, account: Account, first: int) -> int:
    """Return the year to which the holder plans, some years from now at least."""
    holder = next(person for person in household.people if person.id == account.owner)
    age = holder.plan_to_age or USUAL_AGE
    planned = first if holder.born_on is None else holder.born_on.year + age
    return max(planned, first + FEWEST - 1)


def _last_year(
    years: InheritedYears, payout: Payout, first: int, opening: Decimal, horizon: int
) -> int:
    """Return the last year: by law, or where the divisor is used up, or the plan ends."""
    end = horizon if payout.ends_in is None else max(first, payout.ends_in)
    for year in range(first, end):
        if years.asked_of(year, opening) == opening:
            return year
    return end


def _walked(
    way: Way, years: InheritedYears, opening: Decimal, growth: Decimal, first: int, last: int
) -> tuple[WayYear, ...]:
    balance, walked = opening, []
    from_here = first + (last - first + 1) // 2 if way is Way.LATE else first
    for year in range(first, last + 1):
        grown = to_cents(balance * growth)
        required = years.asked_of(year, balance)
        if required == balance or (year == last and way is not Way.MINIMUM):
            taken = grown  # the last of it, with what it grew by
        elif way is Way.MINIMUM or year < from_here:
            taken = required
        else:
            taken = max(required, _level(balance, growth, last - year + 1))
        taken = min(taken, grown)
        balance = grown - taken
        walked.append(WayYear(year=year, required=min(required, taken), taken=taken, left=balance))
    return tuple(walked)


def _level(balance: Decimal, growth: Decimal, years: int) -> Decimal:
    """Return what is paid each year, at its end, to use a balance up in so many years."""
    if growth == ONE:
        return to_cents(balance / years)
    grown = growth**years
    return to_cents(balance * grown * (growth - ONE) / (grown - ONE))
