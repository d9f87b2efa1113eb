"""The desk of mails: counted, found, looked at, decided, stopped."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from clients.models import AuditEvent, Mail, MailSwitch
from planning.models import Digest, Reminder
from planning.reminders.auditor import _rows
from planning.reminders.watch import alarms
from tests.cast import Story
from tests.objects import a_digest, an_invitation

DESK = reverse("planning:mails")
State, Stops = Mail.State, MailSwitch.Stops


@pytest.fixture
def digest(story: Story) -> Digest:
    return a_digest(story)


def page_of(digest: Digest, decision: str = "") -> str:
    if decision:
        return reverse("planning:decide_mail", args=[digest.mail_id, decision])
    return reverse("planning:mail", args=[digest.mail_id])


def test_the_desk_counts_and_finds(story: Story, owner: Client, digest: Digest) -> None:
    an_invitation(story)
    page = owner.get(DESK)
    assert page.context["counts"] == {
        "held": 1, "dead": 0, "doubt": 0, "waiting": 1, "sent_today": 0
    }  # fmt: skip
    for query, found in {
        "standing=held": ["advisor@cast.example"],
        "standing=waiting&kind=invitation": ["new@cast.example"],
        "to=NEW": ["new@cast.example"],
        "standing=sent": [],
        "until=2020-01-01": [],
        "since=2020-01-01": ["new@cast.example", "advisor@cast.example"],
        "standing=nonsense": ["new@cast.example", "advisor@cast.example"],
    }.items():
        page = owner.get(f"{DESK}?{query}")
        assert sorted(mail.to for mail in page.context["page"]) == sorted(found), query


def test_other_firms_mails_are_not_there(story: Story, digest: Digest, owner: Client) -> None:
    Mail.objects.update(firm=story.users["stranger"].membership.firm)
    assert list(owner.get(DESK).context["page"]) == []
    assert owner.get(page_of(digest)).status_code == 404


def test_who_runs_the_firm_is_told_on_the_first_page(
    story: Story, digest: Digest, owner: Client, compliance: Client, advisor: Client
) -> None:
    book = reverse("planning:book")
    sentence = "1 mail was not sent and waits for somebody."
    assert sentence in owner.get(book).text
    assert sentence in compliance.get(book).text
    assert sentence not in advisor.get(book).text
    Mail.objects.update(state=State.SENT)
    assert sentence not in owner.get(book).text


def test_a_mail_says_what_happened_and_what_it_told(
    story: Story, digest: Digest, owner: Client
) -> None:
    page = owner.get(page_of(digest)).text
    for part in ("&lt;of-a-digest@localhost&gt;", "Look at the book.", "Pat Doe", "Own IRAs"):
        assert part in page
    event = AuditEvent.objects.latest("sequence")
    assert (event.act, event.object_type) == ("read", "mail")


def test_a_link_that_lets_somebody_in_is_not_shown(story: Story, owner: Client) -> None:
    invitation, address = an_invitation(story)
    page = owner.get(reverse("planning:mail", args=[invitation.mail_id])).text
    assert "Its words are not shown" in page
    assert address.split("/")[-2] not in page


def test_a_reason_is_asked_for_and_the_decision_done(
    story: Story, digest: Digest, operations: Client
) -> None:
    page = operations.post(page_of(digest, "give_up"), {"because": " "})
    assert page.status_code == 422
    assert "Say why, in a few words." in page.text
    answer = operations.post(page_of(digest, "give_up"), {"because": "She has left."}, follow=True)
    assert "It is given up and waits for nobody." in answer.text
    assert "Operations: She has left." in answer.text
    assert Reminder.objects.get().because == "mail_dead"
    again = operations.post(page_of(digest, "again"), {"because": "Or not."})
    assert again.status_code == 422
    assert "This mail went on in the meantime; look at it again." in again.text


def test_what_goes_again_waits_in_the_eyes_of_the_auditor_too(
    story: Story, digest: Digest, owner: Client
) -> None:
    owner.post(page_of(digest, "again"), {"because": "The server was down."})
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.because) == ("pending", "")
    assert list(_rows(story.firm, digest.on)) == []


def test_the_switch_says_who_and_why(story: Story, owner: Client, compliance: Client) -> None:
    switch = reverse("planning:switch_mails")
    refused = owner.post(switch, {"stops": "reminders", "because": ""})
    assert refused.status_code == 422
    assert refused.context["switch_form"].errors.keys() == {"because"}
    owner.post(switch, {"stops": "everything", "because": "We test."})
    page = compliance.get(DESK).text
    assert "Stopped by the firm: Every mail." in page
    assert "We test." in page
    assert "Stop mails, or let them go again" not in page  # compliance reads
    owner.post(switch, {"stops": "nothing", "because": "Done."})
    assert "Stopped by the firm" not in owner.get(DESK).text
    assert AuditEvent.objects.filter(act="security").count() == 2


def run(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def test_commands_stop_a_site_and_a_firm(story: Story, owner: Client) -> None:
    assert (
        run("stop_mails", "--because", "Moving house") == "Stopped, the whole site: Every mail.\n"
    )
    assert "Stopped for the whole site: Every mail." in owner.get(DESK).text
    run("stop_mails", "--because", "Trial", "--firm", "Alder Advisors", "--reminders")
    stopped = [alarm for alarm in alarms() if "stopped" in alarm]
    assert stopped == [
        "Mails of the whole site are stopped (Every mail): Moving house",
        "Alder Advisors: Mails of the firm are stopped (Reminders and mails about letters): Trial",
    ]
    assert "stopped was: Every mail" in run("start_mails")
    run("start_mails", "--firm", "Alder Advisors")
    assert not MailSwitch.objects.exclude(stops=Stops.NOTHING).exists()
    with pytest.raises(CommandError, match="no one firm"):
        run("stop_mails", "--because", "x", "--firm", "Elder")


def test_the_sites_own_troubles_name_no_other_firm(story: Story, owner: Client) -> None:
    run("stop_mails", "--because", "Ours", "--firm", "Birch Wealth")
    page = owner.get(DESK).text
    assert "Ours" not in page
    assert "Birch" not in page


def test_what_nobody_was_told_of_is_shown_until_somebody_saw_to_it(
    story: Story, digest: Digest, owner: Client
) -> None:
    Reminder.objects.update(because="no_access")
    page = owner.get(DESK)
    assert "Told to nobody" in page.text
    refused = owner.post(reverse("planning:let_be"))
    assert (refused.status_code, "Say who saw to it" in refused.text) == (422, True)
    owner.post(reverse("planning:let_be"), {"because": "I told Teammate myself."})
    assert "Told to nobody" not in owner.get(DESK).text
    reminder: Any = Reminder.objects.get()
    assert (reminder.state, reminder.because) == ("cancelled", "let_be")
    why = owner.get(reverse("planning:household_reminders", args=[reminder.household_id])).text
    assert "Owner: I told Teammate myself." in why


def test_a_mail_is_shown_as_its_recipient_sees_it(digest: Digest, owner: Client) -> None:
    page = owner.get(reverse("planning:mail", args=[digest.mail_id]))
    seen = reverse("planning:mail_as_seen", args=[digest.mail_id])
    assert f'src="{seen}"' in page.text
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    frame = owner.get(seen)
    assert "Look at the book." in frame.text
    policy = frame["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy  # no script, no form, nothing of this site
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_a_mail_of_text_alone_has_nothing_to_be_seen_as(
    story: Story, digest: Digest, owner: Client
) -> None:
    Digest.objects.update(content={"subject": "Due", "text": "Soon", "html": ""})
    assert owner.get(reverse("planning:mail_as_seen", args=[digest.mail_id])).status_code == 404
