"""The teams of a firm: made, renamed, put away with what they looked after, used again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, Firm, Household, Membership, Team, User
from clients.services.households import change_household


class TeamError(ValueError):
    """What a team may not become, said to whoever tried."""


def teams_of(firm: Firm) -> QuerySet[Team]:
    """Return the teams in use."""
    return Team.objects.filter(firm=firm, archived_at=None)


def teams_with_counts(firm: Firm) -> QuerySet[Team]:
    """Return every team, those put away last, with how much each looks after."""
    people = Count("members", filter=Q(members__ended_at=None), distinct=True)
    households = Count("households", filter=Q(households__archived_at=None), distinct=True)
    return (
        Team.objects.filter(firm=firm)
        .annotate(people=people, household_count=households)
        .order_by("archived_at", "name")
    )


@transaction.atomic
def archive_team(*, actor: User, team: Team, successor: Team | None) -> None:
    """Put a team away; its households and its people go to another."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.archived_at is not None:
        raise TeamError(_("This team was put away in the meantime."))
    others = teams_of(team.firm).exclude(pk=team.pk)
    if not others.exists():
        raise TeamError(_("A firm needs a team: add another one first."))
    households = Household.objects.filter(team=team)
    members = Membership.objects.filter(teams=team)
    if successor is None and (households.exists() or members.exists()):
        raise TeamError(_("Choose the team that takes over its households and people."))
    if successor is not None:
        for household in households.select_for_update():  # each with its own trace and history
            change_household(
                actor=actor, household=household, revision=household.revision, team=successor
            )
        for member in members:
            member.teams.remove(team)
            member.teams.add(successor)
    team.archived_at = timezone.now()
    team.save(update_fields=["archived_at"])
    detail = {"successor": str(successor.pk)} if successor else {}
    audit.record(AuditAct.ARCHIVED, actor=actor, firm=team.firm, subject=team, detail=detail)


@transaction.atomic
def use_again(*, actor: User, team: Team) -> None:
    """Take a team back that was put away; nobody and nothing comes back with it."""
    if team.archived_at is None:
        raise TeamError(_("This team is in use."))
    team.archived_at = None
    team.save(update_fields=["archived_at"])
    audit.record(
        AuditAct.CHANGED,
        actor=actor,
        firm=team.firm,
        subject=team,
        detail={"changed": "used again"},
    )
