"""A mail is a row: sent once, tried again while that helps, given up with a sentence."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from clients import vault
from clients.instance import this_instance
from clients.invitations import invite, revoke
from clients.mail import sending
from clients.mail.claiming import MAX_CRASHES
from clients.mail.outbox import MailError, queue_mail, try_again
from clients.mail.sending import send_mail, sweep_mails
from clients.mail.tasks import sweep_mails as sweep_task
from clients.models import AuditAct, AuditEvent, Instance, Mail, Role
from tests.cast import Story

STAFF = reverse("clients:staff")


@pytest.fixture
def mail(story: Story) -> Mail:
    return queue_mail(
        kind=Mail.Kind.NOTICE,
        to="pat@cast.example",
        subject="  Two\nlines ",
        text="A secret link",
        firm=story.firm,
        good_for=timedelta(hours=1),
        asked_by=story.users["owner"],
    )


@pytest.fixture
def server_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailMessage, **_options: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)


def now(mail: Mail) -> Mail:
    return Mail.objects.get(pk=mail.pk)


def make_due(mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(
        next_attempt_at=Now() - timedelta(minutes=1), lease_until=Now() - timedelta(minutes=1)
    )


def test_it_is_sent_once_and_its_text_is_wiped(mail: Mail, mailoutbox: list[Any]) -> None:
    send_mail(mail.pk)
    send_mail(mail.pk)
    (message,) = mailoutbox
    assert (message.subject, message.to) == ("Two lines", ["pat@cast.example"])
    host = settings.BASE_URL.partition("//")[2].partition(":")[0]
    assert message.extra_headers["Message-ID"] == f"<{mail.pk.hex}@{host}>"
    sent = now(mail)
    assert (sent.state, sent.sealed, sent.error, sent.attempts) == (Mail.State.SENT, "", "", 1)
    event = AuditEvent.objects.get(act=AuditAct.MAILED)
    assert (event.object_id, event.actor) == (str(mail.pk), mail.asked_by)
    assert event.detail == {"kind": "notice", "attempts": 1}


def test_what_it_says_cannot_be_read_in_the_database(mail: Mail) -> None:
    assert "secret link" not in str(vars(now(mail)))
    assert json.loads(vault.unseal(now(mail).sealed, purpose="mail"))["text"] == "A secret link"


def test_a_server_that_is_away_puts_it_off_longer_and_longer(
    mail: Mail, server_is_away: None
) -> None:
    for attempt in (1, 2, 3):
        make_due(mail)
        send_mail(mail.pk)
        put_off = now(mail)
        assert (put_off.state, put_off.attempts) == (Mail.State.PENDING, attempt)
        assert put_off.error == "The mail server cannot be reached."
        assert Mail.objects.filter(
            pk=mail.pk,
            next_attempt_at__gt=Now() - timedelta(seconds=10),
            next_attempt_at__lte=Now() + timedelta(seconds=30 * 2**attempt),
        ).exists()
    Mail.objects.update(next_attempt_at=Now() + timedelta(minutes=1))
    send_mail(mail.pk)
    assert now(mail).attempts == 3


def test_when_its_time_is_over_it_is_given_up_and_wiped(mail: Mail, server_is_away: None) -> None:
    send_mail(mail.pk)
    Mail.objects.update(good_until=Now() - timedelta(seconds=1))
    make_due(mail)
    assert sweep_mails() == 0
    dead = now(mail)
    assert (dead.state, dead.sealed) == (Mail.State.DEAD, "")
    assert dead.error == "It could not be sent in time. The mail server cannot be reached."
    assert AuditEvent.objects.get(act=AuditAct.MAILED).detail["because"] == "not sent"


def test_the_sweep_offers_what_nobody_took_up_and_leaves_new_mails_a_moment(
    mail: Mail, mailoutbox: list[Any], tasks_run_at_once: None
) -> None:
    assert sweep_mails() == 0
    make_due(mail)
    assert sweep_mails() == 1
    sweep_task.delay()
    assert len(mailoutbox) == 1


def test_a_worker_that_dies_three_times_over_a_mail_gets_no_fourth(
    mail: Mail, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    def be_killed(mail: Mail) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_ready", be_killed)
        for _ in range(MAX_CRASHES):
            make_due(mail)
            with pytest.raises(KilledError):
                send_mail(mail.pk)
    make_due(mail)
    send_mail(mail.pk)
    assert sweep_mails() == 0
    assert (now(mail).state, mailoutbox) == (Mail.State.HELD, [])
    assert "broke off" in now(mail).error


def test_a_worker_that_wakes_late_changes_nothing(
    mail: Mail, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_takes_over(self: EmailMessage) -> None:
        Mail.objects.update(fence=F("fence") + 1)

    monkeypatch.setattr(EmailMessage, "send", another_takes_over)
    send_mail(mail.pk)
    assert (now(mail).state, now(mail).sent_at) == (Mail.State.HANDING_OFF, None)
    assert not AuditEvent.objects.filter(act=AuditAct.MAILED).exists()


def test_a_restored_backup_mails_nobody_until_somebody_has_looked(
    mail: Mail, mailoutbox: list[Any]
) -> None:
    this_instance()
    Instance.objects.update(is_reconciled=False)
    send_mail(mail.pk)
    assert (now(mail).state, now(mail).attempts, mailoutbox) == (Mail.State.PENDING, 0, [])
    Instance.objects.update(is_reconciled=True)
    send_mail(mail.pk)
    assert len(mailoutbox) == 1


def test_a_lost_key_gives_up_instead_of_mailing_nonsense(
    mail: Mail, mailoutbox: list[Any], settings: Any
) -> None:
    settings.SECOND_FACTOR_KEYS = ["another key of at least thirty-two characters"]
    send_mail(mail.pk)
    assert (now(mail).state, mailoutbox) == (Mail.State.DEAD, [])
    assert "ask for a new one" in now(mail).error


def test_a_key_before_the_newest_still_opens(
    mail: Mail, mailoutbox: list[Any], settings: Any
) -> None:
    settings.SECOND_FACTOR_KEYS = ["the newest of all the keys of this site", settings.SECRET_KEY]
    send_mail(mail.pk)
    assert now(mail).state == Mail.State.SENT


def test_an_owner_sees_what_did_not_leave_and_tries_again(
    story: Story, mail: Mail, owner: Client, advisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", lambda *_: (_ for _ in ()).throw(OSError))
        send_mail(mail.pk)
    page = owner.get(STAFF).content.decode()
    assert "Not sent yet: The mail server cannot be reached." in page
    assert "pat@cast.example" not in advisor.get(STAFF).content.decode()
    owner.post(reverse("clients:try_mail_again", args=[mail.pk]))
    send_mail(mail.pk)
    assert len(django_mail.outbox) == 1
    assert "Mails that did not leave" not in owner.get(STAFF).content.decode()
    with pytest.raises(MailError):
        try_again(actor=story.users["owner"], mail=mail)


def test_an_invitation_says_how_far_its_mail_is(
    story: Story, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation, _address = invite(
        actor=story.users["owner"], firm=story.firm, email="nell@new.example", role=Role.ADVISOR
    )
    assert "On its way." in owner.get(STAFF).content.decode()
    monkeypatch.setattr(EmailMessage, "send", lambda *_: (_ for _ in ()).throw(OSError))
    assert isinstance(invitation.mail_id, UUID)
    send_mail(invitation.mail_id)
    assert "Not sent yet: The mail server cannot be reached." in owner.get(STAFF).content.decode()


def test_a_revoked_invitation_is_not_mailed_any_more(story: Story, mailoutbox: list[Any]) -> None:
    invitation, _address = invite(
        actor=story.users["owner"], firm=story.firm, email="nell@new.example", role=Role.ADVISOR
    )
    revoke(actor=story.users["owner"], invitation=invitation)
    assert invitation.mail is not None
    send_mail(invitation.mail.pk)
    assert (mailoutbox, now(invitation.mail).sealed) == ([], "")


def test_the_command_sends_without_a_worker(mail: Mail, mailoutbox: list[Any], capsys: Any) -> None:
    make_due(mail)
    call_command("send_mails")
    assert (capsys.readouterr().out, len(mailoutbox)) == ("Mails tried: 1.\n", 1)


def test_nothing_is_sent_inside_a_request(
    story: Story, owner: Client, server_is_away: None
) -> None:
    form = {"email": "nell@new.example", "role": "advisor"}
    assert owner.post(reverse("clients:invite"), form)["Location"] == STAFF
    known = Client().post(reverse("account_reset_password"), {"email": "advisor@cast.example"})
    assert known.status_code == 302
    assert set(Mail.objects.values_list("state", flat=True)) == {Mail.State.PENDING}
