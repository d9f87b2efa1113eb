"""How do the rows of a household become what its tax return rests on?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from clients import models
from planning.engine.household import FilingStatus
from planning.engine.money import CENT
from planning.engine.tax_facts import (
    AccountTaxes,
    Deductions,
    Income,
    IncomeKind,
    TaxFacts,
    Yields,
)
from planning.facts.assumed import assumed_for
from planning.facts.tax_keys import SECTIONS

DEDUCTIONS, YIELDS = SECTIONS["deductions"], SECTIONS["yields"]


def gather_tax_facts(household: models.Household) -> TaxFacts:
    """Return what is on record for a household's return, in five queries."""
    people = list(household.people.filter(archived_at=None))
    profile = models.TaxProfile.objects.filter(household=household).first()
    stated = profile or models.TaxProfile()
    incomes = household.incomes.filter(withdrawn_at=None).select_related("person")
    return TaxFacts(
        state=household.state or None,
        moves=tuple((date.fromisoformat(m["on"]), m["state"]) for m in stated.moves),
        filing_status=FilingStatus(stated.filing_status) if stated.filing_status else None,
        lived_with_spouse=stated.lived_with_spouse,
        spouse_itemizes=stated.spouse_itemizes,
        dependents=stated.dependents or 0,
        prior_magi=_by_year(stated.prior_magi),
        own_magi={person.key: _by_year(person.own_magi) for person in people if person.own_magi},
        blind=frozenset(person.key for person in people if person.is_blind),
        part_b={p.key: p.has_part_b for p in people if p.has_part_b is not None},
        incomes=tuple(_income(row) for row in incomes),
        yields=Yields(**{name: getattr(stated, name) for name in YIELDS}),
        deductions=Deductions(**{name: getattr(stated, name) for name in DEDUCTIONS}),
        aca_benchmark=stated.aca_benchmark_annual,
        inflation=assumed_for(household).inflation.value,
        accounts={row.key: _account(row) for row in household.accounts.all()},
    )


def _income(row: models.Income) -> Income:
    return Income(
        person=row.person.key,
        kind=IncomeKind(row.kind),
        annual=row.annual,
        monthly_at_fra=row.monthly_at_fra,
        start_on=row.start_on,
        to_on=row.to_on,
        cola=row.cola,
        growth=row.growth,
        survivor_share=row.survivor_share,
    )


def _account(row: models.Account) -> AccountTaxes:
    return AccountTaxes(
        basis=row.basis,
        first_funded=row.first_funded,
        conversions=tuple((int(m["year"]), _money(m["amount"])) for m in row.conversions),
    )


def _by_year(amounts: Mapping[str, str | float]) -> dict[int, Decimal]:
    return {int(year): _money(amount) for year, amount in amounts.items()}


def _money(written: str | float) -> Decimal:
    return Decimal(str(written)).quantize(CENT)
