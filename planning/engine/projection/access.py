"""From when may an account be drawn on at will, and what keeps the additional tax away?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from planning.engine.household import Account, AccountKind, Person
from planning.engine.law import Law
from planning.engine.plan_facts import AccountOutlook, Condition, PlanFacts
from planning.engine.projection.lives import Lives
from planning.engine.rmd.applicable_age import year_of_age
from planning.engine.rmd.inherited.payout import is_treated_as_own
from planning.engine.tax_facts import IncomeKind, TaxFacts
from planning.engine.tax_year.accounts import IRAS, LEAVES_AT_55, NO_EARLY_TAX, PLANS
from planning.engine.tax_year.holdings import ROTH_IN_PLANS

EMPLOYERS = PLANS | ROTH_IN_PLANS
TAXED_EARLY = IRAS | EMPLOYERS | {AccountKind.ROTH_IRA}
ALWAYS, NEVER = date.min.year, date.max.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """What keeps the additional tax away from a year on: 26 U.S.C. § 72(t)(2)."""

    code: str
    from_year: int
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One account in one person's hands."""

    opens_in: int
    exemptions: tuple[Exemption, ...]  # the earliest first

    def is_open(self, year: int) -> bool:
        """Whether the holder may take from it at will."""
        return year >= self.opens_in

    def is_early(self, year: int) -> bool:
        """Whether the additional tax falls on what is taken."""
        return self.exemption(year) is None

    def exemption(self, year: int) -> Exemption | None:
        """Return what keeps the tax away in a year; None: nothing does."""
        return next((one for one in self.exemptions if one.from_year <= year), None)


def access_of(
    account: Account, person: int, facts: TaxFacts, plans: PlanFacts, lives: Lives, law: Law
) -> Access:
    """Return from when somebody who holds an account may take from it, and untaxed by the 10%.

    The year somebody turns 59½ counts whole. A plan is open from the day its terms say, the end of
    the work there or 59½; one of which nothing is on record, always.

    Source: 26 U.S.C. § 72(t); rmd.md § 11.
    Not modelled: exceptions by purpose (medical costs, a first home, education, birth, emergency,
    disaster, abuse, periodic payments), a SIMPLE IRA's first two years, public safety employees,
    the additional tax on annuity contracts, 26 U.S.C. § 72(q).
    """
    owner = lives.people[lives.ids.index(account.owner)]
    left_on = separated_on(account, owner, facts)
    born_on, is_own = lives.born_on[person], lives.people[person] is owner
    of_age = year_of_age(born_on, law.parameters["early_payment"].values[-1].decimal("age"))
    stated = plans.accounts.get(account.id, AccountOutlook()).accessible_from
    condition = plans.people.get(lives.ids[person], Condition())
    found = [
        Exemption(code="age", from_year=of_age, citation="26 U.S.C. § 72(t)(2)(A)(i)"),
        *_by_kind(account, law),
        *_by_condition(condition),
        *_by_leaving(account, left_on if is_own else None, born_on),
    ]
    return Access(
        opens_in=_opens_in(account, stated, left_on, of_age) if is_own else ALWAYS,
        exemptions=tuple(sorted(found, key=lambda one: one.from_year)),
    )


def is_beneficiarys(account: Account, law: Law) -> bool:
    """Whether it is held after somebody who died, and not as an own account."""
    return account.is_inherited and not is_treated_as_own(account, law)


def separated_on(account: Account, owner: Person, facts: TaxFacts) -> date | None:
    """Return the day the owner left, or will leave, the employer of a plan; None: not known.

    The plan's own day comes first, then the person's retirement, then the end of the last wages.
    """
    if account.kind not in EMPLOYERS:
        return None
    plan = account.plan
    if plan is not None and plan.separated_on is not None:
        return plan.separated_on
    if owner.retired_on is not None and (plan is None or not plan.is_still_employed):
        return owner.retired_on
    wages = [i for i in facts.incomes if i.person == owner.id and i.kind is IncomeKind.WAGES]
    ends = [income.to_on for income in wages if income.to_on is not None]
    return max(ends) if ends and len(ends) == len(wages) else owner.retired_on


def _opens_in(account: Account, stated: date | None, left_on: date | None, of_age: int) -> int:
    if account.kind is AccountKind.EDUCATION_529:
        return NEVER
    if stated is not None:
        return stated.year
    if account.kind not in EMPLOYERS or account.is_inherited or account.plan is None:
        return ALWAYS
    return of_age if left_on is None else min(of_age, left_on.year)


def _by_kind(account: Account, law: Law) -> Iterator[Exemption]:
    if account.kind not in TAXED_EARLY:
        yield Exemption(code="kind", from_year=ALWAYS, citation="26 U.S.C. § 72(t)(1)")
    if account.kind in NO_EARLY_TAX:
        yield Exemption(code="section_457", from_year=ALWAYS, citation="26 U.S.C. § 4974(c)")
    if is_beneficiarys(account, law):
        citation = "26 U.S.C. § 72(t)(2)(A)(ii)"
        yield Exemption(code="death", from_year=ALWAYS, citation=citation)


def _by_condition(condition: Condition) -> Iterator[Exemption]:
    for code, day, citation in (
        ("disability", condition.disabled_on, "26 U.S.C. § 72(t)(2)(A)(iii)"),
        ("terminal_illness", condition.terminally_ill_on, "26 U.S.C. § 72(t)(2)(L)"),
    ):
        if day is not None:
            yield Exemption(code=code, from_year=day.year, citation=citation)


def _by_leaving(account: Account, left_on: date | None, born_on: date) -> Iterator[Exemption]:
    if account.kind not in EMPLOYERS or left_on is None:
        return
    if left_on.year >= born_on.year + LEAVES_AT_55:
        citation = "26 U.S.C. § 72(t)(2)(A)(v)"
        yield Exemption(code="separation_at_55", from_year=left_on.year, citation=citation)
