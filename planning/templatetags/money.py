"""How dollars and days are written on a page: $5,940.01 and April 1, 2027."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.translation import pgettext

register = template.Library()

NOTHING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"


@register.filter
def dollars(amount: str | Decimal | None) -> str:
    """Write a document's amount ("20940.01") with its sign, dollars and thousands."""
    if amount in (None, ""):
        return NOTHING
    exact = Decimal(amount)
    sign = MINUS if exact < 0 else ""
    return f"{sign}${abs(exact):,.2f}"


@register.filter
def round_dollars(amount: Decimal) -> str:
    """Write an amount of an example or a limit, which has no cents to speak of."""
    return dollars(amount).removesuffix(".00")


@register.filter
def age(value: str | Decimal) -> str:
    """Write an age of the law: 73, 70½."""
    whole, _dot, half = str(value).partition(".")
    return f"{whole}½" if half == "5" else whole


@register.filter
def day(value: str | date | None) -> str:
    """Write a document's day ("2027-04-01") in words."""
    if value in (None, ""):
        return NOTHING
    exact = value if isinstance(value, date) else date.fromisoformat(value)
    return date_format(exact, pgettext("format of a day", "F j, Y"))


@register.filter
def short_day(value: date | None) -> str:
    """Write a day of a row briefly: Apr 1, 2027."""
    return NOTHING if value is None else date_format(value, pgettext("a brief day", "M j, Y"))


@register.filter
def day_of_year(value: date) -> str:
    """Write a day where its year is said already: Dec 10."""
    return date_format(value, pgettext("a day without its year", "M j"))


@register.filter
def percent(rate: str | Decimal) -> str:
    """Write a fraction of the law ("0.25") as a percentage."""
    exact = Decimal(rate) * 100
    return f"{exact.normalize():f}%"
