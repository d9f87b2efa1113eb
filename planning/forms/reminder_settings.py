"""How does a firm want to be reminded: when, who, of what, in which words?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Membership
from planning.models import ReminderSettings

CLOCKS = ("%H:%M", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p")
FURTHEST = 365
OF_THE_ROW = (
    "is_on", "opens_at", "closes_at", "sends_on_weekends", "to_advisors", "to_operations",
    "second_person", "second_days", "compliance_days", "tells_clients",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KindAsked:
    """One kind of reminder as the form asks about it."""

    code: str
    label: Any
    days: tuple[int, ...]  # of everybody; none where there is nothing to choose
    is_after: bool = False  # whether they are counted from the deadline on


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAsked:
    """One text, and what it says where the firm has none of its own."""

    code: str
    label: Any
    ours: str
    names: tuple[str, ...]  # that stand for something in it


class ReminderSettingsForm(forms.Form):
    """Every setting on one page, as somebody opened it at a revision."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    is_on = forms.BooleanField(
        label=lazy("Send reminders to the people of the firm"), required=False
    )
    slots = forms.CharField(
        label=lazy("Mails leave at"),
        max_length=60,
        help_text=lazy("One time or several, such as 8:00 AM, 1:00 PM. At each, a person gets one "
                       "mail at most."),
    )  # fmt: skip
    opens_at = forms.TimeField(label=lazy("No mail before"))
    closes_at = forms.TimeField(label=lazy("No mail after"))
    sends_on_weekends = forms.BooleanField(
        label=lazy("Also on weekends and the firm’s holidays"), required=False
    )
    to_advisors = forms.BooleanField(label=lazy("Advisors of the household’s team"), required=False)
    to_operations = forms.BooleanField(label=lazy("Operations"), required=False)
    second_person = forms.ModelChoiceField(
        Membership.objects.none(),
        label=lazy("Second person"),
        required=False,
        empty_label=lazy("The firm’s owners"),
    )
    second_days = forms.IntegerField(
        label=lazy("Told from so many days before the last day"), min_value=0, max_value=FURTHEST
    )
    compliance_days = forms.IntegerField(
        label=lazy("Compliance is told from so many days before"), min_value=0, max_value=FURTHEST
    )
    tells_clients = forms.BooleanField(
        label=lazy("Tell clients by mail when a letter is released to their portal"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        settings: ReminderSettings,
        colleagues: QuerySet[Membership],
        kinds: Iterable[KindAsked],
        parts: Iterable[PartAsked],
        wrong_days: Callable[[str, list[int]], str],
        wrong_text: Callable[[str, str], str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.settings, self.kinds, self.parts = settings, list(kinds), list(parts)
        self._wrong_days, self._wrong_text = wrong_days, wrong_text
        people = self.fields["second_person"]
        people.queryset = colleagues  # type: ignore[attr-defined]
        people.label_from_instance = lambda one: one.user.get_full_name()  # type: ignore[attr-defined]
        self.initial.update({name: getattr(settings, name) for name in OF_THE_ROW})
        self.initial["revision"] = settings.revision
        self.initial["slots"] = ", ".join(map(spoken_time, settings.times))
        for name in ("opens_at", "closes_at"):
            self.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        for kind in self.kinds:
            self._ask_about(kind, settings)
        for part in self.parts:
            self.fields[f"text_{part.code}"] = forms.CharField(
                label=part.label,
                required=False,
                widget=forms.Textarea(attrs={"placeholder": part.ours, "rows": 2}),
            )
            self.initial[f"text_{part.code}"] = settings.texts.get(part.code, "")

    def _ask_about(self, kind: KindAsked, settings: ReminderSettings) -> None:
        self.fields[f"send_{kind.code}"] = forms.BooleanField(label=kind.label, required=False)
        self.initial[f"send_{kind.code}"] = kind.code not in settings.kinds_off
        if kind.days:
            self.fields[f"days_{kind.code}"] = forms.CharField(
                label=_("Days of “%s”") % kind.label,
                required=False,
                max_length=100,
                help_text=lazy("days after") if kind.is_after else lazy("days before"),
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": "off", "class": "form-control"}
                ),
            )
            own = settings.days.get(kind.code, kind.days)
            self.initial[f"days_{kind.code}"] = ", ".join(map(str, own))

    @property
    def rows(self) -> list[tuple[KindAsked, BoundField, BoundField | None]]:
        """Return the fields of each kind."""
        return [
            (kind, self[f"send_{kind.code}"], self[f"days_{kind.code}"] if kind.days else None)
            for kind in self.kinds
        ]

    @property
    def texts(self) -> list[tuple[PartAsked, BoundField]]:
        """Return the field of each text."""
        return [(part, self[f"text_{part.code}"]) for part in self.parts]

    def clean_slots(self) -> str:
        """Understand times as they are typed here, and write them as they are kept."""
        typed = [one.strip() for one in self.cleaned_data["slots"].split(",") if one.strip()]
        times = [_time(one) for one in typed]
        return ", ".join(f"{at:%H:%M}" for at in times)

    def clean(self) -> dict[str, Any]:
        """Look at the days of each kind and at each text."""
        cleaned = self.cleaned_data
        for kind in self.kinds:
            name = f"days_{kind.code}"
            if kind.days and name in cleaned and cleaned[f"send_{kind.code}"]:
                days = _numbers(cleaned[name])
                if wrong := self._wrong_days(kind.code, days):
                    self.add_error(name, wrong)
        for part in self.parts:
            name = f"text_{part.code}"
            text = cleaned[name] = " ".join(cleaned.get(name, "").split())  # it is one line
            if text and (wrong := self._wrong_text(part.code, text)):
                self.add_error(name, wrong)
        return cleaned

    def own_texts(self) -> dict[str, str]:
        """Return the texts that are the firm's own, as far as they could stand in a mail."""
        texts = {part.code: self.cleaned_data.get(f"text_{part.code}") for part in self.parts}
        return {part: text for part, text in texts.items() if text}

    def kinds_off(self) -> list[str]:
        """Return the kinds that are not sent."""
        return [k.code for k in self.kinds if not self.cleaned_data.get(f"send_{k.code}")]

    def values(self) -> dict[str, Any]:
        """Return what was typed, under the names the service takes."""
        cleaned = self.cleaned_data
        days = {
            kind.code: sorted(_numbers(cleaned[f"days_{kind.code}"]), reverse=not kind.is_after)
            for kind in self.kinds
            if kind.days and cleaned[f"send_{kind.code}"]
        }
        return {name: cleaned[name] for name in OF_THE_ROW} | {
            "slots": cleaned["slots"],
            "kinds_off": self.kinds_off(),
            "days": {
                kind.code: days[kind.code]
                for kind in self.kinds
                if kind.code in days and set(days[kind.code]) != set(kind.days)
            },
            "texts": self.own_texts(),
        }

    def say(self, refusals: Mapping[str, Iterable[str]]) -> None:
        """Put each sentence of the service beside its field, or above all."""
        for name, sentences in refusals.items():
            self.add_error(name if name in self.fields else None, list(sentences))


def spoken_time(at: time) -> str:
    """Write a time of day as it is typed here: 8:00 AM."""
    return f"{at:%I:%M %p}".lstrip("0")


def _time(typed: str) -> time:
    for clock in CLOCKS:
        try:
            return datetime.strptime(typed.upper(), clock).time()  # noqa: DTZ007 - a time of day
        except ValueError:
            continue
    sentence = _("“%s” is no time of day. Write times such as 8:00 AM, with commas between them.")
    raise ValidationError(sentence % typed)


def _numbers(typed: str) -> list[int]:
    """Return the numbers that were typed, or one that no kind takes where one is none."""
    words = [word for word in re.split(r"[,\s]+", typed) if word]
    return [int(word) if word.isascii() and word.isdecimal() else -1 for word in words]
