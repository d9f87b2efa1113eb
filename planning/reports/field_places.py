"""Where is a fact typed that the household file calls by a path?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse

from clients.models import Account, Household, Person
from planning.forms.inheritance import field_of
from planning.reports.context import Case

DAY_OF_DEATH = re.compile(r"inherited\.chain\[(?P<number>\d+)\]\.died_on")
OF_ACCOUNT = {"plan": ("edit_account", "has_plan")}


def places_of(
    household: Household, people: Iterable[Person], accounts: Iterable[Account]
) -> Mapping[str, Any]:
    """Return the people and accounts of a household by the beginnings of their paths."""
    return {
        **{f"people.{person.key}.": person for person in people},
        **{f"accounts.{account.key}.": account for account in accounts},
        "": household,
    }


def address_of(path: str, places: Mapping[str, Any]) -> str:
    """Return the address of the form, and the field, that supplies a fact; "" where none does."""
    start = max((start for start in places if path.startswith(start)), key=len)
    row, fact = places[start], path.removeprefix(start)
    if isinstance(row, Person):
        return f"{reverse('planning:edit_person', args=[row.pk])}#id_{fact}"
    if not isinstance(row, Account):
        return ""
    name, _dot, rest = fact.partition(".")
    if died := DAY_OF_DEATH.fullmatch(fact):
        key = row.inherited["chain"][int(died["number"])]["person"]
        return address_of(f"people.{key}.died_on", places)
    if name == "inherited" and rest:
        return f"{reverse('planning:edit_inheritance', args=[row.pk])}#id_{field_of(rest)}"
    if name == "inherited":
        return reverse("planning:death", args=[row.owner_id])
    if name == "year_end_balances":
        return reverse("planning:balances", args=[row.household_id])
    if name == "beneficiaries":
        return reverse("planning:new_beneficiary", args=[row.pk])
    if name == "adjustments":
        return reverse("planning:year_end", args=[row.pk, int(rest.partition(".")[0])])
    if name in OF_ACCOUNT:
        view, field = OF_ACCOUNT[name]
        return f"{reverse(f'planning:{view}', args=[row.pk])}#id_{field}"
    return ""


def first_address(paths: Iterable[str], places: Mapping[str, Any]) -> str:
    """Return where the first of several facts is typed that is typed anywhere."""
    return next((address for path in paths if (address := address_of(path, places))), "")


def with_addresses(case: Case, household: Household) -> Case:
    """Return the case with the place that supplies it beside each fact that is missing."""
    if not case.undecided and not case.later_undecided:
        return case
    people, accounts = household.people.all(), household.accounts.filter(archived_at=None)
    places = places_of(household, people, accounts)
    otherwise = f"{reverse('planning:household', args=[household.pk])}#missing"

    def placed(items: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        return tuple(
            {**item, "address": first_address(item["missing"], places) or otherwise}
            for item in items
        )

    return replace(
        case, undecided=placed(case.undecided), later_undecided=placed(case.later_undecided)
    )
