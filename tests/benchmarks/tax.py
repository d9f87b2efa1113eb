"""The tax work that is timed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from planning.engine.household import FilingStatus
from planning.engine.law import load_law
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.units import TaxUnits, tax_units

MANY, BATCH = 100_000, 1_000


def _units(count: int) -> TaxUnits:
    """Retirees of all statuses with income of every kind, a third with itemized deductions."""
    dice = np.random.default_rng(2026)

    def amounts(chance: float, most: float) -> np.ndarray:
        return (dice.random(count) < chance) * most * dice.random(count) ** 2

    lists = dice.random(count) < 0.33
    return tax_units(
        year=np.full(count, 2026),
        status=dice.integers(0, 5, count),
        age_head=dice.integers(55, 95, count),
        age_spouse=dice.integers(55, 95, count),
        wages_head=amounts(0.2, 200_000),
        pension_head=amounts(0.5, 90_000),
        ira_head=amounts(0.8, 250_000),
        roth_conversion=amounts(0.2, 200_000),
        social_security_head=amounts(0.85, 55_000),
        taxable_interest=amounts(0.6, 40_000),
        tax_exempt_interest=amounts(0.2, 20_000),
        qualified_dividends=amounts(0.5, 60_000),
        nonqualified_dividends=amounts(0.3, 15_000),
        net_long_gain=amounts(0.5, 400_000) - 2_000,
        net_short_gain=amounts(0.2, 30_000) - 1_000,
        state_and_local_tax=lists * amounts(0.8, 40_000),
        mortgage_interest=lists * amounts(0.6, 30_000),
        charity_cash=lists * amounts(0.8, 40_000),
        medical_expenses=lists * amounts(0.4, 40_000),
    )


def tax_of_100000_returns() -> Callable[[], object]:
    law, units = load_law(), _units(MANY)
    return lambda: federal_tax(units, law)


def tax_of_1000_returns() -> Callable[[], object]:
    law, units = load_law(), _units(BATCH)
    return lambda: federal_tax(units, law)


def tax_of_one_return() -> Callable[[], object]:
    law = load_law()
    unit = tax_units(
        year=2026,
        status=FilingStatus.JOINT,
        age_head=72,
        age_spouse=70,
        social_security_head=36_000,
        ira_head=60_000,
        net_long_gain=30_000,
        mortgage_interest=20_000,
    )
    return lambda: federal_tax(unit, law)


def peer_sorting() -> Callable[[], object]:
    amounts = np.random.default_rng(2026).random((10, MANY))
    return lambda: np.sort(amounts, axis=-1)
