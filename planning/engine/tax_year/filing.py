"""Who files together in a year, and as what?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from planning.engine.household import FilingStatus, Household, Marriage, Person
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year.results import CannotDecide, Filing, Missing


def filing_of(household: Household, facts: TaxFacts, year: int, of: str | None) -> Filing:
    """Return the return of a year: that of `of`, or else of the household's first member.

    The status is the one on record. Without one it follows from the marriages: joint for a couple
    married at the year's end, or whose one died in the year; single otherwise.

    Source: 26 U.S.C. § 2, 6013(a)(2), 7703(a).
    Not modelled: whether a status on record is allowed.
    Raises: CannotDecide where nobody files, or who files is not born.
    """
    members = [one for one in household.people if one.is_member and _lives_in(one, year)]
    if not members:
        raise CannotDecide((Missing(code="nobody_files", fact="people"),))
    head = next((one for one in members if one.id == of), members[0])
    partner = spouse_of(household, head, year)
    status = facts.filing_status
    if status is None:
        status = FilingStatus.SINGLE if partner is None else FilingStatus.JOINT
    if status is FilingStatus.JOINT and partner is None:
        missing = Missing(code="no_marriage", fact="marriages", person=head.id)
        raise CannotDecide((missing,))
    together = status is FilingStatus.JOINT
    if together and partner is not None:
        order = [one.id for one in household.people]
        head, partner = sorted((head, partner), key=lambda one: order.index(one.id))
    on_it = (head, partner) if together and partner is not None else (head,)
    unborn = [one for one in on_it if one.born_on is None]
    if unborn:
        raise CannotDecide(
            tuple(
                Missing(code="birth_date", fact=f"people.{one.id}.born_on", person=one.id)
                for one in unborn
            )
        )
    return Filing(
        status=status,
        head=head,
        spouse=partner if together else None,
        others=tuple(one for one in members if one not in on_it),
    )


def age_for_deductions(person: Person, year: int) -> int:
    """Return the age on December 31, or on the day of a death in the year.

    An age is attained on the day before the birthday, so that who was born on a January 1 is one
    year older on December 31.

    Source: 26 U.S.C. § 63(f); Treas. Reg. 1.63; Pub. 501, "Death of a taxpayer".
    """
    born_on = cast(date, person.born_on)  # known: without it no return is begun
    last = date(year, 12, 31)
    if person.died_on is not None:
        last = min(last, person.died_on)
    next_day = last + timedelta(days=1)
    has_birthday = (next_day.month, next_day.day) >= (born_on.month, born_on.day)
    return next_day.year - born_on.year - (not has_birthday)


def were_married(household: Household, people: tuple[Person, ...], year: int) -> bool:
    """Tell whether somebody of a return was married, and so filed jointly, in an earlier year."""
    return any(spouse_of(household, one, year) is not None for one in people)


def spouse_of(household: Household, person: Person, year: int) -> Person | None:
    """Return who somebody is married to at a year's end, or was until a death within it."""
    people = {one.id: one for one in household.people}
    for marriage in household.marriages:
        if person.id in marriage.people and _lasts_in(marriage, year):
            (other,) = set(marriage.people) - {person.id}
            if _lives_in(people[other], year):
                return people[other]
    return None


def _lives_in(person: Person, year: int) -> bool:
    return person.died_on is None or person.died_on >= date(year, 1, 1)


def _lasts_in(marriage: Marriage, year: int) -> bool:
    last = date(year, 12, 31)
    begun = marriage.from_on is None or marriage.from_on <= last
    return begun and (marriage.to_on is None or marriage.to_on > last)
