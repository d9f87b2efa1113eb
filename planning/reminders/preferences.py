"""How does a firm want to be reminded, and who may say so?"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, Firm, Holiday, User
from planning.models import ReminderSettings
from planning.reminders.calendar import Hours
from planning.reminders.kinds import AFTER, DAYS, KINDS
from planning.reminders.texts import check_texts

FURTHEST = 365
MOST_DAYS = 12  # of one kind


class SettingsMovedError(Exception):
    """Somebody else changed the settings after this editor read them; nothing was written."""


def settings_of(firm: Firm) -> ReminderSettings:
    """Return a firm's settings, those of everybody where it has none of its own."""
    own = ReminderSettings.objects.filter(firm=firm).first()
    return own or ReminderSettings(firm=firm, revision=0)


def hours_of(firm: Firm, settings: ReminderSettings) -> Hours:
    return Hours(
        zone=ZoneInfo(firm.time_zone),
        slots=tuple(settings.times),
        opens=settings.opens_at,
        closes=settings.closes_at,
        holidays=frozenset(Holiday.objects.filter(firm=firm).values_list("on", flat=True)),
        sends_on_weekends=settings.sends_on_weekends,
        days={kind: tuple(days) for kind, days in settings.days.items()},
    )


@transaction.atomic
def change_settings(
    *, actor: User, firm: Firm, revision: int, values: dict[str, Any]
) -> ReminderSettings:
    """Write what somebody filled in. Raises: ValidationError, by field; SettingsMovedError."""
    Firm.objects.select_for_update().get(pk=firm.pk)  # one after the other
    settings = settings_of(firm)
    if settings.revision != revision:
        raise SettingsMovedError(
            _("Somebody changed these settings after you opened them; look at them again.")
        )
    for name, value in values.items():
        setattr(settings, name, value)
    if unknown := set(settings.kinds_off) - KINDS.keys():
        raise ValidationError({"kinds_off": _("Unknown: %s.") % ", ".join(sorted(unknown))})
    named = settings.second_person
    if named is not None and (named.firm_id != firm.pk or named.ended_at is not None):
        raise ValidationError({"second_person": _("Choose somebody who works for the firm.")})
    check_days(settings.days)
    check_texts(settings.texts)
    settings.full_clean()
    settings.revision += 1
    settings.save()
    audit.record(
        AuditAct.CHANGED,
        actor=actor,
        firm=firm,
        subject=settings,
        detail={"fields": sorted(values)},
    )
    return settings


def check_days(days: Any) -> None:
    """Refuse days on which nothing can be told. Raises: ValidationError."""
    if not isinstance(days, dict):
        raise ValidationError({"days": _("Write the days of each kind.")})
    for kind, counted in days.items():
        if wrong := wrong_days(kind, counted):
            raise ValidationError({"days": wrong})


def wrong_days(kind: str, counted: Any) -> str:
    """Say what is wrong with the days of a kind; nothing is."""
    if kind not in DAYS:
        return _("“%s” has no days to choose.") % kind
    nearest = 1 if kind in AFTER else 0
    if not isinstance(counted, list) or not counted:
        return _("Write at least one number of days, or turn the kind off.")
    if not all(type(count) is int and nearest <= count <= FURTHEST for count in counted):
        sentence = _("Write whole numbers from %(nearest)d to %(furthest)d, with commas between.")
        return sentence % {"nearest": nearest, "furthest": FURTHEST}
    if len(set(counted)) != len(counted):
        return _("Write each number once.")
    if len(counted) > MOST_DAYS:
        return _("Write at most %d numbers.") % MOST_DAYS
    return ""
