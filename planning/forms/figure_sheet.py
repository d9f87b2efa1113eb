"""The custodians' own figures of a household's accounts for a year, typed one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Account
from planning.forms.fields import DollarsField
from planning.models import CustodianFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """An account, what we require of it and the figure that stands; either may be None."""

    account: Account
    ours: Decimal | None
    standing: CustodianFigure | None

    @property
    def difference(self) -> Decimal | None:
        """How much more the custodian asks for."""
        if self.standing is None or self.ours is None or self.standing.amount == self.ours:
            return None
        difference: Decimal = self.standing.amount - self.ours
        return difference


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFigure:
    """What somebody typed for an account; `seen` is the figure the page showed, id and revision."""

    account: Account
    year: int
    amount: Decimal | None  # None: the figure on record is withdrawn
    source: str
    seen: str
    because: str


class FigureSheetForm(forms.Form):
    """A field for each account. Only what was changed is saved, all of it or nothing; each
    carries the figure it began with, so that nobody's is overwritten unseen."""

    source = forms.CharField(
        label=lazy("Where the figures stand (optional)"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    because = forms.CharField(
        label=lazy("Why, where a figure on record is corrected"), max_length=200, required=False
    )

    def __init__(self, *args: Any, rows: Sequence[FigureRow], year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows, self.year = rows, year
        self.has_standing = any(row.standing for row in rows)
        for row in rows:
            self._add(row)
        for name in ("source", "because"):
            self.fields[name].widget.attrs["class"] = "form-control"

    @property
    def sheet(self) -> Iterator[tuple[FigureRow, Any, Any]]:
        """The rows of the page: an account with its field and the mark of what it showed."""
        for row in self.rows:
            name = row.account.pk.hex
            yield row, self[f"amount_{name}"], self[f"seen_{name}"]

    def clean(self) -> dict[str, Any]:
        """Ask why a figure on record is corrected or withdrawn."""
        typed = super().clean() or {}
        corrected = [row for row in self._changed() if self._mark(row)]
        if corrected and not typed.get("because"):
            self.add_error("because", _("Say in a few words what was wrong."))
        return typed

    @property
    def typed(self) -> list[TypedFigure]:
        """What was changed."""
        return [
            TypedFigure(
                account=row.account,
                year=self.year,
                amount=self.cleaned_data[f"amount_{row.account.pk.hex}"],
                source=self.cleaned_data["source"],
                seen=self._mark(row),
                because=self.cleaned_data["because"],
            )
            for row in self._changed()
        ]

    def say(self, reasons: Mapping[UUID, list[str]]) -> None:
        """Put each refusal beside its account's field."""
        for account, sentences in reasons.items():
            self.add_error(f"amount_{account.hex}", sentences)

    def _changed(self) -> list[FigureRow]:
        return [row for row in self.rows if f"amount_{row.account.pk.hex}" in self.changed_data]

    def _mark(self, row: FigureRow) -> str:
        return str(self.cleaned_data.get(f"seen_{row.account.pk.hex}") or "")

    def _add(self, row: FigureRow) -> None:
        name, standing = row.account.pk.hex, row.standing
        amount = DollarsField(
            label=_("The custodian's figure of {account}").format(account=row.account),
            required=False,
            initial=standing.amount if standing else None,
        )
        amount.widget.attrs["class"] = "form-control"
        self.fields[f"amount_{name}"] = amount
        self.fields[f"seen_{name}"] = forms.CharField(
            required=False,
            max_length=60,
            widget=forms.HiddenInput,
            initial=f"{standing.pk}:{standing.revision}" if standing else "",
        )
