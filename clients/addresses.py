"""Another address to sign in with: asked for with the password, confirmed where it arrives.

The token stands in the mail to the new address only, sealed until it is sent; what is kept is its
hash. It is good for two hours, once, and only for whoever asked, signed in: who reads a mail that
went astray can do nothing with it. The address until then is told when it is asked and when it is
done. Sessions stay; links to set a password that are still under way are void.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from clients import audit
from clients.access import firm_of
from clients.mail import notices
from clients.models import AddressChange, AuditAct, User, UserManager

GOOD_FOR = timedelta(hours=2)
TOKEN_BYTES = 32


class AddressError(ValueError):
    """Why an address is not changed, said to whoever asked."""


def open_change_of(user: User) -> AddressChange | None:
    """Return the change that waits for its link to be followed."""
    return _open(user).first()


def find_change(user: User, token: str) -> AddressChange | None:
    """Return the change of a token, if it is theirs and still good."""
    return _open(user).filter(token_hash=_hash(token)).first()


@transaction.atomic
def ask(*, user: User, email: str, request: HttpRequest) -> None:
    """Mail a link to a new address, in place of the one before it.

    An address that another sign-in has gets a notice instead: nobody learns here whose is whose.
    """
    email = UserManager.normalize_email(email)
    User.objects.select_for_update().get(pk=user.pk)  # of two who ask at once, one after the other
    AddressChange.objects.filter(user=user, done_at=None, withdrawn_at=None).update(
        withdrawn_at=Now()
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    AddressChange.objects.create(
        user=user, email=email, token_hash=_hash(token), expires_at=Now() + GOOD_FOR
    )
    if User.objects.filter(email=email).exists():
        notices.queue_address_taken(email, good_for=GOOD_FOR)
    else:
        link = settings.BASE_URL + reverse("clients:confirm_address", args=[token])
        notices.queue_address_link(user, email, link, firm=firm_of(user), good_for=GOOD_FOR)
    notices.queue_address_asked(user, email, firm=firm_of(user))
    _leave_a_trace(user, "address_asked", request)


@transaction.atomic
def confirm(*, user: User, token: str, request: HttpRequest) -> None:
    """Let somebody sign in with the address that a link was mailed to. Raises: AddressError."""
    if not _open(user).filter(token_hash=_hash(token)).update(done_at=Now()):
        raise AddressError(_("This link is not good any more. Ask for a new one."))
    before, user.email = user.email, AddressChange.objects.get(token_hash=_hash(token)).email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:
        raise AddressError(_("There is a sign-in with this address already.")) from error
    EmailAddress.objects.filter(user=user).delete()  # allauth would let the old one in
    notices.queue_address_changed(user, before, firm=firm_of(user))
    _leave_a_trace(user, "address_changed", request)


def _open(user: User) -> QuerySet[AddressChange]:
    changes = AddressChange.objects.filter(user=user, done_at=None, withdrawn_at=None)
    return changes.filter(expires_at__gt=Now())


def _leave_a_trace(user: User, changed: str, request: HttpRequest) -> None:
    audit.record(
        AuditAct.SECURITY,
        actor=user,
        firm=firm_of(user),
        subject=user,
        detail={"changed": changed},
        request=request,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
