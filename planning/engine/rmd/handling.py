"""Where does a requirement stand, once what the office did about it is known?"""

from __future__ import annotations

from decimal import Decimal

from planning.engine.household import Closing, Correction, Distribution, Household
from planning.engine.money import ZERO
from planning.engine.rmd.results import Obligation, Status


def is_proven(payment: Distribution) -> bool:
    """Whether a payment has its evidence, and the second person who looked at it if one must."""
    return bool(payment.evidence) and not payment.awaits_second_person


def status_as_handled(obligation: Obligation, household: Household) -> Status:
    """Return the status the figures and the office's work give together.

    A closing holds while the figures are those that were signed off; a miss is being corrected
    while its case is open and satisfied once it is made up for, proven and filed; what is open is
    planned or ordered where the payments to come reach what remains.
    """
    status = obligation.status
    if status is Status.NOT_REQUIRED:
        return status
    closing = closing_of(obligation, household)
    if closing is not None and is_as_signed_off(obligation, closing):
        return Status.CLOSED
    if status is Status.MISSED:
        return _as_corrected(obligation, household)
    if obligation.elsewhere and status is Status.SATISFIED:
        case = _case_of(obligation, household)
        return status if case is not None and case.is_proven else Status.PAID
    if status is Status.CALCULATED:
        return _as_planned(obligation, household)
    return status


def closing_of(obligation: Obligation, household: Household) -> Closing | None:
    """Return the closing of the person's year, if it is closed."""
    return closing_for(obligation.person.id, obligation.distribution_year, household)


def closing_for(person: str, year: int, household: Household) -> Closing | None:
    """Return the closing of a year of somebody, if it is closed."""
    if not household.closings:
        return None
    of_year = (c for c in household.closings if (c.person, c.year) == (person, year))
    return next(of_year, None)


def case_of(person: str, pool: str, year: int, household: Household) -> Correction | None:
    """Return the case of a pool's year, if there is one."""
    if not household.corrections:
        return None
    key = (person, pool, year)
    cases = (c for c in household.corrections if (c.person, c.pool, c.year) == key)
    return next(cases, None)


def is_as_signed_off(obligation: Obligation, closing: Closing) -> bool:
    """Whether the figures of a pool still are those of its closing."""
    return closing.figures.get(obligation.pool) == (obligation.required, obligation.taken)


def _as_corrected(obligation: Obligation, household: Household) -> Status:
    case = _case_of(obligation, household)
    if case is None:
        return Status.MISSED
    made_up_for = obligation.remaining == ZERO and all(
        is_proven(counted.payment) for counted in obligation.corrections
    )
    return Status.SATISFIED if case.is_done and made_up_for else Status.CORRECTING


def _case_of(obligation: Obligation, household: Household) -> Correction | None:
    return case_of(obligation.person.id, obligation.pool, obligation.distribution_year, household)


def _as_planned(obligation: Obligation, household: Household) -> Status:
    to_come = [
        payment
        for payment in household.planned
        if payment.year == obligation.distribution_year
        and any(payment.account == amount.account.id for amount in obligation.amounts)
    ]
    remaining = obligation.remaining or ZERO
    ordered = sum((payment.amount for payment in to_come if payment.is_ordered), ZERO)
    planned: Decimal = sum((payment.amount for payment in to_come), ZERO)
    if ordered >= remaining:
        return Status.ORDERED
    return Status.PLANNED if planned >= remaining else Status.CALCULATED
