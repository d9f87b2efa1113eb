"""Which households does somebody look for?"""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from clients.models import Household, Person


def found_households(
    households: QuerySet[Household], words: str, *, archived: bool
) -> QuerySet[Household]:
    """Return the households of which every word stands in the name or a person's name.

    Each comes with its members, so that a list can say who they are.
    """
    found = households.filter(archived_at__isnull=not archived).select_related("team")
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(people__name__icontains=word))
    members = Person.objects.filter(archived_at=None, is_member=True).order_by("position", "id")
    return found.distinct().order_by("name", "id").prefetch_related(Prefetch("people", members))


def same_name(households: QuerySet[Household], name: str) -> list[Household]:
    """Return the current households that are called so, whatever the capitals."""
    return list(households.filter(archived_at=None, name__iexact=name)[:5]) if name else []
