"""What does a case come to, in one sentence for each person?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from planning.wording import spoken_date, spoken_money

Document = Mapping[str, Any]
Obligation = Mapping[str, Any]

OPEN = {"calculated", "planned", "ordered"}
DONE = {"paid", "satisfied", "closed"}
MISSED = {"missed", "correcting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The heading of a case: what is still to do or was missed, and what else there is to say."""

    sentences: tuple[SafeString, ...]
    asides: tuple[SafeString, ...]


def headline(document: Document, obligations: Sequence[Obligation], year: int) -> Headline:
    """Say what the obligations on the board come to, the most urgent first."""
    by_person: dict[str, list[Obligation]] = {}
    for obligation in obligations:
        by_person.setdefault(obligation["person"], []).append(obligation)
    urgent: list[SafeString] = []
    calm: list[SafeString] = []
    for person_id, own in by_person.items():
        person = document["people"][person_id]
        urgent += _missed(document, person, own)
        urgent += _left_to_heirs(document, person, own)
        urgent += _still_to_take(document, person, own)
        urgent += _undecided(document, person, own)
        calm += _done(person, own, year) or _nothing_due(document, person, own, year)
    if not by_person:
        calm = [format_html(_("No account here owes a required distribution for {}."), year)]
    if urgent:
        return Headline(sentences=tuple(urgent), asides=tuple(calm))
    return Headline(sentences=tuple(calm[:1]), asides=tuple(calm[1:]))


def source_of(document: Document, obligation: Obligation) -> str:
    """Name what an amount is to be taken from, inside a sentence."""
    if len(obligation["accounts"]) == 1:
        name: str = document["accounts"][obligation["accounts"][0]["account"]]["name"]
        return name
    if obligation["pool"] == "own_iras":
        return _("the IRAs")
    if obligation["pool"] == "own_403bs":
        return _("the 403(b) accounts")
    text: str = obligation["pool_text"]
    return text


def _still_to_take(document: Document, person: Document, own: list[Obligation]) -> list[SafeString]:
    due = [o for o in own if o["status"] in OPEN and not o["waived_until"] and _is_left(o)]
    if not due:
        return []
    days = {o["due_on"] for o in due}
    items = [
        format_html(
            _("{amount} from {source}") if len(days) == 1 else _("{amount} from {source} by {day}"),
            amount=_amount(o["remaining"]),
            source=source_of(document, o),
            day=_day(o["due_on"]),
        )
        for o in due
    ]
    has_begun = any(Decimal(o["taken"]) for o in due)
    if len(days) > 1:
        sentence = (
            _("{name} must still take {items}.") if has_begun else _("{name} must take {items}.")
        )
    elif len(items) > 1 and has_begun:
        sentence = _("{name} must still take {items}, each by {day}.")
    elif len(items) > 1:
        sentence = _("{name} must take {items}, each by {day}.")
    elif has_begun:
        sentence = _("{name} must still take {items} by {day}.")
    else:
        sentence = _("{name} must take {items} by {day}.")
    return [
        format_html(sentence, name=person["name"], items=_listed(items), day=_day(due[0]["due_on"]))
    ]


def _missed(document: Document, person: Document, own: list[Obligation]) -> list[SafeString]:
    by_owner = _("{name} missed {amount} from {source}, due {day}.")
    by_heirs = _("The beneficiaries of {name} missed {amount} from {source}, due {day}.")
    return [
        format_html(
            by_heirs if _has_died(person, o["distribution_year"]) else by_owner,
            name=person["name"],
            amount=_amount(o["shortfall"]["amount"], "bad"),
            source=source_of(document, o),
            day=_day(o["waived_until"] or o["due_on"]),
        )
        for o in own
        if o["status"] in MISSED
    ]


def _left_to_heirs(document: Document, person: Document, own: list[Obligation]) -> list[SafeString]:
    """Say what a death left to be taken: of the one who died, or of an heir who holds it."""
    by_heir = _("{name} must take {amount} from {source}, without penalty until {day}.")
    by_heirs = _(
        "The beneficiaries of {name} must take {amount} from {source}, without penalty until {day}."
    )
    return [
        format_html(
            by_heirs if _has_died(person, o["distribution_year"]) else by_heir,
            name=person["name"],
            amount=_amount(o["remaining"]),
            source=source_of(document, o),
            day=_day(o["waived_until"]),
        )
        for o in own
        if o["waived_until"] and o["status"] in OPEN and _is_left(o)
    ]


def _undecided(document: Document, person: Document, own: list[Obligation]) -> list[SafeString]:
    by_owner = _("What {name} must take from {source} cannot be decided yet.")
    by_heirs = _("What the beneficiaries of {name} must take from {source} cannot be decided yet.")
    return [
        format_html(
            by_heirs if _has_died(person, o["distribution_year"]) else by_owner,
            name=person["name"],
            source=source_of(document, o),
        )
        for o in own
        if o["status"] == "undecided"
    ]


def _done(person: Document, own: list[Obligation], year: int) -> list[SafeString]:
    required = [o for o in own if o["status"] != "not_required"]
    if not required or any(o["status"] not in DONE for o in required):
        return []
    sentence = _("{name} has taken everything required for {year}.")
    return [format_html(sentence, name=person["name"], year=year)]


def _nothing_due(
    document: Document, person: Document, own: list[Obligation], year: int
) -> list[SafeString]:
    if any(o["status"] != "not_required" for o in own):
        return []
    later = [
        o["distribution_year"]
        for o in document["obligations"]
        if o["person"] == own[0]["person"] and o["due_on"] and o["distribution_year"] > year
    ]
    next_year = min(later, default=None)
    first_year = person["first_distribution_year"]
    if any(a["rule"] == "waived" for o in own for a in o["accounts"]):
        sentence = _("{name} need not take anything for {year}: the requirement was waived.")
        if next_year:
            sentence = _(
                "{name} need not take anything for {year}: the requirement was waived. "
                "The next is for {next_year}."
            )
    elif not next_year:
        sentence = _("{name} need not take anything for {year}.")
    elif first_year and year < first_year:
        sentence = _("{name} need not take anything for {year}; the first year is {next_year}.")
    else:
        sentence = _("{name} need not take anything for {year}; the next is for {next_year}.")
    return [format_html(sentence, name=person["name"], year=year, next_year=next_year)]


def _is_left(obligation: Obligation) -> bool:
    return Decimal(obligation["remaining"]) > 0


def _has_died(person: Document, year: int) -> bool:
    return person["died_on"] is not None and int(person["died_on"][:4]) <= year


def _day(day: str) -> str:
    return spoken_date(date.fromisoformat(day))


def _amount(amount: str, tone: str = "open") -> SafeString:
    return format_html('<b class="amount is-{}">{}</b>', tone, spoken_money(Decimal(amount)))


def _listed(items: list[SafeString]) -> SafeString:
    """Join with commas and one "and"."""
    if len(items) == 1:
        return items[0]
    *first, last = items
    joined = format_html(", ".join(["{}"] * len(first)), *first)
    return format_html(_("{first} and {last}"), first=joined, last=last)
