"""What is known of an inherited account, what was found, and what must be asked?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from planning.engine.household import Account, Household, Inheritance, Person
from planning.engine.law import BeneficiaryLaw, KindRules, Law
from planning.engine.rmd.inherited.results import Finding, Note


class OpenQuestion(Exception):
    """A fact decides and is missing, or facts contradict each other."""

    def __init__(self, code: str, missing: tuple[str, ...], numbers: dict[str, object]) -> None:
        """Keep which sentence asks it, the facts to enter, and the numbers of the sentence."""
        super().__init__(code)
        self.code = code
        self.missing = missing
        self.numbers = numbers


@dataclass(slots=True, kw_only=True)
class Inquiry:
    """The facts of one account, and the path of the decision as it is made."""

    account: Account
    inheritance: Inheritance
    household: Household
    law: Law
    path: list[Finding] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def kind(self) -> KindRules:
        """What the law says of the kind of account."""
        return self.law.account_kinds[self.account.kind]

    @property
    def rules(self) -> BeneficiaryLaw:
        """What the law says of beneficiaries."""
        return self.law.beneficiaries

    def person(self, person_id: str) -> Person:
        """Return a person of the household."""
        return next(person for person in self.household.people if person.id == person_id)

    def fact(self, name: str) -> str:
        """Return where the household file has a fact of the inheritance."""
        return f"accounts.{self.account.id}.inherited.{name}"

    def find(
        self, code: str, value: object, citation: str | None = None, **numbers: object
    ) -> None:
        """Write down one step of the decision."""
        self.path.append(Finding(code=code, value=value, numbers=numbers, citation=citation))

    def note(self, code: str, **numbers: object) -> None:
        """Write down what a reader must know."""
        self.notes.append(Note(code=code, numbers=numbers))

    def ask(self, code: str, *missing: str, **numbers: object) -> NoReturn:
        """Stop, and ask for what decides."""
        raise OpenQuestion(code, missing, numbers)
