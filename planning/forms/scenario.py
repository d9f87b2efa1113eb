"""How is a scenario typed? What is left empty stays as it is on record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.forms.once import OnceForm
from planning.forms.fields import DayField, OptionalDollars
from planning.forms.plan_facts import RateOfYearField, YearField
from planning.forms.taxes import STATES
from planning.models import RoadmapRun, Scenario
from planning.models.scenario import MOST_NAME

ASSETS = {"stocks": lazy("Stocks"), "bonds": lazy("Bonds"), "cash": lazy("Cash")}
CONVERSIONS = [
    ("", lazy("As on record")),
    ("none", lazy("None at all")),
    ("limits", lazy("Within limits")),
]
MONTHS = 12
USUAL = Decimal(100_000)  # dollars a year, where no plan says what is spent
FIRST_CLAIM, LAST_CLAIM = 62, 70
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the household, and what of them a scenario may change."""

    key: str
    name: str
    born_on: date
    claims: bool  # Social Security on record that is not paid yet
    works: bool


def members_of(facts: Mapping[str, Any]) -> list[Member]:
    """Return who lives, with a birth date, from a household file."""
    incomes = facts.get("incomes", [])
    found = []
    for person in facts["people"]:
        if person.get("died_on") or not person.get("born_on") or not person.get("member", True):
            continue
        own = [income for income in incomes if income["person"] == person["id"]]
        begins = [i.get("start_on") for i in own if i["kind"] == "social_security"]
        found.append(
            Member(
                key=person["id"],
                name=person["name"],
                born_on=date.fromisoformat(person["born_on"]),
                claims=any(day is None or day > facts["as_of"] for day in begins),
                works=any(income["kind"] == "wages" for income in own),
            )
        )
    return found


class MonthField(forms.CharField):
    """A month as a browser's own field writes it."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": lazy("yyyy-mm")})

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if typed and not _MONTH.fullmatch(typed):
            raise forms.ValidationError(_("Type the month as year-month, for example 2030-05."))
        return typed


class ScenarioForm(OnceForm):
    """A name, what is sought, and everything that may go otherwise."""

    name = forms.CharField(label=lazy("Name"), max_length=MOST_NAME)
    objective = forms.ChoiceField(label=lazy("Sought"), choices=RoadmapRun.Objective.choices)
    by = RateOfYearField(
        label=lazy("All returns higher or lower by"), help_text=lazy("Percent a year: 1 or -0.5")
    )
    inflation = RateOfYearField(label=lazy("Inflation"), help_text=lazy("Percent a year"))
    stocks = RateOfYearField(label=ASSETS["stocks"])
    bonds = RateOfYearField(label=ASSETS["bonds"])
    cash = RateOfYearField(label=ASSETS["cash"])
    spending = OptionalDollars(
        label=lazy("Spending of a year"), help_text=lazy("In today’s dollars, taxes apart")
    )
    conversions = forms.ChoiceField(
        label=lazy("Roth conversions"), choices=CONVERSIONS, required=False
    )
    conversions_from = YearField(label=lazy("From the year"), required=False)
    conversions_to = YearField(label=lazy("To the year"), required=False)
    most = OptionalDollars(label=lazy("At most in a year"))
    cost_year = YearField(label=lazy("In the year"), required=False)
    cost_amount = OptionalDollars(label=lazy("One large cost"))
    move_on = DayField(label=lazy("Moves on"), required=False)
    move_state = forms.ChoiceField(label=lazy("To the state"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        members: Sequence[Member],
        today: date,
        scenario: Scenario | None = None,
        is_quick: bool = False,
        usual: Decimal = USUAL,
        **options: Any,
    ) -> None:
        if scenario is not None:
            options["initial"] = {**typed_of(scenario), **options.get("initial", {})}
        super().__init__(*args, **options)
        self.members, self.today, self.is_quick = members, today, is_quick
        self.fields["name"].required = not is_quick
        states = [("", _("As on record")), *((state, state) for state in STATES)]
        self.fields["move_state"].choices = states  # type: ignore[attr-defined]
        for one in members:
            self.fields[f"dies_{one.key}"] = YearField(
                label=format_lazy(lazy("{name} lives to"), name=one.name), required=False
            )
            if one.claims:
                self.fields[f"claims_{one.key}"] = MonthField(
                    label=format_lazy(lazy("{name} claims Social Security in"), name=one.name),
                    required=False,
                )
            if one.works:
                self.fields[f"retires_{one.key}"] = DayField(
                    label=format_lazy(lazy("{name} retires on"), name=one.name), required=False
                )
        for name, field in self.fields.items():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
            if name in SLIDES:
                field.widget.attrs.update(SLIDES[name])
        spends = self.fields["spending"].widget.attrs
        spends |= {"data-to": f"{2 * usual:.0f}", "data-empty": f"{usual:.0f}"}
        self._let_slide()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        lives = [
            f"{group}_{one.key}"
            for one in self.members
            for group in ("dies", "claims", "retires")
            if f"{group}_{one.key}" in self.fields
        ]

        def part(legend: Any, *names: str) -> Fieldset:
            return Fieldset(legend, Div(*names, css_class="fields scenario-fields"))

        return Layout(
            "request_key",
            "revision",
            Div("name", "objective", css_class="fields"),
            part(lazy("Markets and prices"), "by", "inflation", "stocks", "bonds", "cash"),
            part(lazy("Spending and costs"), "spending", "cost_amount", "cost_year"),
            *([part(lazy("Lives and work"), *lives)] if lives else []),
            part(lazy("Conversions"), "conversions", "most", "conversions_from", "conversions_to"),
            part(lazy("A move"), "move_on", "move_state"),
        )

    def _let_slide(self) -> None:
        """Say which fields have a slider beside them, and over what it goes."""
        for one in self.members:
            year = self.fields[f"dies_{one.key}"].widget.attrs
            year |= {"data-slide": "number", "data-step": "1", "data-from": str(self.today.year)}
            year["data-to"] = str(one.born_on.year + 110)
            year["data-empty"] = str(max(one.born_on.year + 95, self.today.year))
            if f"claims_{one.key}" in self.fields:
                month = self.fields[f"claims_{one.key}"].widget.attrs
                born = one.born_on.year * MONTHS + one.born_on.month - 1
                now = self.today.year * MONTHS + self.today.month - 1
                month |= {"data-slide": "month", "data-step": "1"}
                month["data-from"] = str(max(born + FIRST_CLAIM * MONTHS, now + 1))
                month["data-to"] = str(born + LAST_CLAIM * MONTHS)
                month["data-empty"] = str(born + 67 * MONTHS)

    def clean(self) -> dict[str, Any]:
        """Refuse what contradicts itself."""
        said: dict[str, Any] = super().clean() or {}
        each = [name for name in ASSETS if said.get(name) is not None]
        if each and said.get("by") is not None:
            self.add_error("by", _("Move all returns, or type them one by one, not both."))
        if bool(said.get("cost_year")) != bool(said.get("cost_amount")):
            missing = "cost_amount" if said.get("cost_year") else "cost_year"
            self.add_error(missing, _("Type both the amount of the cost and its year."))
        if bool(said.get("move_on")) != bool(said.get("move_state")):
            missing = "move_state" if said.get("move_on") else "move_on"
            self.add_error(missing, _("Say both when they move and where to."))
        limits = ("conversions_from", "conversions_to", "most")
        typed = any(said.get(name) is not None for name in limits)
        seeks = said.get("objective") == RoadmapRun.Objective.SPENDING
        if said.get("spending") is not None and seeks and not self.is_quick:
            problem = _("Where the highest spending is sought none is given: seek another thing.")
            self.add_error("spending", problem)
        if typed and said.get("conversions") != "limits":
            problem = _("Choose “Within limits” here, or leave the limits empty.")
            self.add_error("conversions", problem)
        return said

    @property
    def changes(self) -> dict[str, Any]:
        """Return what was typed, as the engine reads it: texts and whole numbers."""
        return dict(self._changes(self.cleaned_data))

    def _changes(self, said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        each = {name: str(said[name]) for name in ASSETS if said.get(name) is not None}
        if each:
            yield "returns", each
        elif said.get("by"):
            yield "returns", {"by": str(said["by"])}
        for name in ("inflation", "spending"):
            if said.get(name) is not None:
                yield name, str(said[name])
        for group in ("dies", "claims", "retires"):
            of_all = {one.key: said.get(f"{group}_{one.key}") for one in self.members}
            typed = {key: _written(value) for key, value in of_all.items() if value}
            if typed:
                yield group, typed
        if said.get("move_on"):
            yield "move", {"on": said["move_on"].isoformat(), "state": said["move_state"]}
        if said.get("cost_amount"):
            yield "cost", {"year": said["cost_year"], "amount": str(said["cost_amount"])}
        if said.get("conversions") == "none":
            yield "conversions", {"none": True}
        elif said.get("conversions") == "limits":
            limits = {
                "from": said.get("conversions_from"),
                "to": said.get("conversions_to"),
                "most": None if said.get("most") is None else str(said["most"]),
            }
            typed = {name: value for name, value in limits.items() if value is not None}
            if typed:
                yield "conversions", typed

    def refuse(self, field: str, problem: str) -> None:
        """Put a sentence of the engine beside the field it is about."""
        group, _dot, rest = field.partition(".")
        places = [f"{group}_{rest}", OF_CHANGES.get(field, ""), group, OF_CHANGES.get(group, "")]
        place = next((name for name in places if name in self.fields), None)
        self.add_error(place, problem)


SLIDES: Mapping[str, Mapping[str, str]] = {
    "by": {"data-slide": "number", "data-from": "-4", "data-to": "4", "data-step": "0.25",
           "data-empty": "0"},
    "spending": {"data-slide": "dollars", "data-from": "0", "data-step": "1000"},
    "most": {"data-slide": "dollars", "data-from": "0", "data-to": "300000",
             "data-step": "5000", "data-empty": "300000"},
}  # fmt: skip
OF_CHANGES = {
    "returns": "by",
    "conversions.from": "conversions_from",
    "conversions.to": "conversions_to",
    "conversions.most": "most",
    "cost.year": "cost_year",
    "cost.amount": "cost_amount",
    "move.on": "move_on",
    "move.state": "move_state",
}


def typed_of(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as it would be typed."""
    changes = scenario.changes
    typed: dict[str, Any] = {"name": scenario.name, "objective": scenario.objective}
    typed["revision"] = scenario.revision
    for name, rate in changes.get("returns", {}).items():
        typed[name] = Decimal(rate)
    for name in ("inflation", "spending"):
        if name in changes:
            typed[name] = Decimal(changes[name])
    for group in ("dies", "claims"):
        typed |= {f"{group}_{key}": value for key, value in changes.get(group, {}).items()}
    for key, on in changes.get("retires", {}).items():
        typed[f"retires_{key}"] = date.fromisoformat(on).strftime("%m/%d/%Y")
    if move := changes.get("move"):
        typed["move_on"] = date.fromisoformat(move["on"]).strftime("%m/%d/%Y")
        typed["move_state"] = move["state"]
    if cost := changes.get("cost"):
        typed |= {"cost_year": cost["year"], "cost_amount": Decimal(cost["amount"])}
    if limits := changes.get("conversions"):
        typed["conversions"] = "none" if limits.get("none") else "limits"
        typed["conversions_from"] = limits.get("from")
        typed["conversions_to"] = limits.get("to")
        typed["most"] = Decimal(limits["most"]) if limits.get("most") else None
    return typed


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
