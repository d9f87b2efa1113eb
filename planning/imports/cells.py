"""What amount, what day, which account number does a cell state?"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from clients.models.money import MOST

NOTHING = {"", "-", "--", "n/a", "na", "none"}
# Commas only before every third digit, as in a form: 1.234,56 is another notation.
AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?")
WRITTEN_DAYS = ("%m/%d/%Y", "%Y-%m-%d", "%Y/%m/%d", "%b-%d-%Y", "%B %d, %Y", "%b %d, %Y")
DAY_IN_TEXT = re.compile(
    r"(?<!\d)(?:\d{4}[-/]\d{2}[-/]\d{2}|\d{1,2}/\d{1,2}/\d{4}|[A-Z][a-z]{2}-\d{2}-\d{4})(?!\d)"
)
MASKED = re.compile(r"(?:[.…*•#]+|[Xx]{2,})[\s-]*([A-Za-z0-9]{1,8})$")
LONGEST_ENDING = 40  # of a number; what stands before it is not looked at
FEWEST_SHOWN = 3  # characters of a masked number that still tell something


class UnreadableError(ValueError):
    """A cell does not say what its column is for; the sentence says what it says instead."""


def read_amount(text: str) -> Decimal | None:
    """Return dollars and cents, also below zero; None where a cell states nothing.

    Raises: UnreadableError.
    """
    if text.casefold() in NOTHING:
        return None
    inside = re.fullmatch(r"\((.*)\)", text)
    unsigned = (inside[1] if inside else text).replace("$", "", 1).strip()
    minus = unsigned.startswith("-") or unsigned.endswith("-")
    digits = AMOUNT.fullmatch(unsigned.strip("+-").strip())
    if digits is None or not unsigned.isascii() or not (digits[1] or digits[2]):
        raise UnreadableError(_("“%s” is not an amount such as 1,234.56.") % text[:40])
    if len((digits[2] or "").rstrip("0")) > 2:
        raise UnreadableError(_("“%s” has more than two decimals.") % text[:40])
    amount = Decimal(f"{(digits[1] or '0').replace(',', '')}.{(digits[2] or '')[:2] or '00'}")
    if amount > MOST:
        raise UnreadableError(_("“%s” is larger than an account can be.") % text[:40])
    amount = amount.quantize(Decimal("0.01"))
    return -amount if amount and (inside or minus) else amount


def read_day(text: str) -> date:
    """Return a day written as Americans or ISO do.

    Raises: UnreadableError.
    """
    for written in WRITTEN_DAYS:
        try:
            return datetime.strptime(text, written).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise UnreadableError(_("“%s” is not a date such as 12/31/2025.") % text[:40])


def day_within(text: str) -> date | None:
    """Return the one day a sentence or a file name speaks of."""
    days = set()
    for written in DAY_IN_TEXT.findall(text):
        try:
            days.add(read_day(written))
        except UnreadableError:
            continue
    return days.pop() if len(days) == 1 else None


def is_masked(number: str) -> bool:
    """Say whether a file shows the end of an account number only."""
    return MASKED.search(number[-LONGEST_ENDING:]) is not None


def ending(number: str) -> str:
    """Return the last characters of an account number, four at most; nothing if too few."""
    masked = MASKED.search(number[-LONGEST_ENDING:])
    shown = masked[1] if masked else number
    characters = "".join(c for c in shown if c.isascii() and c.isalnum()).upper()
    return characters[-4:] if len(characters) >= FEWEST_SHOWN else ""
