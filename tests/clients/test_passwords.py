"""Which passwords are accepted, of whom."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from advisorsite import settings as site
from tests.cast import Story

pytestmark = pytest.mark.one_database

ACCEPTED = [
    "nineteen herons over a lake",
    "пятнадцать цапель над озером",
    "correct horse battery staple",
    "  spaces before and after  ",
    "x7#Kq9!mPz2$Lw5",
    "a" * 7 + "bcdefgh 12345678",
    "nineteen herons over a lake" * 4,
    "a" + "bcdefghijklmn" + "o",
    "Zwölf Boxkämpfer jagen Viktor",
    "十五文字以上の合言葉を使います今日は",
    "🦩🦢🦆🐧🦉🦅🦜🐓🦃🕊🦚🐦🐤🐣🐥",
    "tab\tand newline\nare characters",
    "' OR 1=1; DROP TABLE users; --",
    "<script>alert('password')</script>",
    "0123 4567 89ab cdef",
    "the advisor eats green apples",
    "my dog barks at 4 every morning",
    "x" * 100 + "abcdefghijk",
    "Never 2 late 2 learn Greek",
    "%s %d {0} ${HOME} and more",
]
REFUSED = [
    "",
    "short",
    "fourteen chars",
    "aaaaaaaaaaaaaaaaaaaa",
    "passwordpassword",
    "alderadvisors2026",
    "Alder Advisors Alder Advisors",
    "advisorsite advisorsite",
    "retirementplanning1",
    "advisor@cast.example",
    "nineteen herons over a lake" * 5,
    "x7#Kq9!mPz2$Lw",
    "aaaaaaaaaaaaaaab",
    "abababababababab",
    "passwordpassword1",
    "PasswordPassword!",
    "advisoradvisor12",
    "alderalderalder1",
    "ALDER-ADVISORS-26",
    "distribution2026",
    "retirementretirement",
    "               ",
    "advisor@cast.example1",
]


@pytest.mark.parametrize("password", ACCEPTED)
def test_long_passwords_of_any_characters_are_accepted(story: Story, password: str) -> None:
    validate_password(password, story.users["advisor"])


@pytest.mark.parametrize("password", REFUSED)
def test_what_is_short_common_or_made_of_our_words_is_refused(story: Story, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, story.users["advisor"])


def test_twelve_characters_are_enough_for_clients_only(story: Story) -> None:
    password = "x7#Kq9!mPz2$"
    validate_password(password, story.users["portal_client"])
    with pytest.raises(ValidationError, match="at least 15"):
        validate_password(password, story.users["advisor"])
    with pytest.raises(ValidationError, match="at least 12"):
        validate_password(password[1:], story.users["portal_client"])


def test_passwords_are_kept_with_argon2id(settings: object) -> None:
    settings.PASSWORD_HASHERS = site.PASSWORD_HASHERS  # type: ignore[attr-defined]
    assert make_password("nineteen herons").startswith("argon2$argon2id$")
