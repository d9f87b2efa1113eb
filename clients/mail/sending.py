"""From a row to the mail server: claimed, made ready, handed over, answered for.

The claim is committed before anything is said to the server, and no transaction is open while it
is. That the mail is about to leave is written down before its first byte does: so whatever breaks
off earlier is known not to have been taken, and only what breaks off later is asked about
(`clients/mail/doubt.py`).
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
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
from clients.mail.transports import Answer, NoAnswerError, NotTakenError, Transport, opened
from clients.models import Mail, MailSwitch
from clients.vault import SealError

logger = logging.getLogger(__name__)

PATIENCE_WITH_A_MESSAGE = timedelta(seconds=20)
AT_ONE_SWEEP = 500


def send_mail(mail_id: UUID | None = None) -> bool:
    """Send a mail, or whichever has waited longest; say whether there was one to see to."""
    mail = claim(mail_id)
    if mail is None:
        return False
    reached(Point.CLAIMED)
    if mail.state == State.HANDING_OFF:
        doubt.ask_about(mail)
    else:
        _send(mail)
    reached(Point.SETTLED)
    return True


def sweep_mails() -> list[UUID]:
    """Give up what is too late, hold what keeps crashing, return what should be offered again.

    New mails are left alone for a moment: their message is still on its way.
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
    return list(waiting.order_by("next_attempt_at").values_list("pk", flat=True)[:AT_ONE_SWEEP])


def _send(mail: Mail) -> None:
    message = _ready(mail)
    if message is None:
        return
    reached(Point.COMPOSED)
    try:
        with opened() as transport:
            _hand_over(mail, message, transport)
    except NotTakenError as error:
        logger.warning("mail %s, attempt %d: %s (%s)", mail.pk, mail.attempts, error, error.code)
        if error.is_final:
            settle(mail, State.DEAD, Step.REFUSED, code=error.code, error=str(error))
        else:
            put_off(mail, str(error), code=error.code, wait=timedelta(seconds=error.wait))
    except NoAnswerError as error:
        logger.warning("mail %s, attempt %d: no answer (%s)", mail.pk, mail.attempts, error.code)
        doubt.note(mail, error.code)
    except OperationalError:
        raise  # the database is gone: nothing can be written, and the lease will run out
    except Exception as error:
        logger.exception("mail %s could not be sent", mail.pk)
        if mail.state == State.HANDING_OFF:
            doubt.note(mail, type(error).__name__)
        else:
            put_off(mail, _("Something went wrong on our side."), code=type(error).__name__)


def _ready(mail: Mail) -> EmailMultiAlternatives | None:
    """Return the mail as it is to leave now, or None and note why it does not.

    What one mail cannot say is held for somebody to look at, and keeps no other from leaving.
    """
    try:
        validate_email(mail.to)
        content = source_of(mail).compose(mail)
        message = _message(mail, content)
        message.message()  # where a header holds what no header may, this refuses
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
        return message
    return None


def _hand_over(mail: Mail, message: EmailMultiAlternatives, transport: Transport) -> None:
    transport.begin(mail.to)
    if not _note_handing_off(mail, message):
        return
    reached(Point.HANDING_OFF)
    answer = transport.finish(message)
    reached(Point.ANSWERED)
    _note_sent(mail, answer)


@transaction.atomic
def _note_handing_off(mail: Mail, message: EmailMultiAlternatives) -> bool:
    """Write down that the mail is about to leave, unless the claim is lost or a switch was turned.

    From here on the row is left alone until an answer can no longer be on its way.
    """
    noted = write(
        mail,
        also=not_stopped(),
        state=State.HANDING_OFF,
        handed_off_at=Now(),
        lease_until=Now() + LEASE + doubt.grace(),
        content_hash=hashlib.sha256(message.message().as_bytes()).hexdigest(),
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


def _message(mail: Mail, content: Content) -> EmailMultiAlternatives:
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
    return message


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
