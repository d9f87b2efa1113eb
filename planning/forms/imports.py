"""How a custodian's file is sent, and what is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import BalanceFile, Custodian
from planning.forms.fields import DayField

YEARS_OFFERED = 5
YEAR = lazy("December 31 of")


def year_choices(today: date) -> list[tuple[int, str]]:
    """Return the years whose December 31 is over, the last one first."""
    return [(year, str(year)) for year in range(today.year - 1, today.year - 1 - YEARS_OFFERED, -1)]


class ImportForm(forms.Form):
    """A form of the import, set by crispy without a form tag of its own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class UploadForm(ImportForm):
    """The file, and what it is about."""

    file = forms.FileField(
        label=lazy("CSV file of the custodian"),
        help_text=lazy("At most 5 MB and 20,000 rows"),
        error_messages={
            "required": lazy("Choose the CSV file first."),
            "empty": lazy("This file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    year = forms.TypedChoiceField(label=YEAR, coerce=int)
    custodian: forms.ModelChoiceField[Custodian] = forms.ModelChoiceField(
        label=lazy("Custodian"), queryset=None, required=False, empty_label=lazy("As the file says")
    )

    def __init__(
        self, *args: Any, custodians: QuerySet[Custodian], today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = year_choices(today)  # type: ignore[attr-defined]
        self.fields["custodian"].queryset = custodians  # type: ignore[attr-defined]
        self.helper.layout = Layout(Div("year", "custodian", css_class="fields"), "file")


class AnswersForm(ImportForm):
    """Of what day the figures are, where the file does not say."""

    year = forms.TypedChoiceField(label=YEAR, coerce=int)
    as_of = DayField(
        label=lazy("Figures are of (if the file does not say)"),
        required=False,
    )
    keeps_estimates = forms.BooleanField(
        label=lazy("Keep figures of another day as estimates"), required=False
    )

    def __init__(self, *args: Any, file: BalanceFile, today: date, **options: Any) -> None:
        as_of = file.asserted_as_of
        options["initial"] = {
            "year": file.year,
            "as_of": f"{as_of:%m/%d/%Y}" if as_of else "",
            "keeps_estimates": file.keeps_estimates,
        }
        super().__init__(*args, **options)
        self.today = today
        offered = dict([*year_choices(today), (file.year, str(file.year))])
        self.fields["year"].choices = sorted(offered.items(), reverse=True)  # type: ignore[attr-defined]
        self.helper.layout = Layout(Div("year", "as_of", css_class="fields"), "keeps_estimates")

    def clean_as_of(self) -> date | None:
        """Figures of a day to come are none."""
        as_of: date | None = self.cleaned_data["as_of"]
        if as_of is not None and as_of > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return as_of


class ColumnsForm(ImportForm):
    """Which column says what, in a table nobody has explained before."""

    account = forms.ChoiceField(label=lazy("Account number"))
    balance = forms.ChoiceField(label=lazy("Balance or value"))
    day = forms.ChoiceField(label=lazy("Date of the balance"), required=False)
    name = forms.ChoiceField(label=lazy("Name of the account or person"), required=False)
    is_of_holdings = forms.TypedChoiceField(
        label=lazy("Each row is"),
        coerce=lambda value: value == "yes",
        choices=[
            ("no", lazy("an account with its balance")),
            ("yes", lazy("a holding: add up the rows of an account")),
        ],
        widget=forms.RadioSelect,
        initial="no",
    )
    remember = forms.BooleanField(
        label=lazy("Read files with these headings in the same way from now on"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, headings: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(heading, heading) for heading in dict.fromkeys(headings) if heading]
        for name, none in (
            ("account", _("Choose the column")),
            ("balance", _("Choose the column")),
            ("day", _("No column")),
            ("name", _("No column")),
        ):
            self.fields[name].choices = [("", none), *choices]  # type: ignore[attr-defined]
        self.helper.layout = Layout(
            Div("account", "balance", "day", "name", css_class="fields"),
            "is_of_holdings",
            "remember",
        )

    def clean(self) -> dict[str, Any]:
        """One column has one meaning."""
        typed = super().clean() or {}
        taken: set[str] = set()
        for name in ("account", "balance", "day", "name"):
            heading = typed.get(name)
            if heading and heading in taken:
                self.add_error(name, _("This column is chosen above already."))
            taken.add(heading or "")
        return typed

    @property
    def columns(self) -> dict[str, Any]:
        """What was chosen, as it is saved."""
        return {name: value for name, value in self.cleaned_data.items() if name != "remember"}


def choices_made(
    posted: QueryDict, shown: Mapping[str, list[str]]
) -> tuple[dict[str, str | None], dict[str, bool]]:
    """Return the accounts picked and the lines taken on a page.

    `shown` holds the lines of the page and the ids each may be picked for; nothing else counts.
    """
    picks: dict[str, str | None] = {}
    taken = {}
    for key, allowed in shown.items():
        if (picked := posted.get(f"pick_{key}")) is not None:
            picks[key] = picked if picked in allowed else None
        if f"differs_{key}" in posted:
            taken[key] = posted.get(f"take_{key}") == "yes"
    return picks, taken
