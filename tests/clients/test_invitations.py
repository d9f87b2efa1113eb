"""People come by invitation: it is good once, for three days, for one address and one role."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from clients import invitations
from clients.invitations import InvitationError, accept, invite, invite_again, revoke
from clients.models import AuditAct, AuditEvent, Firm, Invitation, Mail, Membership, Role, User
from tests.cast import Story

PASSWORD = "nineteen herons over a lake"
FORM = {"full_name": "Nell New", "password": PASSWORD}


def path_of(address: str) -> str:
    return address.partition("8000")[2]


@pytest.fixture
def sent(story: Story) -> tuple[Invitation, str]:
    """An invitation to the east team, and the path of its page."""
    invitation, address = invite(
        actor=story.users["owner"],
        firm=story.firm,
        email="Nell@New.example",
        role=Role.ADVISOR,
        teams=[story.team],
    )
    return invitation, path_of(address)


def token_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def test_who_accepts_is_a_member_and_goes_on_to_the_second_factor(
    client: Client, story: Story, sent: tuple[Invitation, str]
) -> None:
    page = client.get(sent[1])
    assert (
        page.status_code,
        Membership.objects.filter(user__email="nell@new.example").exists(),
    ) == (
        200,
        False,
    )
    answer = client.post(sent[1], FORM, follow=True)
    assert answer.request["PATH_INFO"] == "/second-factor/app/"
    membership = Membership.objects.get(user__email="nell@new.example")
    assert (membership.firm, membership.role) == (story.firm, Role.ADVISOR)
    assert list(membership.teams.all()) == [story.team]
    assert membership.user.check_password(PASSWORD)
    assert client.get("/staff/")["Location"] == "/second-factor/app/"


def test_it_is_good_once(sent: tuple[Invitation, str]) -> None:
    assert Client().post(sent[1], FORM).status_code == 302
    assert Client().get(sent[1]).status_code == 404
    assert Client().post(sent[1], FORM).status_code == 404
    with pytest.raises(InvitationError):
        accept(token=token_of(sent[1]), full_name="Nell", password=PASSWORD)


def test_programs_that_follow_links_do_not_use_it_up(sent: tuple[Invitation, str]) -> None:
    for method in ("get", "head", "get"):
        assert getattr(Client(), method)(sent[1]).status_code == 200
    assert Client().post(sent[1], FORM).status_code == 302


def test_role_firm_and_address_are_never_taken_from_the_request(
    client: Client, story: Story, sent: tuple[Invitation, str]
) -> None:
    other = Firm.objects.exclude(pk=story.firm.pk).get()
    tampered = FORM | {"role": "owner", "firm": str(other.pk), "email": "x@new.example"}
    client.post(sent[1] + "?role=owner", tampered | {"is_staff": "on"})
    user = User.objects.get(email="nell@new.example")
    assert (user.membership.role, user.membership.firm, user.is_staff) == (
        Role.ADVISOR,
        story.firm,
        False,
    )


def test_it_expires_after_three_days(sent: tuple[Invitation, str]) -> None:
    left = sent[0].expires_at - timezone.now()
    assert timedelta(hours=71) < left <= timedelta(hours=72)
    Invitation.objects.update(expires_at=timezone.now(), created_at=timezone.now() - timedelta(1))
    assert Client().get(sent[1]).status_code == 404
    assert Client().post(sent[1], FORM).status_code == 404


def test_sending_it_again_revokes_the_one_before(
    story: Story, sent: tuple[Invitation, str]
) -> None:
    invite_again(actor=story.users["owner"], invitation=sent[0])
    assert Client().post(sent[1], FORM).status_code == 404
    (current,) = invitations.open_invitations(story.firm)
    assert (current.email, list(current.teams.all())) == ("nell@new.example", [story.team])
    with pytest.raises(InvitationError):
        revoke(actor=story.users["owner"], invitation=sent[0])


def test_a_weak_password_is_refused_and_uses_nothing_up(sent: tuple[Invitation, str]) -> None:
    answer = Client().post(sent[1], FORM | {"password": "alder advisors 1"})
    assert answer.status_code == 422
    assert "password" in answer.context["form"].errors
    with pytest.raises(ValidationError):
        accept(token=token_of(sent[1]), full_name="Nell", password="short")
    assert Client().post(sent[1], FORM).status_code == 302


def test_only_the_hash_of_the_token_is_kept(story: Story, sent: tuple[Invitation, str]) -> None:
    token = token_of(sent[1])
    assert len(token) * 6 >= 128
    assert sent[0].token_hash == hashlib.sha256(token.encode()).hexdigest()
    tables = (Invitation.objects.all(), AuditEvent.objects.all(), Mail.objects.all())
    written = [str(vars(row)) for table in tables for row in table]
    events = [str(vars(row)) for row in AuditEvent.objects.all()]
    assert not any("nell@" in row for row in events)
    assert not any(token in row for row in written)


def test_the_mail_says_who_invites_and_where(
    story: Story, sent: tuple[Invitation, str], delivered: Any
) -> None:
    address = sent[1]
    (mail,) = delivered()
    assert (mail.subject, mail.to) == ("Alder Advisors invites you", ["nell@new.example"])
    assert address in mail.body
    assert address in mail.alternatives[0].content


def test_members_and_people_of_other_firms_are_not_made_twice(story: Story) -> None:
    owner = story.users["owner"]
    with pytest.raises(InvitationError, match="already"):
        invite(actor=owner, firm=story.firm, email="ADVISOR@cast.example", role=Role.OWNER)
    _invitation, address = invite(
        actor=owner, firm=story.firm, email=story.users["stranger"].email, role=Role.OWNER
    )
    answer = Client().post(path_of(address), FORM)
    assert answer.status_code == 422
    assert User.objects.get(pk=story.users["stranger"].pk).membership.role == Role.ADVISOR


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_exactly_one_succeeds(sent: tuple[Invitation, str]) -> None:
    token, won, start = token_of(sent[1]), [], threading.Barrier(50)

    def try_it() -> None:
        start.wait()
        try:
            won.append(accept(token=token, full_name="Nell", password=PASSWORD))
        except InvitationError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert Membership.objects.filter(user__email="nell@new.example").count() == 1


def test_the_command_makes_a_firm_with_a_team_and_a_link(db: None, capsys: Any) -> None:
    call_command("create_firm", "Cedar Partners", owner="first@cedar.example")
    address = capsys.readouterr().out.split()[-1]
    assert Client().post(path_of(address), FORM).status_code == 302
    firm = Firm.objects.get(name="Cedar Partners")
    membership = Membership.objects.get(firm=firm)
    assert (membership.role, membership.teams.get().name) == (Role.OWNER, "Everyone")
    assert AuditEvent.objects.filter(firm=firm, act=AuditAct.CREATED).count() == 3
    with pytest.raises(CommandError):
        call_command("create_firm", "Dune", owner="nobody")
    assert not Firm.objects.filter(name="Dune").exists()
