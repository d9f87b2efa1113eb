"""What is done when somebody dies, and with the accounts they left?

A death is written down once and everything reads it. What was left is paid over to those named
to inherit it: each of them has an account of their own, which says from which account it came;
the old one stays in the name of who died, for what the year of the death asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clients.models import Account, Beneficiary, Household, Person, User, YearEndBalance
from clients.models.account import NOT_FOR_RETIREMENT
from clients.services.balances import record_balance
from clients.services.editing import add, change, free_key, next_position
from clients.services.households import change_person

CENT = Decimal("0.01")
SPOUSE, DESIGNATED = "spouse", "designated"
FACTS_OF_PLAN = ("has_plan", "employer", "is_governmental", "is_collectively_bargained")
# What was known of the owner and the first beneficiary stays true for those who follow.
STAYS = (
    "from",
    "decedent_first_year_retired",
    "decedent_was_five_percent_owner",
    "whole_interest_is_roth",
    "sole_beneficiary",
    "measuring_life_born_on",
    "measuring_life_died_on",
    "youngest_minor_born_on",
    "election",
    "elected_on",
)


@transaction.atomic
def record_death(
    *,
    actor: User | None,
    person: Person,
    revision: int,
    died_on: date | None,
    also: Collection[Person] = (),
) -> Person:
    """Write down the day somebody died, here and where the same person is on record elsewhere.

    Raises: EditConflict; ValidationError, by field.
    """
    if died_on is None:
        raise ValidationError({"died_on": _("Type the day of death.")})
    for same in also:
        change_person(actor=actor, person=same, revision=same.revision, died_on=died_on)
    return change_person(actor=actor, person=person, revision=revision, died_on=died_on)


@transaction.atomic
def pass_on(*, actor: User | None, account: Account, keeper: Person | None) -> list[Account]:
    """Begin an account for each of those named first to inherit one, and return those begun.

    `keeper` looks after what an estate, a trust or a charity inherits. What is known of how
    somebody inherits is written down; the rest is asked, never guessed. Whoever has an account
    for it already is left out, so that it can be done again after the designation was completed.

    Raises: ValidationError, where somebody must look after an entity's part and nobody is there.
    """
    died_on = account.owner.died_on
    if died_on is None:
        raise ValidationError(_("Record the death first."))
    begun = []
    for line in heirs_of(account, died_on):
        holder = line.person or keeper
        if holder is None:
            problem = _(
                "Nobody of the household lives who could look after the part of %(entity)s."
            )
            raise ValidationError(problem % {"entity": line.entity})
        if not _has_own(account, line, holder):
            begun.append(_begin(actor, account, line, holder, died_on))
    return begun


def heirs_of(account: Account, died_on: date) -> list[Beneficiary]:
    """Return the lines of a designation that stood first on the day of the death.

    Where nobody of them lived on, those who were named in the second place.
    """
    lines = [
        line
        for line in account.beneficiaries.filter(withdrawn_at=None).select_related("person")
        if (line.from_on is None or line.from_on <= died_on)
        and (line.to_on is None or line.to_on > died_on)
        and not (line.person and line.person.died_on and line.person.died_on <= died_on)
    ]
    first = [line for line in lines if not line.is_contingent]
    return first or lines


def accounts_left_by(person: Person) -> list[Account]:
    """Return the accounts somebody left that beneficiaries are paid from by rules of their own."""
    kinds = [kind.value for kind in NOT_FOR_RETIREMENT]
    left = person.accounts.filter(archived_at=None).exclude(kind__in=kinds)
    return list(left.select_related("owner", "household__firm", "custodian"))


def accounts_from(account: Account) -> list[Account]:
    """Return the accounts that came from another one."""
    others = _inherited_in(account.household)
    return [one for one in others if one.inherited.get("came_from") == account.key]


def accounts_inherited_from(person: Person) -> list[Account]:
    """Return the accounts of the household that say they were inherited from somebody."""
    return [one for one in _inherited_in(person.household) if one.inherited["from"] == person.key]


def accounts_without_source(person: Person) -> list[Account]:
    """Return the accounts that somebody held before, where theirs is not on record here."""
    return [
        one
        for one in _inherited_in(person.household)
        if not one.inherited.get("came_from") and person.key in holders_before(one)
    ]


def holders_before(account: Account) -> list[str]:
    """Return the keys of who held an inherited account before, the original owner first."""
    facts = account.inherited
    return [facts["from"], *(earlier["person"] for earlier in facts.get("chain", []))]


def spouse_who_inherited(account: Account) -> str | None:
    """Return the key of the first beneficiary of an inherited account, where that is a spouse."""
    facts = account.inherited
    first = facts["chain"][0] if facts.get("chain") else facts | {"person": account.owner.key}
    return first["person"] if first.get("class") == SPOUSE else None


def keeper_of(household: Household) -> Person | None:
    """Return the first of the household's members who lives."""
    living = household.people.filter(archived_at=None, died_on=None)
    return living.filter(is_member=True).first()


@transaction.atomic
def state_inheritance(
    *, actor: User | None, account: Account, revision: int, facts: dict[str, Any] | None
) -> Account:
    """Say what the rules of an inherited account depend on; None: it is not inherited.

    Raises: EditConflict; ValidationError.
    """
    return change(
        account,
        actor=actor,
        revision=revision,
        values={"inherited": facts},
        household=account.household,
    )


def _begin(
    actor: User | None, account: Account, line: Beneficiary, holder: Person, died_on: date
) -> Account:
    begun = Account(
        firm=account.firm,
        household=account.household,
        owner=holder,
        kind=account.kind,
        name=_("Inherited from {name}").format(name=account.owner.name)[:150],
        custodian=account.custodian,
        key=free_key(f"{account.key} {line.person or line.entity}", account.household.accounts),
        position=next_position(account.household.accounts),
        inherited=dict(_facts(account, line, died_on)),
        other_facts={"owner_entity": line.entity} if line.entity else {},
        **{name: getattr(account, name) for name in FACTS_OF_PLAN},
    )
    begun = add(begun, actor=actor, household=account.household)
    for balance in account.balances.filter(withdrawn_at=None, year__gte=died_on.year):
        is_whole = line.share == 1
        source = balance.source if is_whole else YearEndBalance.Source.ESTIMATE
        record_balance(
            actor=actor,
            account=begun,
            year=balance.year,
            amount=(balance.amount * line.share).quantize(CENT, ROUND_HALF_UP),
            source=source,
            origin={"from": "account", "key": account.key},
        )
    return begun


def _facts(account: Account, line: Beneficiary, died_on: date) -> Iterator[tuple[str, Any]]:
    """Yield what is known of how somebody inherits, as the household file says it."""
    dead, before = account.owner, account.inherited
    yield "came_from", account.key
    if before is not None:
        yield from ((name, before[name]) for name in STAYS if name in before)
        own = {"person": dead.key, "died_on": died_on.isoformat()}
        known = {"class": before["class"]} if before.get("class") else {}
        yield "chain", [*before.get("chain", []), own | known]
        yield "decedent_was", "beneficiary"
        yield "class", line.entity_kind or DESIGNATED
        return
    yield "from", dead.key
    yield "sole_beneficiary", True  # of an account of their own, which is told apart from others
    if beneficiary_class := _class(line, dead, died_on):
        yield "class", beneficiary_class
    if account.has_plan and account.is_still_employed:
        yield "decedent_first_year_retired", "never"
    elif account.has_plan and account.separated_on is not None:
        yield "decedent_first_year_retired", account.separated_on.year
    if account.has_plan and account.is_five_percent_owner:
        yield "decedent_was_five_percent_owner", True


def _class(line: Beneficiary, dead: Person, died_on: date) -> str:
    """Return what the records tell of somebody; a child, a friend, who is ill must be asked."""
    if line.person is None:
        return line.entity_kind
    couple = {line.person_id, dead.pk}
    for marriage in dead.household.marriages.filter(withdrawn_at=None):
        lasted = marriage.to_on is None or marriage.to_on > died_on
        if {marriage.one_id, marriage.other_id} == couple and lasted:
            return SPOUSE
    return ""


def _inherited_in(household: Household) -> QuerySet[Account]:
    standing = household.accounts.filter(archived_at=None, inherited__isnull=False)
    return standing.select_related("owner", "custodian")


def _has_own(account: Account, line: Beneficiary, holder: Person) -> bool:
    return any(
        one.owner_id == holder.pk and one.other_facts.get("owner_entity", "") == line.entity
        for one in accounts_from(account)
    )
