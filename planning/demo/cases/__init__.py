"""The households that between them touch every rule: one function, one situation."""

from __future__ import annotations

from collections.abc import Callable

from planning.demo.cases import (
    balances,
    beginnings,
    contracts,
    divided,
    families,
    heirs,
    payments,
    plans,
)
from planning.demo.parts import DemoHousehold, Today

CASES: tuple[Callable[[Today], DemoHousehold], ...] = (
    *payments.CASES,
    *beginnings.CASES,
    *plans.CASES,
    *families.CASES,
    *contracts.CASES,
    *balances.CASES,
    *heirs.CASES,
    *divided.CASES,
)
