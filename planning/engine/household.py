"""What is true of a household: people, marriages, accounts, payments, as entered by someone.

Facts only: nothing here is law, an assumption (but the growth a person chose) or a result.
Every class is frozen; money is `Decimal` dollars and cents, shares and rates are fractions,
years are calendar years. The names of the kinds are those of the household file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

SHARE_TOLERANCE = Decimal("0.001")  # three thirds are written 0.333


class AccountKind(StrEnum):
    """Every kind of account the law tells apart."""

    TRADITIONAL_IRA = "traditional_ira"
    SEP_IRA = "sep_ira"
    SIMPLE_IRA = "simple_ira"
    ROTH_IRA = "roth_ira"
    PLAN_401K = "401k"
    ROTH_401K = "roth_401k"
    PLAN_403B = "403b"
    ROTH_403B = "roth_403b"
    PLAN_457B = "457b"
    ROTH_457B = "roth_457b"
    TAX_EXEMPT_457B = "457b_tax_exempt"
    TSP = "tsp"
    ROTH_TSP = "roth_tsp"
    PROFIT_SHARING = "profit_sharing"
    MONEY_PURCHASE = "money_purchase"
    ESOP = "esop"
    DEFINED_BENEFIT = "defined_benefit"
    TAXABLE = "taxable"
    CASH = "cash"
    HSA = "hsa"
    NONQUALIFIED_ANNUITY = "nonqualified_annuity"
    EDUCATION_529 = "529"


class FilingStatus(StrEnum):
    """How a federal return is filed; the order is that of every table by status."""

    SINGLE = "single"
    JOINT = "married_joint"
    SEPARATE = "married_separate"
    HEAD = "head_of_household"
    SURVIVING = "surviving_spouse"


class BalanceSource(StrEnum):
    """Where a December 31 balance was read."""

    FORM_5498 = "form_5498"
    STATEMENT = "statement"
    FEED = "feed"
    CSV = "csv"
    ESTIMATE = "estimate"


class DistributionKind(StrEnum):
    """How money left an account."""

    CASH = "cash"
    IN_KIND = "in_kind"
    QCD = "qcd"
    WITHHOLDING = "withholding"
    CONVERSION = "conversion"
    ROLLOVER = "rollover"
    DIRECT_ROLLOVER = "direct_rollover"
    TRANSFER = "transfer"
    CORRECTIVE = "corrective"
    DEEMED_LOAN = "deemed_loan"
    LOAN_OFFSET = "loan_offset"


class AnnuityTreatment(StrEnum):
    """How an annuity inside an account meets the requirement, SECURE 2.0 Act § 204."""

    SEPARATE = "separate"
    TOGETHER = "together"


class BeneficiaryClass(StrEnum):
    """What somebody who inherited an account was to the one who left it."""

    SPOUSE = "spouse"
    MINOR_CHILD = "minor_child"
    DISABLED = "disabled"
    CHRONICALLY_ILL = "chronically_ill"
    NOT_MORE_THAN_10_YEARS_YOUNGER = "not_more_than_10_years_younger"
    DESIGNATED = "designated"
    SEE_THROUGH_TRUST = "see_through_trust"
    ESTATE = "estate"
    CHARITY = "charity"
    TRUST = "trust"


class Election(StrEnum):
    """The way of payment a beneficiary chose."""

    LIFE_EXPECTANCY = "life_expectancy"
    FIVE_YEAR = "five_year"
    TEN_YEAR = "ten_year"
    SECTION_327 = "section_327"
    TREAT_AS_OWN = "treat_as_own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone the household's rules depend on: a member, an heir or a decedent."""

    id: str
    name: str
    born_on: date | None = None  # known for every member
    died_on: date | None = None
    is_member: bool = True
    retired_on: date | None = None
    plan_to_age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marriage:
    """Two people married from a day (None: before any date that matters) to a divorce."""

    people: tuple[str, str]
    from_on: date | None = None
    to_on: date | None = None  # a divorce; a death ends a marriage by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """One line of a beneficiary designation: a person, or an entity such as a charity."""

    person: str | None = None
    entity: str | None = None
    entity_kind: str | None = None
    share: Decimal = Decimal(1)
    is_contingent: bool = False
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndBalance:
    """The value of an account on one December 31 and where it was read."""

    amount: Decimal
    source: BalanceSource | None = None  # None: not stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustments:
    """What stands beside or inside one December 31 balance.

    Rollovers and transfers under way are outside the recorded balance; QLAC, pre-1987
    403(b) money and the value of an annuity contract are inside it.
    """

    outstanding_rollover: Decimal = Decimal(0)
    outstanding_transfer: Decimal = Decimal(0)
    qlac: Decimal = Decimal(0)
    pre_1987: Decimal = Decimal(0)
    annuity_value: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annuity:
    """An annuity contract bought with part of an account."""

    treatment: AnnuityTreatment = AnnuityTreatment.SEPARATE
    payments: Mapping[int, Decimal] = field(default_factory=dict)  # by calendar year


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerMoney:
    """One employer source in a plan and how it vests."""

    source: str
    amount: Decimal
    vesting: str
    years_of_service: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the law asks about an employer's plan and the owner's job there."""

    id: str | None = None
    employer: str | None = None
    separated_on: date | None = None
    is_still_employed: bool = False  # the file says separated_on: null, not merely nothing
    is_five_percent_owner: bool | None = None  # None: not stated, taken as no
    delays_while_working: bool | None = None  # None: not stated, taken as yes
    is_governmental: bool = False
    is_collectively_bargained: bool = False
    sources: tuple[EmployerMoney, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierBeneficiary:
    """Somebody who held an inherited account before the present holder."""

    person: str
    beneficiary_class: BeneficiaryClass | None = None
    died_on: date | None = None  # None: as the person's own facts say


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """What the rules of an inherited account depend on; its owner is who holds it now."""

    decedent: str  # always the original owner, whatever came between
    beneficiary_class: BeneficiaryClass | None = None  # of the present holder
    is_successor: bool = False  # the present holder followed a beneficiary, not the owner
    is_sole: bool | None = None  # None: not stated, taken as yes
    measuring_life_born_on: date | None = None  # the oldest counted of several, or of a trust
    measuring_life_died_on: date | None = None
    youngest_minor_born_on: date | None = None
    owner_retired_in: int | None = None  # worked past the applicable age and retired in this year
    owner_worked_until_death: bool = False
    owner_held_five_percent: bool = False
    is_all_roth: bool | None = None  # None: not stated, taken as no
    election: Election | None = None  # None: the law's default for the class
    elected_on: date | None = None  # None: not stated, taken as in time
    chain: tuple[EarlierBeneficiary, ...] = ()  # before the present holder, the oldest first
    came_from: str | None = None  # the account it was paid over from, in the name of who died


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account, its December 31 balances and the facts that decide its requirement."""

    id: str
    owner: str
    kind: AccountKind
    name: str = ""
    owner_entity: str | None = None  # the estate, trust or charity the owner looks after
    custodian: str | None = None
    number_last4: str | None = None
    opened_on: date | None = None
    year_end_balances: Mapping[int, YearEndBalance] = field(default_factory=dict)
    adjustments: Mapping[int, Adjustments] = field(default_factory=dict)  # by December 31
    beneficiaries: tuple[Beneficiary, ...] = ()
    annuity: Annuity | None = None
    plan: Plan | None = None
    inherited: Inheritance | None = None
    allocation: Mapping[str, Decimal] | None = None  # asset class → share

    @property
    def is_inherited(self) -> bool:
        """Whether its owner holds it after somebody who died."""
        return self.inherited is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One payment out of an account, gross of what was withheld from it."""

    account: str
    paid_on: date
    amount: Decimal
    kind: DistributionKind = DistributionKind.CASH
    cleared_on: date | None = None
    evidence: str | None = None
    makes_up_for: int | None = None  # the distribution year whose missed amount it replaces
    is_split_interest: bool = False  # the one-time gift to a gift annuity or remainder trust
    record: str | None = None  # which row of an office's records it is; a file has none
    awaits_second_person: bool = False  # its evidence has yet to be verified by somebody else


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPayment:
    """A payment that is meant to be made for a distribution year and has not been yet."""

    account: str
    year: int
    amount: Decimal
    is_ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A person's distribution year that was signed off, with what was then required and taken."""

    person: str
    year: int
    figures: Mapping[str, tuple[Decimal, Decimal]]  # by pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The case of one missed requirement; done once it is made up for and filed.

    Or somebody said that it was taken after all, from where nothing is on record.
    """

    person: str
    pool: str
    year: int
    is_done: bool = False
    was_taken_elsewhere: bool = False
    is_proven: bool = False  # what was said has its document


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """All facts of one household, as known on `as_of`.

    `planned`, `closings` and `corrections` are what an office has done about a requirement; no
    figure depends on them, only where it stands, but that what was taken elsewhere is not missed.
    """

    name: str
    as_of: date
    people: tuple[Person, ...]
    accounts: tuple[Account, ...]
    marriages: tuple[Marriage, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    ira_deductions_after_70_half: Mapping[str, Mapping[int, Decimal]] = field(default_factory=dict)
    planned: tuple[PlannedPayment, ...] = ()
    closings: tuple[Closing, ...] = ()
    corrections: tuple[Correction, ...] = ()
    records_begin_on: date | None = None  # payments due before may not be on record; None: all are
    returns: Mapping[str, Decimal] | None = None  # assumed growth by asset class, a year

    def is_passed_on(self, account_id: str) -> bool:
        """Whether those who inherited an account have accounts of their own for it."""
        return any(
            account.inherited is not None and account.inherited.came_from == account_id
            for account in self.accounts
        )
