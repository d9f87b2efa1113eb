"""What must be known of a projection: what it takes for granted of this household?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planning.engine.household import Adjustments, Household
from planning.engine.law import Law
from planning.engine.plan_facts import PlanFacts
from planning.engine.projection.accounts import Accounts, Shelter
from planning.engine.projection.death import HEIRS_RATE
from planning.engine.projection.health import months_on_medicare
from planning.engine.projection.lives import NOBODY, Lives
from planning.engine.projection.opening import Opening
from planning.engine.projection.prices import inflation_of
from planning.engine.rmd.balance import growth_of
from planning.engine.rmd.inherited.ways import USUAL_AGE
from planning.engine.tax.parameters import LAST_YEAR
from planning.engine.tax.state.tax import grade
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year.results import Note
from planning.engine.tax_year.year import residences

UNTAXED = (Shelter.IRA, Shelter.PLAN, Shelter.ANNUITY, Shelter.HSA)
NAMED = frozenset({Shelter.IRA, Shelter.PLAN, Shelter.ROTH_IRA, Shelter.ROTH_PLAN})


def caveats_of(
    household: Household,
    facts: TaxFacts,
    plans: PlanFacts,
    lives: Lives,
    accounts: Accounts,
    opening: Opening,
    law: Law,
) -> Iterator[Note]:
    """Yield each convention of docs/algorithms/projection.md that touches the household."""
    yield Note(code="projected_law", citation="docs/LAW.md")
    yield from _of_states(facts, law)
    yield from _of_assumptions(household, plans, lives, accounts)
    yield from _of_couples(plans, lives, accounts)
    yield from _of_accounts(plans, accounts)
    yield from _of_special_accounts(facts, lives, accounts)
    yield from _of_limits(plans, accounts, opening)
    if opening.year_left < 1 and facts.incomes:
        yield Note(code="taxes_so_far_taken_as_paid")
    if lives.years[-1] == LAST_YEAR:
        yield Note(code="horizon_cut", numbers={"year": LAST_YEAR})
    if months_on_medicare(lives.years[-1], lives, facts, law).any():
        yield Note(code="drug_plan_not_priced", citation="42 U.S.C. § 1395w-113")
    if facts.aca_benchmark:
        yield Note(code="marketplace_premium_without_age", citation="26 U.S.C. § 36B(b)(3)")


def _of_states(facts: TaxFacts, law: Law) -> Iterator[Note]:
    if not facts.state:
        yield Note(code="no_state")
    for residence in residences(facts):
        if residence.state and grade(law, residence.state) != "A":
            yield Note(code="state_grade", numbers={"state": residence.state})


def _of_assumptions(
    household: Household, plans: PlanFacts, lives: Lives, accounts: Accounts
) -> Iterator[Note]:
    """Yield what is assumed for want of anything on record."""
    for person in lives.people:
        if person.plan_to_age is None and person.died_on is None:
            numbers = {"name": person.name, "age": USUAL_AGE}
            yield Note(code="age_assumed", numbers=numbers)
    if plans.assumptions.inflation is None:
        yield Note(code="inflation_assumed", numbers={"rate": inflation_of(plans.assumptions)})
    if plans.assumptions.heirs_tax_rate is None and accounts.of(*UNTAXED).any():
        yield Note(code="heirs_rate_assumed", numbers={"rate": HEIRS_RATE})
    for account in accounts.accounts:
        if account.id in accounts.added:
            continue
        if not account.allocation or not household.returns:
            numbers = {"account": account.id, "rate": growth_of(account, household.returns)}
            yield Note(code="growth_assumed", numbers=numbers)


def _of_couples(plans: PlanFacts, lives: Lives, accounts: Accounts) -> Iterator[Note]:
    if all(partner == NOBODY for partner in lives.partners(lives.first_year)):
        return
    if any(marriage.divorced_on is not None for marriage in lives.marriages):
        yield Note(code="divorce_divides_nothing", citation="26 U.S.C. § 408(d)(6)")
    if plans.spending.survivor_share is None:
        yield Note(code="survivor_spends_as_much")
    if accounts.of(Shelter.TAXABLE).any():
        yield Note(code="accounts_held_alone", citation="26 U.S.C. § 1014, 2040(b)")
    for account, shelter in zip(accounts.accounts, accounts.shelters, strict=True):
        if shelter in NAMED and not account.beneficiaries and account.id not in accounts.added:
            yield Note(code="spouse_receives_all", numbers={"account": account.id})


def _of_limits(plans: PlanFacts, accounts: Accounts, opening: Opening) -> Iterator[Note]:
    wanted = plans.limits.minimum_cash
    held = float(opening.balances @ accounts.of(Shelter.CASH, Shelter.TAXABLE))
    if wanted and held < wanted:
        numbers = {"wanted": f"{wanted:.2f}", "held": f"{held:.2f}"}
        yield Note(code="less_cash_than_wanted", numbers=numbers)
    lots = {lot.symbol for outlook in plans.accounts.values() for lot in outlook.lots}
    for name in sorted(plans.limits.never_sell - lots - set(accounts.ids)):
        yield Note(code="never_sell_unknown", numbers={"name": name})


def _of_accounts(plans: PlanFacts, accounts: Accounts) -> Iterator[Note]:
    if any(plans.accounts[id_].lots for id_ in accounts.ids if id_ in plans.accounts):
        yield Note(code="lots_averaged", citation="26 U.S.C. § 1012")
    own = np.arange(len(accounts.ids))
    early = accounts.is_early[0, own, accounts.owners] & ~accounts.of(Shelter.ANNUITY)
    added = np.array([id_ in accounts.added for id_ in accounts.ids])
    if (early & ~added).any():
        yield Note(code="early_exceptions", citation="26 U.S.C. § 72(t)(2)")
    if accounts.of(Shelter.ANNUITY).any():
        yield Note(code="annuity_early_not_taxed", citation="26 U.S.C. § 72(q)")


def _of_special_accounts(facts: TaxFacts, lives: Lives, accounts: Accounts) -> Iterator[Note]:
    for account, shelter in zip(accounts.accounts, accounts.shelters, strict=True):
        numbers = {"account": account.id}
        if account.owner_entity:
            numbers = numbers | {"entity": account.owner_entity}
            yield Note(code="entity_as_its_keeper", numbers=numbers)
        if shelter is Shelter.EDUCATION:
            yield Note(code="education_left", numbers=numbers, citation="26 U.S.C. § 529(c)(3)")
        beside = account.adjustments.get(max(account.adjustments, default=0), Adjustments())
        if account.annuity is not None or beside.qlac:
            yield Note(code="contract_as_account", numbers=numbers)
        if any(line.entity_kind == "charity" for line in account.beneficiaries):
            yield Note(code="charity_like_heirs", numbers=numbers, citation="26 U.S.C. § 642(c)")
    sold = [year for year, gains in facts.gains.items() if gains.employer_stock_value]
    if lives.first_year in sold:
        yield Note(code="employer_stock_all_taxed", citation="26 U.S.C. § 402(e)(4)(B)")
