"""How do the rows of a household become what its tax return rests on?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch

from clients import models
from clients.services.taxes import DEDUCTIONS, YIELDS
from planning.engine.household import FilingStatus
from planning.engine.law import Law, load_law
from planning.engine.money import CENT
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax_facts import (
    AccountTaxes,
    Deductions,
    Income,
    IncomeKind,
    TaxFacts,
    YearGains,
    Yields,
)
from planning.facts.assumed import assumed_for, assumed_in

ACCOUNT = ("basis", "first_funded", "conversions")


def gather_tax_facts(household: models.Household) -> TaxFacts:
    """Return what is on record for a household's return, in five queries."""
    people = list(household.people.filter(archived_at=None))
    profile = models.TaxProfile.objects.filter(household=household).first()
    incomes = household.incomes.filter(withdrawn_at=None).select_related("person")
    inflation = assumed_for(household).inflation.value
    return _facts(household, profile, people, incomes, household.accounts.all(), inflation)


def gather_tax_book(households: Collection[UUID]) -> dict[UUID, TaxFacts]:
    """Return the same for many households, in a constant number of queries."""
    rows = models.Household.objects.filter(pk__in=households)
    rows = rows.select_related("tax_profile", "assumptions", "firm__assumptions")
    incomes = models.Income.objects.filter(withdrawn_at=None).select_related("person")
    people = models.Person.objects.filter(archived_at=None)
    rows = rows.prefetch_related(
        Prefetch("people", people),
        Prefetch("incomes", incomes),
        Prefetch("accounts", models.Account.objects.only("household", "key", *ACCOUNT)),
    )
    return {
        row.pk: _facts(
            row,
            getattr(row, "tax_profile", None),
            list(row.people.all()),
            row.incomes.all(),
            row.accounts.all(),
            assumed_in(row).inflation.value,
        )
        for row in rows
    }


def law_of(facts: TaxFacts) -> Law:
    """Return the law, carried on past what is published with the household's own prices."""
    if facts.inflation is None:
        return load_law().projected(DEFAULT_INDEXING)
    return load_law().projected(replace(DEFAULT_INDEXING, rate=facts.inflation))


def _facts(
    household: models.Household,
    profile: models.TaxProfile | None,
    people: Sequence[models.Person],
    incomes: Iterable[models.Income],
    accounts: Iterable[models.Account],
    inflation: Decimal | None,
) -> TaxFacts:
    stated = profile or models.TaxProfile()
    return TaxFacts(
        state=household.state or None,
        moves=tuple((date.fromisoformat(m["on"]), m["state"]) for m in stated.moves),
        filing_status=FilingStatus(stated.filing_status) if stated.filing_status else None,
        lived_with_spouse=stated.lived_with_spouse,
        spouse_itemizes=stated.spouse_itemizes,
        dependents=stated.dependents or 0,
        prior_magi=_by_year(stated.prior_magi),
        gains={
            int(year): YearGains(**{name: _money(amount) for name, amount in sold.items()})
            for year, sold in stated.realized_gains.items()
        },
        own_magi={person.key: _by_year(person.own_magi) for person in people if person.own_magi},
        blind=frozenset(person.key for person in people if person.is_blind),
        part_b={p.key: p.has_part_b for p in people if p.has_part_b is not None},
        incomes=tuple(_income(row) for row in incomes),
        yields=Yields(**{name: getattr(stated, name) for name in YIELDS}),
        deductions=Deductions(**{name: getattr(stated, name) for name in DEDUCTIONS}),
        aca_benchmark=stated.aca_benchmark_annual,
        inflation=inflation,
        accounts={row.key: _account(row) for row in accounts},
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
        tax_free_annual=row.tax_free_annual,
        investment_in_contract=row.investment_in_contract,
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
