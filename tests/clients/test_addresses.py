"""Somebody changes the address they sign in with: asked with the password, confirmed there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from clients.models import AddressChange, AuditAct, AuditEvent, Mail, User
from tests.cast import Story, sign_in
from tests.clients.test_sign_in import give_password

ASK = reverse("clients:change_address")
OWN = reverse("mfa_index")
PASSWORD = "a password of the cast"
NEW = "New.Name@cast.example"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def user(story: Story) -> User:
    return story.users["advisor"]


def ask(browser: Client, email: str = NEW, password: str = PASSWORD) -> Any:
    return browser.post(ASK, {"email": email, "password": password})


def link_in(mails: list[Any]) -> str:
    (mail,) = [mail for mail in mails if "/address/" in mail.body]
    (link,) = [word for word in mail.body.split() if "/address/" in word]
    return str(link).removeprefix(settings.BASE_URL)


def changes() -> list[str]:
    events = AuditEvent.objects.filter(act=AuditAct.SECURITY).order_by("pk")
    return [event.detail["changed"] for event in events]


def test_the_address_changes_once_the_link_is_followed(
    user: User, advisor: Client, delivered: Any
) -> None:
    assert ask(advisor)["Location"] == OWN
    assert "new.name@cast.example" in advisor.get(OWN).content.decode()
    mails = delivered()
    assert {mail.to[0] for mail in mails} == {user.email, "new.name@cast.example"}
    link = link_in(mails)
    assert User.objects.get(pk=user.pk).email == user.email
    assert advisor.get(link).status_code == 200
    assert User.objects.get(pk=user.pk).email == user.email  # only a POST changes something
    assert advisor.post(link)["Location"] == OWN
    assert User.objects.get(pk=user.pk).email == "new.name@cast.example"
    assert advisor.get(OWN).status_code == 200  # who changed it stays signed in
    told = [mail for mail in delivered() if "was changed" in mail.subject]
    assert [mail.to for mail in told] == [[user.email]]
    assert changes() == ["address_asked", "address_changed"]
    assert advisor.post(link).status_code == 404  # once
    assert give_password(Client(), user, PASSWORD).status_code == 200  # the old one is nobody's
    user.refresh_from_db()
    assert give_password(Client(), user, PASSWORD).status_code == 302


def test_the_token_is_kept_nowhere(advisor: Client, delivered: Any) -> None:
    ask(advisor)
    token = link_in(delivered()).split("/")[-2]
    (change,) = AddressChange.objects.values()
    mails = [*Mail.objects.values(), change, *AuditEvent.objects.values()]
    assert not any(token in str(row) for row in mails)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"password": "not this one"}, "password", "not the password"),
        ({"email": "ADVISOR@cast.example"}, "email", "with this address already"),
        ({"email": "nobody"}, "email", "valid email"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    advisor: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    refused = ask(advisor, **typed)
    assert refused.status_code == 422
    assert sentence in str(refused.context["form"].errors[field])
    assert not AddressChange.objects.exists()
    assert not Mail.objects.exists()


def test_nobody_learns_whether_there_is_a_sign_in_with_an_address(
    story: Story, advisor: Client, teammate: Client, delivered: Any
) -> None:
    free, taken = ask(advisor), ask(teammate, email=story.users["stranger"].email)
    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"])
    (mail,) = [mail for mail in delivered() if mail.to == [story.users["stranger"].email]]
    assert "there is a sign-in with it already" in mail.body
    assert "Teammate" not in mail.body
    assert "/address/" not in mail.body


def test_an_address_taken_meanwhile_stays_whose_it_is(
    user: User, advisor: Client, delivered: Any
) -> None:
    ask(advisor)
    link = link_in(delivered())
    User.objects.create_user(NEW)
    page = advisor.post(link, follow=True).content.decode()
    assert "There is a sign-in with this address already." in page
    assert User.objects.get(pk=user.pk).email == user.email
    assert changes() == ["address_asked"]


def test_a_link_is_for_who_asked_and_ends(
    story: Story, advisor: Client, teammate: Client, delivered: Any
) -> None:
    ask(advisor)
    link = link_in(delivered())
    assert teammate.post(link).status_code == 404
    assert Client().post(link)["Location"].startswith(reverse("account_login"))
    AddressChange.objects.update(expires_at=Now() - timedelta(seconds=1))
    assert advisor.post(link).status_code == 404
    ask(advisor)
    ask(advisor, email="third@cast.example")
    assert AddressChange.objects.filter(withdrawn_at=None).get().email == "third@cast.example"
    assert advisor.post(link).status_code == 404


def test_tries_are_limited_before_any_hashing(advisor: Client) -> None:
    for _ in range(10):
        ask(advisor, password="not this one")
    assert "Too many tries." in ask(advisor).content.decode()
    assert not AddressChange.objects.exists()


def test_the_second_factor_is_asked_for_again(user: User, story: Story) -> None:
    browser = sign_in(user)
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
    session["account_authentication_methods"] = list(session["account_authentication_methods"])
    session.save()
    assert "/confirm/" in ask(browser)["Location"]
    assert not AddressChange.objects.exists()
