"""What does one pool owe, what was taken from it, and where does that leave it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from planning.engine.household import Distribution, Household, Person
from planning.engine.law import Law, RulesForYear
from planning.engine.money import ZERO, to_cents, total, total_to_cents
from planning.engine.rmd.amounts import AccountYears
from planning.engine.rmd.beneficiaries import is_in_force
from planning.engine.rmd.handling import case_of, closing_for, is_proven, status_as_handled
from planning.engine.rmd.inherited.years import InheritedYears
from planning.engine.rmd.payments import (
    DatedPayment,
    count_carried_back,
    count_for_year,
    count_made_up,
    payments_of,
    rolled_over_too_early,
)
from planning.engine.rmd.pools import Pool
from planning.engine.rmd.record import record
from planning.engine.rmd.required_beginning_date import works_past
from planning.engine.rmd.results import (
    AccountAmount,
    CountedPayment,
    Obligation,
    Rule,
    Shortfall,
    StartGround,
    Status,
    Undecided,
)
from planning.engine.rmd.shortfall import shortfall_of

NO_SHORTFALL = Shortfall()


@record
class PoolYear:
    """One pool in one year: the obligation, and what it did to the payments of the next."""

    obligation: Obligation
    undecided: tuple[Undecided, ...]
    rolled_over: tuple[tuple[Distribution, Decimal], ...]  # too early, and how much of each
    used_from_next_year: dict[int, Decimal]  # position of the payment → what this year used
    made_up: dict[int, Decimal]  # likewise, of payments that make up for this year


class PoolYears:
    """The years of one pool, worked out in any order and remembered."""

    def __init__(self, household: Household, pool: Pool, law: Law) -> None:
        """Bind the facts."""
        self.household = household
        self.pool = pool
        self.law = law
        self.accounts = _accounts_of(household, pool, law)
        self._first_years = {a.start.first_year for a in self.accounts if a.start is not None}
        self._dated: Sequence[DatedPayment] = payments_of(household, pool, law)
        self._years: dict[int, PoolYear | None] = {}

    def year(self, year: int) -> PoolYear | None:
        """Return the pool's distribution year; None where none of its accounts can owe."""
        if year not in self._years:
            self._years[year] = self._work_out(year)
        return self._years[year]

    def _work_out(self, year: int) -> PoolYear | None:
        outcomes = [account.amount(year) for account in self.accounts]
        amounts = tuple(o for o in outcomes if isinstance(o, AccountAmount))
        undecided = tuple(o for o in outcomes if isinstance(o, Undecided))
        if not amounts and not undecided:
            return None
        rules = self.law.for_year(year)
        before = self._year_before(year)
        payments = count_for_year(self._dated, rules, self._used_before(year, before))
        taken = sum((counted.counted for counted in payments), ZERO)
        if self._first_rmd_is_waived(year):
            amounts = _as_far_as_paid(amounts, taken)
        # Without the year before, nobody can say which year an early payment belongs to.
        blocked = before.undecided if before is not None and _early_payment(payments) else ()
        if undecided or blocked:
            return PoolYear(
                obligation=self._undecided(year, amounts, payments),
                undecided=undecided + blocked,
                rolled_over=(),
                used_from_next_year={},
                made_up={},
            )
        return self._decided(rules, amounts, payments, taken, before)

    def _decided(
        self,
        rules: RulesForYear,
        amounts: tuple[AccountAmount, ...],
        payments: list[CountedPayment],
        taken: Decimal,
        before: PoolYear | None,
    ) -> PoolYear:
        year, required = rules.year, total_required(amounts)
        due_dates = sorted({due for amount in amounts if (due := _due_on(amount)) is not None})
        due_on = due_dates[0] if due_dates else None
        left_by = self.pool.left_by_in(year)
        waived_until = self._waived_until(year, due_on) if left_by else None
        shortfall = NO_SHORTFALL
        used: dict[int, Decimal] = {}
        if due_on is not None:
            # Where contracts fall due on two days, a payment in the new year comes too late for
            # those of December 31.
            first_due = _due_by(amounts, due_on) if len(due_dates) > 1 else ZERO
            too_late = max(ZERO, min(required, first_due) - taken)
            until = waived_until or due_dates[-1]
            code = "counts_after_death" if waived_until else "counts_back"
            needed = required - taken - too_late
            back, used = count_carried_back(self._dated, rules, until, needed, code)
            payments = payments + back
            taken += sum((counted.counted for counted in back), ZERO)
            missing = [too_late, max(ZERO, required - taken - too_late)][-len(due_dates) :]
            overdue = zip(due_dates, missing, strict=True)
            shortfall = self._shortfall(amounts, taken, dict(overdue), waived_until)
        told = case_of(self.pool.owner.id, self.pool.name, year, self.household)
        elsewhere = ZERO
        if shortfall.amount and told is not None and told.was_taken_elsewhere:
            elsewhere, shortfall = required - taken, NO_SHORTFALL
            taken = required
        if told is None and self._is_not_on_record(year, due_on, shortfall, amounts, payments):
            return self._not_on_record(year, amounts, payments)
        corrections, made_up = count_made_up(self._dated, rules, shortfall.amount)
        missing_in_time = max(ZERO, required - taken)
        corrected = sum((counted.counted for counted in corrections), ZERO)
        is_within_grace = waived_until is not None and self.household.as_of <= waived_until
        is_relieved = all(amount.is_relieved for amount in amounts)
        is_missed = bool(shortfall.amount) and not is_within_grace
        first = required + _still_in_front(before)
        obligation = Obligation(
            person=self.pool.owner,
            pool=self.pool.name,
            distribution_year=year,
            status=_status(
                required, missing_in_time, due_on, payments, is_missed, is_relieved=is_relieved
            ),
            due_on=due_on,
            required=required,
            taken=taken,
            remaining=max(ZERO, missing_in_time - corrected),
            waived_until=waived_until,
            amounts=amounts,
            payments=tuple(payments),
            shortfall=shortfall,
            corrections=tuple(corrections),
            elsewhere=elsewhere,
            left_by=left_by,
            falls_to=self._falls_to(left_by),
        )
        handled = status_as_handled(obligation, self.household)
        if handled is not obligation.status:  # seldom; a copy of each would cost more than its law
            obligation = replace(obligation, status=handled)
        return PoolYear(
            obligation=obligation,
            undecided=(),
            rolled_over=tuple(rolled_over_too_early(self._dated, rules, first)),
            used_from_next_year=used,
            made_up=made_up,
        )

    def _is_not_on_record(
        self,
        year: int,
        due_on: date | None,
        shortfall: Shortfall,
        amounts: Sequence[AccountAmount],
        payments: Sequence[CountedPayment],
    ) -> bool:
        """Whether a year looks missed only because its payments were never entered.

        It fell due before the records begin and nothing that left the pool speaks of it.
        """
        begin = self.household.records_begin_on
        if begin is None or due_on is None or due_on >= begin or not shortfall.amount:
            return False
        if all(amount.is_relieved for amount in amounts):
            return False
        if payments or any(entry.payment.makes_up_for == year for entry in self._dated):
            return False
        signed_off = closing_for(self.pool.owner.id, year, self.household)
        return signed_off is None

    def _not_on_record(
        self, year: int, amounts: tuple[AccountAmount, ...], payments: list[CountedPayment]
    ) -> PoolYear:
        open_question = tuple(
            Undecided(
                account=amount.account.id,
                code="payments_not_on_record",
                missing=("distributions",),
                year=year,
            )
            for amount in amounts
            if amount.required
        )
        return PoolYear(
            obligation=replace(self._undecided(year, amounts, payments), is_not_on_record=True),
            undecided=open_question,
            rolled_over=(),
            used_from_next_year={},
            made_up={},
        )

    def _undecided(
        self, year: int, amounts: tuple[AccountAmount, ...], payments: list[CountedPayment]
    ) -> Obligation:
        return Obligation(
            person=self.pool.owner,
            pool=self.pool.name,
            distribution_year=year,
            status=Status.UNDECIDED,
            due_on=min((due for a in amounts if (due := _due_on(a)) is not None), default=None),
            required=None,
            taken=None,
            remaining=None,
            waived_until=None,
            amounts=amounts,
            payments=tuple(payments),
            shortfall=NO_SHORTFALL,
        )

    def _used_before(self, year: int, before: PoolYear | None) -> dict[int, Decimal | None]:
        """Return what earlier years take of this year's payments, by position."""
        used: dict[int, Decimal | None] = {**before.used_from_next_year} if before else {}
        for position, entry in enumerate(self._dated):
            missed = entry.payment.makes_up_for
            if missed is None or entry.on.year != year:
                continue
            if not self.law.first_year <= missed < year:
                continue
            earlier = self.year(missed)
            if earlier is not None and earlier.obligation.required is None:
                used[position] = None
            elif earlier is not None and position in earlier.made_up:
                used[position] = earlier.made_up[position]
        return used

    def _year_before(self, year: int) -> PoolYear | None:
        """Return the year before, where it may still take payments of this one."""
        is_asked = year - 1 in self._first_years or self.pool.left_by_in(year - 1)
        return self.year(year - 1) if is_asked else None

    def _falls_to(self, left_by: Person | None) -> tuple[str, ...]:
        """Return who was named to take what the pool's own owner left in the year of death."""
        died_on = None if left_by is None else left_by.died_on
        if died_on is None or left_by is not self.pool.owner:
            return ()
        names = {person.id: person.name for person in self.household.people}
        lines = (
            line
            for account in self.pool.accounts
            for line in account.beneficiaries
            if not line.is_contingent and is_in_force(line, died_on)
        )
        return tuple(
            dict.fromkeys(
                names[line.person] if line.person else line.entity or "" for line in lines
            )
        )

    def _first_rmd_is_waived(self, year: int) -> bool:
        """Whether the next year's waiver reaches back to a first requirement of this year."""
        waiver = self.law.for_year(year + 1).waiver
        reaches = waiver is not None and waiver.flag("first_rmd_of_prior_year")
        return reaches and all(
            a.start is not None and a.start.first_year == year for a in self.accounts
        )

    def _waived_until(self, year: int, due_on: date | None) -> date | None:
        if due_on is None:
            return None
        grace = self.law.for_year(year).death_year_grace
        return None if grace is None else date(year + grace, 12, 31)

    def _shortfall(
        self,
        amounts: tuple[AccountAmount, ...],
        taken: Decimal,
        missing: Mapping[date, Decimal],
        waived_until: date | None,
    ) -> Shortfall:
        """Return what is overdue, from what is missing by due date."""
        as_of = self.household.as_of
        overdue = {due: short for due, short in missing.items() if as_of > due and short > ZERO}
        if not overdue:
            return NO_SHORTFALL
        by_law = [
            amount
            for amount in amounts
            if not amount.is_relieved and not self._by_plan_terms_only(amount)
        ]
        taxable = overdue if len(by_law) == len(amounts) else _statutory(overdue, by_law, taken)
        return shortfall_of(
            overdue=overdue, taxable=taxable, waived_until=waived_until, as_of=as_of, law=self.law
        )

    def _by_plan_terms_only(self, amount: AccountAmount) -> bool:
        plan = amount.account.plan
        if plan is None or amount.start is None:
            return False
        if amount.start.ground is not StartGround.PLAN_TERMS:
            return False
        return works_past(plan, self.pool.owner, amount.year)


def _accounts_of(
    household: Household, pool: Pool, law: Law
) -> list[AccountYears] | list[InheritedYears]:
    if not pool.is_inherited:
        return [AccountYears(household, pool, account, law) for account in pool.accounts]
    pairs = zip(pool.accounts, pool.payouts, strict=True)
    return [InheritedYears(household, account, payout, law) for account, payout in pairs]


def _early_payment(payments: Sequence[CountedPayment]) -> bool:
    return any(c.counted > ZERO and c.on <= date(c.on.year, 4, 1) for c in payments)


def _still_in_front(before: PoolYear | None) -> Decimal:
    """Return what a deferred first requirement puts in front of this year's own."""
    if before is None or before.obligation.remaining is None:
        return ZERO
    return before.obligation.remaining + sum(before.used_from_next_year.values(), ZERO)


def total_required(amounts: Sequence[AccountAmount]) -> Decimal:
    """Return what the accounts of a pool owe together."""
    if len(amounts) == 1:
        return amounts[0].required
    # From unrounded parts. An annuity's payments above its own share reduce the others',
    # since the accounts of a pool count as one plan (SECURE 2.0 Act § 204(c)).
    return max(ZERO, total_to_cents(amount.unrounded for amount in amounts))


def _due_by(amounts: Sequence[AccountAmount], day: date) -> Decimal:
    return total_required([a for a in amounts if (due := _due_on(a)) is not None and due <= day])


def _statutory(
    overdue: Mapping[date, Decimal], by_law: Sequence[AccountAmount], taken: Decimal
) -> dict[date, Decimal]:
    """Return the part of what is overdue that the law itself asks, plans' terms aside."""
    taxable: dict[date, Decimal] = {}
    for due, short in overdue.items():
        owed = _due_by(by_law, due) - taken - sum(taxable.values(), ZERO)
        taxable[due] = max(ZERO, min(short, owed))
    return taxable


def _due_on(amount: AccountAmount) -> date | None:
    """Return April 1 of the next year for the first distribution year, else December 31.

    Legal dates do not move for weekends. Treas. Reg. 1.401(a)(9)-5(a)(3).
    """
    if amount.balance is None:
        return None
    if amount.start is not None and amount.is_first_year:
        return amount.start.required_beginning_date
    return date(amount.year, 12, 31)


def _as_far_as_paid(amounts: tuple[AccountAmount, ...], paid: Decimal) -> tuple[AccountAmount, ...]:
    """Return first requirements of 2019 as the CARES Act left them: what had been paid."""
    owed = total(amount.unrounded for amount in amounts)
    if owed <= 0 or paid >= to_cents(owed):
        return amounts
    kept = Fraction(paid) / owed
    return tuple(_waived(amount, kept) for amount in amounts)


def _waived(amount: AccountAmount, kept: Fraction) -> AccountAmount:
    if kept == 0:
        return AccountAmount(
            account=amount.account, year=amount.year, rule=Rule.WAIVED, start=amount.start
        )
    unrounded = amount.unrounded * kept
    return replace(
        amount,
        rule=Rule.WAIVED,
        unrounded=unrounded,
        required=max(ZERO, to_cents(unrounded)),
        waived_from=amount.required,
    )


def _status(
    required: Decimal,
    remaining: Decimal,
    due_on: date | None,
    payments: Sequence[CountedPayment],
    is_missed: bool,
    *,
    is_relieved: bool,
) -> Status:
    if due_on is None or required == ZERO:
        return Status.NOT_REQUIRED
    if remaining == ZERO:
        proven = all(is_proven(c.payment) for c in payments if c.counted > ZERO)
        return Status.SATISFIED if proven else Status.PAID
    if is_relieved:  # nobody is taxed for it, and nothing is made up later
        return Status.NOT_REQUIRED
    return Status.MISSED if is_missed else Status.CALCULATED
