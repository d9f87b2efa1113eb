"""Which rules hold in a distribution year?

`load_law()` reads the files once; `law.for_year(2026)` gives the rules of that year, typed.
Years that are not published raise `UnknownYear` when the missing figure is asked for, and
`law.projected(Indexing(...))` estimates them, marked projected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from itertools import pairwise
from types import MappingProxyType

from planning.engine.household import AccountKind
from planning.engine.law.beneficiaries import BeneficiaryLaw
from planning.engine.law.indexing import Indexing
from planning.engine.law.loading import (
    law_version,
    read_age_table,
    read_authorities,
    read_joint_table,
    read_parameters,
)
from planning.engine.law.parameter import LawError, Parameter, Value
from planning.engine.law.tables import AgeTable, JointTable


class LifeTable(StrEnum):
    """The three divisor tables."""

    UNIFORM = "uniform_lifetime"
    JOINT_AND_LAST_SURVIVOR = "joint_and_last_survivor"
    SINGLE = "single_life"


class Requirement(StrEnum):
    """How the law asks a kind of account for lifetime payments."""

    BALANCE = "balance"
    DESIGNATED_ROTH = "designated_roth"
    ANNUITY = "annuity"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRules:
    """What the law says of one kind of account while its owner lives."""

    requirement: Requirement
    pool: str  # own_iras | own_403bs | plan | none
    may_delay_while_working: bool
    delay_is_recalled: bool  # the delay is not verified; the page says so
    inherited_pool: str  # inherited_iras | … ; none: beneficiaries owe by other rules, or nothing
    is_governmental: bool  # whatever a plan's own facts say
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicableAge:
    """The age whose attainment starts distributions, for one span of birth dates."""

    born_from: date
    born_through: date
    age: Decimal
    months: int  # the same
    source: str
    basis: str
    alternative_age: Decimal | None
    alternative_source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortfallTax:
    """The excise tax on a shortfall of one tax year, as fractions of it."""

    rate: Decimal
    corrected_rate: Decimal | None
    correction_years: int | None
    source: str


class RulesForYear:
    """The law of one distribution or tax year. Each figure is looked up when it is asked for."""

    def __init__(self, law: Law, year: int) -> None:
        """Bind the year; nothing is read yet."""
        self.law = law
        self.year = year
        self._first_day = date(year, 1, 1)

    def value(self, name: str) -> Value:
        """Return a parameter's value in this year. Raises: UnknownYear."""
        return self.law.parameters[name].on(self._first_day)

    @cached_property
    def uniform_lifetime(self) -> AgeTable:
        """The Uniform Lifetime Table in force."""
        return self.law.age_table(LifeTable.UNIFORM, self.year)

    @cached_property
    def single_life(self) -> AgeTable:
        """The Single Life Table in force."""
        return self.law.age_table(LifeTable.SINGLE, self.year)

    @cached_property
    def joint_and_last_survivor(self) -> JointTable:
        """The Joint and Last Survivor Table in force."""
        return self.law.joint_table(self.year)

    @cached_property
    def spouse_age_gap(self) -> int:
        """A sole-beneficiary spouse must be more than this many years younger."""
        return self.value("spouse_age_gap").integer("years")

    @cached_property
    def waiver(self) -> Value | None:
        """The waiver of this distribution year, if there was one."""
        return self.law.parameters["waived_years"].in_year(self.year)

    @cached_property
    def designated_roth_has_lifetime_rmd(self) -> bool:
        """Whether a designated Roth account owes during its owner's life."""
        value = self.law.parameters["designated_roth"].known_on(self._first_day)
        return value is None or value.flag("has_lifetime_rmd")

    @cached_property
    def pre_1987_age(self) -> int:
        """The age from whose year on pre-1987 403(b) money is in the balance."""
        return self.value("pre_1987_403b").integer("age")

    @cached_property
    def shortfall_tax(self) -> ShortfallTax:
        """The excise tax on amounts this tax year should have seen paid."""
        value = self.value("shortfall_tax")
        corrected = "corrected_rate" in value.fields
        return ShortfallTax(
            rate=value.decimal("rate"),
            corrected_rate=value.decimal("corrected_rate") if corrected else None,
            correction_years=value.integer("correction_years") if corrected else None,
            source=value.source,
        )

    @cached_property
    def death_year_grace(self) -> int | None:
        """Years beneficiaries have, without tax, for what is left of the year of death."""
        value = self.law.parameters["death_year_waiver"].known_on(self._first_day)
        return None if value is None else value.integer("years")

    @cached_property
    def qcd_limit(self) -> Value:
        """The yearly limit of qualified charitable distributions. Raises: UnknownYear."""
        return self.value("qcd_limit")

    @cached_property
    def qlac_limit(self) -> Decimal | None:
        """The lifetime premium limit at the end of this year; None before there were any."""
        value = self.law.parameters["qlac_limit"].known_on(date(self.year, 12, 31))
        return None if value is None else value.decimal("premiums")


class Law:
    """All parameters, and the hash that names this state of them."""

    def __init__(
        self,
        parameters: Mapping[str, Parameter],
        authorities: Mapping[str, Mapping[str, str]],
        version: str,
    ) -> None:
        """Keep the parameters read-only."""
        self.parameters: Mapping[str, Parameter] = MappingProxyType(dict(parameters))
        self.authorities = authorities
        self.version = version
        self._years: dict[int, RulesForYear] = {}
        self._spans: dict[date, ApplicableAge] = {}
        self._age_tables: dict[tuple[LifeTable, int], AgeTable] = {}
        self._joint_tables: dict[int, JointTable] = {}

    @cached_property
    def first_year(self) -> int:
        """The first distribution year that has a divisor table."""
        return self.parameters[LifeTable.UNIFORM].values[0].effective.year

    def for_year(self, year: int) -> RulesForYear:
        """Return the rules of a year, the same object each time."""
        if year not in self._years:
            self._years[year] = RulesForYear(self, year)
        return self._years[year]

    def projected(self, indexing: Indexing) -> Law:
        """Return this law with indexed amounts estimated past their last published year."""
        parameters = {
            name: replace(parameter, assumed=indexing)
            for name, parameter in self.parameters.items()
        }
        return Law(parameters, self.authorities, self.version)

    def cite(self, name: str, *, year: int) -> str:
        """Return where the value of a parameter in a year is written. Raises: UnknownYear."""
        return self.for_year(year).value(name).source

    def authority(self, topic: str, code: str) -> str:
        """Return where the rule behind a reason code is written. Raises: LawError."""
        try:
            return self.authorities[topic][code]
        except KeyError:
            raise LawError(f"authorities.toml: [{topic}] lacks {code}.") from None

    @cached_property
    def _applicable_ages(self) -> tuple[ApplicableAge, ...]:
        spans = tuple(_applicable_age(value) for value in self.parameters["applicable_age"].values)
        for earlier, later in pairwise(spans):
            if earlier.born_through.toordinal() + 1 != later.born_from.toordinal():
                raise LawError("applicable_age.toml: the birth dates have a gap or overlap.")
        return spans

    def applicable_age(self, born_on: date) -> ApplicableAge:
        """Return the applicable age of a birth date; every birth date has one."""
        if born_on not in self._spans:
            ages = self._applicable_ages
            self._spans[born_on] = next(span for span in ages if born_on <= span.born_through)
        return self._spans[born_on]

    @cached_property
    def account_kinds(self) -> Mapping[AccountKind, KindRules]:
        """What the law says of each kind of account. Raises: LawError if a kind is missing."""
        rules = {
            AccountKind(kind): KindRules(
                requirement=Requirement(value.text("requirement")),
                pool=value.text("pool"),
                may_delay_while_working=value.flag("may_delay_while_working"),
                delay_is_recalled=value.flag("delay_is_recalled"),
                inherited_pool=str(value.fields.get("inherited_pool", "none")),
                is_governmental=value.flag("is_governmental"),
                source=value.source,
            )
            for value in self.parameters["account_kinds"].values
            for kind in _names(value.fields["kinds"])
        }
        missing = set(AccountKind) - set(rules)
        if missing:
            raise LawError(f"account_kinds.toml: {', '.join(sorted(missing))} missing.")
        return MappingProxyType(rules)

    @cached_property
    def beneficiaries(self) -> BeneficiaryLaw:
        """What the law says of those who inherit."""
        return BeneficiaryLaw(self.parameters)

    def age_table(self, name: LifeTable, year: int) -> AgeTable:
        """Return the edition of an age table for a distribution year. Raises: UnknownYear."""
        parameter, value = self._edition(name, year)
        key = (name, value.integer("edition"))
        if key not in self._age_tables:
            self._age_tables[key] = read_age_table(parameter, value)
        return self._age_tables[key]

    def joint_table(self, year: int) -> JointTable:
        """Return the joint table's edition for a distribution year. Raises: UnknownYear."""
        parameter, value = self._edition(LifeTable.JOINT_AND_LAST_SURVIVOR, year)
        edition = value.integer("edition")
        if edition not in self._joint_tables:
            self._joint_tables[edition] = read_joint_table(parameter, value)
        return self._joint_tables[edition]

    def _edition(self, name: LifeTable, year: int) -> tuple[Parameter, Value]:
        parameter = self.parameters[name]
        return parameter, parameter.on(date(year, 1, 1))


@cache
def load_law() -> Law:
    """Read the law files, once in a process. Raises: LawError."""
    return Law(read_parameters(), read_authorities(), law_version())


def _applicable_age(value: Value) -> ApplicableAge:
    fields = value.fields
    alternative = "alternative_age" in fields
    born_from, born_through = fields.get("born_from"), fields.get("born_through")
    return ApplicableAge(
        born_from=born_from if isinstance(born_from, date) else date.min,
        born_through=born_through if isinstance(born_through, date) else date.max,
        age=value.decimal("age"),
        months=int(value.decimal("age") * 12),
        source=value.source,
        basis=value.basis,
        alternative_age=value.decimal("alternative_age") if alternative else None,
        alternative_source=value.text("alternative_source") if alternative else None,
    )


def _names(raw: object) -> list[str]:
    if not isinstance(raw, list):
        raise LawError("account_kinds.toml: kinds must be a list.")
    return [str(name) for name in raw]
