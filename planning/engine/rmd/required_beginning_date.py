"""When do distributions from an account begin?"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from planning.engine.household import Account, Person, Plan
from planning.engine.law import KindRules, Law
from planning.engine.rmd.applicable_age import first_year_by_age
from planning.engine.rmd.results import Start, StartGround


def start_of_distributions(
    account: Account, owner: Person, born_on: date, kind: KindRules, law: Law
) -> Start:
    """Return the first distribution year of an account, and why it is that year.

    An IRA starts by age alone. An employer's plan may wait for retirement from that employer,
    unless the owner holds more than 5% of it or the plan's terms do not allow the delay.

    Source: 26 U.S.C. § 401(a)(9)(C); Treas. Reg. 1.401(a)(9)-2(b), -5(a)(2)(ii).
    """
    if not kind.may_delay_while_working:
        return _by_age(born_on, law)
    age_year = first_year_by_age(born_on, law)
    first_year, ground = _with_a_plan(account.plan, owner, age_year)
    return Start(born_on=born_on, age_year=age_year, first_year=first_year, ground=ground)


def works_past(plan: Plan, owner: Person, year: int) -> bool:
    """Whether the owner still works for the plan's employer when `year` ends."""
    separated_on = plan.separated_on
    if separated_on is None and not plan.is_still_employed:
        separated_on = owner.retired_on
    return separated_on is None or separated_on.year > year


@lru_cache(maxsize=1024)
def _by_age(born_on: date, law: Law) -> Start:
    """The same for every such account of whoever was born on a day, so it is made once."""
    age_year = first_year_by_age(born_on, law)
    return Start(born_on=born_on, age_year=age_year, first_year=age_year, ground=StartGround.AGE)


def _with_a_plan(plan: Plan | None, owner: Person, age_year: int) -> tuple[int | None, StartGround]:
    if plan is None:
        return _without_plan_facts(owner, age_year)
    return _from_plan(plan, owner, age_year)


def _without_plan_facts(owner: Person, age_year: int) -> tuple[int | None, StartGround]:
    # Retirement in or before the age year leaves the plan's terms nothing to decide.
    if owner.retired_on is not None and owner.retired_on.year <= age_year:
        return age_year, StartGround.AGE
    return None, StartGround.UNKNOWN_PLAN


def _from_plan(plan: Plan, owner: Person, age_year: int) -> tuple[int | None, StartGround]:
    if not works_past(plan, owner, age_year):
        return age_year, StartGround.AGE
    if plan.is_five_percent_owner:
        return age_year, StartGround.FIVE_PERCENT_OWNER
    if plan.delays_while_working is False:
        return age_year, StartGround.PLAN_TERMS
    separated_on = plan.separated_on or (None if plan.is_still_employed else owner.retired_on)
    if separated_on is None:
        return None, StartGround.STILL_WORKING
    return separated_on.year, StartGround.RETIREMENT
