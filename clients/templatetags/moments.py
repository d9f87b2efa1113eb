"""How a moment is written on a page: always with the zone it is told in."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import pgettext

from clients.today import spoken_moment

register = template.Library()

NOTHING = "\N{EN DASH}"


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """Write a moment with its day: Nov 21, 2026, 11:08 PM EST."""
    return NOTHING if value is None else spoken_moment(value)


@register.filter(expects_localtime=True)
def clock(value: datetime) -> str:
    """Write a moment whose day is said already: 11:08 PM EST."""
    return date_format(value, pgettext("a time of day", "g:i A T"))


@register.filter(expects_localtime=True)
def to_the_second(value: datetime) -> str:
    """Write a moment among others of the same minute: Nov 21, 2026, 11:08:41 PM EST."""
    return date_format(value, pgettext("a moment to the second", "M j, Y, g:i:s A T"))
