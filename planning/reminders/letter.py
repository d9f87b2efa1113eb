"""What does the mail of a digest look like? Few lines, each with a link; names if allowed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings as site
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from clients.mail.sources import Content
from clients.models import Firm, Household
from planning.models import Digest, Reminder, ReminderSettings
from planning.reminders.deadlines import Deadline
from planning.reminders.digests import key_of
from planning.reminders.kinds import KINDS
from planning.reminders.texts import Texts, days_in_words, words

MOST_NAMES = 8
ORDER = {kind: place for place, kind in enumerate(KINDS)}

Told = Sequence[tuple[Reminder, Deadline]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What waits of one kind by one day."""

    text: str
    address: str
    names: tuple[str, ...] = ()
    more: int = 0  # whose names are not written out


def content_of(digest: Digest, told: Told, settings: ReminderSettings, on: date) -> Content:
    """Return the mail of a digest as it is to leave on a day."""
    firm = digest.firm
    with translation.override(site.LANGUAGE_CODE):
        lines = lines_of(firm, settings, [deadline for _reminder, deadline in told], on)
        slot = datetime.strptime(digest.slot, "%H:%M").time()  # noqa: DTZ007 - a time of day
        return written(
            firm,
            settings.texts,
            lines,
            count=len(told),
            is_escalated=any(reminder.level for reminder, _deadline in told),
            why=site.BASE_URL
            + reverse("planning:my_digest", args=[digest.on.isoformat(), f"{slot:%H%M}"]),
            headers={"X-Reminder-Key": key_of(firm, digest.recipient, digest.on, slot)},
        )


def written(
    firm: Firm,
    texts: Texts,
    lines: Sequence[Line],
    *,
    count: int,
    is_escalated: bool,
    why: str,
    headers: dict[str, str],
) -> Content:
    """Return a mail of some lines in the words of a firm."""
    values = {"count": count, "firm": firm.name}
    context = {
        "firm": firm,
        "lines": lines,
        "opening": words(texts, "opening", values),
        "closing": words(texts, "closing", values),
        "is_escalated": is_escalated,
        "why": why,
    }
    return Content(
        subject=" ".join(words(texts, "subject", values).split()),
        text=render_to_string("emails/reminder-body.txt", context).strip(),
        html=render_to_string("emails/reminder-body.html", context).strip(),
        headers=headers,
    )


def lines_of(
    firm: Firm, settings: ReminderSettings, deadlines: Iterable[Deadline], on: date
) -> list[Line]:
    """Return a line for each kind and day, the most urgent first."""
    groups: dict[tuple[str, date, int], list[Deadline]] = defaultdict(list)
    for deadline in deadlines:
        groups[deadline.kind, deadline.on, deadline.year].append(deadline)
    urgent = sorted(groups, key=lambda group: (ORDER[group[0]], group[1], group[2]))
    return [_line(firm, settings, groups[group], on) for group in urgent]


def _line(firm: Firm, settings: ReminderSettings, group: Sequence[Deadline], on: date) -> Line:
    kind, deadline, year = group[0].kind, group[0].on, group[0].year
    values = values_of(firm, deadline=deadline, year=year, count=len(group), on=on)
    names = _names(firm, [one.household for one in group])
    return Line(
        text=words(settings.texts, kind, values),
        address=address_of(kind, due=deadline if group[0].item.deadline == deadline else None),
        names=names,
        more=len({one.household for one in group}) - len(names) if names else 0,
    )


def values_of(firm: Firm, *, deadline: date, year: int, count: int, on: date) -> dict[str, object]:
    """Return what the names in a text of one kind and day stand for."""
    return {
        "count": count,
        "deadline": date_format(deadline, "F j, Y"),
        "days": days_in_words((deadline - on).days),
        "year": year,
        "firm": firm.name,
    }


def address_of(kind: str, *, due: date | None = None) -> str:
    """Return the page of the worklist with what a line counts."""
    query = {"kind": kind} | ({"due": due.isoformat()} if due else {})
    return f"{site.BASE_URL}{reverse('planning:worklist', query=query)}"


def _names(firm: Firm, households: Sequence[UUID]) -> tuple[str, ...]:
    """Return the first names of what a line counts, where the firm lets mails name clients."""
    if not firm.mails_may_name_clients:
        return ()
    found = Household.objects.filter(pk__in=set(households)).order_by("name")
    return tuple(found.values_list("name", flat=True)[:MOST_NAMES])
