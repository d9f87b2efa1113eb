"""Who is told? First those who look after it, then a second person, then compliance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clients.access import WHOLE_FIRM
from clients.models import Firm, Membership, Role
from planning.models import ReminderSettings
from planning.reminders.deadlines import Deadline
from planning.reminders.kinds import COMPLIANCE, FIRST, KINDS, SECOND


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works for the firm today, and the households they may see."""

    id: UUID
    role: str
    teams: frozenset[UUID]

    def sees(self, team: UUID) -> bool:
        return self.role in WHOLE_FIRM or team in self.teams


class Recipients:
    """The people of a firm, read once, and who of them is told of what."""

    def __init__(self, firm: Firm, settings: ReminderSettings) -> None:
        self.settings = settings
        self.members = {member.id: member for member in _members(firm)}
        self._of_team: dict[UUID, list[UUID]] = defaultdict(list)
        for member in self.members.values():
            if member.role == Role.ADVISOR and settings.to_advisors:
                for team in member.teams:
                    self._of_team[team].append(member.id)
        self._operations = self._with(Role.OPERATIONS) if settings.to_operations else []
        self._owners, self._compliance = self._with(Role.OWNER), self._with(Role.COMPLIANCE)

    def of(self, deadline: Deadline, on: date) -> list[tuple[UUID, int]]:
        """Return who is told of a deadline on a day, each with the level that brings them in."""
        told = dict.fromkeys(self._first(deadline.team), FIRST)
        level = self.level(deadline, on)
        if level >= SECOND:
            for member in self._second():
                told.setdefault(member, SECOND)
        if level >= COMPLIANCE:
            for member in self._compliance:
                told.setdefault(member, COMPLIANCE)
        return list(told.items())

    def level(self, deadline: Deadline, on: date) -> int:
        """Return how far up it goes on a day."""
        rule = KINDS[deadline.kind]
        if not rule.escalates:
            return FIRST
        left = (deadline.on - on).days
        if left <= self.settings.compliance_days:
            return COMPLIANCE
        return max(rule.begins_at, SECOND if left <= self.settings.second_days else FIRST)

    def _first(self, team: UUID) -> list[UUID]:
        """Return who looks after it; where that is nobody, silence would be taken for done."""
        return [*self._of_team.get(team, ()), *self._operations] or self._owners

    def _second(self) -> list[UUID]:
        named = self.settings.second_person_id
        return [named] if named in self.members else self._owners

    def _with(self, role: Role) -> list[UUID]:
        return [member.id for member in self.members.values() if member.role == role]


def _members(firm: Firm) -> Iterator[Member]:
    teams: dict[UUID, set[UUID]] = defaultdict(set)
    for member, team in Membership.teams.through.objects.filter(membership__firm=firm).values_list(
        "membership_id", "team_id"
    ):
        teams[member].add(team)
    rows = Membership.objects.filter(firm=firm, ended_at=None, user__is_active=True)
    for member, role in rows.exclude(role=Role.CLIENT).order_by("pk").values_list("pk", "role"):
        yield Member(member, role, frozenset(teams[member]))
