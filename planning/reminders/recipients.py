"""Who is told? First those who look after it, then a second person, then compliance.

Who looks after it is whoever it was given to on the worklist, else the household's team. What is
set aside there rests here too, until it is so near that a second person would be told.
"""

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
    user: int
    role: str
    teams: frozenset[UUID]

    def sees(self, team: UUID) -> bool:
        return self.role in WHOLE_FIRM or team in self.teams


class Recipients:
    """The people of a firm, read once, and who of them is told of what."""

    def __init__(self, firm: Firm, settings: ReminderSettings) -> None:
        self.settings = settings
        self.members = {member.id: member for member in _members(firm)}
        self._of_user = {member.user: member for member in self.members.values()}
        self._of_team: dict[UUID, list[UUID]] = defaultdict(list)
        for member in self.members.values():
            if member.role == Role.ADVISOR and settings.to_advisors:
                for team in member.teams:
                    self._of_team[team].append(member.id)
        self._operations = self._with(Role.OPERATIONS) if settings.to_operations else []
        self._owners, self._compliance = self._with(Role.OWNER), self._with(Role.COMPLIANCE)

    def of(self, deadline: Deadline, on: date) -> list[tuple[UUID, int]]:
        """Return who is told of a deadline on a day, each with the level that brings them in."""
        level = self.level(deadline, on)
        if level == FIRST and deadline.mark.rests(on):
            return []
        told = dict.fromkeys(self._first(deadline), FIRST)
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

    def _first(self, deadline: Deadline) -> list[UUID]:
        """Return who looks after it; where that is nobody, silence would be taken for done."""
        team, given_to = deadline.team, deadline.mark.assigned_to
        holder = self._of_user.get(given_to) if given_to is not None else None
        if holder is not None and holder.sees(team):
            return [holder.id]
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
    staff = rows.exclude(role=Role.CLIENT).order_by("pk")
    for member, user, role in staff.values_list("pk", "user", "role"):
        yield Member(member, user, role, frozenset(teams[member]))
