"""Which households does somebody look for?"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from clients.models import Household


def found_households(
    households: QuerySet[Household], words: str, *, archived: bool
) -> QuerySet[Household]:
    """Return the households of which every word stands in the name or a person's name."""
    found = households.filter(archived_at__isnull=not archived).select_related("team")
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(people__name__icontains=word))
    return found.distinct().order_by("name", "id")


def same_name(households: QuerySet[Household], name: str) -> list[Household]:
    """Return the current households that are called so, whatever the capitals."""
    return list(households.filter(archived_at=None, name__iexact=name)[:5]) if name else []
