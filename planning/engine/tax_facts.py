"""What is true of a household's tax return, besides its accounts and what left them?

Facts only, as somebody entered them; the names of the kinds are those of the household file. None
means not known. Dollars are those of the day the facts speak from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from planning.engine.household import FilingStatus


class IncomeKind(StrEnum):
    """What an income other than from the accounts is."""

    WAGES = "wages"
    SOCIAL_SECURITY = "social_security"
    PENSION = "pension"
    ANNUITY = "annuity"
    RENTAL = "rental"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """An income of one person; Social Security by its amount at full retirement age or a year's."""

    person: str
    kind: IncomeKind
    annual: Decimal | None = None
    monthly_at_fra: Decimal | None = None
    start_on: date | None = None  # None: it is paid already
    to_on: date | None = None  # None: for life
    cola: Decimal | None = None
    growth: Decimal | None = None
    survivor_share: Decimal | None = None
    tax_free_annual: Decimal | None = None  # of a pension or annuity, fixed when it began
    investment_in_contract: Decimal | None = None  # what comes back so, counted when it began


@dataclass(frozen=True, slots=True, kw_only=True)
class Yields:
    """What the taxable accounts pay out in a year, as parts of what they hold."""

    dividends: Decimal | None = None  # of the stocks
    qualified_share: Decimal | None = None
    interest: Decimal | None = None  # of bonds and cash
    tax_exempt_interest: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deductions:
    """What could be itemized in a year."""

    state_local: Decimal | None = None
    real_estate_tax: Decimal | None = None
    mortgage_interest: Decimal | None = None
    charity_cash: Decimal | None = None
    medical: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearGains:
    """What was sold in a year, each a positive amount, and employer stock taken out of a plan."""

    short_gain: Decimal | None = None
    short_loss: Decimal | None = None
    long_gain: Decimal | None = None
    long_loss: Decimal | None = None
    unrecaptured_section_1250: Decimal | None = None  # among the long-term gains
    collectibles: Decimal | None = None  # among the long-term gains
    short_loss_carried: Decimal | None = None  # from earlier years
    long_loss_carried: Decimal | None = None
    employer_stock_value: Decimal | None = None  # of a lump sum, among the plan's payments
    employer_stock_cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTaxes:
    """What of an account was taxed before."""

    basis: Decimal | None = None
    first_funded: int | None = None
    conversions: tuple[tuple[int, Decimal], ...] = ()  # (year, amount) into a Roth IRA


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxFacts:
    """Everything a return rests on that the requirements of accounts do not."""

    state: str | None = None
    moves: tuple[tuple[date, str], ...] = ()
    filing_status: FilingStatus | None = None  # None: as the marriages say
    lived_with_spouse: bool = False  # separate returns: at any time of the year
    spouse_itemizes: bool = False  # separate returns
    dependents: int = 0
    prior_magi: Mapping[int, Decimal] = field(default_factory=dict)
    own_magi: Mapping[str, Mapping[int, Decimal]] = field(default_factory=dict)  # of own returns
    blind: frozenset[str] = frozenset()
    part_b: Mapping[str, bool] = field(default_factory=dict)  # of whom it is known
    incomes: tuple[Income, ...] = ()
    yields: Yields = field(default_factory=Yields)
    deductions: Deductions = field(default_factory=Deductions)
    gains: Mapping[int, YearGains] = field(default_factory=dict)
    aca_benchmark: Decimal | None = None
    inflation: Decimal | None = None
    accounts: Mapping[str, AccountTaxes] = field(default_factory=dict)
