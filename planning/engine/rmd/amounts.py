"""What does one account owe, year after year?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from planning.engine.household import Account, Household
from planning.engine.law import KindRules, Law, Requirement, RulesForYear
from planning.engine.money import ZERO, quotient, to_cents
from planning.engine.rmd.applicable_age import age_attained, year_of_age
from planning.engine.rmd.distribution_period import lifetime_divisor
from planning.engine.rmd.pools import Pool
from planning.engine.rmd.record import record
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
from planning.engine.rmd.year_ends import YearEnds, annuity_paid, passed_on_in


@record
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
        # An IRA has no plan's terms, whatever is written beside it: 26 U.S.C. § 408(a)(4).
        self._plan = account.plan if self.kind.may_delay_while_working else None
        self._interest = _entire_interest(account, pool, self.kind)
        self._own_from = _own_from(account, household)
        self._passed_on_in = passed_on_in(account, pool.owner, household)
        self.start: Start | None = None
        self._worked_out: dict[int, AccountAmount] = {}
        born_on = self.owner.born_on
        if born_on is not None:
            self.start = start_of_distributions(account, self.owner, born_on, self.kind, law)
            self._year_ends = YearEnds(
                account,
                household,
                law,
                required=partial(self._required, self.start),
                age_in=partial(age_attained, born_on),
            )

    def amount(self, year: int) -> AccountAmount | Undecided | None:
        """Return what is owed for a distribution year; None where the account can never owe.

        Distribution years up to the as-of year need the recorded balance of the December 31
        before; later ones are projected.
        """
        rules = self.law.for_year(year)
        exempt = self.kind.requirement is Requirement.DESIGNATED_ROTH
        if exempt and not rules.designated_roth_has_lifetime_rmd:
            return None
        if self._own_from is not None and year < self._own_from:
            return None
        if self._passed_on_in is not None and year > self._passed_on_in:
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
        balance = self._year_ends.official(year)
        if isinstance(balance, Undecided):
            return balance
        return self._divided(year, self.start, balance, rules)

    def at_end(self, year: int) -> BalanceUsed | Undecided:
        """Return what is projected to be in it on a December 31 that has not come."""
        if self.start is None:
            return self._undecided("birth_date_missing", f"people.{self.owner.id}.born_on")
        return self._year_ends.official(year + 1)

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

    def _required(self, start: Start, year: int, balance: BalanceUsed) -> Decimal | Undecided:
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
        """Return the amount of a year; walking a balance on and being asked meet in it."""
        known = self._worked_out.get(year)
        if known is not None and known.balance is balance:
            return known
        amount = self._work_out(year, start, balance, rules)
        if isinstance(amount, AccountAmount):
            self._worked_out[year] = amount
        return amount

    def _work_out(
        self, year: int, start: Start, balance: BalanceUsed, rules: RulesForYear
    ) -> AccountAmount | Undecided:
        divisor = self._divisor(start, rules)
        if isinstance(divisor, Undecided):
            return divisor
        paid = annuity_paid(self.account, year, self.household)
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
                code="applicable_age",
                numbers={"age": span.alternative_age, "first_year": first_year},
                required=required if owes else ZERO,
                divisor=divisor if owes else None,
                citation=span.alternative_source,
            ),
        )

    def _undecided(self, code: str, missing: str, year: int | None = None) -> Undecided:
        return Undecided(account=self.account.id, code=code, missing=(missing,), year=year)


def _own_from(account: Account, household: Household) -> int | None:
    """Return the first year of an inherited account that a spouse took over as an own one."""
    if account.inherited is None:
        return None
    decedent = next(p for p in household.people if p.id == account.inherited.decedent)
    return None if decedent.died_on is None else decedent.died_on.year + 1


def _entire_interest(account: Account, pool: Pool, kind: KindRules) -> tuple[Account, ...]:
    """Return the accounts that together are the owner's entire interest.

    In a plan everything the owner has there, one IRA, one 403(b) contract or those of one plan.
    """
    if kind.pool == "plan":
        return pool.accounts
    if kind.pool == "own_iras" or account.plan is None or account.plan.id is None:
        return (account,)
    return tuple(a for a in pool.accounts if a.plan is not None and a.plan.id == account.plan.id)
