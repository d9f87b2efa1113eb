"""People sign in by e-mail address, however they write it."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from clients.models import User

pytestmark = pytest.mark.django_db


def test_an_address_signs_in_in_any_case() -> None:
    user = User.objects.create_user(" Ana@Firm.Example ", "correct horse battery")
    assert user.email == "ana@firm.example"
    assert authenticate(username="ANA@firm.example", password="correct horse battery") == user
    assert authenticate(username="ana@firm.example", password="wrong") is None


def test_a_user_without_a_password_cannot_sign_in() -> None:
    User.objects.create_user("ana@firm.example")
    assert authenticate(username="ana@firm.example", password="") is None


def test_one_address_is_one_person() -> None:
    User.objects.create_user("ana@firm.example")
    with pytest.raises(ValidationError):
        User(email="ANA@firm.example").full_clean(exclude=["password"])
    with pytest.raises(IntegrityError):
        User(email="ANA@firm.example").save()


def test_nobody_is_staff_unless_made_so() -> None:
    assert not User.objects.create_user("ana@firm.example").is_staff
    staff = User.objects.create_superuser("staff@site.example", "correct horse battery")
    assert (staff.is_staff, staff.is_superuser) == (True, True)


def test_a_user_is_shown_by_name_where_there_is_one() -> None:
    user = User(email="ana@firm.example")
    assert (str(user), user.get_full_name()) == ("ana@firm.example", "ana@firm.example")
    user.full_name = "Ana Rivera"
    assert user.get_full_name() == "Ana Rivera"
