"""The mails about a sign-in that are ours; allauth's go through the account adapter.

Each is in the language of whoever reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from clients.languages import language_of_address, language_of_invited
from clients.mail.outbox import queue_mail
from clients.models import Firm, Invitation, Mail, SecondFactorReset, User

NOTICES_ARE_TRIED_FOR = timedelta(hours=72)


def queue_invitation(invitation: Invitation, address: str, *, good_for: timedelta) -> Mail:
    """Note the mail that holds the only copy of an invitation's token."""
    hours = int(good_for.total_seconds()) // 3600
    context = {
        "firm": invitation.firm,
        "invitation": invitation,
        "address": address,
        "hours": hours,
    }
    with translation.override(language_of_invited(invitation)):
        return queue_mail(
            kind=Mail.Kind.INVITATION,
            to=invitation.email,
            firm=invitation.firm,
            asked_by=invitation.invited_by,
            good_for=good_for,
            html=render_to_string("emails/invitation-body.html", context),
            subject=render_to_string("emails/invitation-subject.txt", context),
            text=render_to_string("emails/invitation-body.txt", context),
        )


def queue_reset_asked(reset: SecondFactorReset, owners: Iterable[User]) -> None:
    """Tell the person and the owners while it can still be cancelled."""
    _queue_about_reset("reset_asked", reset.membership.user, owners, reset.firm, reset=reset)


def queue_reset_cancelled(reset: SecondFactorReset, owners: Iterable[User]) -> None:
    _queue_about_reset("reset_cancelled", reset.membership.user, owners, reset.firm)


def queue_reset_done(user: User, owners: Iterable[User], firm: Firm | None) -> None:
    _queue_about_reset("reset_done", user, owners, firm)


def queue_address_link(
    user: User, email: str, link: str, *, firm: Firm | None, good_for: timedelta
) -> None:
    """Note the mail that holds the only copy of the token of a change of address."""
    told = {"person": user, "link": link}
    _queue("address_link", email, firm, told, kind=Mail.Kind.ADDRESS, good_for=good_for)


def queue_address_taken(email: str, *, good_for: timedelta) -> None:
    """Tell whose address somebody else typed; it names nobody."""
    _queue("address_taken", email, None, {}, kind=Mail.Kind.ADDRESS, good_for=good_for)


def queue_address_asked(user: User, email: str, *, firm: Firm | None) -> None:
    pages = {"sign_in": settings.BASE_URL + reverse("mfa_index")}
    _queue("address_asked", user.email, firm, {"person": user, "email": email, **pages})


def queue_address_changed(user: User, before: str, *, firm: Firm | None) -> None:
    _queue("address_changed", before, firm, {"person": user})


def _queue(
    template: str,
    to: str,
    firm: Firm | None,
    told: dict[str, Any],
    *,
    kind: Mail.Kind = Mail.Kind.NOTICE,
    good_for: timedelta = NOTICES_ARE_TRIED_FOR,
) -> None:
    with translation.override(language_of_address(to)):
        queue_mail(
            kind=kind,
            to=to,
            firm=firm,
            good_for=good_for,
            subject=render_to_string(f"emails/{template}-subject.txt", told),
            text=render_to_string(f"emails/{template}-body.txt", told),
        )


def _queue_about_reset(
    template: str, user: User, owners: Iterable[User], firm: Firm | None, **context: Any
) -> None:
    """Write to the person and to each owner, once to who is both."""
    pages = {
        "sign_in": settings.BASE_URL + reverse("mfa_index"),
        "staff": settings.BASE_URL + reverse("clients:staff"),
    }
    for reader in {reader.pk: reader for reader in (user, *owners)}.values():
        told = {"person": user, "is_own": reader == user, "firm": firm, **pages, **context}
        _queue(template, reader.email, firm, told)
