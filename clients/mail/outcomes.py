"""What became of a mail, written only by whoever holds the claim."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from clients import audit
from clients.mail.sources import source_of
from clients.models import AuditAct, Mail, MailStep, User

State = Mail.State
Step = MailStep.Step
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)


def write(mail: Mail, *, also: Q | None = None, **changes: object) -> bool:
    """Write to the row if nobody claimed it since, and it is still as this worker left it."""
    held = Mail.objects.filter(also or Q(), pk=mail.pk, state=mail.state, fence=mail.fence)
    return held.update(**changes) == 1


def note_step(
    mail: Mail, step: Step, code: str = "", *, by: User | None = None, because: str = ""
) -> None:
    MailStep.objects.create(
        mail=mail,
        firm=mail.firm,
        fence=mail.fence,
        step=step,
        code=code[:30],
        by=by,
        because=because,
    )


@transaction.atomic
def put_off(mail: Mail, sentence: str, *, code: str, wait: timedelta = timedelta()) -> None:
    """Try again later; at the earliest when the server asked for."""
    later = Now() + max(_delay(mail.attempts), min(wait, LONGEST_DELAY))
    if write(
        mail, state=State.PENDING, error=sentence, error_code=code[:30], next_attempt_at=later
    ):
        note_step(mail, Step.PUT_OFF, code)


@transaction.atomic
def settle(
    mail: Mail,
    state: State,
    step: Step,
    *,
    code: str = "",
    by: User | None = None,
    because: str = "",
    **changes: Any,
) -> bool:
    """Say that nothing more is tried: on the row, to whoever knows what it is about, in the log.

    Where that was somebody's decision, say whose and why.
    """
    if state in (State.SENT, State.CANCELLED):
        changes |= {"sealed": "", "error": ""}
    if not write(mail, state=state, error_code=code[:30], **changes):
        return False
    mail.state = state
    note_step(mail, step, code, by=by, because=because)
    source_of(mail).settled(mail)
    detail: dict[str, object] = {"kind": mail.kind, "attempts": mail.attempts}
    if state != State.SENT:
        detail["because"] = "not sent" if state == State.DEAD else str(state)
    audit.record(
        AuditAct.MAILED, actor=by or mail.asked_by, firm=mail.firm, subject=mail, detail=detail
    )
    return True


def _delay(attempts: int) -> timedelta:
    """Wait longer after every attempt, and not all mails together: anything up to the longest."""
    longest: timedelta = min(FIRST_DELAY * 2 ** min(attempts, 10), LONGEST_DELAY)
    return longest * random.random()  # nosec B311 - no secret
