"""When, and with which program: told by the firm's clocks, in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Firm, User
from clients.templatetags.browsers import browser
from tests.cast import Story, sign_in

IN_SUMMER = datetime(2026, 7, 1, 3, 30, tzinfo=UTC)
IN_WINTER = datetime(2026, 12, 1, 3, 30, tzinfo=UTC)


def signed_in_since(user: User, moment: datetime) -> Client:
    client = sign_in(user)
    UserSession.objects.create(
        user=user,
        session_key=client.session.session_key,
        ip="192.0.2.7",
        user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
        created_at=moment,
    )
    return client


def sessions_page(client: Client) -> str:
    return client.get(reverse("usersessions_list")).content.decode()


def test_times_are_those_of_the_firms_clocks(story: Story) -> None:
    client = signed_in_since(story.users["advisor"], IN_SUMMER)
    page = sessions_page(client)
    assert "Firefox on Linux" in page
    assert "since Jun 30, 2026, 11:30 PM EDT, from 192.0.2.7" in page
    Firm.objects.filter(pk=story.firm.pk).update(time_zone="Pacific/Honolulu")
    assert "Jun 30, 2026, 5:30 PM HST" in sessions_page(client)
    assert timezone.get_current_timezone_name() == "UTC"  # and no later request inherits it


def test_somebody_without_a_firm_is_told_utc(story: Story) -> None:
    page = sessions_page(signed_in_since(story.users["platform_staff"], IN_SUMMER))
    assert "Jul 1, 2026, 3:30 AM UTC" in page


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("{{ at|moment }}", "Nov 30, 2026, 10:30 PM EST"),
        ("{{ at|clock }}", "10:30 PM EST"),
        ("{{ at|to_the_second }}", "Nov 30, 2026, 10:30:00 PM EST"),
        ("{{ nothing|moment }}", "–"),
    ],
)
def test_a_moment_names_its_zone(written: str, text: str) -> None:
    with timezone.override("America/New_York"):
        template = Template("{% load moments %}" + written)
        assert template.render(Context({"at": IN_WINTER, "nothing": None})) == text


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/131.0.0.0 Safari/537.36",
            "Chrome on Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.1 Safari/605.1.15",
            "Safari on Mac",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
            "Chrome on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 "
            "(KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox on Linux",
        ),
        ("Mozilla/5.0 (X11; Ubuntu)", "An unknown program"),
        ("curl/7.88.1", "An unknown program"),
        ("", "An unknown program"),
    ],
)
def test_a_program_is_named_by_what_it_says_it_is(user_agent: str, name: str) -> None:
    assert browser(user_agent) == name
