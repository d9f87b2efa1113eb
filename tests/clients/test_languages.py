"""Clients are spoken to in their language; the people of a firm read English."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from clients.invitations import invite
from clients.languages import language_of
from clients.mail.sources import Content
from clients.models import Language, Mail, Person, Role
from tests.cast import Story

PORTAL = reverse("planning:portal")
CHOOSE = reverse("clients:choose_language")
SIGN_IN = reverse("account_login")
IN_SPANISH = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}


@pytest.fixture
def pat(story: Story) -> Person:
    """The person whom the portal client is."""
    grant = story.users["portal_client"].portal_grants.get()
    grant.person = story.person
    grant.save(update_fields=["person"])
    return story.person


def spoken(person: Person, language: str) -> None:
    Person.objects.filter(pk=person.pk).update(language=language)


def test_what_may_be_chosen_is_what_has_a_catalogue() -> None:
    assert [code for code, _name in settings.LANGUAGES] == Language.values


def test_the_portal_is_in_the_language_of_the_person(pat: Person, portal_client: Client) -> None:
    assert '<html lang="en"' in portal_client.get(PORTAL).content.decode()
    spoken(pat, "es")
    answer = portal_client.get(PORTAL)
    assert '<html lang="es"' in answer.content.decode()
    assert answer["Content-Language"] == "es"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "es"


def test_a_client_changes_it_for_pages_and_letters_alike(
    pat: Person, portal_client: Client, story: Story
) -> None:
    answer = portal_client.post(CHOOSE, {"language": "es", "next": PORTAL})
    assert answer["Location"] == PORTAL
    pat.refresh_from_db()
    assert (pat.language, language_of(story.users["portal_client"])) == ("es", "es")
    assert '<html lang="es"' in portal_client.get(PORTAL).content.decode()
    assert pat.history.first().history_user == story.users["portal_client"]


def test_who_looks_after_things_for_them_has_a_language_of_their_own(
    story: Story, portal_client: Client
) -> None:
    portal_client.post(CHOOSE, {"language": "es", "next": PORTAL})
    story.person.refresh_from_db()
    assert story.person.language == "en"
    assert '<html lang="es"' in portal_client.get(PORTAL).content.decode()


def test_a_language_nobody_offers_changes_nothing(pat: Person, portal_client: Client) -> None:
    answer = portal_client.post(CHOOSE, {"language": "tlh", "next": PORTAL})
    assert answer["Location"] == PORTAL
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    pat.refresh_from_db()
    assert pat.language == "en"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_the_way_back_leads_nowhere_else(elsewhere: str, client: Client) -> None:
    answer = client.post(CHOOSE, {"language": "es", "next": elsewhere})
    assert answer["Location"] == SIGN_IN


def test_the_people_of_a_firm_read_english(story: Story, advisor: Client) -> None:
    page = advisor.get(reverse("planning:households"), headers=IN_SPANISH)
    assert '<html lang="en"' in page.content.decode()
    assert language_of(story.users["advisor"]) == "en"


@pytest.mark.django_db
def test_the_sign_in_page_speaks_as_the_browser_asks_or_as_was_chosen(client: Client) -> None:
    answer = client.get(SIGN_IN, headers=IN_SPANISH)
    assert '<html lang="es"' in answer.content.decode()
    assert "Accept-Language" in answer["Vary"]
    client.post(CHOOSE, {"language": "en", "next": SIGN_IN})
    assert '<html lang="en"' in client.get(SIGN_IN, headers=IN_SPANISH).content.decode()
    unknown = {"accept-language": "tlh"}
    assert '<html lang="en"' in Client().get(SIGN_IN, headers=unknown).content.decode()


def test_the_calculator_speaks_english_to_everybody(client: Client) -> None:
    page = client.get(reverse("planning:calculator"), headers=IN_SPANISH).content.decode()
    assert '<html lang="en"' in page
    assert CHOOSE not in page


@pytest.mark.parametrize("language", Language.values)
def test_an_invitation_and_its_page_are_in_the_language_of_whom_it_is_to(
    language: str, story: Story, client: Client
) -> None:
    spoken(story.person, language)
    story.person.refresh_from_db()
    invitation, address = invite(
        actor=story.users["advisor"],
        firm=story.firm,
        email="pat@cast.example",
        role=Role.CLIENT,
        household=story.household,
        person=story.person,
    )
    page = client.get(address.removeprefix(settings.BASE_URL))
    assert f'<html lang="{language}"' in page.content.decode()
    mail = Mail.objects.get(pk=invitation.mail_id)
    assert f'<html lang="{language}"' in Content.unsealed(mail.sealed).html
