"""Year-end balances of many accounts on one sheet, saved at once or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Account, Custodian, Document, Firm, Team, User, YearEndBalance
from clients.services import (
    BalancesRefusedError,
    NewBalance,
    add_document,
    record_balances,
)
from clients.stored_files import all_or_nothing
from planning.forms.documents import DocumentFileField
from planning.forms.fields import DollarsField

MOST_RELIABLE_FIRST = ["form_5498", "statement", "feed", "csv", "", "estimate"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One account on one December 31: what is on record, and what the page showed."""

    account: Account
    year: int
    standing: YearEndBalance | None

    @property
    def name(self) -> str:
        """What the cell's fields are called after."""
        return f"{self.account.pk.hex}_{self.year}"

    def seen(self, mark: str) -> YearEndBalance | None:
        """Return the figure a page showed, with the revision it then had."""
        key, _colon, revision = mark.partition(":")
        for balance in self.account.balances.all():
            if str(balance.pk) == key and balance.year == self.year and revision.isdecimal():
                shown = copy(balance)
                shown.revision = int(revision[:9])
                return shown
        return None


class BalancesForm(forms.Form):
    """A row for each account, a column for each December 31. Only cells that were changed are
    saved; each carries the figure it began with, so that nobody's is overwritten unseen."""

    because = forms.CharField(
        label=lazy("Why, where a figure on record is corrected"), max_length=200, required=False
    )

    def __init__(
        self,
        *args: Any,
        firm: Firm,
        accounts: QuerySet[Account],
        years: list[int],
        usual_source: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.firm, self.years, self.usual_source = firm, years, usual_source
        self.recorded = 0
        self.cells = [
            Cell(account, year, in_use(account, year))
            for account in accounts.prefetch_related("balances")
            for year in years
        ]
        for cell in self.cells:
            self._add(cell)

    @property
    def sheet(self) -> Iterator[tuple[Account, list[dict[str, Any]]]]:
        """The rows of the page: an account and its cells."""
        for start in range(0, len(self.cells), len(self.years)):
            row = self.cells[start : start + len(self.years)]
            yield row[0].account, [self._shown(cell) for cell in row]

    def clean(self) -> dict[str, Any]:
        """Refuse what would lose a figure, or its reason."""
        typed = super().clean() or {}
        for cell in self.cells:
            name = f"amount_{cell.name}"
            seen = self._seen(cell)
            if name in self.errors or seen is None or not self._is_changed(cell):
                continue
            if typed.get(name) is None:
                self.add_error(name, _("A figure on record is corrected, not emptied."))
            elif seen.source == typed.get(f"source_{cell.name}") and not typed.get("because"):
                self.add_error("because", _("Say in a few words what was wrong."))
                return typed
        return typed

    def saved(self, actor: User) -> bool:
        """Save every cell that was changed; False with the reasons beside the cells."""
        if not self.is_valid():
            return False
        changed = [cell for cell in self.cells if self._is_changed(cell)]
        try:
            with all_or_nothing():
                document = self.kept_document(actor)
                if not self.errors:
                    entries = [self._entry(cell, document) for cell in changed]
                    self.recorded = record_balances(actor=actor, firm=self.firm, entries=entries)
        except BalancesRefusedError as refusal:
            for place, reason in refusal.reasons.items():
                self.add_error(f"amount_{changed[place].name}", reason)
            if not refusal.reasons:
                self.add_error(None, str(refusal))
        return not self.errors

    def kept_document(self, actor: User) -> Document | None:
        """Keep the document the figures are from; a sheet of many households has none."""
        return None

    def _entry(self, cell: Cell, document: Document | None) -> NewBalance:
        seen = self._seen(cell)
        source = self.cleaned_data[f"source_{cell.name}"]
        return NewBalance(
            account=cell.account,
            year=cell.year,
            amount=self.cleaned_data[f"amount_{cell.name}"],
            source=source,
            replaces=seen if seen is not None and seen.source == source else None,
            because=self.cleaned_data["because"],
            document=document,
        )

    def _seen(self, cell: Cell) -> YearEndBalance | None:
        return cell.seen(self.cleaned_data.get(f"seen_{cell.name}", ""))

    def _is_changed(self, cell: Cell) -> bool:
        amount = self.cleaned_data.get(f"amount_{cell.name}")
        seen = self._seen(cell)
        if seen is None:
            return amount is not None
        return (amount, self.cleaned_data.get(f"source_{cell.name}")) != (seen.amount, seen.source)

    def _add(self, cell: Cell) -> None:
        standing = cell.standing
        what = {"account": cell.account, "year": cell.year}
        amount = DollarsField(
            label=_("{account}, December 31, {year}").format(**what),
            required=False,
            initial=f"{standing.amount:,.2f}" if standing else None,
        )
        source = forms.ChoiceField(
            label=_("Source of {account}, {year}").format(**what),
            required=False,
            choices=YearEndBalance.Source.choices,
            initial=standing.source if standing else self.usual_source,
        )
        amount.widget.attrs["class"] = "form-control"
        source.widget.attrs["class"] = "form-select"
        self.fields[f"amount_{cell.name}"] = amount
        self.fields[f"source_{cell.name}"] = source
        self.fields[f"seen_{cell.name}"] = forms.CharField(
            required=False,
            max_length=60,
            widget=forms.HiddenInput,
            initial=f"{standing.pk}:{standing.revision}" if standing else "",
        )

    def _shown(self, cell: Cell) -> dict[str, Any]:
        fields = {part: self[f"{part}_{cell.name}"] for part in ("amount", "source", "seen")}
        return {**fields, "year": cell.year, "before": in_use(cell.account, cell.year - 1)}


class HouseholdBalancesForm(BalancesForm):
    """The sheet of one household, with the document its figures are from."""

    file = DocumentFileField(
        label=lazy("The document these figures are from (optional)"), required=False
    )

    def kept_document(self, actor: User) -> Document | None:
        """Keep the file; one that is refused keeps all from being saved."""
        upload = self.cleaned_data["file"]
        if not upload or not self.cells:
            return None
        household = self.cells[0].account.household
        try:
            return add_document(actor=actor, household=household, upload=upload)
        except ValidationError as refusal:
            transaction.set_rollback(True)
            self.add_error("file", refusal.messages)
            return None


class SheetFilterForm(forms.Form):
    """Which accounts of the book are on the sheet; what is not understood narrows nothing."""

    q = forms.CharField(
        label=lazy("Household or person"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    year = forms.TypedChoiceField(label=lazy("December 31 of"), coerce=int, required=False)
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        label=lazy("Team"), queryset=None, required=False, empty_label=lazy("All teams")
    )
    custodian: forms.ModelChoiceField[Custodian] = forms.ModelChoiceField(
        label=lazy("Custodian"), queryset=None, required=False, empty_label=lazy("All custodians")
    )
    show = forms.ChoiceField(
        label=lazy("Show"),
        required=False,
        choices=[("", lazy("All accounts")), ("missing", lazy("Balance missing only"))],
    )
    source = forms.ChoiceField(
        label=lazy("Source of what I type"),
        required=False,
        choices=YearEndBalance.Source.choices,
    )

    def __init__(
        self,
        *args: Any,
        teams: QuerySet[Team],
        custodians: QuerySet[Custodian],
        years: Sequence[tuple[int, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["custodian"].queryset = custodians  # type: ignore[attr-defined]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def asked(self) -> dict[str, Any]:
        """Return the questions that were understood."""
        self.is_valid()
        return self.cleaned_data


def in_use(account: Account, year: int) -> YearEndBalance | None:
    """Return the figure that is used for a December 31: of several, the most reliable."""
    standing = [b for b in account.balances.all() if b.year == year and b.withdrawn_at is None]
    return min(standing, key=lambda b: MOST_RELIABLE_FIRST.index(b.source), default=None)
