"""By what is the balance divided?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from planning.engine.household import Account, Household, Person
from planning.engine.law import LifeTable, RulesForYear
from planning.engine.rmd.applicable_age import age_attained
from planning.engine.rmd.beneficiaries import is_sole_all_year, spouse_on_january_1
from planning.engine.rmd.results import Divisor, TableGround


def lifetime_divisor(
    household: Household,
    owner: Person,
    born_on: date,
    interest: Sequence[Account],
    rules: RulesForYear,
) -> Divisor | Person:
    """Return the distribution period of an owner's account for a year.

    `interest` are the accounts that together are the entire interest: one IRA, or everything
    the owner has in a plan. The joint table applies where the spouse is the sole beneficiary
    of all of it all year and more than ten years younger. A spouse whose birth date is missing
    where it decides is returned instead.

    Source: Treas. Reg. 1.401(a)(9)-5(c)(1), (2); the table's edition follows the distribution
    year, whatever the day of payment, -9(f)(1).
    """
    age = age_attained(born_on, rules.year)
    spouse = spouse_on_january_1(household, owner, rules.year)
    if spouse is None:
        return _unmarried(age, rules)
    spouse_age = None if spouse.born_on is None else age_attained(spouse.born_on, rules.year)
    if spouse_age is not None and age - spouse_age <= rules.spouse_age_gap:
        return _uniform(age, spouse, TableGround.SPOUSE_NOT_YOUNGER, rules)
    if any(not account.beneficiaries for account in interest):
        return _uniform(age, spouse, TableGround.NO_BENEFICIARY_NAMED, rules)
    if not is_sole_all_year(interest, owner, spouse, household, rules.year):
        return _uniform(age, spouse, TableGround.SPOUSE_NOT_SOLE, rules)
    if spouse_age is None:
        return spouse
    table = rules.joint_and_last_survivor
    return Divisor(
        period=table.divisor(age, spouse_age),
        table=LifeTable.JOINT_AND_LAST_SURVIVOR,
        edition=table.edition,
        source=table.source,
        age=age,
        spouse=spouse,
        spouse_age=spouse_age,
        ground=TableGround.SOLE_YOUNGER_SPOUSE,
    )


@lru_cache(maxsize=1024)
def _unmarried(age: int, rules: RulesForYear) -> Divisor:
    """The same for everybody of an age, so it is made once."""
    return _uniform(age, None, TableGround.UNMARRIED, rules)


def _uniform(age: int, spouse: Person | None, ground: TableGround, rules: RulesForYear) -> Divisor:
    table = rules.uniform_lifetime
    return Divisor(
        period=table.divisor(age),
        table=LifeTable.UNIFORM,
        edition=table.edition,
        source=table.source,
        age=age,
        spouse=spouse,
        spouse_age=None,
        ground=ground,
    )
