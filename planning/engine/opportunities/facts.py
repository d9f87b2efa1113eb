"""What is known of one return: its year, what its people hold, what the figures rest on?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from planning.engine.household import Account, AccountKind, Person
from planning.engine.law import Law, LifeTable
from planning.engine.money import ZERO
from planning.engine.opportunities.curve import Return
from planning.engine.opportunities.results import Case, Sureness
from planning.engine.rmd.applicable_age import age_attained, first_year_by_age
from planning.engine.tax.units import TaxUnits
from planning.engine.tax_year import Standing, TaxYear, tax_year
from planning.engine.tax_year.accounts import IRAS, PLANS

STILL_REQUIRED = ("ira_required", "plan_required")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFacts:
    """One return of a household in the year that is looked at."""

    case: Case
    law: Law
    now: TaxYear

    @property
    def head(self) -> str:
        """Whose return it is."""
        return self.now.filing.head.id

    @property
    def people(self) -> tuple[Person, ...]:
        """Who is on it and lives."""
        return tuple(one for one in self.now.filing.people if one.died_on is None)

    @property
    def sureness(self) -> Sureness:
        """Whether all of the year's income is on record."""
        standings = {source.standing for source in self.now.sources}
        return Sureness.RECORDED if standings <= {Standing.RECORDED} else Sureness.ESTIMATED

    def ahead(self, year: int) -> TaxYear:
        """Return the same return in a later year, from what is known today."""
        case = self.case
        return tax_year(case.household, case.facts, self.law, year, of=self.head)

    def pretax(self, person: Person) -> list[Account]:
        """Return somebody's own accounts whose money was never taxed."""
        return [
            account
            for account in self.case.household.accounts
            if account.owner == person.id
            and not account.is_inherited
            and account.kind in IRAS | PLANS - {AccountKind.DEFINED_BENEFIT}
        ]

    def held(self, person: Person) -> Decimal:
        """Return what is left of somebody's pre-tax money after what leaves in the year."""
        accounts = {account.id for account in self.pretax(person)}
        before = sum((value_of(account, self.now.year) for account in self.pretax(person)), ZERO)
        gone = sum(
            (
                payment.amount
                for payment in self.case.household.distributions
                if payment.account in accounts and payment.paid_on.year == self.now.year
            ),
            ZERO,
        )
        return max(before - gone - self.still_required(person, self.now), ZERO)

    def still_required(self, person: Person, of: TaxYear, *, only_own: bool = True) -> Decimal:
        """Return what somebody must still take in a year, of own accounts or of all."""
        return sum((gross for gross, _taxable in self._required(person, of, only_own)), ZERO)

    def required_income(self, person: Person, of: TaxYear, *, only_own: bool = True) -> Decimal:
        """Return what of that is income."""
        return sum((taxable for _gross, taxable in self._required(person, of, only_own)), ZERO)

    def _required(
        self, person: Person, of: TaxYear, only_own: bool
    ) -> Iterator[tuple[Decimal, Decimal]]:
        accounts = self.case.household.accounts
        left_out = {one.id for one in accounts if one.is_inherited and only_own}
        for source in of.sources:
            is_required = source.code in STILL_REQUIRED and source.person == person.id
            if is_required and source.account not in left_out:
                yield source.gross, source.taxable

    def begins(self, person: Person) -> int | None:
        """Return the year for which somebody's own requirements begin; None: of nothing."""
        if person.born_on is None or not any(
            value_of(account, self.now.year) for account in self.pretax(person)
        ):
            return None
        return first_year_by_age(person.born_on, self.law)

    def divisor(self, person: Person, year: int) -> Decimal:
        """Return the uniform table's divisor of somebody's age in a year."""
        born_on = person.born_on
        if born_on is None:  # no return is begun without it
            raise ValueError(person.id)
        return self.law.age_table(LifeTable.UNIFORM, year).divisor(age_attained(born_on, year))

    def field(self, person: Person) -> str:
        """Return where somebody's payments from IRAs stand on the return."""
        return f"ira_{self.now.filing.place_of(person.id)}"


def value_of(account: Account, year: int) -> Decimal:
    """Return the last December 31 value of an account before a year."""
    known = [of for of in account.year_end_balances if of < year]
    return account.year_end_balances[max(known)].amount if known else ZERO


def as_return(of: TaxYear, units: TaxUnits | None = None) -> Return:
    """Return a tax year as a row of many."""
    return Return(
        units=of.units if units is None else units,
        on_medicare_later=of.on_medicare_later,
        coverage=of.coverage,
    )
