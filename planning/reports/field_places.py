"""Where is a fact typed that the household file calls by a path?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from clients.models import Account, Household, Person
from planning.forms.inheritance import field_of

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
    if name == "inherited" and rest:
        return f"{reverse('planning:edit_inheritance', args=[row.pk])}#id_{field_of(rest)}"
    if name == "inherited":
        return reverse("planning:death", args=[row.owner_id])
    if name == "year_end_balances":
        return reverse("planning:balances", args=[row.household_id])
    if name == "adjustments":
        return reverse("planning:year_end", args=[row.pk, int(rest.partition(".")[0])])
    if name in OF_ACCOUNT:
        view, field = OF_ACCOUNT[name]
        return f"{reverse(f'planning:{view}', args=[row.pk])}#id_{field}"
    return ""
