"""What a person decides of a mail is done once, with who and why, and harms no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from clients.mail import deciding
from clients.mail.outbox import MailError, queue_mail
from clients.mail.sending import send_mail
from clients.models import AuditEvent, Mail, MailStep
from tests.cast import Story
from tests.clients.mail.test_doubt import Words, words

__all__ = ["words"]  # the fixture

State, Step = Mail.State, MailStep.Step
DECISIONS = (deciding.send_again, deciding.give_up, deciding.note_arrived)


@pytest.fixture
def mail(story: Story, words: Words) -> Mail:
    """A reminder that nobody knows the end of."""
    return Mail.objects.create(
        kind=Mail.Kind.REMINDER,
        to="pat@cast.example",
        firm=story.firm,
        message_id="<0123.1@localhost>",
        state=State.HELD,
        error="Nobody knows.",
        error_code=deciding.NO_PROOF,
        handed_off_at=Now() - timedelta(hours=1),
        good_until=Now() + timedelta(days=1),
    )


def decide(story: Story, how: Any, mail: Mail) -> Mail:
    how(actor=story.users["owner"], mail=mail, because="She rang me.")
    mail.refresh_from_db()
    return mail


def last_step(mail: Mail) -> tuple[str, str, str]:
    step = mail.steps.latest("id")
    return step.step, step.by.get_full_name() if step.by else "", step.because


def test_what_goes_again_may_be_a_second_copy_and_goes_once(
    story: Story, mail: Mail, mailoutbox: list[Any]
) -> None:
    decide(story, deciding.send_again, mail)
    assert (mail.state, mail.may_be_second, mail.crashes) == (State.PENDING, True, 0)
    assert last_step(mail) == (Step.TRIED_AGAIN, "Owner", "She rang me.")
    assert AuditEvent.objects.get().detail == {"changed": "tried again", "kind": "reminder"}
    send_mail(mail.pk)
    send_mail(mail.pk)
    assert len(mailoutbox) == 1
    with pytest.raises(MailError, match="went on in the meantime"):
        decide(story, deciding.send_again, mail)


def test_what_was_refused_is_no_second_copy(story: Story, mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(state=State.DEAD, error_code="550")
    decide(story, deciding.send_again, mail)
    assert not mail.may_be_second


def test_what_arrived_is_sent(story: Story, mail: Mail, words: Words) -> None:
    decide(story, deciding.note_arrived, mail)
    assert (mail.state, mail.sent_at, mail.error) == (State.SENT, mail.handed_off_at, "")
    assert last_step(mail) == (Step.FOUND, "Owner", "She rang me.")
    assert words.told == [State.SENT]
    event = AuditEvent.objects.get()
    assert (event.act, event.actor) == ("mailed", story.users["owner"])


@pytest.mark.parametrize("state", [State.HELD, State.DEAD])
def test_what_is_given_up_waits_for_nobody(story: Story, mail: Mail, state: str) -> None:
    Mail.objects.filter(pk=mail.pk).update(state=state)
    assert deciding.waits_for_somebody(story.firm).count() == 1
    decide(story, deciding.give_up, mail)
    assert (mail.state, mail.given_up_by) == (State.DEAD, story.users["owner"])
    assert last_step(mail) == (Step.GIVEN_UP, "Owner", "She rang me.")
    assert deciding.waits_for_somebody(story.firm).count() == 0
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("how", DECISIONS)
@pytest.mark.parametrize(
    "busy",
    [
        {"state": State.PENDING},
        {"state": State.CLAIMED},
        {"state": State.SENT},
        {"state": State.HANDING_OFF, "handed_off_at": Now()},  # somebody may be talking
        {"state": State.DEAD, "given_up_by": "owner"},
    ],
)
def test_nobody_decides_of_what_goes_on_by_itself(
    story: Story, mail: Mail, how: Any, busy: dict[str, Any]
) -> None:
    changes = busy | ({"given_up_by": story.users["owner"]} if "given_up_by" in busy else {})
    Mail.objects.filter(pk=mail.pk).update(**changes)
    with pytest.raises(MailError, match="went on in the meantime"):
        decide(story, how, mail)
    assert not MailStep.objects.exists()


def test_a_worker_that_wakes_late_writes_nothing_over_a_decision(story: Story, mail: Mail) -> None:
    long_ago = Now() - timedelta(hours=2)
    Mail.objects.filter(pk=mail.pk).update(state=State.HANDING_OFF, handed_off_at=long_ago)
    mail.refresh_from_db()
    fence = mail.fence
    decide(story, deciding.give_up, mail)
    assert mail.fence > fence


def test_what_was_never_handed_over_cannot_have_arrived(story: Story, mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(error_code="address")
    with pytest.raises(MailError, match="cannot have arrived"):
        decide(story, deciding.note_arrived, mail)
    mail.refresh_from_db()
    assert (mail.state, mail.fence) == (State.HELD, 0)


def test_words_that_are_gone_and_times_that_are_over_are_said(story: Story, mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(good_until=Now() - timedelta(1))
    with pytest.raises(MailError, match="Its time is over"):
        decide(story, deciding.send_again, mail)
    notice = queue_mail(
        kind=Mail.Kind.NOTICE, to="pat@cast.example", subject="A", text="B", firm=story.firm,
        good_for=timedelta(days=1),
    )  # fmt: skip
    Mail.objects.filter(pk=notice.pk).update(state=State.DEAD, error="Refused.", sealed="")
    with pytest.raises(MailError, match="Its words are not kept"):
        decide(story, deciding.send_again, notice)
