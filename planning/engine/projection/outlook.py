"""What is known of all years of a household before anything is decided?

Gathered once; every plan, baseline and path is walked over the same outlook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from planning.engine.household import Household
from planning.engine.law import Law
from planning.engine.plan_facts import PlanFacts
from planning.engine.projection.accounts import Accounts, accounts_of
from planning.engine.projection.caveats import caveats_of
from planning.engine.projection.earlier import earlier_returns, unknown_incomes
from planning.engine.projection.income import Incomes, incomes_of
from planning.engine.projection.lives import Lives, lives_of
from planning.engine.projection.needs import Needs, needs_of
from planning.engine.projection.opening import Opening, opening_of
from planning.engine.projection.prices import indexing_of, inflation_of, planning_law, price_index
from planning.engine.projection.required import Required, required_of, still_required
from planning.engine.projection.social_security import Benefits, benefits_of
from planning.engine.projection.sold import losses_carried
from planning.engine.projection.state import State, first_state
from planning.engine.tax.arrays import Dollars, Flags, Whole
from planning.engine.tax.irmaa import LOOK_BACK
from planning.engine.tax.state.moves import Residence
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year.results import Missing, Note
from planning.engine.tax_year.year import residences


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """What a plan assumes otherwise than the household's records say.

    `last_years` by person: a year, or one for every path; `growth` (path, year, account) or what
    broadcasts to it, yearly; `prices` (path, year) over those of the as-of year.
    """

    first_year: int | None = None
    paths: int = 1
    last_years: Mapping[str, int | Whole] = field(default_factory=dict)
    claims: Mapping[str, date] = field(default_factory=dict)
    spending: float | None = None
    growth: Dollars | None = None
    prices: Dollars | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A household's years, resolved: all that the step of a year looks up."""

    household: Household
    facts: TaxFacts
    plans: PlanFacts
    law: Law
    lives: Lives
    accounts: Accounts
    opening: Opening
    required: Required
    incomes: Incomes
    benefits: Benefits
    needs: Needs
    prices: Dollars  # (path, year)
    growth: Dollars  # (path or 1, year, account): of what is left of each year
    unsold: Dollars  # (path or 1, year, account): what must not be sold
    blind: Flags  # (person)
    residences: list[Residence]
    missing: tuple[Missing, ...]
    notes: tuple[Note, ...]

    @property
    def years(self) -> range:
        """The years of the plan."""
        return self.lives.years

    def part_of(self, year: int) -> float:
        """Return what is left of a year when the plan reaches it."""
        return self.opening.year_left if year == self.lives.first_year else 1.0

    def first_state(self) -> State:
        """Return the state the plan begins in."""
        years = [self.lives.first_year - back for back in (LOOK_BACK, 1)]
        before = [earlier_returns(self.household, self.facts, self.lives, year) for year in years]
        return first_state(
            self.opening,
            self.accounts,
            self.lives,
            (before[0].magi, before[1].magi),
            (before[0].status, before[1].status),
            losses_carried(self.facts, self.lives.first_year, int(before[1].status[0]), self.law),
        )


NO_VARIATION = Variation()


def outlook_of(
    household: Household,
    facts: TaxFacts,
    plans: PlanFacts,
    law: Law,
    variation: Variation = NO_VARIATION,
) -> Outlook:
    """Resolve a household into its years.

    `law` is the law as published; years ahead are indexed by the plan's own assumptions. Where the
    plan begins in a later year, what the present one still requires leaves before, and is spent.

    Raises: CannotProject, naming the key, where a fact is missing without which no year is walked.
    """
    projected = planning_law(law, indexing_of(plans.assumptions))
    as_of = household.as_of
    first_year = as_of.year if variation.first_year is None else variation.first_year
    lives = lives_of(
        household,
        first_year=first_year,
        earners={income.person for income in facts.incomes},
        last_years=variation.last_years,
        paths=variation.paths,
    )
    accounts = accounts_of(household, facts, plans, lives, projected)
    opening = opening_of(household, facts, plans, accounts, lives, projected)
    if date(first_year - 1, 12, 31) > as_of:
        owed = still_required(household, accounts, lives, opening.balances, as_of.year, projected)
        opening = replace(opening, balances=opening.balances - owed)
    incomes = incomes_of(household, facts, lives)
    prices = variation.prices
    if prices is None:
        prices = price_index(inflation_of(plans.assumptions), as_of.year, lives.years)
    prices = np.broadcast_to(prices, (variation.paths, len(lives.years)))
    benefits = benefits_of(
        facts.incomes,
        lives,
        incomes.wages(lives, prices),
        projected,
        as_of=as_of,
        claims=variation.claims,
    )
    growth = _growth(accounts, lives, opening, variation.growth)
    before = np.ones_like(growth)
    before[:, 1:] = np.cumprod(1 + growth[:, :-1], axis=1)
    missing = (*accounts.missing, *opening.missing, *incomes.missing, *benefits.missing)
    if plans.spending.annual is None and variation.spending is None:
        missing = (Missing(code="spending", fact="spending.annual"), *missing)
    notes = (*accounts.notes, *opening.notes, *incomes.notes, *benefits.notes)
    return Outlook(
        household=household,
        facts=facts,
        plans=plans,
        law=projected,
        lives=lives,
        accounts=accounts,
        opening=opening,
        required=required_of(household, facts, accounts, lives, opening.balances, projected),
        incomes=incomes,
        benefits=benefits,
        needs=needs_of(plans, lives, annual=variation.spending),
        prices=prices,
        growth=growth,
        unsold=opening.balances * accounts.unsold * before,
        blind=np.array([person in facts.blind for person in lives.ids], dtype=np.bool_),
        residences=residences(facts),
        missing=(*missing, *unknown_incomes(household, facts, lives, projected)),
        notes=(*notes, *caveats_of(household, facts, plans, lives, accounts, opening, projected)),
    )


def _growth(accounts: Accounts, lives: Lives, opening: Opening, given: Dollars | None) -> Dollars:
    yearly = accounts.growth[None, None, :] if given is None else given
    paths = yearly.shape[0]
    growth = np.array(np.broadcast_to(yearly, (paths, len(lives.years), len(accounts.ids))))
    growth[:, 0] = (1 + growth[:, 0]) ** opening.year_left - 1
    return growth
