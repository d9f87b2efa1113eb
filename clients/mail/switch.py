"""Who stops mails, and lets them go again?"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from clients import audit
from clients.models import AuditAct, Firm, MailSwitch, User

SITE = "site"


def switch_of(firm: Firm | None) -> MailSwitch:
    """Return the switch of a firm, or of the whole site, made when it is first asked for."""
    switch, _created = MailSwitch.objects.get_or_create(
        scope=str(firm.pk) if firm else SITE, defaults={"firm": firm}
    )
    return switch


@transaction.atomic
def stop(
    *, firm: Firm | None, stops: MailSwitch.Stops, because: str, actor: User | None
) -> MailSwitch:
    """Stop reminders or every mail, or let them go again; the next claim knows it."""
    switch = switch_of(firm)
    switch.stops, switch.because, switch.changed_by = stops, because[:200], actor
    switch.changed_at = Now()
    switch.save(update_fields=["stops", "because", "changed_by", "changed_at"])
    audit.record(
        AuditAct.SECURITY, actor=actor, firm=firm, subject=switch, detail={"stops": str(stops)}
    )
    switch.refresh_from_db()
    return switch


def expect(firm: Firm, *, of_a_day: int) -> None:
    """Say how many reminders a firm may need in a day; three times as many are a mistake."""
    MailSwitch.objects.filter(pk=switch_of(firm).pk).update(forecast=max(1, of_a_day))
