"""From a row to the mail server: claimed, made ready, handed over, answered for.

The claim is committed before anything is said to the server, and no transaction is open while it
is. That the mail is about to leave is written down before its first byte does: so whatever breaks
off earlier is known not to have been taken, and only what breaks off later is asked about
(`clients/mail/doubt.py`).
"""

from __future__ import annotations

import hashlib
import logging
import time
from datetime import timedelta
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients.instance import SENDER, note_heartbeat
from clients.mail import doubt
from clients.mail.claiming import LEASE, claim, keeps_crashing, not_stopped, run_away, takeable
from clients.mail.outcomes import State, Step, note_step, put_off, settle, write
from clients.mail.points import Point, reached
from clients.mail.sources import Content, NotNeededError, NotNowError, source_of
from clients.mail.transports import (
    Answer,
    NoAnswerError,
    NotTakenError,
    Outgoing,
    Transport,
    opened,
)
from clients.models import Mail, MailSwitch
from clients.vault import SealError

logger = logging.getLogger(__name__)

PATIENCE_WITH_A_MESSAGE = timedelta(seconds=20)
TURN = 10.0  # seconds


class Seen(Enum):
    """What came of one look at what waits."""

    NOTHING = 0
    MAIL = 1
    NOT_TAKEN = 2  # now; perhaps none would be


class Turn(NamedTuple):
    """What a worker did before it let other work come in between."""

    mails: int
    goes_on: bool


def send_mail(mail_id: UUID | None = None) -> bool:
    """Send a mail, or whichever has waited longest; say whether there was one to see to."""
    with opened() as transport:
        return _see_to(mail_id, transport) is not Seen.NOTHING


def send_for_a_turn() -> Turn:
    """Send what waits, the longest first, as long as a turn lasts.

    Where the server took nothing at its end, nobody goes on at once: the sweeper lets a few try
    each minute, and other work is not kept waiting by a server that hangs.
    """
    ends_at, mails = time.monotonic() + TURN, 0
    with opened() as transport:
        while (seen := _see_to(None, transport)) is not Seen.NOTHING:
            mails += 1
            if time.monotonic() > ends_at:
                return Turn(mails, goes_on=seen is Seen.MAIL)
    return Turn(mails, goes_on=False)


def send_what_waits() -> int:
    """Send turn after turn, for a command that no worker relieves; return how many were tried."""
    mails = 0
    while True:
        turn = send_for_a_turn()
        mails += turn.mails
        if not turn.goes_on:
            return mails


def _see_to(mail_id: UUID | None, transport: Transport) -> Seen:
    mail = claim(mail_id)
    if mail is None:
        return Seen.NOTHING
    reached(Point.CLAIMED)
    seen = Seen.MAIL
    if mail.state == State.HANDING_OFF:
        doubt.ask_about(mail)
    else:
        seen = _send(mail, transport)
    reached(Point.SETTLED)
    return seen


def sweep_mails() -> int:
    """Give up what is too late, hold what keeps crashing, count what waits for a worker.

    New mails do not count for a moment: their message is still on its way.
    """
    note_heartbeat(SENDER)
    _stop_what_ran_away()
    for mail in Mail.objects.claimable().too_late():
        because = mail.error or _("No worker took it up.")
        sentence = _("It could not be sent in time. %(because)s") % {"because": because}
        settle(mail, State.DEAD, Step.GIVEN_UP, error=sentence)
    for mail in Mail.objects.claimable().filter(keeps_crashing()):
        sentence = _("The sending broke off several times.")
        settle(mail, State.HELD, Step.HELD, code="crashes", error=sentence)
    Mail.objects.too_late().exclude(sealed="").exclude(state=State.HANDING_OFF).update(sealed="")
    waiting = takeable().filter(next_attempt_at__lte=Now() - PATIENCE_WITH_A_MESSAGE)
    return waiting.count()


def _send(mail: Mail, transport: Transport) -> Seen:
    outgoing = _ready(mail)
    if outgoing is None:
        return Seen.MAIL
    reached(Point.COMPOSED)
    try:
        _hand_over(mail, outgoing, transport)
    except NotTakenError as error:
        logger.warning("mail %s, attempt %d: %s (%s)", mail.pk, mail.attempts, error, error.code)
        if error.is_final:
            settle(mail, State.DEAD, Step.REFUSED, code=error.code, error=str(error))
        else:
            put_off(mail, str(error), code=error.code, wait=timedelta(seconds=error.wait))
            return Seen.NOT_TAKEN
    except NoAnswerError as error:
        logger.warning("mail %s, attempt %d: no answer (%s)", mail.pk, mail.attempts, error.code)
        doubt.note(mail, error.code)
        return Seen.NOT_TAKEN
    except OperationalError:
        raise  # the database is gone: nothing can be written, and the lease will run out
    except Exception as error:
        logger.exception("mail %s could not be sent", mail.pk)
        if mail.state == State.HANDING_OFF:
            doubt.note(mail, type(error).__name__)
        else:
            put_off(mail, _("Something went wrong on our side."), code=type(error).__name__)
    finally:
        transport.end()
    return Seen.MAIL


def _ready(mail: Mail) -> Outgoing | None:
    """Return the mail as it is to leave now, or None and note why it does not.

    What one mail cannot say is held for somebody to look at, and keeps no other from leaving.
    """
    try:
        validate_email(mail.to)
        content = source_of(mail).compose(mail)
        outgoing = _made(mail, content)
    except NotNeededError:
        settle(mail, State.CANCELLED, Step.CANCELLED)
    except NotNowError as later:
        if write(mail, state=State.PENDING, next_attempt_at=later.until):
            note_step(mail, Step.PUT_OFF, "quiet_hours")
    except SealError:
        sentence = _("The site’s keys have changed since it was written: ask for a new one.")
        settle(mail, State.DEAD, Step.GIVEN_UP, code="sealed", error=sentence)
    except ValidationError:
        settle(mail, State.HELD, Step.HELD, code="address", error=_("This is not a mail address."))
    except OperationalError:
        raise
    except Exception as error:
        logger.exception("mail %s could not be made", mail.pk)
        sentence = _("It could not be made; its text or its address may be wrong.")
        settle(mail, State.HELD, Step.HELD, code=type(error).__name__[:30], error=sentence)
    else:
        return outgoing
    return None


def _hand_over(mail: Mail, outgoing: Outgoing, transport: Transport) -> None:
    transport.begin(mail.to)
    if not _note_handing_off(mail, outgoing):
        return
    reached(Point.HANDING_OFF)
    answer = transport.finish(outgoing)
    reached(Point.ANSWERED)
    _note_sent(mail, answer)


@transaction.atomic
def _note_handing_off(mail: Mail, outgoing: Outgoing) -> bool:
    """Write down that the mail is about to leave, unless the claim is lost or a switch was turned.

    From here on the row is left alone until an answer can no longer be on its way.
    """
    noted = write(
        mail,
        also=not_stopped(),
        state=State.HANDING_OFF,
        handed_off_at=Now(),
        lease_until=Now() + LEASE + doubt.grace(),
        content_hash=hashlib.sha256(outgoing.as_bytes).hexdigest(),
        crashes=0,
    )
    if noted:
        mail.state = State.HANDING_OFF
        note_step(mail, Step.HANDING_OFF)
    else:  # stopped on the way: as if it had not been taken up
        write(mail, state=State.PENDING, attempts=F("attempts") - 1)
    return noted


def _note_sent(mail: Mail, answer: Answer) -> None:
    settle(mail, State.SENT, Step.ACCEPTED, code=answer.code, reply=answer.text, sent_at=Now())


def _made(mail: Mail, content: Content) -> Outgoing:
    """Make the mail; where a header holds what no header may, this refuses. Raises: ValueError."""
    message = EmailMultiAlternatives(
        content.subject,
        content.text,
        to=[mail.to],
        headers={
            "Message-ID": doubt.message_id_of(mail),
            "Auto-Submitted": "auto-generated",
            **content.headers,
        },
    )
    if content.html:
        message.attach_alternative(content.html, "text/html")
    return Outgoing(message, message.message().as_bytes())


def _stop_what_ran_away() -> None:
    """Turn a firm's reminders off where far more left than anybody expects."""
    for switch in run_away():
        logger.critical("reminders of firm %s ran away; they are stopped", switch.firm_id)
        MailSwitch.objects.filter(pk=switch.pk).update(
            stops=MailSwitch.Stops.REMINDERS,
            because=_("Three times as many left in a day as were expected."),
            changed_by=None,
            changed_at=Now(),
        )
