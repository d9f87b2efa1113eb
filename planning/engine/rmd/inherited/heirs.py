"""Who was the first beneficiary, how does the law regard them, and whose life is counted?"""

from __future__ import annotations

from datetime import date

from planning.engine.household import BeneficiaryClass, Marriage, Person
from planning.engine.law import Standing
from planning.engine.rmd.inherited.deaths import Death
from planning.engine.rmd.inherited.inquiry import Inquiry
from planning.engine.rmd.record import record

DOCUMENTED = frozenset(
    {
        BeneficiaryClass.DISABLED,
        BeneficiaryClass.CHRONICALLY_ILL,
        BeneficiaryClass.SEE_THROUGH_TRUST,
    }
)
OF_SEVERAL = frozenset({Standing.ELIGIBLE, Standing.MINOR_CHILD})


@record
class Holder:
    """Somebody who holds an inherited account, or held it; the paths say where the file has it."""

    person: Person
    beneficiary_class: BeneficiaryClass | None
    class_path: str
    died_on: date | None
    died_path: str
    is_present: bool


def holders_of(inquiry: Inquiry) -> list[Holder]:
    """Return who held the account after the owner, the first beneficiary first."""
    facts = inquiry.inheritance
    if facts.is_successor and not facts.chain:
        inquiry.ask("chain_missing", inquiry.fact("chain"))
    holders = []
    for number, earlier in enumerate(facts.chain):
        person = inquiry.person(earlier.person)
        place = f"chain[{number}]"
        holders.append(
            Holder(
                person=person,
                beneficiary_class=earlier.beneficiary_class,
                class_path=inquiry.fact(f"{place}.class"),
                died_on=earlier.died_on or person.died_on,
                died_path=inquiry.fact(f"{place}.died_on"),
                is_present=False,
            )
        )
    present = inquiry.person(inquiry.account.owner)
    holders.append(
        Holder(
            person=present,
            beneficiary_class=facts.beneficiary_class,
            class_path=inquiry.fact("class"),
            died_on=present.died_on,
            died_path=f"people.{present.id}.died_on",
            is_present=True,
        )
    )
    return holders


def standing_of(inquiry: Inquiry, holder: Holder, death: Death) -> Standing:
    """Return how the law regards a beneficiary, once the class is seen to fit the other facts.

    Source: 26 U.S.C. § 401(a)(9)(E); Treas. Reg. 1.401(a)(9)-4(e).
    """
    name = holder.person.name
    if holder.beneficiary_class is None:
        inquiry.ask("class_missing", holder.class_path, heir=name)
    if holder.died_on is not None and holder.died_on < death.died_on:
        inquiry.ask(
            "died_before_the_owner", holder.died_path, heir=name, decedent=death.person.name
        )
    rules = inquiry.rules.classes[holder.beneficiary_class]
    standing = rules.standing
    is_alone = inquiry.inheritance.is_sole is not False
    if standing is Standing.SPOUSE and not is_alone:
        standing = Standing.ELIGIBLE
        inquiry.find("class_spouse_not_sole", name, rules.source)
    else:
        inquiry.find(f"class_{holder.beneficiary_class}", name, rules.source)
    _check_births(inquiry, holder, death)
    if holder.beneficiary_class is BeneficiaryClass.SPOUSE:
        _check_marriage(inquiry, holder, death)
    _note_class(inquiry, holder, standing, death)
    return standing


def counted_birth(inquiry: Inquiry, holder: Holder, standing: Standing) -> date:
    """Return the birth date of the life that is counted, or ask for it.

    One beneficiary counts by themselves; of several, and behind a trust, the oldest counts.
    Source: Treas. Reg. 1.401(a)(9)-5(d)(3), (f)(1).
    """
    facts = inquiry.inheritance
    if standing is not Standing.SPOUSE:
        if facts.measuring_life_born_on is not None:
            inquiry.find("life_measuring", facts.measuring_life_born_on)
            return facts.measuring_life_born_on
        is_trust = holder.beneficiary_class is BeneficiaryClass.SEE_THROUGH_TRUST
        if is_trust or facts.is_sole is False:
            inquiry.ask("measuring_life_missing", inquiry.fact("measuring_life_born_on"))
    if facts.is_sole is None:
        inquiry.note("assumed_sole_beneficiary")
    if holder.person.born_on is None:
        path = f"people.{holder.person.id}.born_on"
        inquiry.ask("heir_birth_missing", path, heir=holder.person.name)
    return holder.person.born_on


def counted_death(inquiry: Inquiry, holder: Holder, standing: Standing) -> date | None:
    """Return the day the counted life ended, None while it lasts; ask where it must have."""
    facts = inquiry.inheritance
    if standing is not Standing.SPOUSE and facts.measuring_life_born_on is not None:
        return facts.measuring_life_died_on
    if holder.is_present:
        return None
    if holder.died_on is None:
        inquiry.ask("predecessor_death_missing", holder.died_path, heir=holder.person.name)
    return holder.died_on


def youngest_minor(inquiry: Inquiry, counted: date) -> date:
    """Return the birth date of the child whose majority starts the ten years, or ask for it.

    `counted` is the birth date of the life that is counted: the same child where there is one.
    """
    facts = inquiry.inheritance
    if facts.youngest_minor_born_on is not None:
        return facts.youngest_minor_born_on
    if facts.is_sole is False:
        inquiry.ask("youngest_minor_missing", inquiry.fact("youngest_minor_born_on"))
    return counted


def _check_births(inquiry: Inquiry, holder: Holder, death: Death) -> None:
    """Refuse a class that the birth dates contradict."""
    facts, periods = inquiry.inheritance, inquiry.rules.periods
    born_on = facts.measuring_life_born_on or holder.person.born_on
    name = holder.person.name
    if holder.beneficiary_class is BeneficiaryClass.MINOR_CHILD:
        child = facts.youngest_minor_born_on or born_on
        majority = periods["majority"].years
        if child is not None and anniversary_reached(child, majority, death.died_on):
            inquiry.ask("not_a_minor", holder.class_path, heir=name, died_on=death.died_on)
    is_near_in_age = holder.beneficiary_class is BeneficiaryClass.NOT_MORE_THAN_10_YEARS_YOUNGER
    if is_near_in_age and _is_much_younger(inquiry, born_on, death):
        inquiry.ask("too_much_younger", holder.class_path, heir=name, decedent=death.person.name)
    if born_on is not None and born_on.year > death.year + 1:
        inquiry.ask("born_after_the_owner_died", f"people.{holder.person.id}.born_on", heir=name)


def anniversary_reached(born_on: date, years: int, day: date) -> bool:
    """Whether the birthday that completes so many years has come by a day."""
    return (born_on.year + years, born_on.month, born_on.day) <= (day.year, day.month, day.day)


def _is_much_younger(inquiry: Inquiry, born_on: date | None, death: Death) -> bool:
    """Whether somebody is known to be more than ten years younger, by dates of birth."""
    owner = death.person.born_on
    if born_on is None or owner is None:
        return False
    years = inquiry.rules.periods["not_more_than_years_younger"].years
    return (owner.year + years, owner.month, owner.day) < (born_on.year, born_on.month, born_on.day)


def _note_class(inquiry: Inquiry, holder: Holder, standing: Standing, death: Death) -> None:
    facts, name = inquiry.inheritance, holder.person.name
    if holder.beneficiary_class in DOCUMENTED:
        inquiry.note("documented_by", heir=name, day=date(death.year + 1, 10, 31))
    if standing in OF_SEVERAL and facts.is_sole is False:
        inquiry.note("several_beneficiaries")
    is_one_person = facts.is_sole is not False and facts.measuring_life_born_on is None
    births = holder.person.born_on, death.person.born_on
    if (
        holder.beneficiary_class is BeneficiaryClass.DESIGNATED
        and is_one_person
        and death.is_new_law
        and None not in births
        and not _is_much_younger(inquiry, holder.person.born_on, death)
    ):
        inquiry.note("near_in_age", heir=name, decedent=death.person.name)


def _check_marriage(inquiry: Inquiry, holder: Holder, death: Death) -> None:
    """Refuse a spouse whom the marriages on record contradict; say where there is none of them."""
    heir, decedent = holder.person, death.person
    spouses: list[Person] = []
    ended: list[date] = []
    for marriage in inquiry.household.marriages:
        if decedent.id not in marriage.people:
            continue
        other = inquiry.person(next(one for one in marriage.people if one != decedent.id))
        if _lasted(marriage, other, death):
            spouses.append(other)
        elif other is heir and marriage.to_on is not None:
            ended.append(marriage.to_on)
    if heir in spouses:
        return
    names = {"heir": heir.name, "decedent": decedent.name}
    if spouses:
        spouse = spouses[0].name
        inquiry.ask("married_to_another", holder.class_path, spouse=spouse, **names)
    if ended:
        last = max(ended)
        inquiry.ask("divorced_before_the_death", holder.class_path, ended_on=last, **names)
    inquiry.note("marriage_not_recorded", **names)


def _lasted(marriage: Marriage, other: Person, death: Death) -> bool:
    """Whether somebody lived, and was married to who died, on the day of the death."""
    day = death.died_on
    has_begun = marriage.from_on is None or marriage.from_on <= day
    is_over = marriage.to_on is not None and marriage.to_on <= day
    lived = other.died_on is None or other.died_on >= day
    return has_begun and lived and not is_over
