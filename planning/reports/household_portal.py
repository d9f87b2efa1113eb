"""What does the firm see of a household's portal? Who comes, what they see, ask and do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clients.models import AuditAct, AuditEvent, Household, PortalGrant
from planning.models import ClientLetter, PortalAct, PortalAsk

NEWEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """When a client last opened something, and how often they did."""

    who: str
    at: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedLetter:
    """A letter the clients may read, and which of them took it."""

    row: ClientLetter
    downloads: list[Visit]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientLine:
    """Somebody who may come, and when they last did."""

    grant: PortalGrant
    opened: Visit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPortal:
    """Everything the page shows."""

    clients: list[ClientLine]
    letters: list[ReleasedLetter]
    asks: list[PortalAsk]
    acts: list[PortalAct]

    @property
    def waiting(self) -> int:
        """How many acts of clients wait for an answer."""
        return sum(act.settled_at is None for act in self.acts)


def read_household_portal(household: Household) -> HouseholdPortal:
    """Arrange what passes between a household and the firm, in a constant number of queries."""
    visits = _visits(household)
    letters = ClientLetter.objects.filter(household=household, released_at__isnull=False)
    grants = PortalGrant.objects.filter(
        household=household, revoked_at=None, user__membership__ended_at=None
    )
    acts = household.portal_acts.select_related("actor", "document", "settled_by")
    return HouseholdPortal(
        clients=[
            ClientLine(grant=one, opened=opened_by(visits, household, one.user_id))
            for one in grants.select_related("user__membership", "person").order_by(
                "user__full_name"
            )
        ],
        letters=[
            ReleasedLetter(row=one, downloads=list(visits.get(str(one.pk), {}).values()))
            for one in letters.select_related("person").order_by("-released_at")[:NEWEST]
        ],
        asks=list(
            household.portal_asks.filter(withdrawn_at=None, acts=None).select_related("asked_by")
        ),
        acts=list(acts[:NEWEST]),
    )


def downloads_of(letter: ClientLetter) -> list[Visit]:
    """Return which clients took a letter, and when last."""
    return list(_visits(letter.household, only=str(letter.pk)).get(str(letter.pk), {}).values())


def opened_by(visits: dict[str, dict[int, Visit]], household: Household, user: int) -> Visit | None:
    return visits.get(str(household.pk), {}).get(user)


def _visits(household: Household, *, only: str = "") -> dict[str, dict[int, Visit]]:
    """Return what clients opened in the portal, by the thing and who did, the latest of each."""
    reads = AuditEvent.objects.filter(
        firm=household.firm_id,
        act=AuditAct.READ,
        detail__household=str(household.pk),
        detail__page="portal",
    )
    if only:
        reads = reads.filter(object_id=only)
    return _counted(reads.select_related("actor").order_by("sequence"))


def _counted(reads: Iterable[AuditEvent]) -> dict[str, dict[int, Visit]]:
    found: dict[str, dict[int, Visit]] = defaultdict(dict)
    for read in reads:
        if read.actor is None:
            continue
        of_thing = found[read.object_id]
        before = of_thing.get(read.actor.pk)
        of_thing[read.actor.pk] = Visit(
            who=read.actor.get_full_name(),
            at=read.at,
            count=(before.count if before else 0) + 1,
        )
    return found
