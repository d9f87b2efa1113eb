"""Nothing leaves a restored backup until somebody has looked."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from clients.instance import this_instance
from clients.mail import sending
from clients.models import AuditEvent, Instance, Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail() -> Mail:
    return Mail.objects.create(
        kind=Mail.Kind.NOTICE,
        to="somebody@cast.example",
        created_at=Now() - timedelta(hours=2),
        good_until=Now() + timedelta(hours=1),
    )


@pytest.fixture
def restored(mail: Mail) -> Instance:
    instance = this_instance()
    Instance.objects.update(
        restored_from=Now() - timedelta(hours=1), since=Now(), is_reconciled=False
    )
    instance.refresh_from_db()
    return instance


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("reconcile", *arguments, stdout=out)
    return out.getvalue()


def state_of(mail: Mail) -> str:
    mail.refresh_from_db()
    return mail.state


def test_there_is_nothing_to_reconcile_where_nothing_was_restored(mail: Mail) -> None:
    with pytest.raises(CommandError, match="Nothing is locked"):
        told()


def test_the_mails_in_doubt_are_listed_without_their_addresses(
    restored: Instance, mail: Mail
) -> None:
    listed = told()
    assert str(mail.pk) in listed
    assert "UTC: 1. Add --send or --drop" in listed
    assert mail.to not in listed
    assert not this_instance().is_reconciled


def test_what_is_dropped_is_never_sent(restored: Instance, mail: Mail) -> None:
    sending.send_mail(mail.pk)
    assert state_of(mail) == Mail.State.PENDING
    assert "in doubt, dropped: 1" in told("--drop")
    assert state_of(mail) == Mail.State.DEAD
    assert this_instance().is_reconciled
    event = AuditEvent.objects.latest("id")
    assert event.detail == {"changed": "reconciled", "mails": 1, "dropped": True}


def test_what_is_to_be_sent_is_offered_to_the_worker(restored: Instance, mail: Mail) -> None:
    assert "in doubt, to be sent: 1" in told("--send")
    assert state_of(mail) == Mail.State.PENDING
    assert this_instance().is_reconciled


def test_a_mail_written_since_is_in_no_doubt(restored: Instance, mail: Mail) -> None:
    Mail.objects.update(created_at=Now() + timedelta(seconds=1))
    told("--drop")
    assert state_of(mail) == Mail.State.PENDING
