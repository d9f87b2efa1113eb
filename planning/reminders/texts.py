"""The words of reminders, and what a firm may put in their place.

A firm's own words are text with a few names in braces, replaced by what they stand for. They are
never a template: nothing in them is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

LONGEST = 300
NAMES = ("count", "deadline", "days", "year", "firm")
PLACE = re.compile(r"\{(\w*)\}")

# Of one, of several; the parts of the mail that are of no kind have one only.
TEXTS: Mapping[str, tuple[Any, Any]] = {
    "subject": (
        lazy("{firm}: 1 matter waits for you"),
        lazy("{firm}: {count} matters wait for you"),
    ),
    "opening": (lazy("This waits for you today, the most urgent first."),) * 2,
    "closing": (lazy("You get this mail until it is done. Nothing in it needs an answer."),) * 2,
    "missed": (
        lazy("1 distribution for {year} was missed: take it at once; ask for a waiver of the tax."),
        lazy("{count} distributions for {year} were missed: take them at once; ask for waivers."),
    ),
    "rmd_late": (
        lazy("1 distribution is past the custodian’s day and still due by {deadline}: {days}."),
        lazy(
            "{count} distributions are past the custodian’s day, still due by {deadline}: {days}."
        ),
    ),
    "rmd": (
        lazy("1 distribution is to be taken by {deadline}: {days}."),
        lazy("{count} distributions are to be taken by {deadline}: {days}."),
    ),
    "rmd_first": (
        lazy("1 first distribution of {year}, put off, is due by {deadline}: {days}."),
        lazy("{count} first distributions of {year}, put off, are due by {deadline}: {days}."),
    ),
    "qcd": (
        lazy("1 gift to charity of {year} has not cleared; it counts only if paid by {deadline}."),
        lazy("{count} gifts to charity of {year} have not cleared; they must by {deadline}."),
    ),
    "balance": (
        lazy("1 balance of December 31 is missing, so nobody knows what is due in {year}."),
        lazy("{count} balances of December 31 are missing, so nobody knows what is due in {year}."),
    ),
    "starter": (
        lazy("1 person reaches the age at which distributions begin in {year}."),
        lazy("{count} people reach the age at which distributions begin in {year}."),
    ),
}


def words(own: Mapping[str, str], part: str, values: Mapping[str, object]) -> str:
    """Return the text of a part, the firm's own where it has one."""
    one, many = TEXTS[part]
    text = own.get(part) or str(one if values.get("count") == 1 else many)
    return PLACE.sub(lambda place: str(values.get(place[1], place[0])), text)


def check_texts(own: Any) -> None:
    """Refuse what could not stand in a mail. Raises: ValidationError."""
    if not isinstance(own, dict):
        raise ValidationError({"texts": _("Write a text for each part.")})
    for part, text in own.items():
        if part not in TEXTS:
            raise ValidationError({"texts": _("There is no part “%s”.") % part})
        if not isinstance(text, str) or len(text) > LONGEST or not text.isprintable():
            sentence = _("“%(part)s” is one line of at most %(longest)d characters.")
            raise ValidationError({"texts": sentence % {"part": part, "longest": LONGEST}})
        for name in PLACE.findall(text):
            if name not in NAMES:
                sentence = _("“%(part)s” has {%(name)s}; there are %(names)s.")
                names = ", ".join(f"{{{known}}}" for known in NAMES)
                raise ValidationError(
                    {"texts": sentence % {"part": part, "name": name, "names": names}}
                )


def days_in_words(days: int) -> str:
    """Say how long there is still."""
    if days < 0:
        return _("past")
    if days == 0:
        return _("today is the last day")
    return _("1 day left") if days == 1 else _("{days} days left").format(days=days)
