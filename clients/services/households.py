"""What is done with households, the people in them and their marriages?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clients.models import Household, Marriage, Person, Team, User
from clients.services.editing import (
    add,
    archive,
    change,
    free_key,
    given,
    next_position,
    restore,
    withdraw,
)
from clients.today import today_of

HOUSEHOLD_FIELDS = ("name", "state", "team", "records_begin_on")
PERSON_FIELDS = (
    "name",
    "born_on",
    "died_on",
    "is_member",
    "retired_on",
    "plan_to_age",
    "is_blind",
    "has_part_b",
    "language",
    "own_magi",
)
MARRIAGE_FIELDS = ("one", "other", "from_on", "to_on")


def create_household(
    *,
    actor: User | None,
    team: Team,
    name: str,
    state: str = "",
    records_begin_on: date | None = None,
) -> Household:
    """Begin a household that a team looks after.

    Raises: ValidationError, by field.
    """
    household = Household(
        firm=team.firm,
        team=team,
        name=name,
        state=state,
        records_begin_on=records_begin_on,
    )
    return add(household, actor=actor, household=household, check=_check_household)


def change_household(
    *, actor: User | None, household: Household, revision: int, **values: Any
) -> Household:
    """Rename a household, or give it to another team of the firm.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, HOUSEHOLD_FIELDS)
    return change(
        household,
        actor=actor,
        revision=revision,
        values=values,
        household=household,
        check=_check_household,
    )


def archive_household(
    *, actor: User | None, household: Household, revision: int, because: str
) -> Household:
    """Take a household out of the book; nothing of it is deleted.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    return archive(household, actor=actor, household=household, revision=revision, because=because)


def restore_household(*, actor: User | None, household: Household, revision: int) -> Household:
    """Bring an archived household back into the book.

    Raises: EditConflict.
    """
    return restore(household, actor=actor, household=household, revision=revision)


def add_person(*, actor: User | None, household: Household, name: str, **values: Any) -> Person:
    """Add a member, an heir or a decedent.

    Raises: ValidationError, by field.
    """
    person = Person(
        firm=household.firm,
        household=household,
        name=name,
        key=free_key(name, household.people),
        position=next_position(household.people),
        **given(values, PERSON_FIELDS),
    )
    return add(person, actor=actor, household=household, check=_check_person)


def change_person(*, actor: User | None, person: Person, revision: int, **values: Any) -> Person:
    """Change what is known of a person; a death ends a marriage by itself.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, PERSON_FIELDS)
    return change(
        person,
        actor=actor,
        revision=revision,
        values=values,
        household=person.household,
        check=_check_person,
    )


def archive_person(*, actor: User | None, person: Person, revision: int, because: str) -> Person:
    """Take somebody out of a household who was entered by mistake, or matters no more.

    Raises: EditConflict; ValidationError where no reason is given, or where something on record
    still names the person.
    """
    if named := list(what_names(person)):
        problem = _("Still named by: %(what)s. End or withdraw that first.")
        raise ValidationError(problem % {"what": ", ".join(named)})
    return archive(
        person, actor=actor, household=person.household, revision=revision, because=because
    )


def restore_person(*, actor: User | None, person: Person, revision: int) -> Person:
    """Bring an archived person back.

    Raises: EditConflict.
    """
    return restore(person, actor=actor, household=person.household, revision=revision)


def what_names(person: Person) -> Iterator[str]:
    """Yield what facts are read from that name a person."""
    for income in person.incomes.filter(withdrawn_at=None):
        yield str(income)
    for account in person.accounts.select_related("custodian"):
        yield str(account)
    for marriage in person.household.marriages.filter(withdrawn_at=None).select_related(
        "one", "other"
    ):
        if person.pk in (marriage.one_id, marriage.other_id):
            yield str(marriage)
    for account in person.household.accounts.all():
        if account.beneficiaries.filter(person=person, withdrawn_at=None).exists():
            yield _("a beneficiary of %(account)s") % {"account": account}
        elif person.key in str(account.inherited or ""):
            yield _("the history of %(account)s") % {"account": account}


def add_marriage(
    *,
    actor: User | None,
    household: Household,
    one: Person,
    other: Person,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Marriage:
    """Marry two people of a household.

    Raises: ValidationError, by field.
    """
    marriage = Marriage(
        firm=household.firm, household=household, one=one, other=other, from_on=from_on, to_on=to_on
    )
    return add(marriage, actor=actor, household=household, check=_check_marriage)


def change_marriage(
    *, actor: User | None, marriage: Marriage, revision: int, **values: Any
) -> Marriage:
    """Correct a marriage, or end it by a divorce.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, MARRIAGE_FIELDS)
    return change(
        marriage,
        actor=actor,
        revision=revision,
        values=values,
        household=marriage.household,
        check=_check_marriage,
    )


def withdraw_marriage(
    *, actor: User | None, marriage: Marriage, revision: int, because: str
) -> Marriage:
    """Take away a marriage that never was; one that ended gets `to_on`.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    household = marriage.household
    return withdraw(marriage, actor=actor, household=household, revision=revision, because=because)


def _check_household(household: Household) -> None:
    begin = household.records_begin_on
    if begin is not None and begin > today_of(household.firm):
        raise ValidationError({"records_begin_on": _("This day has not come yet.")})


def _check_person(person: Person) -> None:
    """Say beside the field what the database would only refuse."""
    if person.is_member and person.born_on is None:
        raise ValidationError({"born_on": _("Every member of the household has a birth date.")})
    for name in ("died_on", "retired_on"):
        day = getattr(person, name)
        if day is not None and person.born_on is not None and day < person.born_on:
            raise ValidationError({name: _("This is before the birth date.")})
    today = today_of(person.firm)
    for name in ("born_on", "died_on"):
        if (day := getattr(person, name)) is not None and day > today:
            raise ValidationError({name: _("This day has not come yet.")})


def _check_marriage(marriage: Marriage) -> None:
    if marriage.withdrawn_at is not None:
        return
    if marriage.one_id == marriage.other_id:
        raise ValidationError({"other": _("Nobody is married to themselves.")})
    died = [person.died_on for person in (marriage.one, marriage.other) if person.died_on]
    if marriage.from_on and died and marriage.from_on > min(died):
        raise ValidationError({"from_on": _("This is after the death of a spouse.")})
    born = [spouse.born_on for spouse in (marriage.one, marriage.other) if spouse.born_on]
    if marriage.from_on and born and marriage.from_on < max(born):
        raise ValidationError({"from_on": _("This is before the birth of a spouse.")})
    if marriage.from_on and marriage.to_on and marriage.to_on < marriage.from_on:
        raise ValidationError({"to_on": _("This is before the wedding.")})
    for spouse in (marriage.one, marriage.other):
        _refuse_overlap(marriage, spouse)


def _refuse_overlap(marriage: Marriage, spouse: Person) -> None:
    began, ended = _span(marriage)
    others = marriage.household.marriages.filter(withdrawn_at=None).exclude(pk=marriage.pk)
    for other in others.select_related("one", "other"):
        first, last = _span(other)
        if spouse.pk in (other.one_id, other.other_id) and began < last and first < ended:
            problem = _("%(spouse)s is in another marriage then.") % {"spouse": spouse}
            raise ValidationError({"from_on": problem})


def _span(marriage: Marriage) -> tuple[date, date]:
    ends = (marriage.to_on, marriage.one.died_on, marriage.other.died_on)
    return marriage.from_on or date.min, min((day for day in ends if day), default=date.max)
