"""Which figures of law stand in each year for each filing status, as arrays?

The law files are read once into tables over (year, status); `for_units` looks up, for every
return, the figures of its own year and status. Every rule of this package takes its figures from
here, so that one pass serves a book of returns of different years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from planning.engine.household import FilingStatus
from planning.engine.law import Law, UnknownYear
from planning.engine.law.parameter import Value
from planning.engine.tax.arrays import Dollars, Flags, Whole
from planning.engine.tax.units import STATUSES, TaxUnits

FIRST_YEAR, LAST_YEAR = 2021, 2100
APART = "married_separate_apart_all_year"
LOWER_RATES = 0.25  # 26 U.S.C. § 1(h)(1)(A)(ii)(I): "taxed at a rate below 25 percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class FederalParameters:
    """The federal figures of a set of returns. A list of them is the first axis."""

    bracket_tops: Dollars  # (6, …)
    bracket_rates: Dollars  # (7, …)
    lower_rates_top: Dollars  # of the last bracket under 25%
    standard_deduction: Dollars
    additional_standard_deduction: Dollars
    senior_deduction: Dollars  # a person
    senior_start: Dollars
    senior_rate: Dollars
    salt_limit: Dollars
    salt_start: Dollars
    salt_rate: Dollars
    salt_floor: Dollars
    salt_fraction: Dollars  # one, or a half for separate returns
    medical_floor: Dollars
    charity_cash_limit: Dollars
    charity_property_limit: Dollars
    charity_floor: Dollars
    charity_non_itemizer: Dollars
    itemized_limit: Dollars
    gain_tops: Dollars  # (2, …)
    gain_rates: Dollars  # (3, …)
    section_1250_rate: Dollars
    collectibles_rate: Dollars
    loss_limit: Dollars
    niit_rate: Dollars
    niit_threshold: Dollars
    social_security_rate: Dollars
    medicare_rate: Dollars
    wage_base: Dollars
    additional_medicare_rate: Dollars
    additional_medicare_threshold: Dollars
    benefit_bases: Dollars  # (2, …)
    benefit_bases_apart: Dollars  # (2, …), separate returns of people who lived apart
    benefit_shares: Dollars  # (2, …)
    amt_exemption: Dollars
    amt_phase_out_start: Dollars
    amt_phase_out_rate: Dollars
    amt_rates: Dollars  # (2, …)
    amt_second_rate_over: Dollars
    early_rate: Dollars
    early_simple_rate: Dollars
    is_projected: Flags


@dataclass(frozen=True, slots=True)
class FederalTables:
    """The figures of a span of years, by position year × statuses + status."""

    first: int
    last: int
    columns: Mapping[str, Dollars]

    def at(self, year: Whole, status: Whole) -> FederalParameters:
        """Look up the figures of every year and status given."""
        cell = (year - self.first) * len(STATUSES) + status
        found = {name: _looked_up(table, cell) for name, table in self.columns.items()}
        return FederalParameters(**found)  # type: ignore[arg-type]  # flags among dollars


def _looked_up(table: Dollars, cell: Whole) -> Dollars:
    """Return one figure for every cell; one that is the same everywhere is not repeated."""
    if table.shape[-1] == 1:
        return table.reshape(table.shape[:-1] + (1,) * cell.ndim)
    return np.take(table, cell, axis=-1, mode="clip")


def for_units(units: TaxUnits, law: Law) -> FederalParameters:
    """Return the figures that stand for every unit. Raises: UnknownYear."""
    first, last = int(units.year.min()), int(units.year.max())
    refuse_years_without_law(first, last)
    return federal_tables(law, first, last).at(units.year, units.status)


def refuse_years_without_law(first: int, last: int) -> None:
    """Say that a year before the files, or out of sight, has no law here. Raises: UnknownYear."""
    if first < FIRST_YEAR:
        raise UnknownYear(
            f"No federal income tax law is at hand for {first}; give a year from {FIRST_YEAR} on."
        )
    if last > LAST_YEAR:
        raise UnknownYear(f"{last} is too far ahead to project; give a year to {LAST_YEAR}.")


@lru_cache(maxsize=256)  # a plan asks for each of its years by itself
def federal_tables(law: Law, first: int, last: int) -> FederalTables:
    """Read the figures of a span of years. Raises: UnknownYear where one is not published."""
    years = [_year(law, year) for year in range(first, last + 1)]
    columns = {
        name: _shortened(np.concatenate([_by_status(year[name]) for year in years], axis=-1))
        for name in years[0]
    }
    return FederalTables(first, last, columns)


def _shortened(table: Dollars) -> Dollars:
    return table[..., :1] if (table == table[..., :1]).all() else table


def _by_status(figures: object) -> Dollars:
    """Return figures as (…, status), one that is the same for all statuses repeated."""
    array = np.asarray(figures)
    if array.dtype != np.bool_:
        array = array.astype(np.float64)
    if array.ndim == 0:
        array = np.full(len(STATUSES), array)
    return array


def _all(amounts: list[float]) -> Dollars:
    """Return a list that is the same for all statuses as (entry, status)."""
    return np.repeat(np.asarray(amounts, dtype=np.float64)[:, None], len(STATUSES), axis=1)


def _each(value: Value, missing: float | None = None) -> Dollars:
    """Return the amounts, or lists of amounts, that a value gives by status."""
    rows = [
        value.numbers(status) if status in value.fields or missing is None else [missing]
        for status in STATUSES
    ]
    array = np.array(rows, dtype=np.float64).T
    return array[0] if len(array) == 1 else array


def _unless_separate(joint: float, other: float) -> Dollars:
    return np.array([joint if s is FilingStatus.JOINT else other for s in STATUSES])


def _year(law: Law, year: int) -> dict[str, object]:
    day = date(year, 1, 1)
    used: list[Value] = []

    def value(name: str) -> Value:
        found = law.parameters[name].on(day)
        used.append(found)
        return found

    figures = {
        **_ordinary(value("rate_schedule"), value("standard_deduction")),
        **_additional(value("additional_standard_deduction")),
        **_senior(law.parameters["senior_deduction"].known_on(day)),
        **_salt(value("salt_limit")),
        **_itemized(value("medical_floor"), value("charity"), value("itemized_limit")),
        **_gains(value("capital_gain_thresholds"), value("capital_gain_rates")),
        "loss_limit": _each(value("capital_loss_limit")),
        **_other_taxes(value("net_investment_income_tax"), value("early_distribution_tax")),
        **_payroll(value("payroll_tax"), value("wage_base")),
        **_benefits(value("social_security_taxation")),
        **_amt(value("amt_exemption"), value("amt_phase_out"), value("amt_rates")),
    }
    figures["is_projected"] = any(found.basis == "projected" for found in used)
    return figures


def _ordinary(schedule: Value, standard: Value) -> dict[str, object]:
    rates, tops = schedule.numbers("rates"), _each(schedule)
    return {
        "bracket_tops": tops,
        "bracket_rates": _all(rates),
        "lower_rates_top": tops[sum(rate < LOWER_RATES for rate in rates) - 1],
        "standard_deduction": _each(standard),
    }


def _additional(value: Value) -> dict[str, object]:
    married = (FilingStatus.JOINT, FilingStatus.SEPARATE, FilingStatus.SURVIVING)
    amounts = [value.number("married" if s in married else "unmarried") for s in STATUSES]
    return {"additional_standard_deduction": np.array(amounts)}


def _senior(value: Value | None) -> dict[str, object]:
    if value is None or value.flag("repealed"):
        return {"senior_deduction": 0.0, "senior_start": 0.0, "senior_rate": 0.0}
    separate = np.array([s is FilingStatus.SEPARATE for s in STATUSES])
    return {
        "senior_deduction": np.where(separate, 0.0, value.number("per_person")),
        "senior_start": _each(value, missing=0.0),
        "senior_rate": value.number("phase_out_rate"),
    }


def _salt(value: Value) -> dict[str, object]:
    half = value.number("separate_fraction")
    fraction = np.array([half if s is FilingStatus.SEPARATE else 1.0 for s in STATUSES])
    falls = "phase_down_rate" in value.fields
    return {
        "salt_limit": value.number("limit"),
        "salt_start": value.number("phase_down_start") if falls else 0.0,
        "salt_rate": value.number("phase_down_rate") if falls else 0.0,
        "salt_floor": value.number("floor") if falls else 0.0,
        "salt_fraction": fraction,
    }


def _itemized(medical: Value, charity: Value, limit: Value) -> dict[str, object]:
    joint, other = charity.number("non_itemizer_joint"), charity.number("non_itemizer")
    return {
        "medical_floor": medical.number("fraction"),
        "charity_cash_limit": charity.number("cash_limit"),
        "charity_property_limit": charity.number("property_limit"),
        "charity_floor": charity.number("floor"),
        "charity_non_itemizer": _unless_separate(joint, other),
        "itemized_limit": limit.number("numerator") / limit.number("denominator"),
    }


def _gains(tops: Value, rates: Value) -> dict[str, object]:
    return {
        "gain_tops": _each(tops),
        "gain_rates": _all(rates.numbers("rates")),
        "section_1250_rate": rates.number("unrecaptured_section_1250"),
        "collectibles_rate": rates.number("collectibles"),
    }


def _other_taxes(niit: Value, early: Value) -> dict[str, object]:
    return {
        "niit_rate": niit.number("rate"),
        "niit_threshold": _each(niit),
        "early_rate": early.number("rate"),
        "early_simple_rate": early.number("simple_ira_first_two_years_rate"),
    }


def _payroll(payroll: Value, base: Value) -> dict[str, object]:
    return {
        "social_security_rate": payroll.number("social_security_rate"),
        "medicare_rate": payroll.number("medicare_rate"),
        "wage_base": base.number("wages"),
        "additional_medicare_rate": payroll.number("additional_medicare_rate"),
        "additional_medicare_threshold": _each(payroll),
    }


def _benefits(value: Value) -> dict[str, object]:
    return {
        "benefit_bases": _each(value),
        "benefit_bases_apart": _all(value.numbers(APART)),
        "benefit_shares": _all([value.number("first_share"), value.number("second_share")]),
    }


def _amt(exemption: Value, phase_out: Value, rates: Value) -> dict[str, object]:
    separate = rates.number("second_rate_over_separate")
    over = [
        separate if s is FilingStatus.SEPARATE else rates.number("second_rate_over")
        for s in STATUSES
    ]
    return {
        "amt_exemption": _each(exemption),
        "amt_phase_out_start": _each(phase_out),
        "amt_phase_out_rate": phase_out.number("rate"),
        "amt_rates": _all(rates.numbers("rates")),
        "amt_second_rate_over": np.array(over),
    }
