"""Mails wait here. Nothing is sent inside a request: the row is written with what it tells of."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients import audit
from clients.mail.sources import Content, source_of
from clients.mail.tasks import send_mail
from clients.models import AuditAct, Firm, Mail, User

SHOWN_FOR = timedelta(days=7)


class MailError(ValueError):
    """Why a mail is not tried again, said to whoever asked."""


@transaction.atomic
def queue_mail(
    *,
    kind: Mail.Kind,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    firm: Firm | None,
    good_for: timedelta,
    asked_by: User | None = None,
) -> Mail:
    """Note a mail in the transaction of what it tells of; a worker sends it from the row.

    It is tried until its time is over, since a link that is not good any more helps nobody.
    """
    content = Content(subject=" ".join(subject.split()), text=text.strip(), html=html.strip())
    mail = Mail.objects.create(
        kind=kind,
        to=to,
        firm=firm,
        asked_by=asked_by,
        sealed=content.sealed(),
        good_until=Now() + good_for,
    )
    send_mail.delay_on_commit(str(mail.pk))
    return mail


@transaction.atomic
def try_again(*, actor: User, mail: Mail) -> None:
    """Send at once what was put off or given up."""
    waiting = Mail.objects.in_time().filter(
        pk=mail.pk, state__in=[Mail.State.PENDING, Mail.State.DEAD, Mail.State.HELD]
    )
    has_words = ~Q(sealed="") | Q(kind__in=Mail.NEVER_TWICE)
    if not waiting.filter(has_words).update(
        state=Mail.State.PENDING, next_attempt_at=Now(), crashes=0, given_up_by=None
    ):
        raise MailError(_("This mail was sent in the meantime, or its time is over."))
    source_of(mail).taken_up_again(mail)
    send_mail.delay_on_commit(str(mail.pk))
    audit.record(
        AuditAct.CHANGED,
        actor=actor,
        firm=mail.firm,
        subject=mail,
        detail={"changed": "tried again"},
    )


def withdraw(mail: Mail, *, because: str) -> None:
    """Do not send what is no longer true, if it has not left yet."""
    waiting = Mail.objects.filter(pk=mail.pk, state__in=[Mail.State.PENDING, Mail.State.DEAD])
    waiting.update(state=Mail.State.DEAD, error=because, sealed="")


def mails_not_sent(firm: Firm) -> QuerySet[Mail]:
    """Return the firm's mails of the last days that did not leave at the first try, but those
    of invitations, which are shown with theirs."""
    given_up = Q(state__in=[Mail.State.DEAD, Mail.State.HELD])
    failed = given_up | Q(state=Mail.State.PENDING, attempts__gt=0)
    return Mail.objects.filter(
        failed, firm=firm, invitation=None, created_at__gt=Now() - SHOWN_FOR
    ).order_by("-created_at")
