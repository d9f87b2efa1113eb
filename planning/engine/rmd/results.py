"""What does a schedule of required minimum distributions say?

Every result keeps the facts it rests on, so that its explanation can be written on demand.
Money is `Decimal` dollars and cents; `unrounded` amounts are exact fractions of a dollar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from planning.engine.household import Account, BalanceSource, Distribution, Household, Person
from planning.engine.law import LifeTable
from planning.engine.money import ZERO
from planning.engine.rmd.inherited.results import Expectancy, Payout
from planning.engine.rmd.record import record


class Status(StrEnum):
    """Where an obligation stands; from facts alone only six of the words occur."""

    UNDECIDED = "undecided"
    NOT_REQUIRED = "not_required"
    CALCULATED = "calculated"
    PLANNED = "planned"
    ORDERED = "ordered"
    PAID = "paid"
    SATISFIED = "satisfied"
    CLOSED = "closed"
    MISSED = "missed"
    CORRECTING = "correcting"


class Rule(StrEnum):
    """Which rule set an account's amount for the year."""

    LIFETIME = "lifetime"
    LIFE_EXPECTANCY = "life_expectancy"
    GHOST = "ghost"
    TEN_YEAR = "ten_year"
    TEN_YEAR_WITH_ANNUAL = "ten_year_with_annual"
    FIVE_YEAR = "five_year"
    WHOLE_BALANCE = "whole_balance"
    NOT_REQUIRED = "not_required"
    WAIVED = "waived"


class StartGround(StrEnum):
    """Why distributions from an account start when they do."""

    AGE = "age"
    RETIREMENT = "retirement"
    STILL_WORKING = "still_working"
    FIVE_PERCENT_OWNER = "five_percent_owner"
    PLAN_TERMS = "plan_terms"
    UNKNOWN_PLAN = "unknown_plan"


class TableGround(StrEnum):
    """Why a divisor table was chosen."""

    UNMARRIED = "unmarried"
    SPOUSE_NOT_YOUNGER = "spouse_not_younger"
    SPOUSE_NOT_SOLE = "spouse_not_sole"
    NO_BENEFICIARY_NAMED = "no_beneficiary_named"
    SOLE_YOUNGER_SPOUSE = "sole_younger_spouse"
    YEAR_OF_DEATH = "year_of_death"  # the owner's own, on an account inherited since
    LIFE_EXPECTANCY = "life_expectancy"  # after a death
    SECTION_327 = "section_327"  # a spouse who is treated as the employee


class BalanceBasis(StrEnum):
    """How sure a December 31 balance is."""

    RECORDED = "recorded"
    ESTIMATED = "estimated"
    PROJECTED = "projected"


@record
class Start:
    """When distributions from an account begin."""

    born_on: date  # of the owner
    age_year: int  # the year of the applicable age
    first_year: int | None  # None: still working, or not known
    ground: StartGround

    @property
    def required_beginning_date(self) -> date | None:
        """April 1 after the first distribution year. 26 U.S.C. § 401(a)(9)(C)(i)."""
        return None if self.first_year is None else date(self.first_year + 1, 4, 1)


@record
class BalanceUsed:
    """The December 31 balance that is divided, and how it came about."""

    year: int  # the balance is of December 31 of this year
    recorded: Decimal
    adjusted: Decimal
    basis: BalanceBasis
    source: BalanceSource | None = None
    adjustments: tuple[tuple[str, Decimal], ...] = ()  # (code, signed amount)
    projected_from: tuple[Decimal, Decimal, Decimal] | None = None  # balance, growth, required
    share_of: tuple[Decimal, Decimal] | None = None  # the account it came from then, which part


@record
class Divisor:
    """The distribution period, with the table cell it stands in."""

    period: Decimal
    table: LifeTable
    edition: int
    source: str
    age: int
    spouse: Person | None  # the spouse on January 1, whichever table applies
    spouse_age: int | None  # only where the joint table applies
    ground: TableGround


@record
class Alternative:
    """What another published reading of unsettled law would ask."""

    code: str
    numbers: Mapping[str, object] = field(hash=False)
    required: Decimal
    divisor: Divisor | None
    citation: str


@record
class AccountAmount:
    """What one account owes for one distribution year."""

    account: Account
    year: int
    rule: Rule
    start: Start | None  # None: inherited
    unrounded: Fraction = Fraction(0)  # may be negative where annuity payments exceed it
    required: Decimal = ZERO
    waived_from: Decimal | None = None  # what was asked before a waiver took a part of it away
    balance: BalanceUsed | None = None
    divisor: Divisor | None = None
    annuity_paid: Decimal = ZERO  # counted against the amount, SECURE 2.0 Act § 204
    vested_limit: Decimal | None = None  # only this much could be paid
    alternatives: tuple[Alternative, ...] = ()
    died_before_beginning: bool = False
    payout: Payout | None = None  # of an inherited account
    expectancies: tuple[Expectancy, ...] = ()  # the divisor is the longest of them
    is_relieved: bool = False  # not taxed when missed, and never asked for again

    @property
    def is_first_year(self) -> bool:
        """Whether it may wait until April 1 of the next year."""
        return self.start is not None and self.start.first_year == self.year

    @property
    def first_year(self) -> int | None:
        """The first year for which something is asked, where it is known."""
        if self.payout is not None:
            return self.payout.first_year
        return None if self.start is None else self.start.first_year

    @property
    def final_deadline(self) -> date | None:
        """The day by which an inherited account must be empty, where there is one."""
        ends_in = None if self.payout is None else self.payout.ends_in
        return None if ends_in is None else date(ends_in, 12, 31)


@record
class CountedPayment:
    """One payment out of a pool's accounts and how much of it counts for the year."""

    payment: Distribution
    on: date  # the day that decides its year
    counted: Decimal
    code: str


@record
class Shortfall:
    """What was not taken by the due date, seen from the as-of date, and its excise tax."""

    amount: Decimal = ZERO
    taxable: Decimal = ZERO  # the part of it that the statute itself asks, waivers aside
    tax_year: int | None = None
    excise_rate: Decimal | None = None
    excise_tax: Decimal = ZERO
    window_ends_on: date | None = None
    corrected_rate: Decimal | None = None
    corrected_tax: Decimal | None = None


@record
class Obligation:
    """One person's requirement from one pool for one distribution year.

    The three amounts are None where an account of the pool is undecided. `taken` is what was
    paid in time; `remaining` is what still has to leave the pool, corrections considered. Of
    what was taken, `elsewhere` is no payment on record: somebody said so.
    """

    person: Person
    pool: str
    distribution_year: int
    status: Status
    due_on: date | None
    required: Decimal | None
    taken: Decimal | None
    remaining: Decimal | None
    waived_until: date | None
    amounts: tuple[AccountAmount, ...]
    payments: tuple[CountedPayment, ...]
    shortfall: Shortfall
    corrections: tuple[CountedPayment, ...] = ()  # paid after the due date to make up for it
    elsewhere: Decimal = ZERO
    left_by: Person | None = None  # who died in the year and left it to be taken
    falls_to: tuple[str, ...] = ()  # the names of those who take it, where they are recorded
    is_not_on_record: bool = False  # due before the records begin, and nothing says it was paid

    @property
    def corrected(self) -> Decimal:
        """How much of what was missed has been made up for."""
        return sum((counted.counted for counted in self.corrections), ZERO)

    @property
    def is_projected(self) -> bool:
        """Whether any balance behind it is projected."""
        return any(
            amount.balance is not None and amount.balance.basis is BalanceBasis.PROJECTED
            for amount in self.amounts
        )


@record
class Caveat:
    """Something a reader must know before relying on a figure.

    `year` is the first distribution year it concerns.
    """

    code: str
    year: int | None = None
    account: str | None = None
    person: str | None = None
    pool: str | None = None
    numbers: Mapping[str, object] = field(default_factory=dict, hash=False)


@record
class Undecided:
    """An account whose amount cannot be decided, and the facts that are missing."""

    account: str
    code: str
    missing: tuple[str, ...]
    year: int | None = None
    numbers: Mapping[str, object] = field(default_factory=dict, hash=False)


@record
class QcdYear:
    """One person's qualified charitable distributions of one year.

    `limit` and `excludable` are None where no limit is published for the year.
    """

    person: Person
    year: int
    given: Decimal
    limit: Decimal | None
    deductions_offset: Decimal
    excludable: Decimal | None
    split_interest: Decimal = ZERO  # of what was given, the one-time gift
    split_interest_limit: Decimal | None = None

    @property
    def room(self) -> Decimal | None:
        """How much more the limit allows this year; a one-time gift beyond its own uses none."""
        if self.limit is None:
            return None
        return max(ZERO, self.limit - (self.given - self.split_interest_beyond))

    @property
    def split_interest_beyond(self) -> Decimal:
        """How much of the one-time gift is above its own limit."""
        return max(ZERO, self.split_interest - (self.split_interest_limit or ZERO))


@record
class Schedule:
    """The obligations of a household for some distribution years, as of a day."""

    household: Household
    years: tuple[int, ...]
    obligations: tuple[Obligation, ...]
    qcds: tuple[QcdYear, ...]
    caveats: tuple[Caveat, ...]
    undecided: tuple[Undecided, ...]
