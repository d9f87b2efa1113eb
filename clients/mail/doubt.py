"""What if the last byte left and no answer came?

SMTP leaves a gap between the final dot and the answer to it (RFC 1047). Most mails go again at
once: of an invitation or a notice a second copy does no harm. What may not arrive twice waits
until no answer can be on its way, and then somebody who knows is asked. Where there is nobody to
ask, the settings say whether a person decides or it goes again, marked as what may be a second.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients.mail import proof
from clients.mail.outcomes import State, Step, note_step, put_off, settle, write
from clients.models import Mail

logger = logging.getLogger(__name__)

ASK_AGAIN_AFTER = timedelta(minutes=5)
HOLD = "hold"


def grace() -> timedelta:
    """Return how long after the last byte a server may still take the mail."""
    return timedelta(seconds=settings.MAIL_GRACE_SECONDS)


def note(mail: Mail, code: str) -> None:
    """Leave a mail without an answer alone until it can be asked about."""
    waits = grace() if mail.kind in Mail.NEVER_TWICE else timedelta()
    with transaction.atomic():
        if write(mail, lease_until=Now() + waits, error_code=code[:30]):
            note_step(mail, Step.UNANSWERED, code)
    if mail.kind not in Mail.NEVER_TWICE:
        ask_about(mail)


def ask_about(mail: Mail) -> None:
    """Find out whether a mail was taken whose answer never came."""
    if mail.kind not in Mail.NEVER_TWICE:
        put_off(mail, _("The mail server did not answer."), code="no_answer")
    elif proof.has_proof():
        _ask(mail)
    elif settings.MAIL_IN_DOUBT == HOLD:
        sentence = _("Nobody knows whether it was taken: the server did not answer.")
        settle(mail, State.HELD, Step.HELD, code="no_proof", error=sentence)
    else:
        _send_again(mail)


def _ask(mail: Mail) -> None:
    try:
        was_taken = proof.was_taken(message_id_of(mail))
    except proof.ProofError as error:
        logger.warning("mail %s: the proof of mails cannot be asked (%s)", mail.pk, error)
        write(mail, lease_until=Now() + ASK_AGAIN_AFTER, error_code="proof_away")
        return
    if was_taken:
        settle(mail, State.SENT, Step.FOUND, code="found", sent_at=Now())
        return
    with transaction.atomic():
        if write(mail, state=State.PENDING, next_attempt_at=Now(), error_code="not_found"):
            note_step(mail, Step.NOT_FOUND)


@transaction.atomic
def _send_again(mail: Mail) -> None:
    sentence = _("The mail server did not answer.")
    if write(mail, state=State.PENDING, error=sentence, next_attempt_at=Now(), may_be_second=True):
        note_step(mail, Step.SENT_AGAIN)


def message_id_of(mail: Mail) -> str:
    """Return the Message-ID of a mail, the same at every attempt."""
    host = urlsplit(settings.BASE_URL).hostname
    return mail.message_id or f"<{mail.pk.hex}@{host}>"
