"""Signing in: the password, the second factor, and what the password alone reaches."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from clients.models import AuditAct, AuditEvent, Role, User
from clients.sign_in import IDLE, IDLE_CLIENT, LONGEST, SECOND_FACTOR, SEEN_AT
from tests.cast import Story, sign_in

PASSWORD = "nineteen herons over a lake"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGN_IN = reverse("account_login")
SECOND = reverse("mfa_authenticate")
SET_UP = reverse("mfa_activate_totp")
SESSIONS = reverse("usersessions_list")  # any page behind a finished sign-in


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def user(story: Story) -> User:
    """The advisor, with a password and an authenticator app."""
    user = story.users["advisor"]
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, SECRET)
    return user


def code(periods_from_now: int = 0) -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + periods_from_now)))


def give_password(client: Client, user: User, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(SIGN_IN, {"login": user.email, "password": password}, **extra)


def last_event(act: AuditAct) -> AuditEvent:
    return AuditEvent.objects.filter(act=act).latest("pk")


def test_password_and_code_open_the_pages(client: Client, user: User) -> None:
    assert give_password(client, user)["Location"] == SECOND
    assert client.get(SESSIONS)["Location"].startswith(SIGN_IN)
    assert client.post(SECOND, {"code": code()}).status_code == 302
    assert client.get(SESSIONS).status_code == 200
    event = last_event(AuditAct.SIGN_IN)
    assert (event.actor, event.detail) == (user, {"methods": ["mfa", "password"]})


def test_signing_out_ends_the_session_and_leaves_a_trace(client: Client, user: User) -> None:
    give_password(client, user)
    client.post(SECOND, {"code": code()})
    stolen = client.cookies["session"].value
    client.post(reverse("account_logout"))
    client.cookies["session"] = stolen
    assert client.get(SESSIONS)["Location"].startswith(SIGN_IN)
    assert last_event(AuditAct.SIGN_OUT).actor == user


def test_the_session_changes_its_key_on_the_way_in(client: Client, user: User) -> None:
    give_password(client, user)
    before = client.cookies["session"].value
    client.post(SECOND, {"code": code()})
    assert client.cookies["session"].value != before


@pytest.mark.parametrize("early", [-1, 0, 1])
def test_a_code_is_good_for_one_sign_in_only(user: User, early: int) -> None:
    once = code(early)
    for answer in (302, 200):
        client = Client()
        give_password(client, user)
        assert client.post(SECOND, {"code": once}).status_code == answer


def test_a_code_of_long_ago_opens_nothing(client: Client, user: User) -> None:
    give_password(client, user)
    assert client.post(SECOND, {"code": code(-3)}).status_code == 200
    assert client.get(SESSIONS)["Location"].startswith(SIGN_IN)
    event = last_event(AuditAct.SIGN_IN_FAILED)
    assert (event.object_id, event.detail) == (str(user.pk), {"because": "second factor"})


def test_at_most_five_codes_in_five_minutes(client: Client, user: User) -> None:
    give_password(client, user)
    for _ in range(5):
        client.post(SECOND, {"code": "000000"})
    assert client.post(SECOND, {"code": code()}).status_code == 200
    assert client.get(SESSIONS)["Location"].startswith(SIGN_IN)


def test_a_recovery_code_is_good_once(user: User) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    recovery = RecoveryCodes.activate(user).generate_codes()
    assert len(recovery) == 10
    for answer in (302, 200):
        client = Client()
        give_password(client, user)
        assert client.post(SECOND, {"code": recovery[0]}).status_code == answer


def test_seeds_are_not_kept_in_clear(user: User) -> None:
    from clients.adapters import MFAAdapter

    seed = MFAAdapter().encrypt(SECRET)
    assert SECRET not in seed
    assert MFAAdapter().decrypt(seed) == SECRET
    assert SECRET not in str(Authenticator.objects.get(user=user).data)


def test_known_and_unknown_people_get_the_same_answer(client: Client, user: User) -> None:
    known = give_password(client, user, "wrong")
    unknown = client.post(SIGN_IN, {"login": "who@cast.example", "password": "wrong"})
    shown = [
        answer.content.decode().replace(user.email, "").replace("who@cast.example", "")
        for answer in (known, unknown)
    ]
    assert without_tokens(shown[0]) == without_tokens(shown[1])
    assert AuditEvent.objects.filter(act=AuditAct.SIGN_IN_FAILED).count() == 2


def without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_wrong_passwords_from_elsewhere_lock_nobody_out(client: Client, user: User) -> None:
    for _ in range(6):
        blocked = give_password(Client(), user, "wrong", REMOTE_ADDR="203.0.113.9")
    assert "Too many" in blocked.content.decode()
    assert give_password(Client(), user, REMOTE_ADDR="203.0.113.9").status_code == 200
    assert give_password(client, user)["Location"] == SECOND


def test_what_a_client_says_of_its_address_is_not_believed(user: User, settings: Any) -> None:
    for number in range(6):
        said = f"198.51.100.{number}"
        blocked = give_password(Client(), user, "wrong", headers={"X-Forwarded-For": said})
    assert "Too many" in blocked.content.decode()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(6):
        said = f"198.51.100.{number}, 203.0.113.9"
        blocked = give_password(Client(), user, "wrong", headers={"X-Forwarded-For": said})
    assert "Too many" in blocked.content.decode()


def test_the_password_alone_reaches_only_the_set_up(password_only: Client) -> None:
    assert password_only.get(SESSIONS)["Location"] == SET_UP
    assert password_only.get(reverse("mfa_index"))["Location"] == SET_UP
    assert password_only.get(SET_UP).status_code == 200
    assert not password_only.get("/").context["user"].is_authenticated


def test_the_password_alone_adds_no_second_second_factor(user: User) -> None:
    client = sign_in(user, second_factor=False)
    assert client.get(reverse("mfa_add_webauthn"))["Location"].startswith(SIGN_IN)


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_second_factor_finishes_the_sign_in(story: Story) -> None:
    user = story.users["owner"]
    elsewhere, client = Client(), Client()
    user.set_password(PASSWORD)
    user.save()
    for browser in (elsewhere, client):
        assert give_password(browser, user).status_code == 302
    page = client.get(SET_UP)
    secret = page.context["form"].secret
    answer = client.post(
        SET_UP, {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))}
    )
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(answer["Location"]).status_code == 200
    assert elsewhere.get(SET_UP)["Location"].startswith(SIGN_IN)
    assert last_event(AuditAct.SECURITY).detail == {"changed": "totp_activated"}


@pytest.mark.parametrize(
    ("person", "idle"), [("advisor", IDLE), ("owner", IDLE), ("portal_client", IDLE_CLIENT)]
)
def test_a_session_ends_when_nothing_is_done(story: Story, person: str, idle: Any) -> None:
    for minutes, is_good in (
        (idle.total_seconds() / 60 - 1, True),
        (idle.total_seconds() / 60 + 1, False),
    ):
        client = sign_in(story.users[person])
        session = client.session
        session[SEEN_AT] = time.time() - 60 * minutes
        session.save()
        assert (client.get(SESSIONS).status_code == 200) is is_good
    assert last_event(AuditAct.SIGN_OUT).detail == {"because": "idle"}


def test_a_session_ends_after_twelve_hours(story: Story) -> None:
    client = sign_in(story.users["advisor"])
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= LONGEST.total_seconds() + 1
    session.save()
    assert client.get(SESSIONS)["Location"].startswith(SIGN_IN)


def test_a_deactivated_person_is_out_at_the_next_request(story: Story) -> None:
    client = sign_in(story.users["advisor"])
    assert client.get(SESSIONS).status_code == 200
    User.objects.filter(pk=story.users["advisor"].pk).update(is_active=False)
    assert client.get(SESSIONS)["Location"].startswith(SIGN_IN)


def test_whose_membership_ended_neither_stays_nor_comes_back(story: Story, ended: Client) -> None:
    assert ended.get(SESSIONS)["Location"].startswith(SIGN_IN)
    user = story.users["ended"]
    user.set_password(PASSWORD)
    user.save()
    assert give_password(Client(), user)["Location"] == reverse("account_inactive")


def test_a_new_password_ends_every_other_session(story: Story, user: User) -> None:
    client, elsewhere = Client(), Client()
    for periods, browser in enumerate((client, elsewhere)):
        give_password(browser, user)
        browser.post(SECOND, {"code": code(periods)})
    change = {"oldpassword": PASSWORD, "password1": "a quite new way to say it"}
    answer = client.post(
        reverse("account_change_password"), change | {"password2": change["password1"]}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert client.get(SESSIONS).status_code == 200
    assert elsewhere.get(SESSIONS)["Location"].startswith(SIGN_IN)


def test_a_change_of_the_second_factor_is_confirmed_with_a_second_factor(user: User) -> None:
    client = sign_in(user)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    remove = reverse("mfa_deactivate_totp")
    confirm = client.get(remove)["Location"]
    assert confirm.startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse("account_reauthenticate"))["Location"] == reverse(
        "mfa_reauthenticate"
    )
    client.post(confirm, {"code": code()})
    assert client.get(remove).status_code == 200
    client.post(remove)
    assert client.get(SESSIONS)["Location"] == SET_UP
    methods = [r["method"] for r in client.session["account_authentication_methods"]]
    assert SECOND_FACTOR not in methods


@pytest.mark.parametrize(
    ("person", "home"),
    [
        ("advisor", settings.STAFF_LANDING),
        ("compliance", settings.STAFF_LANDING),
        ("portal_client", settings.CLIENT_LANDING),
        ("platform_staff", "mfa_index"),
    ],
)
def test_everybody_begins_on_the_page_of_their_role(
    client: Client, story: Story, person: str, home: str
) -> None:
    user = story.users[person]
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, SECRET)
    give_password(client, user)
    answer = client.post(SECOND, {"code": code()})
    assert answer["Location"] == reverse(home)
    assert client.get(answer["Location"]).status_code == 200


def test_a_link_of_a_mail_is_opened_once_the_sign_in_is_finished(
    client: Client, user: User
) -> None:
    there = reverse("clients:staff")
    first = client.get(there)["Location"]
    assert client.post(first, {"login": user.email, "password": PASSWORD}).status_code == 302
    assert client.post(SECOND, {"code": code()})["Location"] == there


def test_nobody_signs_up(client: Client) -> None:
    assert client.get(reverse("account_signup")).status_code == 404
    assert client.post(reverse("account_signup"), {}).status_code == 404


def test_a_mail_to_set_a_new_password_lifts_no_second_factor(
    client: Client, user: User, delivered: Any
) -> None:
    client.post(reverse("account_reset_password"), {"email": user.email})
    (mail,) = delivered()
    link = next(word for word in mail.body.split() if "/password/new/" in word)
    form = client.get(link.removeprefix(settings.BASE_URL), follow=True)
    new = "a quite new way to say it"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert client.get(SESSIONS)["Location"].startswith(SIGN_IN)
    assert give_password(client, user, new)["Location"] == SECOND


def test_an_unknown_address_costs_as_much_as_a_wrong_password(
    client: Client, story: Story, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work takes time, and time can be measured from outside: every refusal hashes once."""
    hasher, hashed = type(get_hasher()), []

    def counted(method: str) -> Any:
        act = getattr(hasher, method)

        def counting(*args: Any, **kwargs: Any) -> Any:
            hashed.append(method)
            before = len(hashed)
            try:
                return act(*args, **kwargs)
            finally:
                del hashed[before:]  # what one hash is made of

        return counting

    for method in ("encode", "verify"):
        monkeypatch.setattr(hasher, method, counted(method))
    User.objects.filter(pk=story.users["teammate"].pk).update(is_active=False)
    story.users["operations"].set_unusable_password()
    story.users["operations"].save()
    hashed.clear()
    addresses = {
        "known": user.email,
        "unknown": "who@cast.example",
        "stopped": story.users["teammate"].email,
        "gone": story.users["ended"].email,
        "without a password": story.users["operations"].email,
    }
    counts = {}
    for name, address in addresses.items():
        answer = client.post(SIGN_IN, {"login": address, "password": "not this one"})
        assert "do not belong together" in answer.content.decode(), name
        counts[name] = len(hashed)
        hashed.clear()
    assert counts == dict.fromkeys(addresses, 1)


def test_an_unknown_address_is_answered_by_the_same_page(
    client: Client, user: User, delivered: Any
) -> None:
    address = reverse("account_reset_password")
    known = client.post(address, {"email": user.email})
    unknown = client.post(address, {"email": "who@cast.example"})
    assert known["Location"] == unknown["Location"]
    assert [mail.to for mail in delivered()] == [[user.email], ["who@cast.example"]]


def test_the_people_of_the_demo_do_not_sign_in_to_production(
    client: Client, story: Story, user: User, settings: Any
) -> None:
    story.firm.is_demo = True
    story.firm.save()
    assert give_password(client, user)["Location"] == SECOND
    settings.DEMO_SIGN_INS = False
    assert give_password(Client(), user)["Location"] == reverse("account_inactive")


def test_roles_are_all_asked_for_a_second_factor(story: Story) -> None:
    people = {Role.OWNER: "owner", Role.CLIENT: "portal_client", Role.COMPLIANCE: "compliance"}
    for person in [*people.values(), "platform_staff", "operations", "advisor"]:
        assert sign_in(story.users[person], second_factor=False).get(SESSIONS)["Location"] == SET_UP
