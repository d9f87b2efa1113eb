"""How a document's dollars and days are written on a page: $5,940.01 and April 1, 2027."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.translation import pgettext

from planning.wording import spoken_age, spoken_date, spoken_money, spoken_percent

register = template.Library()

NOTHING = "\N{EN DASH}"


@register.filter
def dollars(amount: str | Decimal | None) -> str:
    """Write a document's amount ("20940.01"), or a dash where there is none."""
    return NOTHING if amount in (None, "") else spoken_money(Decimal(amount))


@register.filter
def signed_dollars(amount: str | Decimal) -> str:
    """Write a difference with its sign: +$1,234.56, −$10.00, $0.00."""
    value = Decimal(amount)
    return f"+{spoken_money(value)}" if value > 0 else spoken_money(value)


@register.filter
def round_dollars(amount: Decimal) -> str:
    """Write an amount of an example or a limit, which has no cents to speak of."""
    return dollars(amount).removesuffix(".00")


@register.filter
def age(value: str | Decimal) -> str:
    """Write an age of the law: 73, 70½."""
    return spoken_age(value)


@register.filter
def day(value: str | date | None) -> str:
    """Write a document's day ("2027-04-01") in words, or a dash where there is none."""
    if value in (None, ""):
        return NOTHING
    return spoken_date(value if isinstance(value, date) else date.fromisoformat(value))


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
    return spoken_percent(Decimal(rate))


@register.filter
def whole_dollars(amount: str | float | Decimal | None) -> str:
    """Write an amount of a chart or a threshold to the dollar, or a dash where there is none."""
    if amount is None:
        return NOTHING
    return spoken_money(Decimal(f"{Decimal(amount):.0f}")).removesuffix(".00")


@register.filter
def more_dollars(amount: Decimal | None) -> str:
    """Write a difference with its sign, to the dollar: +$1,234."""
    if amount is None:
        return NOTHING
    written = whole_dollars(amount)
    return f"+{written}" if round(amount) > 0 else written


@register.filter
def percent_of(rate: float | Decimal) -> str:
    """Write a rate that was worked out as a percentage, to a tenth."""
    return spoken_percent(Decimal(f"{rate:.3f}"))
