"""What does one inherited account owe, year after year?"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial

from planning.engine.household import Account, Household
from planning.engine.law import Law, RulesForYear
from planning.engine.money import ZERO, quotient, to_cents
from planning.engine.rmd.balance import growth_of, recorded_balance
from planning.engine.rmd.inherited.expectancies import (
    divisor_of,
    expectancy_of,
    last_divisor,
    uniform_divisor,
)
from planning.engine.rmd.inherited.opening import opening_of, own_at_end
from planning.engine.rmd.inherited.payout import is_treated_as_own, payout_of
from planning.engine.rmd.inherited.results import Expectancy, Payout, Term, Whose
from planning.engine.rmd.results import (
    AccountAmount,
    Alternative,
    BalanceBasis,
    BalanceUsed,
    Rule,
    Start,
    Undecided,
)
from planning.engine.rmd.year_ends import YearEnds, annuity_paid, passed_on_in

WHOLE = Decimal(1)  # at a divisor of one or less everything is due


class InheritedYears:
    """The amounts of one inherited account, worked out in any order and remembered."""

    start: Start | None = None  # an owner's; beneficiaries begin by their payout

    def __init__(
        self, household: Household, account: Account, payout: Payout | Undecided, law: Law
    ) -> None:
        """Bind the facts and the way of payment that was decided from them."""
        self.household = household
        self.account = account
        self.payout = payout
        self.law = law
        self._holder = next(p for p in household.people if p.id == account.owner)
        self._passed_on_in = passed_on_in(account, self._holder, household)
        self._worked_out: dict[int, AccountAmount] = {}
        if isinstance(payout, Payout):
            self._year_ends = YearEnds(
                account,
                household,
                law,
                required=partial(self._required, payout),
                age_in=lambda _year: None,
                opening=partial(opening_of, account, payout, household, self._at_end_of),
            )

    def amount(self, year: int) -> AccountAmount | Undecided | None:
        """Return what is owed for a distribution year; None before it was inherited."""
        if self._passed_on_in is not None and year > self._passed_on_in:
            return None
        if isinstance(self.payout, Undecided):
            return self.payout
        if self._came_from_another and year <= self.payout.held_from:
            # What the year of the death asked is asked of the account it came from.
            is_of_the_year = year == self.payout.held_from
            return self._amount(year, Rule.NOT_REQUIRED, self.payout) if is_of_the_year else None
        if year < max(self.payout.from_year, self.payout.held_from):
            return self._of_the_owner(year, self.payout)
        if self._holder.died_on is not None and self._holder.died_on.year < year:
            path = f"accounts.{self.account.id}.inherited"
            return Undecided(account=self.account.id, code="owner_died", missing=(path,), year=year)
        if rule := _nothing_due(self.payout, self.law.for_year(year)):
            return self._amount(year, rule, self.payout)
        balance = self._year_ends.official(year)
        if isinstance(balance, Undecided):
            return balance
        return self._divided(year, self.payout, balance)

    def balance_of(self, year: int) -> Decimal | None:
        """Return the balance a year's amount is divided from, also where nothing is due."""
        if not isinstance(self.payout, Payout):
            return None
        balance = self._year_ends.official(year)
        return None if isinstance(balance, Undecided) else balance.adjusted

    def asked_of(self, year: int, balance: Decimal) -> Decimal:
        """Return what a year would ask of a balance; all of it where all is due."""
        payout = self.payout
        if not isinstance(payout, Payout) or _nothing_due(payout, self.law.for_year(year)):
            return ZERO
        used = BalanceUsed(
            year=year - 1, recorded=balance, adjusted=balance, basis=BalanceBasis.PROJECTED
        )
        amount = self._divided(year, payout, used)
        return ZERO if isinstance(amount, Undecided) else amount.required

    def _at_end_of(self, source: Account, year: int) -> BalanceUsed | Undecided:
        """Return what the account it came from is projected to hold on a December 31."""
        household, law = self.household, self.law
        if source.inherited is None or is_treated_as_own(source, law):
            return own_at_end(source, year, household, law)
        payout = payout_of(source, household, law)
        if isinstance(payout, Undecided):
            return payout
        return InheritedYears(household, source, payout, law)._year_ends.official(year + 1)

    @property
    def _came_from_another(self) -> bool:
        facts = self.account.inherited
        return facts is not None and facts.came_from is not None

    def _of_the_owner(self, year: int, payout: Payout) -> AccountAmount | Undecided | None:
        """Return what the owner owed for the year of death; None for the years before it.

        As if the owner had lived all year, if death came after the beginning; what was not taken
        falls to the beneficiary. Before the beginning nothing is owed. A death of earlier years
        without a balance of the December 31 before is not asked about.

        Source: Treas. Reg. 1.401(a)(9)-5(c)(1).
        """
        if year != payout.held_from:
            return None
        owner = next((t for t in payout.terms if t.whose is Whose.OWNER), None)
        if owner is None or owner.from_year != year:
            return self._amount(year, Rule.NOT_REQUIRED, payout)
        recorded = self.account.year_end_balances.get(year - 1)
        if recorded is None:
            is_of_now = year == self.household.as_of.year
            missing = self._year_ends.official(year) if is_of_now else None
            return missing if isinstance(missing, Undecided) else None
        rules = self.law.for_year(year)
        if rules.waiver is not None:
            return self._amount(year, Rule.WAIVED, payout)
        balance = recorded_balance(self.account, recorded, year - 1, None, rules)
        spouse = next((t for t in payout.terms if t.whose is Whose.SPOUSE), None)
        divisor = last_divisor(owner, spouse, rules)
        unrounded = quotient(balance.adjusted, divisor.period)
        return AccountAmount(
            account=self.account,
            year=year,
            rule=Rule.LIFETIME,
            start=None,
            payout=payout,
            unrounded=unrounded,
            required=to_cents(unrounded),
            balance=balance,
            divisor=divisor,
        )

    def _required(self, payout: Payout, year: int, balance: BalanceUsed) -> Decimal | Undecided:
        """Return what leaves a balance that is walked forward."""
        if year < payout.from_year or _nothing_due(payout, self.law.for_year(year)):
            return ZERO
        amount = self._divided(year, payout, balance)
        if isinstance(amount, Undecided):
            return amount
        if amount.rule is Rule.WHOLE_BALANCE:  # and nothing of what it grew by stays
            growth = growth_of(self.account, self.household.returns)
            return to_cents(balance.adjusted * (1 + growth))
        return amount.required

    def _divided(
        self, year: int, payout: Payout, balance: BalanceUsed
    ) -> AccountAmount | Undecided:
        """Return the amount of a year; walking a balance on and being asked meet in it."""
        known = self._worked_out.get(year)
        if known is not None and known.balance is balance:
            return known
        amount = self._work_out(year, payout, balance)
        if isinstance(amount, AccountAmount):
            self._worked_out[year] = amount
        return amount

    def _work_out(
        self, year: int, payout: Payout, balance: BalanceUsed
    ) -> AccountAmount | Undecided:
        rules = self.law.for_year(year)
        paid = annuity_paid(self.account, year, self.household)
        if isinstance(paid, Undecided):
            return paid
        is_last = payout.ends_in is not None and year >= payout.ends_in
        expectancies = () if is_last else tuple(expectancy_of(t, rules) for t in payout.terms)
        longest = max((e.period for e in expectancies), default=ZERO)
        if longest <= WHOLE:
            unrounded = Fraction(balance.adjusted) - Fraction(paid)
            rule, divisor = Rule.WHOLE_BALANCE, None
        else:
            unrounded = quotient(balance.adjusted, longest) - Fraction(paid)
            rule = Rule(payout.method.value)
            divisor = divisor_of(next(e for e in expectancies if e.period == longest))
        required = max(ZERO, to_cents(unrounded))
        return AccountAmount(
            account=self.account,
            year=year,
            rule=rule,
            start=None,
            payout=payout,
            unrounded=unrounded,
            required=required,
            balance=balance,
            divisor=divisor,
            annuity_paid=paid,
            expectancies=expectancies,
            is_relieved=_is_relieved(payout, rules),
            alternatives=self._alternatives(payout, balance, expectancies, paid, rules),
        )

    def _amount(self, year: int, rule: Rule, payout: Payout) -> AccountAmount:
        return AccountAmount(account=self.account, year=year, rule=rule, start=None, payout=payout)

    def _alternatives(
        self,
        payout: Payout,
        balance: BalanceUsed,
        expectancies: tuple[Expectancy, ...],
        paid: Decimal,
        rules: RulesForYear,
    ) -> tuple[Alternative, ...]:
        found = []
        later = payout.later_start
        if later is not None and rules.year < later.year:
            found.append(
                Alternative(
                    code="applicable_age",
                    numbers={"age": later.age, "first_year": later.year},
                    required=ZERO,
                    divisor=None,
                    citation=later.citation,
                )
            )
        spouse = next((e for e in expectancies if e.term.whose is Whose.SPOUSE), None)
        if spouse is not None and spouse.elapsed == 0 and payout.uniform_from is not None:
            found.append(self._as_employee(spouse.term, balance, expectancies, paid, rules))
        return tuple(found)

    def _as_employee(
        self,
        spouse: Term,
        balance: BalanceUsed,
        expectancies: tuple[Expectancy, ...],
        paid: Decimal,
        rules: RulesForYear,
    ) -> Alternative:
        """Return what a spouse who is treated as the employee owes, SECURE 2.0 Act § 327."""
        others = max((e.period for e in expectancies if e.term.whose is Whose.OWNER), default=ZERO)
        divisor = uniform_divisor(spouse, others, rules)
        unrounded = quotient(balance.adjusted, divisor.period) - Fraction(paid)
        is_young = divisor.age < rules.uniform_lifetime.first_age
        return Alternative(
            code="section_327_young" if is_young else "section_327",
            numbers={"age": divisor.age, "period": divisor.period},
            required=max(ZERO, to_cents(unrounded)),
            divisor=divisor,
            citation=divisor.source,
        )


def _nothing_due(payout: Payout, rules: RulesForYear) -> Rule | None:
    """Return the rule by which a year asks for nothing; None where it asks."""
    is_last = payout.ends_in is not None and rules.year >= payout.ends_in
    if payout.starts_in is None and not is_last:
        return Rule(payout.method.value)
    if payout.starts_in is not None and rules.year < payout.starts_in:
        return Rule.NOT_REQUIRED
    return Rule.WAIVED if rules.waiver is not None else None


def _is_relieved(payout: Payout, rules: RulesForYear) -> bool:
    """Whether the IRS does not tax this year's amount when it is missed, nor asks for it later."""
    relief = rules.law.beneficiaries.relief(rules.year)
    if relief is None or payout.relief_death is None:
        return False
    return relief.covers(payout.relief_death)
