"""All year-end balances of a household on one sheet, saved at once or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients import services
from clients.models import Account, Document, User, YearEndBalance
from clients.services import EditConflict
from planning.forms.documents import DocumentFileField
from planning.forms.fields import DollarsField

MOST_RELIABLE_FIRST = ["form_5498", "statement", "feed", "csv", "", "estimate"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One account on one December 31: the figure in use, if there is one."""

    account: Account
    year: int
    standing: YearEndBalance | None

    @property
    def name(self) -> str:
        """What the cell's fields are called after."""
        return f"{self.account.pk.hex}_{self.year}"


class BalancesForm(forms.Form):
    """A row for each account, a column for each December 31."""

    because = forms.CharField(
        label=lazy("Why, where a figure on record is corrected"), max_length=200, required=False
    )

    file = DocumentFileField(
        label=lazy("The document these figures are from (optional)"), required=False
    )

    def __init__(
        self, *args: Any, accounts: QuerySet[Account], years: list[int], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.years = years
        self.cells = [
            Cell(account, year, _in_use(account, year))
            for account in accounts.prefetch_related("balances")
            for year in years
        ]
        for cell in self.cells:
            self._add(cell)

    @property
    def sheet(self) -> Iterator[tuple[Account, list[dict[str, forms.BoundField]]]]:
        """The rows of the page: an account and its cells."""
        for start in range(0, len(self.cells), len(self.years)):
            row = self.cells[start : start + len(self.years)]
            yield row[0].account, [self._shown(cell) for cell in row]

    def clean(self) -> dict[str, Any]:
        """Refuse what would lose a figure, or its reason."""
        typed = super().clean() or {}
        for cell in self.cells:
            name = f"amount_{cell.name}"
            if name in self.errors or cell.standing is None:
                continue
            if typed.get(name) is None:
                self.add_error(name, _("A figure on record is corrected, not emptied."))
            elif self._is_correction(cell, typed) and not typed.get("because"):
                self.add_error("because", _("Say in a few words what was wrong."))
                return typed
        return typed

    def saved(self, actor: User) -> bool:
        """Save every cell that changed; False with the reasons among the errors."""
        if not self.is_valid():
            return False
        try:
            with transaction.atomic():
                document = self._kept_document(actor)
                for cell in self.cells:
                    if self.errors:  # nothing of this is saved, and nothing more can be asked
                        break
                    self._save(cell, actor, document)
        except EditConflict as conflict:
            self.add_error(None, str(conflict))
        return not self.errors

    def _kept_document(self, actor: User) -> Document | None:
        """Keep the file the figures are from; one that is refused keeps all from being saved."""
        upload = self.cleaned_data["file"]
        if not upload or not self.cells:
            return None
        household = self.cells[0].account.household
        try:
            return services.add_document(actor=actor, household=household, upload=upload)
        except ValidationError as refusal:
            transaction.set_rollback(True)
            self.add_error("file", refusal.messages)
            return None

    def _save(self, cell: Cell, actor: User, document: Document | None) -> None:
        amount = self.cleaned_data[f"amount_{cell.name}"]
        source = self.cleaned_data[f"source_{cell.name}"]
        if amount is None or not self._is_changed(cell):
            return
        try:
            if cell.standing is not None and cell.standing.source == source:
                services.correct_balance(
                    actor=actor,
                    balance=cell.standing,
                    revision=self.cleaned_data[f"revision_{cell.name}"] or 0,
                    amount=amount,
                    because=self.cleaned_data["because"],
                    document=document,
                )
            else:
                services.record_balance(
                    actor=actor,
                    account=cell.account,
                    year=cell.year,
                    amount=amount,
                    source=source,
                    document=document,
                )
        except ValidationError as refusal:
            transaction.set_rollback(True)
            self.add_error(f"amount_{cell.name}", refusal.messages)

    def _is_changed(self, cell: Cell) -> bool:
        typed, standing = self.cleaned_data, cell.standing
        before = (standing.amount, standing.source) if standing else (None, "")
        return (typed[f"amount_{cell.name}"], typed[f"source_{cell.name}"]) != before

    def _is_correction(self, cell: Cell, typed: dict[str, Any]) -> bool:
        standing = cell.standing
        return (
            standing is not None
            and standing.source == typed.get(f"source_{cell.name}")
            and standing.amount != typed.get(f"amount_{cell.name}")
        )

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
            initial=standing.source if standing else "",
        )
        amount.widget.attrs["class"] = "form-control"
        source.widget.attrs["class"] = "form-select"
        self.fields[f"amount_{cell.name}"] = amount
        self.fields[f"source_{cell.name}"] = source
        self.fields[f"revision_{cell.name}"] = forms.IntegerField(
            required=False,
            widget=forms.HiddenInput,
            initial=standing.revision if standing else None,
        )

    def _shown(self, cell: Cell) -> dict[str, forms.BoundField]:
        return {part: self[f"{part}_{cell.name}"] for part in ("amount", "source", "revision")}


def _in_use(account: Account, year: int) -> YearEndBalance | None:
    standing = [b for b in account.balances.all() if b.year == year and b.withdrawn_at is None]
    return min(standing, key=lambda b: MOST_RELIABLE_FIRST.index(b.source), default=None)
