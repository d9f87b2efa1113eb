"""Single letters as shortcuts are switched off and on by everybody for themselves."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from clients.models import AuditAct, AuditEvent
from tests.cast import Story, arrive

SWITCH = reverse("clients:switch_letter_keys")
OFF = 'data-letter-keys="off"'


def switch(browser: Client, is_on: str) -> str:
    return browser.post(SWITCH, {"is_on": is_on}, follow=True).content.decode()


def test_they_are_on_until_somebody_switches_them_off(story: Story) -> None:
    advisor, teammate = arrive(story, "advisor"), arrive(story, "teammate")
    book = reverse("planning:book")
    assert OFF not in advisor.get(book).content.decode()
    page = switch(advisor, "no")
    assert "Letters are no shortcuts any more." in page
    assert "Switch them on" in page
    page = advisor.get(book).content.decode()
    assert OFF in page
    assert "The arrows move, Enter opens." in page
    assert OFF not in teammate.get(book).content.decode()
    assert OFF not in switch(advisor, "yes")


def test_each_change_is_on_record_and_the_same_again_is_none(story: Story) -> None:
    browser = arrive(story, "advisor")
    changes = AuditEvent.objects.filter(act=AuditAct.CHANGED, object_type="user")
    for is_on, count in (("yes", 0), ("no", 1), ("no", 1), ("yes", 2)):
        switch(browser, is_on)
        assert changes.count() == count


def test_clients_have_no_lists_and_are_not_asked(story: Story) -> None:
    page = arrive(story, "portal_client").get(reverse("mfa_index")).content.decode()
    assert "Letters as shortcuts" not in page
