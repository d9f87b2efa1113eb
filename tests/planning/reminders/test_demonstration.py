"""The demo's weeks of mails are such as the real way would have left behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clients.mail.deciding import waits_for_somebody
from clients.models import Mail, MailStep
from planning.demo import seed_demo
from planning.models import Digest, Reminder
from planning.reminders.auditor import audit_firm
from planning.reminders.calendar import moment
from planning.reminders.demonstration import live_through_the_last_weeks
from planning.reminders.planner import plan_firm
from planning.reminders.preferences import hours_of, settings_of

AS_OF = date(2026, 11, 22)


@pytest.mark.django_db
def test_the_auditor_finds_nothing_wrong_with_the_weeks_behind_the_demo(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)
    firm = seed_demo(households=12, as_of=AS_OF)
    made = live_through_the_last_weeks(firm, AS_OF, timedelta(weeks=2))
    assert made == Digest.objects.filter(firm=firm).count() > 5
    assert mailoutbox == []  # nobody was mailed
    hours = hours_of(firm, settings_of(firm))
    at = moment(AS_OF, hours.slots[0], hours.zone)
    plan_firm(firm, at)
    assert audit_firm(firm, at) == []
    # Each end is there to be looked at, and lies in the past.
    states = {Mail.State.SENT, Mail.State.DEAD, Mail.State.HELD}
    assert set(Mail.objects.values_list("state", flat=True)) == states
    assert {step.step for step in MailStep.objects.all()} >= {"accepted", "found", "put_off"}
    assert waits_for_somebody(firm).count() == 2
    assert not Mail.objects.filter(created_at__gte=at).exists()
    sent = Reminder.objects.filter(state=Reminder.State.SENT)
    assert not sent.filter(settled_at__gte=at).exists()
    assert all(digest.content["subject"] for digest in Digest.objects.all())
