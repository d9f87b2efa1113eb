"""How is told what a tax year waits for, and what must be known of it?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse

from clients.models import Account, Household
from planning.engine import household as engine
from planning.engine.money import to_cents
from planning.engine.tax_year import Missing, Note
from planning.engine.tax_year.year import one
from planning.tax_catalogue import CAVEATS, MISSING, NOTES
from planning.wording import account_text, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """What is missing, and where it is typed."""

    text: str
    address: str


def note_line(note: Note) -> dict[str, str]:
    """Return a note in words, with where it is written."""
    words = NOTES.get(note.code) or CAVEATS[note.code]
    return {"text": sentence(words, note.numbers), "citation": note.citation}


def money(figure: Any) -> Decimal:
    """Return the figure of a return that is alone in its batch, to the cent."""
    return to_cents(Decimal(repr(one(figure))))


class Places:
    """Where what is missing is typed."""

    def __init__(self, household: Household, known: engine.Household) -> None:
        """Know everybody by name; rows are looked up when they are needed."""
        self.household = household
        self.known = known
        self.people = {person.id: person.name for person in known.people}
        self.accounts = {account.id: account_text(account) for account in known.accounts}
        self.rows: dict[str, UUID] | None = None

    def of(self, missing: Missing) -> MissingLine:
        """Say what is missing, with the page to type it on."""
        numbers = {
            "person": self.people.get(missing.person or "", ""),
            "account": self.accounts.get(missing.account or "", ""),
            **missing.numbers,
        }
        text = sentence(MISSING[missing.code], numbers)
        return MissingLine(text=text, address=self._address(missing))

    def _address(self, missing: Missing) -> str:
        here = [self.household.pk]
        match missing.code:
            case "prior_magi" | "yield_dividends" | "yield_interest":
                return reverse("planning:tax_facts", args=here)
            case "allocation" | "annuity_basis" | "roth_clock" | "roth_basis":
                return reverse("planning:account_taxes", args=[self._row(missing.account)])
            case "income_amount" | "benefit_start" | "benefit_amount":
                return reverse("planning:edit_income", args=[self._income(missing)])
            case "account_value":
                return reverse("planning:balances", args=here)
            case "birth_date" | "own_prior_magi":
                return reverse("planning:edit_person", args=[self._person(missing.person)])
            case _:
                return reverse("planning:household", args=here)

    def _income(self, missing: Missing) -> UUID:
        kind = missing.fact.split(".")[1]  # incomes.<kind>.<key>
        standing = self.household.incomes.filter(withdrawn_at=None, kind=kind)
        return standing.filter(person__key=str(missing.person)).latest("created_at").pk

    def _person(self, key: str | None) -> UUID:
        return self.household.people.get(key=str(key)).pk

    def _row(self, key: str | None) -> UUID:
        if self.rows is None:
            rows = Account.objects.filter(household=self.household)
            self.rows = dict(rows.values_list("key", "pk"))
        return self.rows[str(key)]
