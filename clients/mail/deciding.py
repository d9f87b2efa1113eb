"""What does somebody decide of a mail that cannot go on by itself?

One that was refused, is held, or was handed over without an answer waits for a person where
nothing else is left to try. What they decide is a step like any other, with who and why.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients import audit
from clients.mail.claiming import LEASE
from clients.mail.outbox import MailError
from clients.mail.outcomes import State, Step, note_step, settle
from clients.mail.sources import SEALED, source_of
from clients.mail.tasks import send_mail
from clients.models import AuditAct, Firm, Mail, MailQuerySet, User

BY_HAND = "by_hand"
NO_PROOF = "no_proof"
LONGEST_TALK: timedelta = LEASE  # nobody hands a mail over for longer


def waits_for_somebody(firm: Firm) -> MailQuerySet:
    """Return the mails of a firm that nothing but a person moves on."""
    is_dead = Q(state=State.DEAD, given_up_by=None)
    return Mail.objects.filter(Q(state=State.HELD) | is_dead, firm=firm)


def may_have_arrived(mail: Mail) -> bool:
    """Say whether it was handed over and nobody knows what became of it."""
    is_open = mail.state == State.HANDING_OFF
    return is_open or (mail.state == State.HELD and mail.error_code == NO_PROOF)


def decidable() -> MailQuerySet:
    """Return the mails of which somebody may decide: no worker is busy with them."""
    unanswered = Q(state=State.HANDING_OFF, handed_off_at__lte=Now() - LONGEST_TALK)
    return Mail.objects.filter(
        Q(state=State.HELD) | Q(state=State.DEAD, given_up_by=None) | unanswered
    )


@transaction.atomic
def send_again(*, actor: User, mail: Mail, because: str) -> None:
    """Let it go once more. What may have arrived is marked as what may be a second copy.

    Raises: MailError.
    """
    current = _taken(mail)
    if source_of(current) is SEALED and not current.sealed:
        raise MailError(_("Its words are not kept any more: ask for a new one."))
    if not Mail.objects.in_time().filter(pk=mail.pk).exists():
        raise MailError(_("Its time is over: it would help nobody now."))
    is_second = current.may_be_second or may_have_arrived(current)
    Mail.objects.filter(pk=mail.pk).update(
        state=State.PENDING, next_attempt_at=Now(), crashes=0, may_be_second=is_second
    )
    source_of(current).taken_up_again(current)
    note_step(current, Step.TRIED_AGAIN, BY_HAND, by=actor, because=because)
    send_mail.delay_on_commit(str(mail.pk))
    _note(actor, current, "tried again")


@transaction.atomic
def give_up(*, actor: User, mail: Mail, because: str) -> None:
    """Let it be: it is not sent, and waits for nobody any more. Raises: MailError."""
    current = _taken(mail)
    if current.state == State.DEAD:
        Mail.objects.filter(pk=mail.pk).update(given_up_by=actor, sealed="")
        note_step(current, Step.GIVEN_UP, BY_HAND, by=actor, because=because)
        _note(actor, current, "given up")
    else:
        sentence = current.error or _("Nobody knows whether it was taken.")
        settle(
            current, State.DEAD, Step.GIVEN_UP, code=BY_HAND, by=actor, because=because,
            error=sentence, given_up_by=actor, sealed="",
        )  # fmt: skip


@transaction.atomic
def note_arrived(*, actor: User, mail: Mail, because: str) -> None:
    """Take note that it arrived after all, as somebody found out. Raises: MailError."""
    current = _taken(mail)
    if not may_have_arrived(current):
        raise MailError(_("It was not handed over: it cannot have arrived."))
    settle(
        current, State.SENT, Step.FOUND, code=BY_HAND, by=actor, because=because,
        sent_at=current.handed_off_at,
    )  # fmt: skip


def _taken(mail: Mail) -> Mail:
    """Hold on to a mail for this transaction; whoever claimed it before writes nothing more."""
    if not decidable().filter(pk=mail.pk).update(fence=F("fence") + 1):
        raise MailError(_("This mail went on in the meantime; look at it again."))
    return Mail.objects.select_related("firm").get(pk=mail.pk)


def _note(actor: User, mail: Mail, changed: str) -> None:
    audit.record(
        AuditAct.CHANGED,
        actor=actor,
        firm=mail.firm,
        subject=mail,
        detail={"changed": changed, "kind": mail.kind},
    )
