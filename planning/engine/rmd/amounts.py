"""What does one account owe, year after year?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from planning.engine.household import Account, AnnuityTreatment, Household
from planning.engine.law import KindRules, Law, Requirement, RulesForYear
from planning.engine.money import ZERO, quotient, to_cents
from planning.engine.rmd.applicable_age import age_attained, year_of_age
from planning.engine.rmd.balance import growth_of, projected_balance, recorded_balance
from planning.engine.rmd.distribution_period import lifetime_divisor
from planning.engine.rmd.pools import Pool
from planning.engine.rmd.required_beginning_date import start_of_distributions
from planning.engine.rmd.results import (
    AccountAmount,
    Alternative,
    BalanceUsed,
    Divisor,
    Rule,
    Start,
    StartGround,
    Undecided,
)
from planning.engine.rmd.vesting import unvested_money


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    """A year in which nothing is due, known before any balance is looked at."""

    rule: Rule
    died_before_beginning: bool = False


class AccountYears:
    """The amounts of one account, worked out in any order; projected balances are remembered."""

    def __init__(self, household: Household, pool: Pool, account: Account, law: Law) -> None:
        """Bind the facts; a birth date that is missing leaves every year undecided."""
        self.household = household
        self.account = account
        self.owner = pool.owner
        self.law = law
        self.kind: KindRules = law.account_kinds[account.kind]
        self.start: Start | None = None
        if self.owner.born_on is not None:
            self.start = start_of_distributions(
                account, self.owner, self.owner.born_on, self.kind, law
            )
        # An IRA has no plan's terms, whatever is written beside it: 26 U.S.C. § 408(a)(4).
        self._plan = account.plan if self.kind.may_delay_while_working else None
        self._interest = _entire_interest(account, pool, self.kind)
        self._balances: dict[int, BalanceUsed | Undecided] = {}

    def amount(self, year: int) -> AccountAmount | Undecided | None:
        """Return what is owed for a distribution year; None where the account can never owe.

        Distribution years up to the as-of year need the recorded balance of the December 31
        before; later ones are projected.
        """
        rules = self.law.for_year(year)
        exempt = self.kind.requirement is Requirement.DESIGNATED_ROTH
        if exempt and not rules.designated_roth_has_lifetime_rmd:
            return None
        if self.start is None:
            return self._undecided("birth_date_missing", f"people.{self.owner.id}.born_on")
        decided = self._decided_without_balance(year, self.start, rules)
        if isinstance(decided, Undecided):
            return decided
        if decided is not None:
            return AccountAmount(
                account=self.account,
                year=year,
                rule=decided.rule,
                start=self.start,
                died_before_beginning=decided.died_before_beginning,
            )
        balance = self._official_balance(year, self.start, rules)
        if isinstance(balance, Undecided):
            return balance
        return self._divided(year, self.start, balance, rules)

    def _decided_without_balance(
        self, year: int, start: Start, rules: RulesForYear
    ) -> _Decided | Undecided | None:
        died_on = self.owner.died_on
        if died_on is not None and died_on.year < year:
            return self._undecided("owner_died", f"accounts.{self.account.id}.inherited", year)
        if year < start.age_year:
            return _Decided(rule=Rule.NOT_REQUIRED)
        if start.ground is StartGround.UNKNOWN_PLAN:
            return self._undecided("plan_missing", f"accounts.{self.account.id}.plan", year)
        beginning = start.required_beginning_date
        if died_on is not None and (beginning is None or died_on < beginning):
            return _Decided(rule=Rule.NOT_REQUIRED, died_before_beginning=True)
        if start.first_year is None or year < start.first_year:
            return _Decided(rule=Rule.NOT_REQUIRED)
        if rules.waiver is not None:
            return _Decided(rule=Rule.WAIVED)
        return None

    def _official_balance(
        self, year: int, start: Start, rules: RulesForYear
    ) -> BalanceUsed | Undecided:
        recorded = self.account.year_end_balances.get(year - 1)
        if recorded is None and year <= self.household.as_of.year:
            path = f"accounts.{self.account.id}.year_end_balances.{year - 1}"
            return self._undecided("balance_missing", path, year)
        return self._balance(year, start, rules)

    def _balance(self, year: int, start: Start, rules: RulesForYear) -> BalanceUsed | Undecided:
        """Return the balance divided for a year: recorded, or walked forward from the last one."""
        if year not in self._balances:
            recorded = self.account.year_end_balances.get(year - 1)
            if recorded is None:
                self._balances[year] = self._projected(year, start)
            elif self._lacks_annuity_value(year - 1):
                path = f"accounts.{self.account.id}.adjustments.{year - 1}.annuity_value"
                self._balances[year] = self._undecided("annuity_value_missing", path, year)
            else:
                age = age_attained(start.born_on, year)
                self._balances[year] = recorded_balance(
                    self.account, recorded, year - 1, age, rules
                )
        return self._balances[year]

    def _projected(self, year: int, start: Start) -> BalanceUsed | Undecided:
        earlier = [recorded for recorded in self.account.year_end_balances if recorded < year - 1]
        # What was last recorded before there were tables cannot be walked forward.
        if not earlier or max(earlier) + 1 < self.law.first_year:
            last = min(year, self.household.as_of.year) - 1
            path = f"accounts.{self.account.id}.year_end_balances.{last}"
            return self._undecided("balance_missing", path, year)
        growth = growth_of(self.account, self.household.returns)
        for step in range(max(earlier) + 1, year):
            if step + 1 in self._balances:
                continue
            before = self._balance(step, start, self.law.for_year(step))
            if isinstance(before, Undecided):
                return before
            required = self._required_from(step, start, before)
            if isinstance(required, Undecided):
                return required
            left_out = self._pre_1987_left_out(step + 1, start, max(earlier))
            self._balances[step + 1] = projected_balance(before, required, growth, left_out)
        return self._balances[year]

    def _required_from(self, year: int, start: Start, balance: BalanceUsed) -> Decimal | Undecided:
        """Return what leaves a projected balance in a year, even where no figure is official."""
        rules = self.law.for_year(year)
        decided = self._decided_without_balance(year, start, rules)
        if decided is not None:
            return decided if isinstance(decided, Undecided) else ZERO
        amount = self._divided(year, start, balance, rules)
        return amount if isinstance(amount, Undecided) else amount.required

    def _divided(
        self, year: int, start: Start, balance: BalanceUsed, rules: RulesForYear
    ) -> AccountAmount | Undecided:
        divisor = self._divisor(start, rules)
        if isinstance(divisor, Undecided):
            return divisor
        paid = self._annuity_paid(year)
        if isinstance(paid, Undecided):
            return paid
        unrounded = quotient(balance.adjusted, divisor.period)
        if paid:
            unrounded -= Fraction(paid)
        limit = self._vested_limit(balance)
        if limit is not None and unrounded > limit:
            unrounded = Fraction(limit)
        else:
            limit = None
        required = max(ZERO, to_cents(unrounded))
        return AccountAmount(
            account=self.account,
            year=year,
            rule=Rule.LIFETIME,
            start=start,
            unrounded=unrounded,
            required=required,
            balance=balance,
            divisor=divisor,
            annuity_paid=paid,
            vested_limit=limit,
            alternatives=self._alternatives(year, start, required, divisor),
        )

    def _divisor(self, start: Start, rules: RulesForYear) -> Divisor | Undecided:
        found = lifetime_divisor(self.household, self.owner, start.born_on, self._interest, rules)
        if isinstance(found, Divisor):
            return found
        path = f"people.{found.id}.born_on"
        return self._undecided("spouse_birth_date_missing", path, rules.year)

    def _annuity_paid(self, year: int) -> Decimal | Undecided:
        """Return annuity payments that count against the amount, SECURE 2.0 Act § 204."""
        annuity = self.account.annuity
        if annuity is None or annuity.treatment is not AnnuityTreatment.TOGETHER:
            return ZERO
        if year in annuity.payments:
            return annuity.payments[year]
        known = [paid for paid in annuity.payments if paid < year]
        if year > self.household.as_of.year and known:
            return annuity.payments[max(known)]  # held level; the caveat says so
        path = f"accounts.{self.account.id}.annuity.payments.{year}"
        return self._undecided("annuity_payments_missing", path, year)

    def _vested_limit(self, balance: BalanceUsed) -> Decimal | None:
        """Return the vested balance, where some of it is not. Treas. Reg. 1.401(a)(9)-5(g)(1)."""
        if self._plan is None or not self._plan.sources:
            return None
        unvested = unvested_money(self._plan, self.law)
        return max(ZERO, balance.adjusted - unvested) if unvested else None

    def _alternatives(
        self, year: int, start: Start, required: Decimal, divisor: Divisor
    ) -> tuple[Alternative, ...]:
        span = self.law.applicable_age(start.born_on)
        if span.alternative_age is None or span.alternative_source is None:
            return ()
        first_year = year_of_age(start.born_on, span.alternative_age)
        if first_year == start.first_year or year > first_year:
            return ()
        died_on = self.owner.died_on
        died_before = died_on is not None and died_on < date(first_year + 1, 4, 1)
        owes = year == first_year and not died_before
        return (
            Alternative(
                applicable_age=span.alternative_age,
                first_year=first_year,
                required=required if owes else ZERO,
                divisor=divisor if owes else None,
                citation=span.alternative_source,
            ),
        )

    def _lacks_annuity_value(self, year: int) -> bool:
        if self.account.annuity is None:
            return False
        adjustments = self.account.adjustments.get(year)
        return adjustments is None or adjustments.annuity_value is None

    def _pre_1987_left_out(self, year: int, start: Start, recorded: int) -> Decimal:
        """Return pre-1987 money, a fixed sum, that a distribution year's balance leaves out."""
        adjustments = self.account.adjustments.get(recorded)
        is_403b = self.kind.pool == "own_403bs"
        is_early = age_attained(start.born_on, year) < self.law.for_year(year).pre_1987_age
        return adjustments.pre_1987 if adjustments is not None and is_403b and is_early else ZERO

    def _undecided(self, code: str, missing: str, year: int | None = None) -> Undecided:
        return Undecided(account=self.account.id, code=code, missing=(missing,), year=year)


def _entire_interest(account: Account, pool: Pool, kind: KindRules) -> tuple[Account, ...]:
    """Return the accounts that together are the owner's entire interest.

    In a plan everything the owner has there, one IRA, one 403(b) contract or those of one plan.
    """
    if kind.pool == "plan":
        return pool.accounts
    if kind.pool == "own_iras" or account.plan is None or account.plan.id is None:
        return (account,)
    return tuple(a for a in pool.accounts if a.plan is not None and a.plan.id == account.plan.id)
