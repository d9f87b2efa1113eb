"""The people of a firm: everybody there sees them, its owners change what they may."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.urls import reverse

from clients.firms import FirmError, change_member, end_membership
from clients.models import AuditAct, AuditEvent, Invitation, Membership, Role, Team
from tests.cast import Story, sign_in

STAFF = reverse("clients:staff")
INVITE = reverse("clients:invite")


def member_page(story: Story, person: str, name: str = "member") -> str:
    return reverse(f"clients:{name}", args=[story.users[person].membership.pk])


def track(client: Client, story: Story, person: str) -> None:
    """Note a session as signing in does."""
    UserSession.objects.create(
        user=story.users[person], session_key=client.session.session_key, ip="127.0.0.1"
    )


def test_everybody_of_the_firm_sees_its_people_and_no_clients(
    story: Story, advisor: Client, owner: Client
) -> None:
    TOTP.activate(story.users["advisor"], "JBSWY3DPEHPK3PXP")
    for client in (advisor, owner):
        page = client.get(STAFF)
        shown = {person.user.email: person.has_second_factor for person in page.context["people"]}
        assert shown["advisor@cast.example"]
        assert not shown["owner@cast.example"]
        assert "portal_client@cast.example" not in shown
        assert "stranger@cast.example" not in shown
    assert "Invite somebody" in owner.get(STAFF).content.decode()
    assert "Invite somebody" not in advisor.get(STAFF).content.decode()


def test_an_owner_invites_sends_again_and_revokes(story: Story, owner: Client) -> None:
    form = {"email": "Nell@new.example", "role": "advisor", "teams": [str(story.team.pk)]}
    assert owner.post(INVITE, form)["Location"] == STAFF
    first = Invitation.objects.get()
    assert (first.email, first.role, first.invited_by) == (
        "nell@new.example",
        "advisor",
        story.users["owner"],
    )
    owner.post(reverse("clients:invite_again", args=[first.pk]))
    second = Invitation.objects.get(revoked_at=None)
    owner.post(reverse("clients:revoke", args=[second.pk]))
    assert not Invitation.objects.filter(revoked_at=None).exists()
    page = owner.post(reverse("clients:revoke", args=[second.pk]), follow=True)
    assert "in the meantime" in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"email": "no address"}, {"role": "client"}, {"role": "god"}, {"email": "owner@cast.example"}],
)
def test_a_wrong_invitation_is_refused_and_what_was_typed_stays(
    owner: Client, wrong: dict[str, str]
) -> None:
    page = owner.post(INVITE, {"email": "nell@new.example", "role": "advisor"} | wrong)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == set(wrong)
    assert not Invitation.objects.exists()


def test_teams_of_another_firm_cannot_be_given(story: Story, owner: Client) -> None:
    foreign = Team.objects.exclude(firm=story.firm).get()
    page = owner.post(
        member_page(story, "advisor"), {"role": "advisor", "teams": [str(foreign.pk)]}
    )
    assert "teams" in page.context["form"].errors


def test_a_new_role_holds_from_the_next_request_on(story: Story, owner: Client) -> None:
    theirs = sign_in(story.users["advisor"])
    track(theirs, story, "advisor")
    owner.post(member_page(story, "advisor"), {"role": "compliance"})
    membership = Membership.objects.get(user=story.users["advisor"])
    assert (membership.role, list(membership.teams.all())) == (Role.COMPLIANCE, [])
    assert theirs.get(STAFF)["Location"].startswith(reverse("account_login"))
    event = AuditEvent.objects.filter(act=AuditAct.SECURITY).latest("pk")
    assert event.detail == {"was": "advisor", "role": "compliance", "teams": []}


def test_whose_access_ends_is_out_at_once(story: Story, owner: Client) -> None:
    theirs = sign_in(story.users["advisor"])
    owner.post(member_page(story, "advisor", "end_membership"))
    assert theirs.get(STAFF)["Location"].startswith(reverse("account_login"))
    assert owner.get(STAFF).status_code == 200


def test_a_firm_keeps_an_owner_and_nobody_ends_themselves(story: Story, owner: Client) -> None:
    Membership.objects.filter(user=story.users["password_only"]).update(role=Role.ADVISOR)
    page = owner.post(member_page(story, "owner"), {"role": "advisor"})
    assert "needs an owner" in str(page.context["form"].errors)
    page = owner.post(member_page(story, "owner", "end_membership"), follow=True)
    assert "your own access" in page.content.decode()
    with pytest.raises(FirmError, match="needs an owner"):
        end_membership(actor=story.users["advisor"], membership=story.users["owner"].membership)
    assert Membership.objects.get(user=story.users["owner"]).ended_at is None


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_dismiss_each_other_at_once_leave_one(story: Story) -> None:
    one, other = (story.users[name].membership for name in ("owner", "password_only"))
    start, refused = threading.Barrier(2), []

    def dismiss(actor: Membership, membership: Membership) -> None:
        start.wait()
        try:
            change_member(actor=actor.user, membership=membership, role=Role.ADVISOR, teams=[])
        except FirmError as error:
            refused.append(str(error))
        finally:
            connection.close()

    for _ in range(5):
        Membership.objects.filter(pk__in=[one.pk, other.pk]).update(role=Role.OWNER)
        pairs = [
            [Membership.objects.select_related("user", "firm").get(pk=pk) for pk in pks]
            for pks in ((one.pk, other.pk), (other.pk, one.pk))
        ]
        threads = [threading.Thread(target=dismiss, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        owners = Membership.objects.filter(firm=story.firm, role=Role.OWNER, ended_at=None)
        assert owners.count() == 1
    assert len(refused) == 5


def test_rights_change_only_after_a_fresh_second_factor(story: Story, owner: Client) -> None:
    TOTP.activate(story.users["owner"], "JBSWY3DPEHPK3PXP")
    session = owner.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    for address in (
        INVITE,
        member_page(story, "advisor"),
        member_page(story, "advisor", "end_membership"),
        member_page(story, "advisor", "reset_second_factor"),
    ):
        assert owner.post(address)["Location"].startswith(reverse("mfa_reauthenticate"))


def test_others_change_nothing(story: Story, advisor: Client, stranger: Client) -> None:
    for client, status in ((advisor, 403), (stranger, 403)):
        assert client.post(INVITE).status_code == status
        assert client.post(member_page(story, "owner")).status_code == status
    foreign = sign_in(make_foreign_owner(story))
    assert foreign.get(member_page(story, "advisor")).status_code == 404
    assert foreign.get(INVITE).status_code == 200


def make_foreign_owner(story: Story) -> Any:
    Membership.objects.filter(user=story.users["stranger"]).update(role=Role.OWNER)
    story.users["stranger"].refresh_from_db()
    return story.users["stranger"]
