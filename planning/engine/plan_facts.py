"""What is said of a household's future: what it spends, wants, expects and will not do?

Wishes and assumptions as somebody entered them, beside the facts of its accounts and its return.
None means not said. Dollars are those of the day the facts speak from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class SpendingProfile(StrEnum):
    """How spending moves with age, prices apart."""

    LEVEL = "level"
    SMILE = "smile"


class GoalKind(StrEnum):
    """Which way the money of a goal goes."""

    EXPENSE = "expense"
    GIFT = "gift"
    INFLOW = "inflow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What the household spends in a year, taxes and Medicare premiums apart."""

    annual: Decimal | None = None
    profile: SpendingProfile = SpendingProfile.LEVEL
    survivor_share: Decimal | None = None  # of what both spent; None: as much
    essential_share: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A single amount in a single year."""

    year: int
    amount: Decimal
    kind: GoalKind = GoalKind.EXPENSE
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedWithdrawal:
    """A withdrawal that is decided already, in dollars of its own year."""

    year: int
    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a plan must keep to."""

    estate_floor: Decimal | None = None
    max_bracket: Decimal | None = None  # a rate
    max_irmaa_tier: int | None = None  # 0: no surcharge at all
    is_under_aca_cliff: bool = False
    conversions_from: int | None = None
    conversions_to: int | None = None
    max_conversion: Decimal | None = None  # a year
    minimum_cash: Decimal | None = None
    never_sell: frozenset[str] = frozenset()
    fixed: tuple[FixedWithdrawal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What is assumed of years to come; the returns of assets stand with the household."""

    inflation: Decimal | None = None
    bracket_indexing: Decimal | None = None
    heirs_tax_rate: Decimal | None = None
    bequest_floor: Decimal | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The value of an account on a day that need not be a December 31."""

    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One purchase in a taxable account."""

    cost: Decimal
    value: Decimal
    symbol: str = ""
    acquired_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOutlook:
    """What a plan asks of an account that its requirement and its tax do not."""

    worth: Worth | None = None
    lots: tuple[Lot, ...] = ()
    accessible_from: date | None = None  # the plan's terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How long somebody may live, and what exempts early payments."""

    sex: str | None = None
    health: str | None = None
    disabled_on: date | None = None
    chronically_ill_on: date | None = None
    terminally_ill_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What was kept back for taxes from the payments of one tax year."""

    federal: Decimal = Decimal(0)
    state: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """Everything a plan rests on that the accounts and the return do not."""

    spending: Spending = field(default_factory=Spending)
    goals: tuple[Goal, ...] = ()
    limits: Limits = field(default_factory=Limits)
    assumptions: Assumptions = field(default_factory=Assumptions)
    other_medical: Decimal | None = None  # a year
    accounts: Mapping[str, AccountOutlook] = field(default_factory=dict)
    people: Mapping[str, Condition] = field(default_factory=dict)
    withheld: Mapping[int, Withheld] = field(default_factory=dict)  # by tax year

    @property
    def estate_floor(self) -> Decimal | None:
        """What a plan has to leave: the higher of the limit and of what is assumed."""
        asked = (self.limits.estate_floor, self.assumptions.bequest_floor)
        return max((one for one in asked if one is not None), default=None)
