"""Everybody sees and changes what is theirs to see and change, and learns of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clients import access
from clients.models import (
    Beneficiary,
    Custodian,
    Document,
    Holiday,
    Household,
    Invitation,
    Marriage,
    Membership,
    Person,
    PortalGrant,
    Role,
    User,
    YearEndAdjustment,
)
from tests.cast import Story

SEE_THE_HOUSEHOLD = {"advisor", "teammate", "owner", "operations", "compliance", "password_only"}
CHANGE_IT = SEE_THE_HOUSEHOLD - {"compliance"}
NOT_OF_THE_FIRM = {"stranger", "platform_staff", "ended", "nobody"}


def visitors(story: Story) -> dict[str, User | AnonymousUser]:
    """Everybody as a request brings them: read afresh. (The second factor is a matter of the
    session, before any of this.)"""
    users: dict[str, User | AnonymousUser] = {
        name: User.objects.get(pk=user.pk) for name, user in story.users.items()
    }
    return users | {"nobody": AnonymousUser()}


def answer(ask: Callable[..., Any], *args: Any, **kwargs: Any) -> int:
    try:
        ask(*args, **kwargs)
    except Http404:
        return 404
    except PermissionDenied:
        return 403
    return 200


def everything_of(story: Story) -> dict[Callable[..., Any], UUID]:
    """Every function that opens a row of a household, and the row of the story it may open."""
    firm, household, account = story.firm, story.household, story.account
    sam = Person.objects.create(
        firm=firm, household=household, key="sam", name="Sam", born_on=story.person.born_on
    )
    marriage = Marriage.objects.create(firm=firm, household=household, one=story.person, other=sam)
    document = Document.objects.create(
        firm=firm,
        household=household,
        file="documents/one.pdf",
        name="one.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=story.users["advisor"],
    )
    beneficiary = Beneficiary.objects.create(firm=firm, account=account, person=sam)
    adjustment = YearEndAdjustment.objects.create(firm=firm, account=account, year=2025)
    return {
        access.get_household_or_404: household.pk,
        access.get_person_or_404: story.person.pk,
        access.get_marriage_or_404: marriage.pk,
        access.get_document_or_404: document.pk,
        access.get_account_or_404: account.pk,
        access.get_beneficiary_or_404: beneficiary.pk,
        access.get_balance_or_404: story.balance.pk,
        access.get_adjustment_or_404: adjustment.pk,
        access.get_payment_or_404: story.payment.pk,
    }


def test_each_row_opens_for_who_may_see_it_and_changes_for_who_may_change_it(story: Story) -> None:
    people = visitors(story)
    for get, row_id in everything_of(story).items():
        for name, user in people.items():
            sees = 200 if name in SEE_THE_HOUSEHOLD else 404
            changes = 200 if name in CHANGE_IT else 403 if name in SEE_THE_HOUSEHOLD else 404
            assert answer(get, user, row_id) == sees, (get, name)
            assert answer(get, user, row_id, to="edit") == changes, (get, name)
            assert answer(get, user, uuid4()) == answer(get, user, uuid4(), to="edit") == 404


def test_a_row_is_found_with_what_a_page_says_of_it(
    story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = everything_of(story)
    for get, row_id in rows.items():
        user = User.objects.get(pk=story.users["advisor"].pk)
        with django_assert_num_queries(2):  # the membership, the row
            row = get(user, row_id, to="edit")
            household = row if isinstance(row, Household) else None
            household = household or getattr(row, "household", None) or row.account.household
            assert (row.pk, household.team.name) == (row_id, "East")


def test_an_archived_household_is_shown_and_not_changed(story: Story) -> None:
    people = visitors(story)
    for name in people:
        sees = name in SEE_THE_HOUSEHOLD
        for get, row_id in (
            (access.get_household_or_404, story.archived.pk),
            (access.get_account_or_404, story.archived.accounts.get().pk),
        ):
            assert answer(get, people[name], row_id) == (200 if sees else 404)
            assert answer(get, people[name], row_id, to="edit") == (403 if sees else 404)


def test_the_households_of_everybody(story: Story) -> None:
    households = {
        name: [household.name for household in access.households_for(user)]
        for name, user in visitors(story).items()
    }
    assert households == {
        "advisor": ["Doe", "Old"],
        "teammate": ["Doe", "Old", "Roe"],
        "other_team_advisor": ["Roe"],
        "owner": ["Doe", "Old", "Roe"],
        "operations": ["Doe", "Old", "Roe"],
        "compliance": ["Doe", "Old", "Roe"],
        "portal_client": [],
        "other_client": [],
        "stranger": ["Poe"],
        "password_only": ["Doe", "Old", "Roe"],
        "platform_staff": [],
        "ended": [],
        "nobody": [],
    }


def test_the_teams_of_everybody(story: Story) -> None:
    teams = {
        name: [team.name for team in access.teams_for(user)]
        for name, user in visitors(story).items()
    }
    whole = ["East", "West"]
    none: list[str] = []
    assert teams == {
        "advisor": ["East"],
        "teammate": whole,
        "other_team_advisor": ["West"],
        "owner": whole,
        "operations": whole,
        "compliance": whole,
        "portal_client": none,
        "other_client": none,
        "stranger": ["East"],
        "password_only": whole,
        "platform_staff": none,
        "ended": none,
        "nobody": none,
    }
    assert access.teams_for(story.users["stranger"]).get() != story.team


def test_a_client_is_granted_a_household_until_the_grant_is_revoked(story: Story) -> None:
    granted = {
        name: [household.name for household in access.granted_households_for(user)]
        for name, user in visitors(story).items()
    }
    assert {name: names for name, names in granted.items() if names} == {
        "portal_client": ["Doe"],
        "other_client": ["Roe"],
    }
    PortalGrant.objects.filter(user=story.users["portal_client"]).update(revoked_at=timezone.now())
    assert not access.granted_households_for(story.users["portal_client"]).exists()


def test_a_grant_in_another_firm_opens_nothing(story: Story) -> None:
    poe = Household.objects.get(name="Poe")
    PortalGrant.objects.create(firm=poe.firm, user=story.users["portal_client"], household=poe)
    granted = access.granted_households_for(story.users["portal_client"])
    assert [household.name for household in granted] == ["Doe"]


def test_a_place_in_another_firms_team_opens_nothing(story: Story) -> None:
    membership = Membership.objects.get(user=story.users["stranger"])
    membership.teams.add(story.team)
    stranger = User.objects.get(pk=story.users["stranger"].pk)
    assert [household.name for household in access.households_for(stranger)] == ["Poe"]
    assert [team.firm for team in access.teams_for(stranger)] == [membership.firm]


@pytest.mark.parametrize("name", ["advisor", "owner", "portal_client"])
def test_who_was_switched_off_or_joined_the_platforms_staff_sees_nothing(
    story: Story, name: str
) -> None:
    user = story.users[name]
    assert access.membership_of(user)
    for change in ({"is_active": False}, {"is_active": True, "is_staff": True}):
        User.objects.filter(pk=user.pk).update(**change)
        changed = User.objects.get(pk=user.pk)
        assert access.membership_of(changed) is access.firm_of(changed) is None
        assert not access.households_for(changed).exists()
        assert not access.granted_households_for(changed).exists()
        assert not access.may_edit(changed)


def test_a_role_is_required(story: Story) -> None:
    for name, user in visitors(story).items():
        expected = 404 if name in NOT_OF_THE_FIRM - {"stranger"} else 403
        if name in {"owner", "password_only", "compliance"}:
            expected = 200
        assert answer(access.require_role, user, Role.OWNER, Role.COMPLIANCE) == expected, name
    membership = access.require_role(story.users["owner"], Role.OWNER)
    assert (membership.user, membership.firm) == (story.users["owner"], story.firm)


def test_who_may_edit(story: Story) -> None:
    editors = {name for name, user in visitors(story).items() if access.may_edit(user)}
    assert editors == CHANGE_IT | {"other_team_advisor", "stranger"}


def test_what_a_firm_arranges_opens_by_role_and_in_its_own_firm_only(story: Story) -> None:
    firm = story.firm
    later = timezone.now() + timedelta(days=3)
    rows: dict[Callable[..., Any], UUID] = {
        access.get_membership_or_404: story.users["advisor"].membership.pk,
        access.get_invitation_or_404: Invitation.objects.create(
            firm=firm,
            email="new@cast.example",
            role=Role.ADVISOR,
            token_hash="0" * 64,
            expires_at=later,
            invited_by=story.users["owner"],
        ).pk,
        access.get_team_or_404: story.team.pk,
        access.get_custodian_or_404: Custodian.objects.create(firm=firm, name="Custodian").pk,
        access.get_holiday_or_404: Holiday.objects.create(
            firm=firm, on="2026-12-25", name="Christmas"
        ).pk,
    }
    for get, row_id in rows.items():
        assert answer(get, story.users["owner"], row_id, Role.OWNER) == 200
        assert answer(get, story.users["owner"], uuid4(), Role.OWNER) == 404
        assert answer(get, story.users["advisor"], row_id, Role.OWNER) == 403
        assert answer(get, story.users["stranger"], row_id, Role.ADVISOR) == 404
        assert answer(get, story.users["platform_staff"], row_id, Role.OWNER) == 404
