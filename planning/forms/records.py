"""How households, people and accounts are typed. Each form saves itself whole or not at all."""

from __future__ import annotations

from abc import abstractmethod
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.bootstrap import AppendedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.forms.once import OnceForm
from clients.models import (
    Account,
    AccountType,
    Beneficiary,
    Custodian,
    Fact,
    Firm,
    Household,
    Language,
    Marriage,
    Person,
    Team,
    User,
)
from clients.services import accounts, households
from clients.services.editing import EditConflict
from clients.services.once import once
from clients.today import today_of
from planning.forms.earlier_incomes import EarlierIncomes
from planning.forms.fields import DayField

YES_NO_UNKNOWN = [("", lazy("Not known")), ("yes", lazy("Yes")), ("no", lazy("No"))]
UNKNOWN = {"": None, "yes": True, "no": False}
KNOWN = {None: "", True: "yes", False: "no"}
AS_TYPED = "%m/%d/%Y"


class RecordForm(OnceForm):
    """A form about one row. It carries the revision it was opened at, so that nobody's change
    is overwritten unseen."""

    layout: ClassVar[tuple[Any, ...]] = ()
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Fact | None = None, **options: Any) -> None:
        self.row = row
        if row is not None:
            names = [name for name in self.base_fields if hasattr(row, name)]
            options["initial"] = {name: as_typed(getattr(row, name)) for name in names}
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("revision", "request_key", *self.layout)

    def saved(self, actor: User) -> Any:
        """Save, and return the row; None with the reasons among the errors."""
        if not self.is_valid():
            return None
        try:
            return once(self.firm, self.sending, lambda: self.save(actor))
        except EditConflict as conflict:
            self.add_error(None, str(conflict))
        except ValidationError as refusal:
            self._say(refusal)
        return None

    @property
    @abstractmethod
    def firm(self) -> Firm:
        """Whose row it is."""

    @abstractmethod
    def save(self, actor: User) -> Any:
        """Write what was typed."""

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, without what the page carried."""
        carried = {"revision", "request_key"}
        return {name: value for name, value in self.cleaned_data.items() if name not in carried}

    def _say(self, refusal: ValidationError) -> None:
        """Put each sentence beside its field, or above all where the field is not on the page."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class HouseholdRecordForm(RecordForm):
    """A household's name, and who looks after it."""

    name = forms.CharField(label=lazy("Name of the household"), max_length=150)
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(label=lazy("Team"), queryset=None)
    state = forms.CharField(
        label=lazy("State (optional)"),
        max_length=2,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "NY", "autocomplete": "off"}),
    )
    records_begin_on = DayField(
        label=lazy("Payments are on record from (optional)"),
        help_text=lazy(
            "What was due before may have been taken elsewhere: it is asked about, not taken for "
            "missed. Empty: every payment is on record"
        ),
        required=False,
    )
    layout = ("name", Div("team", "state", css_class="fields"), "records_begin_on")

    def __init__(self, *args: Any, teams: QuerySet[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["team"].empty_label = None  # type: ignore[attr-defined]

    @property
    def firm(self) -> Firm:
        """The firm of the team."""
        firm: Firm = self.cleaned_data["team"].firm
        return firm

    def clean_state(self) -> str:
        """Write a state as its two capitals."""
        return str(self.cleaned_data["state"]).upper()

    def save(self, actor: User) -> Household:
        """Begin the household, or change it."""
        if isinstance(self.row, Household):
            revision = self.cleaned_data["revision"] or 0
            return households.change_household(
                actor=actor, household=self.row, revision=revision, **self.values
            )
        return households.create_household(actor=actor, **self.values)


class InHouseholdForm(RecordForm):
    """A form about a row of one household."""

    def __init__(self, *args: Any, household: Household, **options: Any) -> None:
        super().__init__(*args, **options)
        self.household = household

    @property
    def firm(self) -> Firm:
        """The firm of the household."""
        return self.household.firm


class PersonForm(InHouseholdForm):
    """One person of a household, or somebody named to inherit."""

    name = forms.CharField(label=lazy("Name"), max_length=150)
    born_on = DayField(label=lazy("Birth date"), required=False)
    died_on = DayField(label=lazy("Date of death"), required=False)
    retired_on = DayField(label=lazy("Retired on"), required=False)
    plan_to_age = forms.IntegerField(
        label=lazy("Plan to age"), required=False, min_value=1, max_value=120
    )
    has_part_b = forms.TypedChoiceField(
        label=lazy("Has Medicare Part B"),
        choices=YES_NO_UNKNOWN,
        coerce=UNKNOWN.get,
        empty_value=None,
        required=False,
    )
    is_blind = forms.BooleanField(label=lazy("Blind, as the tax law has it"), required=False)
    language = forms.TypedChoiceField(
        label=lazy("Letters, plans and portal in"),
        choices=Language.choices,
        required=False,
        empty_value=Language.ENGLISH,
    )
    is_member = forms.BooleanField(
        label=lazy("Member of the household"),
        help_text=lazy("Not for somebody who is only named to inherit"),
        required=False,
        initial=True,
    )
    layout = (
        "name",
        Div("born_on", "died_on", css_class="fields"),
        Div("retired_on", "plan_to_age", css_class="fields"),
        Div("has_part_b", "language", css_class="fields"),
        "is_blind",
        "is_member",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["has_part_b"] = KNOWN[self.initial.get("has_part_b")]
        standing = self.row.own_magi if isinstance(self.row, Person) else {}
        self.earlier = EarlierIncomes(self, standing, today_of(self.household.firm))
        self.helper.layout.append(
            self.earlier.part(
                _("Income of returns filed without a spouse, for Medicare"),
                _(
                    "Adjusted gross income with tax-exempt interest, of years in which this person "
                    "filed alone while the household’s return was another. Empty: none"
                ),
            )
        )

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, under the names of the row."""
        typed = super().values
        return {"own_magi": self.earlier.taken_from(typed), **typed}

    def save(self, actor: User) -> Person:
        """Add the person, or change what is known."""
        if isinstance(self.row, Person):
            revision = self.cleaned_data["revision"] or 0
            return households.change_person(
                actor=actor, person=self.row, revision=revision, **self.values
            )
        return households.add_person(actor=actor, household=self.household, **self.values)


class MarriageForm(InHouseholdForm):
    """Who is married to whom, and since when."""

    one: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=lazy("One spouse"), queryset=None, empty_label=lazy("Choose")
    )
    other: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=lazy("The other spouse"), queryset=None, empty_label=lazy("Choose")
    )
    from_on = DayField(label=lazy("Married on"), required=False)
    to_on = DayField(label=lazy("Divorced on"), required=False)
    layout = (
        Div("one", "other", css_class="fields"),
        Div("from_on", "to_on", css_class="fields"),
    )

    def __init__(self, *args: Any, household: Household, **options: Any) -> None:
        super().__init__(*args, household=household, **options)
        for name in ("one", "other"):
            self.fields[name].queryset = household.people.all()  # type: ignore[attr-defined]

    def save(self, actor: User) -> Marriage:
        """Marry the two, or correct the marriage."""
        if isinstance(self.row, Marriage):
            revision = self.cleaned_data["revision"] or 0
            return households.change_marriage(
                actor=actor,
                marriage=self.row,
                revision=revision,
                **self.values,
            )
        return households.add_marriage(actor=actor, household=self.household, **self.values)


class AccountForm(InHouseholdForm):
    """One account, and what the law asks about the plan it may belong to."""

    owner: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=lazy("Owner"), queryset=None
    )
    kind = forms.ChoiceField(label=lazy("Kind"), choices=AccountType.choices)
    name = forms.CharField(label=lazy("Name (optional)"), max_length=150, required=False)
    number_last4 = forms.CharField(
        label=lazy("Last four of the number"), max_length=4, required=False
    )
    custodian: forms.ModelChoiceField[Custodian] = forms.ModelChoiceField(
        label=lazy("Custodian"), queryset=None, required=False, empty_label=lazy("Not known")
    )
    opened_on = DayField(
        label=lazy("Opened on (optional)"),
        help_text=lazy("No balance or payment from before is taken"),
        required=False,
    )
    has_plan = forms.BooleanField(
        label=lazy("An employer's plan, and what follows is known"), required=False
    )
    employer = forms.CharField(label=lazy("Employer"), max_length=150, required=False)
    is_still_employed = forms.BooleanField(label=lazy("Still works there"), required=False)
    separated_on = DayField(label=lazy("Left the employer on"), required=False)
    is_five_percent_owner = forms.TypedChoiceField(
        label=lazy("Owns more than 5% of it"),
        choices=YES_NO_UNKNOWN,
        coerce=UNKNOWN.get,
        empty_value=None,
        required=False,
    )
    delays_while_working = forms.TypedChoiceField(
        label=lazy("The plan lets people who work wait"),
        choices=YES_NO_UNKNOWN,
        coerce=UNKNOWN.get,
        empty_value=None,
        required=False,
    )
    layout = (
        Div("owner", "kind", css_class="fields"),
        Div("name", "number_last4", css_class="fields"),
        Div("custodian", "opened_on", css_class="fields"),
        "has_plan",
        Div(
            Div("employer", "separated_on", css_class="fields"),
            Field("is_still_employed"),
            Div("is_five_percent_owner", "delays_while_working", css_class="fields"),
            css_class="plan-facts",
        ),
    )

    def __init__(self, *args: Any, household: Household, **options: Any) -> None:
        super().__init__(*args, household=household, **options)
        self.fields["owner"].queryset = household.people.all()  # type: ignore[attr-defined]
        self.fields["owner"].empty_label = None  # type: ignore[attr-defined]
        for name in ("is_five_percent_owner", "delays_while_working"):
            self.initial[name] = KNOWN[self.initial.get(name)]
        self.fields["custodian"].queryset = Custodian.objects.filter(  # type: ignore[attr-defined]
            firm=household.firm_id
        )

    def clean(self) -> dict[str, Any]:
        """Refuse plan facts that would be lost."""
        typed = super().clean() or {}
        about_plan = ("employer", "separated_on", "is_still_employed", "is_five_percent_owner")
        if not typed.get("has_plan") and any(typed.get(name) for name in about_plan):
            self.add_error("has_plan", _("Tick this, or leave the questions about the plan empty."))
        return typed

    def save(self, actor: User) -> Account:
        """Add the account, or change what is known of it."""
        if isinstance(self.row, Account):
            revision = self.cleaned_data["revision"] or 0
            return accounts.change_account(
                actor=actor, account=self.row, revision=revision, **self.values
            )
        return accounts.add_account(actor=actor, household=self.household, **self.values)


class BeneficiaryForm(InHouseholdForm):
    """One line of an account's designation: a person on record, or an entity."""

    person: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=lazy("Person"), queryset=None, required=False, empty_label=lazy("Not a person")
    )
    entity = forms.CharField(label=lazy("Or an entity"), max_length=150, required=False)
    entity_kind = forms.ChoiceField(
        label=lazy("Kind of entity"),
        choices=[("", "\N{EN DASH}"), *Beneficiary.Entity.choices],
        required=False,
    )
    percent = forms.DecimalField(
        label=lazy("Share"),
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=6,
        initial=100,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    is_contingent = forms.BooleanField(label=lazy("Contingent"), required=False)
    from_on = DayField(label=lazy("Named on"), required=False)
    to_on = DayField(label=lazy("Until"), required=False)
    layout = (
        "person",
        Div("entity", "entity_kind", css_class="fields"),
        AppendedText("percent", "%"),
        "is_contingent",
        Div("from_on", "to_on", css_class="fields"),
    )

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        super().__init__(*args, household=account.household, **options)
        self.account = account
        self.fields["person"].queryset = account.household.people.all()  # type: ignore[attr-defined]
        if isinstance(self.row, Beneficiary):
            self.initial["percent"] = f"{(self.row.share * 100).normalize():f}"

    def clean(self) -> dict[str, Any]:
        """Name one of the two, a person or an entity."""
        typed = super().clean() or {}
        if bool(typed.get("person")) == bool(typed.get("entity")):
            self.add_error("person", _("Choose a person or name an entity, one of the two."))
        return typed

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, the share as a fraction."""
        values = super().values
        return values | {"share": values.pop("percent") / 100}

    def save(self, actor: User) -> Beneficiary:
        """Add the line, or correct it."""
        if isinstance(self.row, Beneficiary):
            revision = self.cleaned_data["revision"] or 0
            return accounts.change_beneficiary(
                actor=actor, beneficiary=self.row, revision=revision, **self.values
            )
        return accounts.add_beneficiary(actor=actor, account=self.account, **self.values)


def as_typed(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    return value.strftime(AS_TYPED) if hasattr(value, "strftime") else value
