"""Which balance is divided for a year: recorded, or walked forward from the last recorded one?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from planning.engine.household import Account, AnnuityTreatment, Household, Person
from planning.engine.law import Law
from planning.engine.money import ZERO
from planning.engine.rmd.balance import growth_of, projected_balance, recorded_balance
from planning.engine.rmd.results import BalanceUsed, Undecided

Required = Callable[[int, BalanceUsed], Decimal | Undecided]
Opening = Callable[[], BalanceUsed | Undecided | None]


class YearEnds:
    """The balances one account's amounts are divided from, remembered."""

    def __init__(
        self,
        account: Account,
        household: Household,
        law: Law,
        *,
        required: Required,
        age_in: Callable[[int], int | None],
        opening: Opening = lambda: None,
    ) -> None:
        """Bind the facts.

        `required` says what leaves a balance in a year, for walking on; `age_in` the owner's age,
        None for beneficiaries: money from before 1987 is left out while an owner is young enough;
        `opening` what an account begins with whose first December 31 has not come.
        """
        self.account = account
        self.household = household
        self.law = law
        self._required = required
        self._age_in = age_in
        self._opening = opening
        self._known: dict[int, BalanceUsed | Undecided] = {}

    def official(self, year: int) -> BalanceUsed | Undecided:
        """Return the balance of a distribution year; up to the as-of year it must be recorded."""
        recorded = self.account.year_end_balances.get(year - 1)
        if recorded is None and year <= self.household.as_of.year:
            return self._missing(year - 1, year)
        return self._balance(year)

    def _balance(self, year: int) -> BalanceUsed | Undecided:
        if year not in self._known:
            recorded = self.account.year_end_balances.get(year - 1)
            if recorded is None:
                self._known[year] = self._projected(year)
            elif self._lacks_annuity_value(year - 1):
                path = f"accounts.{self.account.id}.adjustments.{year - 1}.annuity_value"
                self._known[year] = self._open("annuity_value_missing", path, year)
            else:
                rules = self.law.for_year(year)
                self._known[year] = recorded_balance(
                    self.account, recorded, year - 1, self._age_in(year), rules
                )
        return self._known[year]

    def _projected(self, year: int) -> BalanceUsed | Undecided:
        last = self._last_known(year)
        if isinstance(last, Undecided):
            return last
        growth = growth_of(self.account, self.household.returns)
        known = range(year - 1, last + 1, -1)
        begun = next((step for step in known if step in self._known), last + 1)
        for step in range(begun, year):
            before = self._balance(step)
            if isinstance(before, Undecided):
                return before
            required = self._required(step, before)
            if isinstance(required, Undecided):
                return required
            left_out = self._pre_1987_left_out(step + 1, last)
            self._known[step + 1] = projected_balance(before, required, growth, left_out)
        return self._known[year]

    def _last_known(self, year: int) -> int | Undecided:
        """Return the December 31 from which the balance of a year is walked forward."""
        earlier = [recorded for recorded in self.account.year_end_balances if recorded < year - 1]
        # What was last recorded before there were tables cannot be walked forward.
        if earlier and max(earlier) + 1 >= self.law.first_year:
            return max(earlier)
        opening = self._opening()
        if isinstance(opening, Undecided):
            return replace(opening, year=year)
        if opening is None or opening.year >= year:
            return self._missing(min(year, self.household.as_of.year) - 1, year)
        self._known[opening.year + 1] = opening
        return opening.year

    def _pre_1987_left_out(self, year: int, recorded: int) -> Decimal:
        """Return pre-1987 money, a fixed sum, that a distribution year's balance leaves out."""
        adjustments, age = self.account.adjustments.get(recorded), self._age_in(year)
        if adjustments is None or age is None:
            return ZERO
        is_403b = self.law.account_kinds[self.account.kind].pool == "own_403bs"
        is_early = age < self.law.for_year(year).pre_1987_age
        return adjustments.pre_1987 if is_403b and is_early else ZERO

    def _lacks_annuity_value(self, year: int) -> bool:
        if self.account.annuity is None:
            return False
        adjustments = self.account.adjustments.get(year)
        return adjustments is None or adjustments.annuity_value is None

    def _missing(self, december: int, year: int) -> Undecided:
        path = f"accounts.{self.account.id}.year_end_balances.{december}"
        return self._open("balance_missing", path, year)

    def _open(self, code: str, missing: str, year: int) -> Undecided:
        return Undecided(account=self.account.id, code=code, missing=(missing,), year=year)


def passed_on_in(account: Account, owner: Person, household: Household) -> int | None:
    """Return the year of the death by which others have accounts of their own for this one."""
    if owner.died_on is None or not household.is_passed_on(account.id):
        return None
    return owner.died_on.year


def annuity_paid(account: Account, year: int, household: Household) -> Decimal | Undecided:
    """Return annuity payments that count against the amount, SECURE 2.0 Act § 204."""
    annuity = account.annuity
    if annuity is None or annuity.treatment is not AnnuityTreatment.TOGETHER:
        return ZERO
    if year in annuity.payments:
        return annuity.payments[year]
    known = [paid for paid in annuity.payments if paid < year]
    if year > household.as_of.year and known:
        return annuity.payments[max(known)]  # held level; the caveat says so
    path = f"accounts.{account.id}.annuity.payments.{year}"
    return Undecided(
        account=account.id, code="annuity_payments_missing", missing=(path,), year=year
    )
