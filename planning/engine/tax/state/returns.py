"""What does a state see of a return?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planning.engine.tax.arrays import Dollars, Flags, Whole, positive, ratio
from planning.engine.tax.deductions import AGE
from planning.engine.tax.federal import FederalTax
from planning.engine.tax.state.table import StateTable
from planning.engine.tax.units import JOINT, TaxUnits


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What each person of a return has: arrays (2, …), head first."""

    present: Flags
    age: Whole
    wages: Dollars
    pension: Dollars
    plan: Dollars
    ira: Dollars  # with conversions
    investment: Dollars  # interest, dividends and gains; they stand with the head
    benefits: Dollars  # Social Security, gross
    taxable_benefits: Dollars

    @property
    def income_share(self) -> Dollars:
        """Return each person's share of their income without Social Security."""
        own = self.wages + self.pension + self.plan + self.ira + self.investment
        both = own.sum(axis=0)
        alone = np.stack([np.ones_like(both), np.zeros_like(both)])
        return np.where(both > 0, ratio(own, both), alone)

    def at_least(self, age: float) -> Flags:
        """Return who has reached an age."""
        return self.present & (self.age >= age)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateReturn:
    """A batch of returns of one state, with the federal lines it starts from."""

    table: StateTable
    units: TaxUnits
    people: People
    federal_agi: Dollars
    federal_deduction: Dollars  # standard or itemized, with what stands beside it
    federal_charity: Dollars  # of a return that does not itemize
    federal_senior: Dollars
    federal_taxable_income: Dollars
    federal_tax: Dollars
    long_gain: Dollars  # net, over short-term losses
    net_gain: Dollars  # in income, as limited by federal law
    medicare_premium: Dollars  # the standard one, a person and year

    @property
    def filers(self) -> Whole:
        """One person, or two on a joint return."""
        return self.people.present.sum(axis=0)

    @property
    def people_65(self) -> Whole:
        """How many are 65."""
        return self.people.at_least(AGE).sum(axis=0)

    @property
    def taxable_benefits(self) -> Dollars:
        """The federally taxed part of Social Security of both."""
        return self.people.taxable_benefits.sum(axis=0)

    @property
    def is_joint(self) -> Flags:
        """Whether two people file."""
        return self.units.status == JOINT


def state_return(
    table: StateTable, units: TaxUnits, federal: FederalTax, medicare_premium: Dollars
) -> StateReturn:
    """Gather what a state's rules ask for. `units` and `federal` are of that state only."""
    joint = units.status == JOINT
    shape = np.broadcast(units.status, federal.adjusted_gross_income).shape

    def both(head: npt.NDArray[np.generic], spouse: npt.NDArray[np.generic]) -> Dollars:
        pair = [np.broadcast_to(head, shape), np.broadcast_to(np.where(joint, spouse, 0), shape)]
        return np.stack(pair)

    benefits = both(units.social_security_head, units.social_security_spouse)
    total = benefits.sum(axis=0)
    share = ratio(benefits, total)
    gains = federal.gains
    dividends = units.qualified_dividends + units.nonqualified_dividends
    investment = units.taxable_interest + dividends + positive(gains.included) + units.annuity
    standard = federal.standard_deduction + federal.charity_deduction
    ones = np.ones(shape, dtype=np.bool_)
    return StateReturn(
        table=table,
        units=units,
        people=People(
            present=np.stack([ones, np.broadcast_to(joint, shape)]),
            age=both(units.age_head, units.age_spouse).astype(np.int64),
            wages=both(units.wages_head, units.wages_spouse),
            pension=both(units.pension_head, units.pension_spouse),
            plan=both(units.plan_head, units.plan_spouse),
            ira=both(units.ira_head + units.roth_conversion, units.ira_spouse),
            investment=both(investment + positive(units.rental), np.zeros(())),
            benefits=benefits,
            taxable_benefits=share * federal.taxable_social_security,
        ),
        federal_agi=federal.adjusted_gross_income,
        federal_deduction=np.where(federal.is_itemized, federal.itemized_deduction, standard),
        federal_charity=federal.charity_deduction,
        federal_senior=federal.senior_deduction,
        federal_taxable_income=federal.taxable_income,
        federal_tax=federal.tax_before_credits,
        long_gain=gains.net_capital_gain,
        net_gain=gains.included,
        medicare_premium=medicare_premium,
    )
