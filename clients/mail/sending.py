"""From a row to the mail server: claimed, handed over, put off or given up.

The claim is committed before anything is said to the server, and no transaction is open while
it is. The mail of a worker that died in between is sent again, with the same Message-ID, which
mail programs take for the same mail.
"""

from __future__ import annotations

import json
import logging
import random
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients import audit
from clients.instance import this_instance
from clients.mail.smtp import MailNotTakenError, hand_over
from clients.models import AuditAct, Mail
from clients.vault import SealError, unseal

logger = logging.getLogger(__name__)

PURPOSE = "mail"
LEASE = timedelta(seconds=150)  # longer than a task may run
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
MAX_CRASHES = 3
PATIENCE_WITH_A_MESSAGE = timedelta(seconds=20)
AT_ONE_SWEEP = 500


def send_mail(mail_id: UUID) -> None:
    """Send a mail, unless it is sent, being sent, not due or given up.

    Nothing leaves a restored backup until somebody has looked: its mails may have been sent.
    """
    mail = _claim(mail_id) if this_instance().is_reconciled else None
    if mail is None:
        return
    try:
        hand_over(_message(mail))
    except SealError:
        _give_up(mail, _("The site’s keys have changed since it was written: ask for a new one."))
    except MailNotTakenError as error:
        logger.warning("mail %s, attempt %d: %s", mail.pk, mail.attempts, error)
        _give_up(mail, str(error)) if error.is_final else _put_off(mail, str(error))
    except Exception:
        logger.exception("mail %s could not be sent", mail.pk)
        _put_off(mail, _("Something went wrong on our side."))
    else:
        _note_sent(mail)


def sweep_mails() -> list[UUID]:
    """Give up what is too late or keeps crashing, wipe it, return what should be offered again.

    New mails are left alone for a moment: their message is still on its way.
    """
    for mail in Mail.objects.unfinished().too_late():
        because = mail.error or _("No worker took it up.")
        _give_up(mail, _("It could not be sent in time. %(because)s") % {"because": because})
    for mail in Mail.objects.claimable().filter(crashes__gte=MAX_CRASHES):
        _give_up(mail, _("The sending broke off several times."))
    Mail.objects.too_late().exclude(sealed="").update(sealed="")
    waiting = Mail.objects.claimable().filter(next_attempt_at__lte=Now() - PATIENCE_WITH_A_MESSAGE)
    return list(waiting.order_by("next_attempt_at").values_list("pk", flat=True)[:AT_ONE_SWEEP])


def _claim(mail_id: UUID) -> Mail | None:
    """Take the mail for this worker, or return None where there is nothing to take.

    The attempt is counted in the claim itself, before anything can crash, and is the fence of
    every later write: those match only while this worker's claim is the last one.
    """
    claimable = Mail.objects.claimable().in_time().filter(crashes__lt=MAX_CRASHES)
    mail = claimable.filter(pk=mail_id).select_related("firm").first()
    if mail is None:
        return None
    has_crashed = mail.state == Mail.State.CLAIMED  # and its worker is no more
    claimed = claimable.filter(pk=mail_id, state=mail.state, attempts=mail.attempts).update(
        state=Mail.State.CLAIMED,
        attempts=mail.attempts + 1,
        crashes=mail.crashes + has_crashed,
        lease_until=Now() + LEASE,
    )
    mail.state, mail.attempts = Mail.State.CLAIMED, mail.attempts + 1
    return mail if claimed else None


def _message(mail: Mail) -> EmailMultiAlternatives:
    content = json.loads(unseal(mail.sealed, purpose=PURPOSE))
    host = urlsplit(settings.BASE_URL).hostname
    message = EmailMultiAlternatives(
        content["subject"],
        content["text"],
        to=[mail.to],
        headers={"Message-ID": f"<{mail.pk.hex}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    if content["html"]:
        message.attach_alternative(content["html"], "text/html")
    return message


@transaction.atomic
def _note_sent(mail: Mail) -> None:
    if _write(mail, state=Mail.State.SENT, sealed="", error="", sent_at=Now()):
        _leave_a_trace(mail, {"kind": mail.kind, "attempts": mail.attempts})


def _put_off(mail: Mail, sentence: str) -> None:
    _write(
        mail,
        state=Mail.State.PENDING,
        error=sentence,
        next_attempt_at=Now() + _delay(mail.attempts),
    )


@transaction.atomic
def _give_up(mail: Mail, sentence: str) -> None:
    if _write(mail, state=Mail.State.DEAD, error=sentence):
        _leave_a_trace(mail, {"kind": mail.kind, "attempts": mail.attempts, "because": "not sent"})


def _delay(attempts: int) -> timedelta:
    """Wait longer after every attempt, and not all mails together."""
    longest: timedelta = min(FIRST_DELAY * 2 ** min(attempts, 10), LONGEST_DELAY)
    return max(longest * random.random(), FIRST_DELAY / 2)  # nosec B311 - no secret


def _write(mail: Mail, **changes: object) -> bool:
    """Write to the row if nobody claimed it since it was read."""
    held = Mail.objects.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts)
    return held.update(**changes) == 1


def _leave_a_trace(mail: Mail, detail: dict[str, object]) -> None:
    audit.record(AuditAct.MAILED, actor=mail.asked_by, firm=mail.firm, subject=mail, detail=detail)
