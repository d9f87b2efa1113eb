"""How is it typed what somebody inherited, and that somebody died?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Account, Household, Person, User
from clients.services.inheritance import (
    accounts_inherited_from,
    record_death,
    spouse_who_inherited,
    state_inheritance,
)
from clients.today import today_of
from planning.catalogue.beneficiaries import CLASSES, ELECTIONS
from planning.forms.fields import DayField
from planning.forms.records import YES_NO_UNKNOWN, InHouseholdForm

HOLDERS = 3  # before the present one; more are read from household files and stay as they are
NEVER, IN_A_YEAR = "never", "year"
RETIRED = [
    ("", lazy("An IRA, or retired before the applicable age")),
    (NEVER, lazy("Still worked for the plan’s employer at death")),
    (IN_A_YEAR, lazy("Worked past the applicable age and retired in…")),
]
UNKNOWN = [("", lazy("Not known"))]
DAYS = (
    "measuring_life_born_on",
    "measuring_life_died_on",
    "youngest_minor_born_on",
    "elected_on",
)
# Where the household file has a fact, and the field that supplies it.
FIELD_OF = {
    "from": "decedent",
    "class": "beneficiary_class",
    "sole_beneficiary": "is_sole",
    "chain": "holder_0",
    **{name: name for name in DAYS},
}


def field_of(path: str) -> str:
    """Return the field for a fact of an inheritance: `class`, `chain[1].class` …"""
    name, _bracket, rest = path.partition("[")
    if not rest:
        return FIELD_OF.get(name, "decedent")
    number, _bracket, fact = rest.partition("]")
    return f"class_{number}" if fact == ".class" else f"holder_{number}"


class InheritanceForm(InHouseholdForm):
    """What the rules of an inherited account depend on. What is not known stays open."""

    decedent: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=lazy("Inherited from"),
        help_text=lazy("The original owner, whoever held it in between"),
        queryset=None,
        empty_label=lazy("Choose"),
    )
    beneficiary_class = forms.ChoiceField(
        label=lazy("Class of the present holder"),
        help_text=lazy("What the holder was to who left it"),
        choices=UNKNOWN + list(CLASSES.items()),
        required=False,
    )
    is_sole = forms.ChoiceField(
        label=lazy("The only beneficiary"),
        help_text=lazy("Also of a share kept in a separate account"),
        choices=YES_NO_UNKNOWN,
        required=False,
    )
    measuring_life_born_on = DayField(
        label=lazy("Birth date of the oldest who counts"),
        help_text=lazy("Of all who share it"),
        required=False,
    )
    measuring_life_died_on = DayField(
        label=lazy("That person died on"), help_text=lazy("Empty while alive"), required=False
    )
    youngest_minor_born_on = DayField(
        label=lazy("Birth date of the youngest child"),
        help_text=lazy("Where several children share it"),
        required=False,
    )
    retired = forms.ChoiceField(label=lazy("The owner’s work"), choices=RETIRED, required=False)
    retired_in = forms.IntegerField(
        label=lazy("Retired in the year"), min_value=1950, max_value=2200, required=False
    )
    held_five_percent = forms.BooleanField(
        label=lazy("The owner held more than 5% of the employer"), required=False
    )
    is_all_roth = forms.ChoiceField(
        label=lazy("All the owner had in the plan was designated Roth"),
        choices=YES_NO_UNKNOWN,
        required=False,
    )
    election = forms.ChoiceField(
        label=lazy("What was elected"),
        help_text=lazy("Where the class leaves a choice"),
        choices=[("", lazy("Nothing: the law’s default")), *ELECTIONS.items()],
        required=False,
    )
    elected_on = DayField(
        label=lazy("Elected on"), help_text=lazy("Empty: taken as in time"), required=False
    )
    came_from = forms.ChoiceField(
        label=lazy("Paid over from (optional)"),
        help_text=lazy("The account in the name of who died, where it is on record here"),
        required=False,
    )

    holders: ClassVar = tuple(f"holder_{number}" for number in range(HOLDERS))

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        super().__init__(*args, household=account.household, row=account, **options)
        self.account = account
        people = account.household.people.filter(archived_at=None)
        self.fields["decedent"].queryset = people.exclude(pk=account.owner_id)  # type: ignore[attr-defined]
        beside = account.household.accounts.filter(archived_at=None).exclude(pk=account.pk)
        left = [one for one in beside.select_related("owner", "custodian") if one.owner.died_on]
        self.fields["came_from"].choices = [  # type: ignore[attr-defined]
            ("", _("None on record")),
            *((one.key, f"{one}, {one.owner.name}") for one in left),
        ]
        self._add_holders(people.exclude(pk=account.owner_id))
        self.initial.update(_as_typed(account, {person.key: person for person in people}))
        self.helper.layout = Layout("revision", "request_key", *self._rows())

    def _add_holders(self, people: QuerySet[Person]) -> None:
        for number in range(HOLDERS):
            label = _("Then held by") if number else _("First inherited by")
            self.fields[f"holder_{number}"] = forms.ModelChoiceField(
                label=label, queryset=people, required=False, empty_label=_("Nobody")
            )
            self.fields[f"class_{number}"] = forms.ChoiceField(
                label=_("Class of this person"),
                choices=UNKNOWN + list(CLASSES.items()),
                required=False,
            )

    def _rows(self) -> Iterator[Any]:
        yield Div("decedent", "beneficiary_class", css_class="fields")
        yield "is_sole"
        yield Div("election", "elected_on", css_class="fields")
        yield _heading(_("Of several beneficiaries, or of a trust"))
        yield Div("measuring_life_born_on", "measuring_life_died_on", css_class="fields")
        yield "youngest_minor_born_on"
        yield _heading(_("Where somebody held it in between"))
        for number in range(HOLDERS):
            yield Div(f"holder_{number}", f"class_{number}", css_class="fields")
        yield _heading(_("Of an employer’s plan"))
        yield "retired"  # its words are longer than half a row
        yield Div("retired_in", "is_all_roth", css_class="fields")
        yield "held_five_percent"
        yield _heading(_("The account it came from"))
        yield "came_from"

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot all be true, each beside the field that says it."""
        typed = super().clean() or {}
        if typed.get("elected_on") and not typed.get("election"):
            self.add_error("election", _("Choose what was elected on that day."))
        decedent, died_on = typed.get("decedent"), None
        if decedent is not None:
            died_on = decedent.died_on
            if died_on is None:
                problem = _("No day of death of {name} is on record: record the death first.")
                self.add_error("decedent", problem.format(name=decedent.name))
        elected_on = typed.get("elected_on")
        if died_on and elected_on and elected_on < died_on:
            self.add_error("elected_on", _("This is before the death the account came from."))
        elif elected_on and elected_on > today_of(self.firm):
            self.add_error("elected_on", _("This day has not come yet."))
        self._check_holders(typed, decedent, died_on)
        self._check_spouse(typed, decedent)
        if typed.get("retired") == IN_A_YEAR and not typed.get("retired_in"):
            self.add_error("retired_in", _("Type the year."))
        if typed.get("retired") != IN_A_YEAR and typed.get("retired_in"):
            self.add_error("retired", _("Choose that the owner retired in this year."))
        born_on, ended_on = (typed.get(name) for name in DAYS[:2])
        if ended_on and not born_on:
            self.add_error("measuring_life_born_on", _("Type whose life it was that ended."))
        elif born_on and ended_on and ended_on < born_on:
            self.add_error("measuring_life_died_on", _("This is before the birth date."))
        return typed

    def _check_holders(
        self, typed: dict[str, Any], decedent: Person | None, died_on: date | None
    ) -> None:
        seen, gap = {decedent}, False
        for number, name in enumerate(self.holders):
            holder = typed.get(name)
            if holder is None:
                gap = True
                if typed.get(f"class_{number}"):
                    self.add_error(name, _("Choose who that was."))
                continue
            if gap:
                self.add_error(name, _("Leave no line empty above this one."))
            if holder in seen:
                self.add_error(name, _("This person is named above already."))
            elif holder.died_on is None:
                problem = _("No day of death of {name} is on record: record the death first.")
                self.add_error(name, problem.format(name=holder.name))
            elif died_on is not None and holder.died_on < died_on:
                self.add_error(name, _("This person died before the account could be inherited."))
            seen.add(holder)
            died_on = holder.died_on or died_on
        held_until = self.account.owner.died_on
        if died_on and held_until and held_until < died_on:
            problem = _("{name}, who holds it now, had died by then.")
            self.add_error("decedent", problem.format(name=self.account.owner.name))

    def _check_spouse(self, typed: dict[str, Any], decedent: Person | None) -> None:
        """Refuse a second spouse of the owner; the first beneficiary is who can be one."""
        first = typed.get(self.holders[0])
        here = first or self.account.owner
        field = "class_0" if first else "beneficiary_class"
        if decedent is None or typed.get(field) != "spouse":
            return
        for other in accounts_inherited_from(decedent):
            spouse = spouse_who_inherited(other)
            if spouse is not None and spouse != here.key:
                problem = _("By {account} the spouse was somebody else. Correct one of the two.")
                self.add_error(field, problem.format(account=f"{other}, {other.owner.name}"))
                return

    def save(self, actor: User) -> Account:
        """Say how the account was inherited."""
        return state_inheritance(
            actor=actor,
            account=self.account,
            revision=self.cleaned_data["revision"] or 0,
            facts=dict(self._facts()),
        )

    def _facts(self) -> Iterator[tuple[str, Any]]:
        """Yield what was typed as the household file says it; what is not known is left out."""
        typed, before = self.cleaned_data, self.account.inherited or {}
        yield "from", typed["decedent"].key
        if typed["beneficiary_class"]:
            yield "class", typed["beneficiary_class"]
        if typed["is_sole"]:
            yield "sole_beneficiary", typed["is_sole"] == "yes"
        yield from ((name, typed[name].isoformat()) for name in DAYS if typed[name])
        if typed["retired"]:
            year = typed["retired_in"]
            yield "decedent_first_year_retired", year if typed["retired"] == IN_A_YEAR else NEVER
        if typed["held_five_percent"]:
            yield "decedent_was_five_percent_owner", True
        if typed["is_all_roth"]:
            yield "whole_interest_is_roth", typed["is_all_roth"] == "yes"
        if typed["election"]:
            yield "election", typed["election"]
        if typed["came_from"]:
            yield "came_from", typed["came_from"]
        chain = [*self._chain(), *before.get("chain", [])[HOLDERS:]]
        if chain:
            yield "decedent_was", "beneficiary"
            yield "chain", chain

    def _chain(self) -> Iterator[dict[str, Any]]:
        for number, name in enumerate(self.holders):
            if holder := self.cleaned_data[name]:
                held = {"person": holder.key}
                known = self.cleaned_data[f"class_{number}"]
                yield held | {"class": known} if known else held


class DeathForm(InHouseholdForm):
    """The day somebody died, here and where the same person is on record elsewhere."""

    died_on = DayField(label=lazy("Date of death"))
    also = forms.MultipleChoiceField(
        label=lazy("On record elsewhere too"),
        help_text=lazy("By name and birth date the same person: the death is recorded there too"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    layout = ("died_on", "also")

    def __init__(self, *args: Any, person: Person, same: Sequence[Person], **options: Any) -> None:
        super().__init__(*args, household=person.household, row=person, **options)
        self.person = person
        self.same = {str(one.pk): one for one in same}
        if not same:
            del self.fields["also"]
            self.helper.layout = Layout("revision", "request_key", "died_on")
            return
        choices = [(key, one.household.name) for key, one in self.same.items()]
        self.fields["also"].choices = choices  # type: ignore[attr-defined]
        self.initial["also"] = list(self.same)

    def save(self, actor: User) -> Person:
        """Record the death."""
        return record_death(
            actor=actor,
            person=self.person,
            revision=self.cleaned_data["revision"] or 0,
            died_on=self.cleaned_data["died_on"],
            also=[self.same[key] for key in self.cleaned_data.get("also", ())],
        )


def _as_typed(account: Account, people: dict[str, Person]) -> dict[str, Any]:
    """Return what is on record as it would be typed."""
    facts: dict[str, Any] = account.inherited or {}
    typed: dict[str, Any] = {
        "beneficiary_class": facts.get("class", ""),
        "is_sole": _yes_no(facts.get("sole_beneficiary")),
        "is_all_roth": _yes_no(facts.get("whole_interest_is_roth")),
        "held_five_percent": facts.get("decedent_was_five_percent_owner", False),
        "election": facts.get("election") or "",
        "came_from": facts.get("came_from") or "",
        "decedent": people.get(facts.get("from", "")),
    }
    for name in DAYS:
        if day := facts.get(name):
            typed[name] = date.fromisoformat(day).strftime("%m/%d/%Y")
    retired = facts.get("decedent_first_year_retired")
    if retired == NEVER:
        typed["retired"] = NEVER
    elif retired is not None:
        typed |= {"retired": IN_A_YEAR, "retired_in": retired}
    for number, earlier in enumerate(facts.get("chain", [])[:HOLDERS]):
        typed[f"holder_{number}"] = people.get(earlier["person"])
        typed[f"class_{number}"] = earlier.get("class", "")
    return typed


def _yes_no(said: bool | None) -> str:
    return "" if said is None else "yes" if said else "no"


def _heading(text: str) -> HTML:
    return HTML(format_html('<h2 class="h3">{}</h2>', text))


def same_person(person: Person, households: QuerySet[Household]) -> list[Person]:
    """Return who is on record elsewhere with the same name and birth date, and lives there."""
    if person.born_on is None:
        return []
    elsewhere = Person.objects.filter(
        household__in=households.filter(archived_at=None),
        name__iexact=person.name,
        born_on=person.born_on,
        died_on=None,
        archived_at=None,
    )
    return list(elsewhere.exclude(household=person.household_id).select_related("household__firm"))
