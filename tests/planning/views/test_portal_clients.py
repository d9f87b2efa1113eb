"""Clients come to a household's portal by invitation, and two people help one back in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from clients.models import (
    AuditEvent,
    Household,
    Invitation,
    Mail,
    PortalGrant,
    SecondFactorReset,
    User,
)
from clients.second_factor_resets import carry_out_due
from tests.cast import Story
from tests.objects import released_figures

SETS_UP = reverse("mfa_activate_totp")
FORM = {"full_name": "Pat Doe", "password": "nineteen herons"}


def portal_of(story: Story) -> str:
    return reverse("planning:household_portal", args=[story.household.pk])


def invite(browser: Client, story: Story, email: str, **typed: Any) -> Any:
    address = reverse("planning:invite_client", args=[story.household.pk])
    return browser.post(address, {"email": email, **typed}, follow=True)


@pytest.fixture
def link(story: Story, advisor: Client, delivered: Callable[[], list[Any]]) -> str:
    """The path in the mail to Pat."""
    invite(advisor, story, "Pat@New.example", person=str(story.person.pk))
    (mail,) = (one for one in delivered() if one.to == ["pat@new.example"])
    assert "as: Client" not in mail.body
    (line,) = (line for line in mail.body.splitlines() if line.startswith("http"))
    return str(urlsplit(line).path)


def test_a_client_is_invited_chooses_a_password_and_is_granted_that_household(
    client: Client, story: Story, link: str
) -> None:
    token = link.rstrip("/").rpartition("/")[2]
    invitation = Invitation.objects.get(email="pat@new.example")
    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str([*AuditEvent.objects.values(), *Mail.objects.values()])
    page = client.get(link).content.decode()
    assert 'value="Pat Doe"' in page
    assert not User.objects.filter(email="pat@new.example").exists()  # looking uses nothing up
    forged = {**FORM, "role": "owner", "household": str(Household.objects.get(name="Roe").pk)}
    assert client.post(link, forged)["Location"] == SETS_UP
    grant = PortalGrant.objects.get(user__email="pat@new.example")
    assert (grant.household, grant.person, grant.user.membership.role) == (
        story.household,
        story.person,
        "client",
    )
    assert client.get(reverse("planning:portal"))["Location"].startswith("/")  # no second factor
    assert "otpauth://totp/" in client.get(SETS_UP).content.decode()
    assert Client().get(link).status_code == 404
    assert Client().post(link, FORM).status_code == 404


def test_a_revoked_and_an_expired_link_open_nothing(
    client: Client, story: Story, link: str, advisor: Client
) -> None:
    invitation = Invitation.objects.get(email="pat@new.example")
    Invitation.objects.update(created_at=Now() - timedelta(days=4), expires_at=Now())
    assert client.post(link, FORM).status_code == 404
    again = reverse("planning:invite_client_again", args=[invitation.pk])
    advisor.post(again)
    newer = Invitation.objects.exclude(pk=invitation.pk).get()
    assert (newer.household, newer.person) == (story.household, story.person)
    assert client.post(link, FORM).status_code == 404
    advisor.post(reverse("planning:revoke_client", args=[newer.pk]))
    assert not PortalGrant.objects.filter(user__email="pat@new.example").exists()


def test_who_has_a_sign_in_already_is_let_in_at_once(
    story: Story, advisor: Client, other_client: Client
) -> None:
    released_figures(story)
    page = invite(advisor, story, "other_client@cast.example")
    assert "They have a sign-in already" in page.content.decode()
    assert "$10,000.00" in other_client.get(reverse("planning:portal")).content.decode()
    page = invite(advisor, story, "other_client@cast.example")
    assert page.context["form"].errors["email"] == ["This person has access already."]


@pytest.mark.parametrize("email", ["advisor@cast.example", "not an address"])
def test_who_cannot_be_a_client_is_refused_beside_the_field(
    story: Story, advisor: Client, email: str
) -> None:
    assert "email" in invite(advisor, story, email).context["form"].errors


def test_the_end_of_access_takes_effect_by_the_next_request(
    story: Story, advisor: Client, portal_client: Client
) -> None:
    letter = released_figures(story)
    grant = story.users["portal_client"].portal_grants.get()
    advisor.post(reverse("planning:end_grant", args=[grant.pk]))
    assert (
        "Nothing is open to you yet."
        in portal_client.get(reverse("planning:portal")).content.decode()
    )
    file = reverse("planning:portal_letter", args=[letter])
    assert portal_client.get(file).status_code == 404
    assert advisor.post(reverse("planning:end_grant", args=[grant.pk])).status_code == 404


def test_a_client_is_no_member_of_the_staff_an_owner_could_change(
    story: Story, owner: Client
) -> None:
    place = story.users["portal_client"].membership.pk
    assert owner.get(reverse("clients:member", args=[place])).status_code == 404
    assert owner.post(reverse("clients:reset_second_factor", args=[place])).status_code == 404


# A lost second factor


@pytest.fixture
def grant(story: Story) -> PortalGrant:
    """That of the client, who has an authenticator app."""
    user = story.users["portal_client"]
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return PortalGrant.objects.get(user=user)


def at(name: str, grant: PortalGrant) -> str:
    return reverse(f"planning:{name}", args=[grant.pk])


def said(browser: Client, address: str) -> str:
    return browser.post(address, follow=True).content.decode()


def a_day_passes() -> None:
    SecondFactorReset.objects.update(takes_effect_at=Now() - timedelta(seconds=1))


def test_a_lost_second_factor_needs_two_people_and_a_day(
    story: Story,
    grant: PortalGrant,
    advisor: Client,
    operations: Client,
    delivered: Callable[[], list[Any]],
) -> None:
    assert "Somebody else of the firm has to agree" in said(advisor, at("reset_client", grant))
    assert carry_out_due() == 0
    assert "Somebody else has to agree" in said(advisor, at("agree_to_reset", grant))
    assert SecondFactorReset.objects.get().takes_effect_at is None
    assert "I called them and agree" in operations.get(portal_of(story)).content.decode()
    assert "It takes effect in 24 hours." in said(operations, at("agree_to_reset", grant))
    assert "agreed to this already" in said(operations, at("agree_to_reset", grant))
    assert [grant.user.email] in [mail.to for mail in delivered()]
    assert carry_out_due() == 0
    a_day_passes()
    assert carry_out_due() == 1
    assert not Authenticator.objects.filter(user=grant.user).exists()


def test_the_client_or_anybody_of_the_firm_cancels_it(
    grant: PortalGrant, advisor: Client, portal_client: Client
) -> None:
    said(advisor, at("reset_client", grant))
    own = portal_client.get(reverse("mfa_index")).content.decode()
    assert "somebody else has to agree before the day begins" in own
    portal_client.post(reverse("clients:keep_second_factor"))
    assert SecondFactorReset.objects.get().cancelled_at is not None
    said(advisor, at("reset_client", grant))
    assert "Cancelled." in said(advisor, at("keep_factor_of_client", grant))


def test_it_lapses_when_one_of_the_two_has_left(
    story: Story, grant: PortalGrant, advisor: Client, operations: Client
) -> None:
    said(advisor, at("reset_client", grant))
    said(operations, at("agree_to_reset", grant))
    story.users["operations"].membership.ended_at = Now()
    story.users["operations"].membership.save()
    a_day_passes()
    assert carry_out_due() == 0
    assert Authenticator.objects.filter(user=grant.user).exists()
