"""In which language does somebody read? Clients choose; the people of a firm read English.

A client's language stands with the person they are, where letters and plans find it too. Who is
nobody of a household and looks after things for them has one of their own.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http.response import HttpResponseBase

from clients import audit
from clients.access import firm_of, membership_of, portal_grants_for
from clients.models import AuditAct, Invitation, Language, Role, User
from clients.services import households


def language_of(user: User) -> str:
    """Return the language of the pages somebody signs in to, and of the mails to them."""
    membership = membership_of(user)
    if membership is None or membership.role != Role.CLIENT:
        return settings.LANGUAGE_CODE
    chosen = portal_grants_for(user).exclude(person=None).values_list("person__language", flat=True)
    return chosen.first() or user.language


def language_of_address(email: str) -> str:
    """Return the language of mails to an address."""
    user = User.objects.filter(email=email).first()
    return language_of(user) if user else settings.LANGUAGE_CODE


def language_of_invited(invitation: Invitation) -> str:
    """Return the language in which somebody is asked to come."""
    if invitation.household is None:
        return settings.LANGUAGE_CODE
    members = invitation.household.people.filter(is_member=True, archived_at=None)
    person = invitation.person or members.first()
    return person.language if person else settings.LANGUAGE_CODE


@transaction.atomic
def choose(user: User, language: str) -> None:
    """Speak to a client in another language from now on: pages, mails, letters, plans."""
    if language not in Language.values:
        return
    own = {grant.person for grant in portal_grants_for(user) if grant.person}
    for person in own:
        households.change_person(
            actor=user, person=person, revision=person.revision, language=language
        )
    if user.language == language:
        return
    user.language = language
    user.save(update_fields=["language"])
    detail = {"fields": ["language"]}
    audit.record(AuditAct.CHANGED, actor=user, firm=firm_of(user), subject=user, detail=detail)


def remember(response: HttpResponseBase, language: str) -> None:
    """Let the browser ask for its sign-in page in this language next time."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
