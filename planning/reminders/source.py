"""What does the mail of a digest say, and what becomes of its reminders?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from clients.mail.sources import Content, NotNeededError, NotNowError
from clients.models import Mail
from clients.today import database_now
from planning.models import Digest, Reminder
from planning.reminders.digests import members_hash
from planning.reminders.letter import content_of
from planning.reminders.preferences import hours_of, settings_of
from planning.reminders.reasons import MAIL_DEAD, MAIL_HELD
from planning.reminders.recheck import members_of, still_true, work_out_again

State = Reminder.State


class ClaimLostError(Exception):
    """Another worker has the mail by now."""


class Reminders:
    """Who knows what mails of reminders say. See clients/mail/sources.py."""

    def compose(self, mail: Mail, at: datetime | None = None) -> Content:
        digest = Digest.objects.select_related("firm", "recipient__user").get(mail=mail)
        at = at or database_now()
        settings = settings_of(digest.firm)
        hours = hours_of(digest.firm, settings)
        if not hours.is_open(at):
            raise NotNowError(hours.next_opening(at))
        on = hours.today(at)
        work_out_again(digest, on)
        with transaction.atomic():
            hold_on(mail)
            told = still_true(digest, on, settings, hours)
            if told:
                content = content_of(digest, told, settings, on)
                digest.content = content.kept()
                digest.members = len(told)
                digest.members_hash = members_hash(reminder for reminder, _deadline in told)
            digest.save(update_fields=["content", "members", "members_hash"])
        if not told:
            raise NotNeededError
        return content

    def taken_up_again(self, mail: Mail) -> None:
        held_up = members_of(digest__mail=mail).exclude(state=State.PENDING)
        held_up.update(state=State.PENDING, because="", settled_at=None)

    def settled(self, mail: Mail) -> None:
        members = members_of(digest__mail=mail)
        if mail.state == Mail.State.SENT:
            members.update(state=State.SENT, because="", settled_at=Now())
        elif mail.state == Mail.State.DEAD:
            members.update(state=State.DEAD, because=MAIL_DEAD, settled_at=Now())
        elif mail.state == Mail.State.HELD:
            members.update(state=State.HELD, because=MAIL_HELD, settled_at=Now())


def hold_on(mail: Mail) -> None:
    """Keep the claim until this transaction ends: a worker that woke late ends nothing."""
    held = Mail.objects.select_for_update().filter(pk=mail.pk, fence=mail.fence, state=mail.state)
    if not held.exists():
        raise ClaimLostError
