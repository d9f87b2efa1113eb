"""When did the owner die, under which law, and before the required beginning date or not?"""

from __future__ import annotations

from datetime import date

from planning.engine.household import AccountKind, Person
from planning.engine.law import PlanLaw
from planning.engine.rmd.applicable_age import first_year_by_age, year_of_age
from planning.engine.rmd.inherited.inquiry import Inquiry
from planning.engine.rmd.record import record


@record
class Death:
    """The death from which the beneficiaries' years are counted."""

    person: Person
    died_on: date
    is_new_law: bool
    counted_birth: date | None  # known where the owner's life counts: died after the beginning

    @property
    def is_before_beginning(self) -> bool:
        """Whether the owner died before the required beginning date."""
        return self.counted_birth is None

    @property
    def year(self) -> int:
        """The calendar year of the death."""
        return self.died_on.year


def death_of_owner(inquiry: Inquiry) -> Death:
    """Return the original owner's death.

    Source: 26 U.S.C. § 401(a)(9)(B), (H); Treas. Reg. 1.401(a)(9)-1(b)(2), -3(a).
    """
    owner = inquiry.person(inquiry.inheritance.decedent)
    if owner.died_on is None:
        inquiry.ask("decedent_death_missing", f"people.{owner.id}.died_on", decedent=owner.name)
    inquiry.find("inherited_from", owner.died_on, decedent=owner.name)
    return Death(
        person=owner,
        died_on=owner.died_on,
        is_new_law=is_new_law(inquiry, owner.died_on),
        counted_birth=_counted_birth(inquiry, owner, owner.died_on),
    )


def death_of_spouse_as_owner(inquiry: Inquiry, spouse: Person, died_on: date) -> Death:
    """Return the death of a spouse who stands in the owner's place.

    Source: 26 U.S.C. § 401(a)(9)(B)(iv); Treas. Reg. 1.401(a)(9)-3(e)(1).
    """
    inquiry.find("spouse_stands_as_owner", died_on, spouse=spouse.name)
    return Death(
        person=spouse,
        died_on=died_on,
        is_new_law=is_new_law(inquiry, died_on),
        counted_birth=None,
    )


def new_law_begins_on(inquiry: Inquiry) -> date:
    """Return the first day of death on which the SECURE Act's rules hold for the account."""
    return inquiry.rules.new_law[_plan_law(inquiry)].applies_from


def is_new_law(inquiry: Inquiry, died_on: date) -> bool:
    """Decide which law holds for a death, and write it down."""
    plan_law = _plan_law(inquiry)
    rule = inquiry.rules.new_law[plan_law]
    is_new = died_on >= rule.applies_from
    code = "law_secure" if is_new else "law_former"
    if plan_law is not PlanLaw.ANY:
        code = f"{code}_{plan_law}"
    inquiry.find(code, rule.applies_from, rule.source, died_on=died_on)
    general = inquiry.rules.new_law[PlanLaw.ANY].applies_from
    if plan_law is PlanLaw.COLLECTIVELY_BARGAINED and general <= died_on < rule.applies_from:
        inquiry.note("bargained_plan_date", died_on=died_on)
    return is_new


def _plan_law(inquiry: Inquiry) -> PlanLaw:
    plan = inquiry.account.plan if inquiry.kind.may_delay_while_working else None
    if inquiry.kind.is_governmental or (plan is not None and plan.is_governmental):
        return PlanLaw.GOVERNMENTAL
    if plan is not None and plan.is_collectively_bargained:
        return PlanLaw.COLLECTIVELY_BARGAINED
    return PlanLaw.ANY


def _counted_birth(inquiry: Inquiry, owner: Person, died_on: date) -> date | None:
    """Return the owner's birth date if death came on or after the required beginning date."""
    facts, is_plan = inquiry.inheritance, inquiry.kind.may_delay_while_working
    if inquiry.account.kind is AccountKind.ROTH_IRA:
        inquiry.find("never_begins_roth_ira", died_on)
        return None
    if is_plan and facts.is_all_roth:
        inquiry.find("never_begins_all_roth", died_on)
        return None
    may_wait = is_plan and not facts.owner_held_five_percent
    if may_wait and facts.owner_worked_until_death:
        inquiry.find("never_begins_working", died_on, decedent=owner.name)
        return None
    if owner.born_on is None:
        inquiry.ask("decedent_birth_missing", f"people.{owner.id}.born_on", decedent=owner.name)
    first_year = first_year_by_age(owner.born_on, inquiry.law)
    if may_wait and facts.owner_retired_in is not None:
        first_year = max(first_year, facts.owner_retired_in)
    beginning = date(first_year + 1, 4, 1)
    is_before = died_on < beginning
    code = "died_before_the_beginning" if is_before else "died_after_the_beginning"
    inquiry.find(code, beginning, decedent=owner.name, born_on=owner.born_on, died_on=died_on)
    _note_other_age(inquiry, owner.born_on, died_on, first_year)
    return None if is_before else owner.born_on


def _note_other_age(inquiry: Inquiry, born_on: date, died_on: date, first_year: int) -> None:
    """Say where another reading of the applicable age would put the death on the other side."""
    span = inquiry.law.applicable_age(born_on)
    if span.alternative_age is None:
        return
    other = date(year_of_age(born_on, span.alternative_age) + 1, 4, 1)
    if date(first_year + 1, 4, 1) <= died_on < other:
        inquiry.note(
            "beginning_unsettled",
            born_in=born_on.year,
            age=span.age,
            alternative_age=span.alternative_age,
        )
