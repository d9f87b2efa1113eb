"""Teams are named, renamed and put away; what they looked after goes to another."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from clients import teams
from clients.access import teams_for
from clients.models import AuditAct, AuditEvent, Household, Team
from clients.teams import TeamError
from tests.cast import Story

STAFF = reverse("clients:staff")


def page_of(team: Team, name: str = "team") -> str:
    return reverse(f"clients:{name}", args=[team.pk])


@pytest.fixture
def west(story: Story) -> Team:
    return Team.objects.get(firm=story.firm, name="West")


def test_a_team_has_a_name_of_its_own(story: Story, owner: Client) -> None:
    new_team = reverse("clients:new_team")
    assert owner.post(new_team, {"name": "North"})["Location"] == STAFF
    page = owner.post(new_team, {"name": "NORTH"})
    assert page.context["form"].errors == {"name": ["There is a team of this name."]}
    assert Team.objects.filter(firm=story.firm, name__iexact="north").count() == 1


def test_a_team_is_renamed(story: Story, owner: Client) -> None:
    assert owner.post(page_of(story.team), {"name": "Harbor"})["Location"] == STAFF
    story.team.refresh_from_db()
    assert story.team.name == "Harbor"
    page = owner.post(page_of(story.team), {"name": "west"})
    assert page.context["form"].errors == {"name": ["There is a team of this name."]}


def test_households_and_people_go_to_the_successor(story: Story, owner: Client, west: Team) -> None:
    form = {"successor": str(west.pk)}
    assert owner.post(page_of(story.team, "archive_team"), form)["Location"] == STAFF
    household = Household.objects.get(pk=story.household.pk)
    assert (household.team, household.revision) == (west, story.household.revision + 1)
    assert household.history.first().history_user == story.users["owner"]
    assert story.users["advisor"].membership.teams.get() == west
    assert list(teams_for(story.users["owner"])) == [west]
    moved = AuditEvent.objects.filter(act=AuditAct.CHANGED, object_id=str(household.pk))
    assert moved.get().detail["fields"] == ["team"]
    event = AuditEvent.objects.get(act=AuditAct.ARCHIVED)
    assert (event.object_id, event.detail) == (str(story.team.pk), {"successor": str(west.pk)})


def test_nothing_is_left_behind_nor_given_to_another_firm(
    story: Story, owner: Client, west: Team
) -> None:
    foreign = Team.objects.exclude(firm=story.firm).get()
    for successor in ("", str(foreign.pk), str(story.team.pk)):
        page = owner.post(page_of(story.team, "archive_team"), {"successor": successor})
        assert (page.status_code, set(page.context["form"].errors)) == (422, {"successor"})
    assert not Team.objects.exclude(archived_at=None).exists()
    assert Household.objects.get(pk=story.household.pk).team == story.team


def test_the_last_team_stays_and_one_put_away_comes_back(
    story: Story, owner: Client, west: Team
) -> None:
    actor = story.users["owner"]
    teams.archive_team(actor=actor, team=story.team, successor=west)
    with pytest.raises(TeamError, match="needs a team"):
        teams.archive_team(actor=actor, team=west, successor=None)
    with pytest.raises(TeamError, match="in the meantime"):
        teams.archive_team(actor=actor, team=story.team, successor=west)
    assert "put away" in owner.get(STAFF).content.decode()
    owner.post(page_of(story.team, "use_team_again"))
    assert set(teams.teams_of(story.firm)) == {story.team, west}
    with pytest.raises(TeamError):
        teams.use_again(actor=actor, team=story.team)
