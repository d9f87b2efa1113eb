"""What is a date, what is an amount of money, and how is a value quoted in a sentence?"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from planning.engine.money import CENT

FIRST_YEAR, LAST_YEAR = 1800, 2199  # of any date; far enough from the ends of the calendar
EVER_BEFORE, EVER_AFTER = "0000-00-00", "9999-99-99"  # written dates compare as text
MONEY_LIMIT = Decimal(1_000_000_000_000)

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONEY = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_LONGEST_QUOTE = 40


def date_problem(value: object) -> str | None:
    """Return what is wrong with a date and what to do, or None."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return f"{shown(value)} is not a date. Write it as YYYY-MM-DD."
    year, month, day = map(int, match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        fault = f"the year is not from {FIRST_YEAR} to {LAST_YEAR}"
    elif not 1 <= month <= 12:
        fault = f"there is no month {month}"
    elif not 1 <= day <= monthrange(year, month)[1]:
        fault = f"{year} has no {day} {_MONTHS[month - 1]}"
    else:
        return None
    return f"{value} is not a date ({fault}). Write it as YYYY-MM-DD."


def money_problem(value: object) -> str | None:
    """Return what is wrong with an amount of money and what to do, or None."""
    if isinstance(value, str):
        if _MONEY.fullmatch(value):
            return None
        fault = "is not an amount"
    elif not isinstance(value, Decimal) or value.is_nan():
        fault = "is not an amount"
    elif value.is_signed():
        fault = "is below zero"
    elif value >= MONEY_LIMIT:
        fault = "is too large"
    elif value != value.quantize(CENT):
        fault = "has more than two decimals"
    else:
        return None
    remedy = "Write dollars and cents, not below zero, without commas or signs: 1234.56."
    return f"{shown(value)} {fault}. {remedy}"


def dollars(value: str | int | Decimal) -> Decimal:
    """Return a valid amount in dollars and cents."""
    return Decimal(value).quantize(CENT)


def day(value: str) -> date:
    """Return a valid date."""
    return date.fromisoformat(value)


def shown(value: object) -> str:
    """Quote a value so that it is one short line and hides nothing."""
    match value:
        case None | bool():
            return json.dumps(value)
        case Decimal():
            return _cut(str(value))
        case str():
            quoted = _cut(value)
            return f'"{quoted}"' if quoted.isprintable() else json.dumps(quoted)
        case list():
            return "a list"
        case _:
            return "an object"


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return ` Did you mean "…"?` where a known word is near, otherwise nothing."""
    near = get_close_matches(word[:_LONGEST_QUOTE].lower(), list(words), n=1)
    return f" Did you mean {shown(near[0])}?" if near else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
