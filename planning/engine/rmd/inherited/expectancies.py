"""How much is left of a life in a year?"""

from __future__ import annotations

from decimal import Decimal

from planning.engine.law import LifeTable, RulesForYear
from planning.engine.rmd.applicable_age import age_attained
from planning.engine.rmd.inherited.results import Expectancy, Term
from planning.engine.rmd.results import Divisor, TableGround


def expectancy_of(term: Term, rules: RulesForYear) -> Expectancy:
    """Return what is left of a life in the year of the rules.

    The table is that of the distribution year: a figure that was fixed before 2022 is looked up
    again in the table of 2022, for the original age, and reduced by the years since.

    Source: Treas. Reg. 1.401(a)(9)-5(d)(3), -9(b), (f)(2).
    """
    looked_up_in = term.looked_up_in(rules.year)
    table, elapsed = rules.single_life, rules.year - looked_up_in
    age = age_attained(term.born_on, looked_up_in)
    listed = table.divisor(age)
    return Expectancy(
        term=term,
        age=age,
        looked_up_in=looked_up_in,
        listed=listed,
        elapsed=elapsed,
        period=listed - elapsed,
        edition=table.edition,
        source=table.source,
    )


def divisor_of(expectancy: Expectancy) -> Divisor:
    """Return the longest expectancy as the divisor of a year."""
    return Divisor(
        period=expectancy.period,
        table=LifeTable.SINGLE,
        edition=expectancy.edition,
        source=expectancy.source,
        age=expectancy.age,
        spouse=None,
        spouse_age=None,
        ground=TableGround.LIFE_EXPECTANCY,
    )


def uniform_divisor(term: Term, others: Decimal, rules: RulesForYear) -> Divisor:
    """Return the divisor of a spouse who is treated as the employee.

    `others` is what the owner has left, where that may be counted and is longer.

    Source: 26 U.S.C. § 401(a)(9)(B)(iv); Prop. Reg. 2024 (REG-103529-23).
    """
    reading = rules.law.beneficiaries.section_327
    age = age_attained(term.born_on, rules.year)
    table = rules.uniform_lifetime
    if age >= table.first_age:
        period = table.divisor(age)
    else:
        # The Uniform Lifetime Table is the joint table for somebody ten years younger.
        younger = max(0, age - reading.integer("years_younger"))
        period = rules.joint_and_last_survivor.divisor(age, younger)
    return Divisor(
        period=max(period, others),
        table=LifeTable.UNIFORM,
        edition=table.edition,
        source=reading.source,
        age=age,
        spouse=None,
        spouse_age=None,
        ground=TableGround.SECTION_327,
    )


def last_divisor(owner: Term, spouse: Term | None, rules: RulesForYear) -> Divisor:
    """Return an owner's divisor for the year of death; `spouse`, if the sole beneficiary.

    Source: Treas. Reg. 1.401(a)(9)-5(c)(1), (2)(iii).
    """
    age = age_attained(owner.born_on, rules.year)
    spouse_age = None if spouse is None else age_attained(spouse.born_on, rules.year)
    if spouse_age is None or age - spouse_age <= rules.spouse_age_gap:
        table, spouse_age = LifeTable.UNIFORM, None
        edition, source = rules.uniform_lifetime.edition, rules.uniform_lifetime.source
        period = rules.uniform_lifetime.divisor(age)
    else:
        table = LifeTable.JOINT_AND_LAST_SURVIVOR
        edition, source = (
            rules.joint_and_last_survivor.edition,
            rules.joint_and_last_survivor.source,
        )
        period = rules.joint_and_last_survivor.divisor(age, spouse_age)
    return Divisor(
        period=period,
        table=table,
        edition=edition,
        source=source,
        age=age,
        spouse=None,
        spouse_age=spouse_age,
        ground=TableGround.YEAR_OF_DEATH,
    )
