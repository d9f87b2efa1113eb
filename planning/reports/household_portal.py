"""What does the firm see of a household's portal? Who comes, what they see, ask and do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from clients.client_access import invitations_to
from clients.models import (
    AuditAct,
    AuditEvent,
    Household,
    Invitation,
    PortalGrant,
    SecondFactorReset,
)
from planning.models import ClientLetter, PlanVersion, PortalAct, PortalAsk

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
class PlanVisits:
    """A plan the clients may read, which of them opened it, and which took its PDF."""

    version: PlanVersion
    opened: list[Visit]
    downloaded: list[Visit]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientLine:
    """Somebody who may come, and when they last did."""

    grant: PortalGrant
    opened: Visit | None
    has_second_factor: bool
    reset: SecondFactorReset | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPortal:
    """Everything the page shows."""

    clients: list[ClientLine]
    invitations: list[Invitation]
    letters: list[ReleasedLetter]
    plans: list[PlanVisits]
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
    acts = household.portal_acts.select_related("actor", "document", "settled_by")
    return HouseholdPortal(
        clients=_clients(household, visits.get(str(household.pk), {})),
        invitations=list(invitations_to(household)),
        letters=[
            ReleasedLetter(row=one, downloads=list(visits.get(str(one.pk), {}).values()))
            for one in letters.select_related("person").order_by("-released_at")[:NEWEST]
        ],
        plans=[
            _plan_visits(one, [pdf.pk for pdf in one.pdfs.all()], visits)
            for one in household.plan_versions.of_clients().without_texts().prefetch_related("pdfs")
        ],
        asks=list(
            household.portal_asks.filter(withdrawn_at=None, acts=None).select_related("asked_by")
        ),
        acts=list(acts[:NEWEST]),
    )


def downloads_of(letter: ClientLetter) -> list[Visit]:
    """Return which clients took a letter, and when last."""
    return list(_visits(letter.household, only=[letter.pk]).get(str(letter.pk), {}).values())


def visits_of(version: PlanVersion) -> PlanVisits:
    """Return which clients opened a plan, and which took its PDF, and when last."""
    pdfs = list(version.pdfs.values_list("pk", flat=True))
    return _plan_visits(version, pdfs, _visits(version.household, only=[version.pk, *pdfs]))


def _plan_visits(
    version: PlanVersion, pdfs: Iterable[UUID], visits: dict[str, dict[int, Visit]]
) -> PlanVisits:
    taken = [visit for pdf in pdfs for visit in visits.get(str(pdf), {}).values()]
    return PlanVisits(
        version=version,
        opened=list(visits.get(str(version.pk), {}).values()),
        downloaded=taken,
    )


def _clients(household: Household, opened: dict[int, Visit]) -> list[ClientLine]:
    grants = PortalGrant.objects.filter(
        household=household, revoked_at=None, user__membership__ended_at=None
    )
    factors = Authenticator.objects.filter(user=OuterRef("user")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    rows = grants.annotate(has_factor=Exists(factors)).select_related("user__membership", "person")
    resets = {
        reset.membership.user_id: reset
        for reset in SecondFactorReset.objects.filter(
            membership__user__portal_grants__household=household, done_at=None, cancelled_at=None
        ).select_related("membership", "asked_by", "approved_by")
    }
    return [
        ClientLine(
            grant=row,
            opened=opened.get(row.user_id),
            has_second_factor=row.has_factor,
            reset=resets.get(row.user_id),
        )
        for row in rows.order_by("user__full_name")
    ]


def _visits(household: Household, *, only: Collection[UUID] = ()) -> dict[str, dict[int, Visit]]:
    """Return what clients opened in the portal, by the thing and who did, the latest of each."""
    reads = AuditEvent.objects.filter(
        firm=household.firm_id,
        act=AuditAct.READ,
        detail__household=str(household.pk),
        detail__page="portal",
    )
    if only:
        reads = reads.filter(object_id__in=[str(one) for one in only])
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
