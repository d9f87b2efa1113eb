"""The words of reminders, and what a firm may put in their place.

A firm's own words are text with a few names in braces, replaced by what they stand for. They are
never a template: nothing in them is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

LONGEST = 300
Texts: TypeAlias = Mapping[str, str]  # a firm's own, by their parts
NAMES = ("count", "deadline", "days", "year", "firm")
# What is of no one deadline.
PLACES: Mapping[str, tuple[str, ...]] = {
    "subject": ("count", "firm"),
    "opening": ("count", "firm"),
    "closing": ("count", "firm"),
    "letter_subject": ("firm",),
    "letter": ("firm",),
    "letter_subject_es": ("firm",),
    "letter_es": ("firm",),
}
PLACE = re.compile(r"\{(\w*)\}")

# Of one, of several; the parts of the mail that are of no kind have one only.
TEXTS: Mapping[str, tuple[Any, Any]] = {
    "subject": (
        lazy("{firm}: 1 matter waits for you"),
        lazy("{firm}: {count} matters wait for you"),
    ),
    "opening": (lazy("This waits for you today, the most urgent first."),) * 2,
    "closing": (lazy("You get this mail until it is done. Nothing in it needs an answer."),) * 2,
    "letter_subject": (lazy("{firm}: something to read in your portal"),) * 2,
    "letter": (lazy("You have something to read in your portal at {firm}."),) * 2,
    "letter_subject_es": ("{firm}: tiene un documento por leer en su portal",) * 2,
    "letter_es": ("Tiene un documento por leer en su portal de {firm}.",) * 2,
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
    "rmd_last": (
        lazy("1 inherited account must be empty by {deadline}: {days}."),
        lazy("{count} inherited accounts must be empty by {deadline}: {days}."),
    ),
    "rmd_death": (
        lazy("1 distribution left in a year of death must be taken by {deadline}: {days}."),
        lazy("{count} distributions left in years of death must be taken by {deadline}: {days}."),
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
    "correcting": (
        lazy("1 distribution missed for {year} is being corrected; its case is still open."),
        lazy("{count} distributions missed for {year} are being corrected; cases are open."),
    ),
    "starter": (
        lazy("Distributions of 1 person begin in {year}: tell them, find out what is needed."),
        lazy("Distributions of {count} people begin in {year}: tell them, find out the rest."),
    ),
}

# What a firm may word, in the order of the mail; a kind is called as it is called elsewhere.
PARTS: Mapping[str, Any] = {
    "subject": lazy("Subject"),
    "opening": lazy("First line"),
    **{part: "" for part in TEXTS if part not in PLACES},
    "closing": lazy("Last line"),
    "letter_subject": lazy("Subject of a mail to a client"),
    "letter": lazy("Mail to a client"),
    "letter_subject_es": lazy("Subject of a mail to a client, in Spanish"),
    "letter_es": lazy("Mail to a client, in Spanish"),
}


def part_in(part: str, language: str) -> str:
    """Name a part in a language: English has the plain name."""
    named = f"{part}_{language}"
    return named if named in TEXTS else part


def words(own: Texts, part: str, values: Mapping[str, object]) -> str:
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
        if wrong := wrong_text(part, text):
            raise ValidationError({"texts": f"“{part}”: {wrong}"})


def names_of(part: str) -> tuple[str, ...]:
    """Return the names that stand for something in a part."""
    return PLACES.get(part, NAMES)


def wrong_text(part: str, text: Any) -> str:
    """Say why a text could not stand in a mail; it can."""
    if not isinstance(text, str) or len(text) > LONGEST or not text.isprintable():
        return _("Write one line of at most %d characters.") % LONGEST
    known = names_of(part)
    for name in PLACE.findall(text):
        if name not in known:
            names = ", ".join(f"{{{one}}}" for one in known)
            return _("{%(name)s} stands for nothing here; these do: %(names)s.") % {
                "name": name,
                "names": names,
            }
    if "{" in (bare := PLACE.sub("", text)) or "}" in bare:
        return _("A brace stands alone: write names as {count}.")
    return ""


def days_in_words(days: int) -> str:
    """Say how long there is still."""
    if days < 0:
        return _("past")
    if days == 0:
        return _("today is the last day")
    return _("1 day left") if days == 1 else _("{days} days left").format(days=days)
