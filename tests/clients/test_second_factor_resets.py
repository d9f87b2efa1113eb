"""A lost second factor is lifted a day after it was asked for, unless somebody objects."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from clients import second_factor_resets
from clients.firms import change_member, end_membership
from clients.models import AuditAct, AuditEvent, Membership, Role, SecondFactorReset, User
from clients.second_factor_resets import ResetError, ask, carry_out_due
from clients.tasks import reset_second_factors
from tests.cast import Story, sign_in

STAFF = reverse("clients:staff")
OWN = reverse("mfa_index")


@pytest.fixture
def loser(story: Story) -> User:
    """The advisor, with an authenticator app."""
    TOTP.activate(story.users["advisor"], "JBSWY3DPEHPK3PXP")
    return story.users["advisor"]


def page_of(user: User, name: str = "reset_second_factor") -> str:
    return reverse(f"clients:{name}", args=[user.membership.pk])


def a_day_passes() -> None:
    SecondFactorReset.objects.update(takes_effect_at=Now() - timedelta(seconds=1))


def changes() -> list[str]:
    events = AuditEvent.objects.filter(act=AuditAct.SECURITY).order_by("pk")
    return [event.detail["changed"] for event in events if "changed" in event.detail]


def test_it_takes_effect_after_a_day_and_ends_every_session(
    loser: User, owner: Client, delivered: Any
) -> None:
    theirs = sign_in(loser)
    UserSession.objects.create(user=loser, session_key=theirs.session.session_key, ip="127.0.0.1")
    page = owner.post(page_of(loser), follow=True)
    assert "24 hours" in page.content.decode()
    reset = SecondFactorReset.objects.get()
    left = reset.takes_effect_at - reset.created_at
    assert abs(left - timedelta(hours=24)) < timedelta(seconds=1)

    assert carry_out_due() == 0
    assert Authenticator.objects.filter(user=loser).exists()
    assert theirs.get(OWN).status_code == 200

    a_day_passes()
    reset_second_factors()
    assert not Authenticator.objects.filter(user=loser).exists()
    assert theirs.get(OWN)["Location"].startswith(reverse("account_login"))
    assert carry_out_due() == 0
    assert changes() == ["second_factor_reset_asked", "second_factor_reset"]
    assert [mail.to for mail in delivered() if "was reset" in mail.subject] == [
        [loser.email], ["owner@cast.example"], ["password_only@cast.example"],
    ]  # fmt: skip


def test_the_person_and_every_owner_are_told_at_once(
    loser: User, owner: Client, delivered: Any
) -> None:
    owner.post(page_of(loser))
    mails = {mail.to[0]: mail for mail in delivered()}
    assert set(mails) == {loser.email, "owner@cast.example", "password_only@cast.example"}
    assert mails[loser.email].subject == "Your second factor will be reset tomorrow"
    assert OWN in mails[loser.email].body
    assert "of Advisor will be reset" in mails["owner@cast.example"].subject
    assert STAFF in mails["owner@cast.example"].body


def test_the_person_cancels_it(loser: User, owner: Client, delivered: Any) -> None:
    owner.post(page_of(loser))
    theirs = sign_in(loser)
    assert "about to be reset" in theirs.get(OWN).content.decode()
    page = theirs.post(reverse("clients:keep_second_factor"), follow=True)
    assert "stays as it is" in page.content.decode()
    a_day_passes()
    assert carry_out_due() == 0
    assert Authenticator.objects.filter(user=loser).exists()
    assert changes()[-1] == "second_factor_reset_cancelled"
    assert len([mail for mail in delivered() if "stays as it is" in mail.subject]) == 3


def test_another_owner_cancels_it_on_the_page_of_the_staff(
    story: Story, loser: User, owner: Client
) -> None:
    owner.post(page_of(loser))
    other = sign_in(story.users["password_only"])
    assert page_of(loser, "cancel_reset") in other.get(STAFF).content.decode()
    other.post(page_of(loser, "cancel_reset"))
    page = other.post(page_of(loser, "cancel_reset"), follow=True)
    assert "in the meantime" in page.content.decode()
    assert SecondFactorReset.objects.get().cancelled_at


def test_whose_reset_is_not_open_cancels_nothing_of_others(
    story: Story, loser: User, owner: Client
) -> None:
    owner.post(page_of(loser))
    sign_in(story.users["teammate"]).post(reverse("clients:keep_second_factor"))
    assert SecondFactorReset.objects.get().cancelled_at is None


def test_it_is_refused_where_it_makes_no_sense(story: Story, loser: User, owner: Client) -> None:
    actor = story.users["owner"]
    TOTP.activate(actor, "JBSWY3DPEHPK3PXP")
    for user, because in (
        (actor, "Another owner"),
        (story.users["teammate"], "no second factor"),
        (story.users["ended"], "has ended"),
    ):
        with pytest.raises(ResetError, match=because):
            ask(actor=actor, membership=user.membership)
    ask(actor=actor, membership=loser.membership)
    with pytest.raises(ResetError, match="already"):
        ask(actor=actor, membership=loser.membership)


def test_who_left_meanwhile_is_left_alone(story: Story, loser: User) -> None:
    ask(actor=story.users["owner"], membership=loser.membership)
    Membership.objects.filter(user=loser).update(ended_at=Now())
    a_day_passes()
    assert carry_out_due() == 0


@pytest.mark.parametrize("how", ["role", "ended", "stopped"])
def test_it_lapses_with_the_owner_who_asked(
    story: Story, loser: User, how: str, delivered: Any
) -> None:
    asker, other = story.users["owner"], story.users["password_only"]
    ask(actor=asker, membership=loser.membership)
    if how == "role":
        change_member(actor=other, membership=asker.membership, role=Role.ADVISOR, teams=[])
    elif how == "ended":
        end_membership(actor=other, membership=asker.membership)
    else:  # by whoever has the server
        User.objects.filter(pk=asker.pk).update(is_active=False)
    a_day_passes()
    assert carry_out_due() == 0
    assert Authenticator.objects.filter(user=loser).exists()
    assert SecondFactorReset.objects.get().cancelled_at
    assert "second_factor_reset_cancelled" in changes()
    assert [mail.to for mail in delivered() if "stays as it is" in mail.subject]
    assert ask(actor=other, membership=loser.membership)  # another owner begins anew


def test_it_does_not_come_back_with_somebody_who_left(story: Story, loser: User) -> None:
    ask(actor=story.users["owner"], membership=loser.membership)
    end_membership(actor=story.users["owner"], membership=loser.membership)
    assert SecondFactorReset.objects.get().cancelled_at


def test_the_command_does_it_at_once_and_says_so(
    story: Story, loser: User, delivered: Any, capsys: Any
) -> None:
    ask(actor=story.users["owner"], membership=loser.membership)
    call_command("reset_second_factor", loser.email.upper())
    assert not Authenticator.objects.filter(user=loser).exists()
    assert second_factor_resets.open_reset_of(loser) is None
    event = AuditEvent.objects.filter(act=AuditAct.SECURITY).latest("pk")
    assert (event.actor, event.detail["by"]) == (None, "command")
    assert "Your second factor was reset" in [mail.subject for mail in delivered()]
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "who@cast.example")


def test_an_owner_of_another_firm_resets_nothing(story: Story, loser: User) -> None:
    Membership.objects.filter(user=story.users["stranger"]).update(role=Role.OWNER)
    foreign = sign_in(User.objects.get(email="stranger@cast.example"))
    for name in ("reset_second_factor", "cancel_reset"):
        assert foreign.post(page_of(loser, name)).status_code == 404
