"""The demo's people sign in with what is printed; nobody real ever does."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from clients.demo_sign_in import (
    PASSWORD,
    NotADemoError,
    current_code,
    give_demo_second_factor,
    sign_ins,
)
from clients.models import User
from tests.cast import Story


@pytest.fixture
def user(story: Story) -> User:
    cache.clear()
    story.firm.is_demo = True
    story.firm.save()
    user = User.objects.get(pk=story.users["owner"].pk)
    give_demo_second_factor(user)
    return user


def test_what_is_printed_opens_the_demo(client: Client, user: User, capsys: Any) -> None:
    call_command("demo_code")
    printed = capsys.readouterr().out
    assert all(part in printed for part in (user.email, PASSWORD, current_code()))
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": current_code()})
    assert client.get(reverse("clients:staff")).status_code == 200


def test_nothing_is_printed_in_production(user: User, settings: Any) -> None:
    settings.DEMO_SIGN_INS = False
    assert sign_ins() == []


def test_people_of_a_real_firm_never_get_it(story: Story) -> None:
    for person in ("owner", "ended", "platform_staff"):
        with pytest.raises(NotADemoError):
            give_demo_second_factor(story.users[person])
