"""What does the law say of those who inherit an account?

The typed reading of the parameters that only beneficiaries need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import product

from planning.engine.household import BeneficiaryClass, Election
from planning.engine.law.parameter import LawError, Parameter, Value


class Standing(StrEnum):
    """How the law regards a beneficiary."""

    SPOUSE = "spouse"
    MINOR_CHILD = "minor_child"
    ELIGIBLE = "eligible"
    DESIGNATED = "designated"
    NONE = "none"


class PayoutMethod(StrEnum):
    """The rule by which a beneficiary is paid."""

    FIVE_YEAR = "five_year"
    TEN_YEAR = "ten_year"
    TEN_YEAR_WITH_ANNUAL = "ten_year_with_annual"
    LIFE_EXPECTANCY = "life_expectancy"
    GHOST = "ghost"


class PlanLaw(StrEnum):
    """For whose plans the new law came when."""

    ANY = "any"
    GOVERNMENTAL = "governmental"
    COLLECTIVELY_BARGAINED = "collectively_bargained"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLaw:
    """From which day of death on the SECURE Act's rules hold."""

    applies_from: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRules:
    """What the law says of one class of beneficiary."""

    standing: Standing
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutRule:
    """One row of the table: the rule, and what may be elected instead."""

    method: PayoutMethod
    elections: frozenset[Election]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A number of years that the rules count by."""

    years: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """The deaths whose yearly amounts of one distribution year are not taxed when missed."""

    deaths_from: int
    deaths_through: int
    source: str

    def covers(self, year_of_death: int) -> bool:
        """Whether it holds for a death in this year."""
        return self.deaths_from <= year_of_death <= self.deaths_through


class BeneficiaryLaw:
    """The parameters of inherited accounts, typed; each is read when it is first asked for."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        """Bind the parameters; nothing is read yet."""
        self._parameters = parameters

    @cached_property
    def new_law(self) -> dict[PlanLaw, NewLaw]:
        """From when the SECURE Act's rules hold, by kind of plan."""
        return {
            PlanLaw(value.text("plan")): NewLaw(
                applies_from=_day(value, "applies_from"), source=value.source
            )
            for value in self._values("inherited_law")
        }

    @cached_property
    def classes(self) -> dict[BeneficiaryClass, ClassRules]:
        """How each class of beneficiary stands. Raises: LawError if one is missing."""
        rules = {
            BeneficiaryClass(value.text("class")): ClassRules(
                standing=Standing(value.text("standing")), source=value.source
            )
            for value in self._values("beneficiary_classes")
        }
        if missing := set(BeneficiaryClass) - set(rules):
            raise LawError(f"beneficiary_classes.toml: {', '.join(sorted(missing))} missing.")
        return rules

    @cached_property
    def _payouts(self) -> dict[tuple[bool, bool, Standing], PayoutRule]:
        rules = {
            (value.text("law") == "secure", value.text("death") == "before", Standing(name)): (
                PayoutRule(
                    method=PayoutMethod(value.text("rule")),
                    elections=frozenset(Election(e) for e in names_of(value, "elections")),
                    source=value.source,
                )
            )
            for value in self._values("payout_rules")
            for name in names_of(value, "standings")
        }
        if len(rules) != len(list(product((True, False), (True, False), Standing))):
            raise LawError("payout_rules.toml: a law, a death or a standing is missing.")
        return rules

    def payout(
        self, standing: Standing, *, is_new_law: bool, is_before_beginning: bool
    ) -> PayoutRule:
        """Return the row of the table for a beneficiary."""
        return self._payouts[is_new_law, is_before_beginning, standing]

    @cached_property
    def periods(self) -> dict[str, Period]:
        """The numbers of years the rules count by."""
        return {
            value.text("period"): Period(years=value.integer("years"), source=value.source)
            for value in self._values("payout_periods")
        }

    @cached_property
    def skipped_years(self) -> frozenset[int]:
        """The years a five-year period that had begun leaves out."""
        waived = self._values("waived_years")
        return frozenset(v.effective.year for v in waived if v.flag("skipped_in_five_years"))

    @cached_property
    def _reliefs(self) -> dict[int, Relief]:
        return {
            value.effective.year: Relief(
                deaths_from=value.integer("deaths_from"),
                deaths_through=value.integer("deaths_through"),
                source=value.source,
            )
            for value in self._values("relief_years")
        }

    def relief(self, year: int) -> Relief | None:
        """Return the relief of a distribution year, if there was one."""
        return self._reliefs.get(year)

    @cached_property
    def section_327(self) -> Value:
        """The election of a surviving spouse to be treated as the employee."""
        return self._values("section_327")[-1]

    def _values(self, name: str) -> tuple[Value, ...]:
        return self._parameters[name].values


def names_of(value: Value, field: str) -> list[str]:
    """Return a list of names of a value. Raises: LawError where it is none."""
    raw = value.fields[field]
    if not isinstance(raw, list):
        raise LawError(f"A list of {field} is expected.")
    return [str(name) for name in raw]


def _day(value: Value, field: str) -> date:
    return date.fromisoformat(value.text(field))
