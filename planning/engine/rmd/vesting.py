"""How much of a plan's employer money could not be paid yet?"""

from __future__ import annotations

from decimal import Decimal

from planning.engine.errors import EngineError
from planning.engine.household import EmployerMoney, Plan
from planning.engine.law import Law
from planning.engine.money import ZERO, to_cents


class UnknownVesting(EngineError):
    """A vesting schedule the law files do not know."""


def unvested_money(plan: Plan, law: Law) -> Decimal:
    """Return the part of a plan's employer sources that is not vested.

    Source: 26 U.S.C. § 411(a)(2)(B).
    """
    return sum(
        (to_cents(money.amount * (1 - vested_fraction(money, law))) for money in plan.sources), ZERO
    )


def vested_fraction(money: EmployerMoney, law: Law) -> Decimal:
    """Return the vested fraction of one source. Raises: UnknownVesting."""
    schedules = {value.text("schedule"): value for value in law.parameters["vesting"].values}
    if money.vesting not in schedules:
        raise UnknownVesting(
            f"The vesting schedule {money.vesting} is not known; use one of {', '.join(schedules)}."
        )
    steps = schedules[money.vesting].fields["vested_from"]
    reached = [Decimal(part) for years, part in _steps(steps) if money.years_of_service >= years]
    return max(reached, default=ZERO)


def _steps(raw: object) -> list[tuple[int, Decimal]]:
    if not isinstance(raw, list):
        raise UnknownVesting("vesting.toml: vested_from must be a list.")
    return [(int(years), Decimal(part)) for years, part in raw]
