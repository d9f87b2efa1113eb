"""Something is released to clients: they read it in the portal, and one mail tells them so."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from clients import audit
from clients.languages import language_of
from clients.mail.sources import Content, NotNeededError, NotNowError
from clients.mail.tasks import send_mail
from clients.models import AuditAct, Firm, Household, Mail, Membership, Role, User
from clients.today import database_now
from planning.models import ClientLetter, LetterNotice, PlanVersion
from planning.reminders.preferences import hours_of, settings_of
from planning.reminders.source import hold_on
from planning.reminders.texts import Texts, part_in, words

TRIED_FOR = timedelta(days=30)  # whether they still have access is asked at every attempt


@transaction.atomic
def release_letter(*, actor: User, letter: ClientLetter) -> int:
    """Let the clients of a household read a letter, and return how many are told by mail.

    Asked twice, it is released once. Raises: ValidationError.
    """
    current = ClientLetter.objects.select_for_update().get(pk=letter.pk)
    if current.state != ClientLetter.State.DONE:
        raise ValidationError(_("There is no letter to release yet."))
    if letter.household.archived_at is not None:
        raise ValidationError(_("The household is archived."))
    if current.released_at is not None:
        return 0
    current.released_at, current.released_by = timezone.now(), actor
    current.save(update_fields=["released_at", "released_by"])
    notices = tell_clients(letter)
    audit.record(
        AuditAct.CHANGED,
        actor=actor,
        firm=letter.firm,
        subject=letter,
        detail={
            "household": str(letter.household_id), "changed": "released", "mails": len(notices)
        },
    )  # fmt: skip
    return len(notices)


def tell_clients(released: ClientLetter | PlanVersion) -> list[LetterNotice]:
    """Note a mail to each client of the household, where the firm tells them by mail at all."""
    if not settings_of(released.firm).tells_clients:
        return []
    return [_notice(released, client) for client in clients_of(released.household)]


def clients_of(household: Household) -> QuerySet[Membership]:
    """Return the clients who may come to a household's portal today."""
    granted = Q(
        user__portal_grants__household=household, user__portal_grants__revoked_at__isnull=True
    )
    places = Membership.objects.filter(granted, firm=household.firm_id, role=Role.CLIENT)
    return places.filter(ended_at=None, user__is_active=True).select_related("user")


def notices_of(released: ClientLetter | PlanVersion) -> QuerySet[LetterNotice]:
    """Return who was told of what was released by mail, with the mail."""
    notices = released.notices.select_related("recipient__user", "mail")
    return notices.order_by("recipient__user__full_name")


def told_of_letter(firm: Firm, texts: Texts, language: str) -> Content:
    """Return the mail that there is something to read. It names nobody and no amount."""
    with translation.override(language):
        values = {"firm": firm.name}
        context = {
            "firm": firm,
            "text": words(texts, part_in("letter", language), values),
            "address": site.BASE_URL + reverse("planning:portal"),
        }
        subject = words(texts, part_in("letter_subject", language), values)
        return Content(
            subject=" ".join(subject.split()),
            text=render_to_string("emails/letter-body.txt", context).strip(),
            html=render_to_string("emails/letter-body.html", context).strip(),
        )


class LetterNotices:
    """Who knows what mails about letters say. See clients/mail/sources.py."""

    def compose(self, mail: Mail) -> Content:
        rows = ("firm", "letter__household", "plan__household", "recipient__user")
        notice = LetterNotice.objects.select_related(*rows).get(mail=mail)
        settings, at = settings_of(notice.firm), database_now()
        hours = hours_of(notice.firm, settings)
        household = notice.released.household
        has_access = clients_of(household).filter(pk=notice.recipient_id).exists()
        if not settings.tells_clients or not has_access or household.archived_at is not None:
            raise NotNeededError
        if not hours.is_open(at):
            raise NotNowError(hours.next_opening(at))
        language = language_of(notice.recipient.user)
        content = told_of_letter(notice.firm, settings.texts, language)
        with transaction.atomic():
            hold_on(mail)
            notice.content = content.kept()
            notice.save(update_fields=["content"])
        return content

    def settled(self, mail: Mail) -> None:
        """The mail itself says it all."""

    def taken_up_again(self, mail: Mail) -> None:
        """Nothing waits for it."""


def _notice(released: ClientLetter | PlanVersion, client: Membership) -> LetterNotice:
    key = salted_hmac("planning.letters", f"{released.pk}:{client.pk}", algorithm="sha256")
    mail = Mail.objects.create(
        kind=Mail.Kind.LETTER,
        to=client.user.email,
        firm=released.firm,
        message_id=f"<{key.hexdigest()[:32]}.letter@{urlsplit(site.BASE_URL).hostname}>",
        good_until=Now() + TRIED_FOR,
    )
    send_mail.delay_on_commit(str(mail.pk))
    of = {"letter" if isinstance(released, ClientLetter) else "plan": released}
    return LetterNotice.objects.create(firm=released.firm, recipient=client, mail=mail, **of)
