"""What must a reader know before relying on a figure?

Caveats are read off the results: an assumption that mattered, a default that decided, law that
is unsettled, a fact that looks wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from planning.engine.household import (
    Account,
    AccountKind,
    AnnuityTreatment,
    DistributionKind,
    Household,
    Person,
    Plan,
)
from planning.engine.law import Law, Requirement
from planning.engine.money import ZERO
from planning.engine.rmd.applicable_age import first_year_by_age
from planning.engine.rmd.balance import DEFAULT_GROWTH
from planning.engine.rmd.handling import closing_of, is_as_signed_off
from planning.engine.rmd.inherited.caveats import caveats_of_heirs
from planning.engine.rmd.pool_years import PoolYear
from planning.engine.rmd.qcd import Gift
from planning.engine.rmd.results import (
    AccountAmount,
    BalanceBasis,
    BalanceUsed,
    Caveat,
    Obligation,
    QcdYear,
    Rule,
    StartGround,
    TableGround,
)

WORKING = frozenset({StartGround.STILL_WORKING, StartGround.RETIREMENT})


def caveats_of_owner(
    owner: Person, accounts: Sequence[Account], law: Law, year: int
) -> Iterator[Caveat]:
    """Yield what concerns a person's accounts as a whole in a distribution year."""
    if owner.born_on is None:
        return
    requirements = {law.account_kinds[account.kind].requirement for account in accounts}
    span = law.applicable_age(owner.born_on)
    if span.alternative_age is not None and requirements != {Requirement.NONE}:
        yield Caveat(
            code="applicable_age_unsettled",
            person=owner.id,
            numbers={
                "born_in": owner.born_on.year,
                "age": span.age,
                "alternative_age": span.alternative_age,
            },
        )
    if Requirement.ANNUITY not in requirements or year < first_year_by_age(owner.born_on, law):
        return
    for account in accounts:
        if law.account_kinds[account.kind].requirement is Requirement.ANNUITY:
            yield Caveat(code="defined_benefit_not_computed", person=owner.id, account=account.id)


def caveats_of_pool(pool_year: PoolYear, household: Household, law: Law) -> Iterator[Caveat]:
    """Yield what concerns a pool's figures of one year."""
    obligation = pool_year.obligation
    for amount in obligation.amounts:
        yield from _of_amount(amount, obligation, law)
        if amount.account.inherited is not None:
            yield from caveats_of_heirs(amount, obligation, household, law)
        if _grows_by_default(amount, household):
            numbers = {"growth": DEFAULT_GROWTH}
            yield Caveat(code="growth_assumed", account=amount.account.id, numbers=numbers)
    closing = closing_of(obligation, household)
    if closing is not None and not is_as_signed_off(obligation, closing):
        yield Caveat(
            code="changed_after_closing",
            person=obligation.person.id,
            pool=obligation.pool,
            numbers={"closed_year": obligation.distribution_year},
        )
    if obligation.due_on is not None and _has_two_due_dates(obligation):
        yield Caveat(
            code="two_due_dates",
            person=obligation.person.id,
            pool=obligation.pool,
            numbers={"due_on": obligation.due_on},
        )
    for counted in obligation.payments:
        if counted.code == "designated_roth":
            yield Caveat(code="roth_payment_does_not_count", account=counted.payment.account)
        if counted.payment.makes_up_for is not None and counted.code == "counts":
            yield Caveat(
                code="nothing_to_make_up",
                account=counted.payment.account,
                numbers={"on": counted.on, "missed_year": counted.payment.makes_up_for},
            )
        if counted.payment.kind is DistributionKind.LOAN_OFFSET and counted.counted > ZERO:
            yield Caveat(code="loan_offset_counts", account=counted.payment.account)
    for payment, owed in pool_year.rolled_over:
        yield Caveat(
            code="rmd_rolled_over",
            account=payment.account,
            person=obligation.person.id,
            numbers={"amount": payment.amount, "owed": owed, "on": payment.paid_on},
        )
    if obligation.left_by is not None:
        yield from _of_the_year_of_death(obligation, obligation.left_by, household.as_of)


def caveats_of_qcds(gifts: list[Gift], qcd_year: QcdYear, law: Law) -> Iterator[Caveat]:
    """Yield what concerns a person's gifts of one year."""
    person, year = qcd_year.person.id, qcd_year.year
    for gift in gifts:
        if gift.year != year:
            continue
        if gift.refused is not None:
            yield Caveat(code=gift.refused, account=gift.account.id, person=person)
        elif gift.account.kind in {AccountKind.SEP_IRA, AccountKind.SIMPLE_IRA}:
            yield Caveat(code="qcd_from_active_plan", account=gift.account.id, person=person)
    if qcd_year.limit is None:
        yield Caveat(code="qcd_limit_unpublished", person=person, numbers={"year": year})
        return
    if qcd_year.split_interest:
        yield Caveat(code="qcd_split_interest_terms", person=person)
    if qcd_year.split_interest_beyond:
        yield Caveat(
            code="qcd_split_interest_over_limit",
            person=person,
            numbers={
                "given": qcd_year.split_interest,
                "limit": qcd_year.split_interest_limit,
                "year": year,
            },
        )
    numbers = {"given": qcd_year.given, "limit": qcd_year.limit, "year": year}
    if qcd_year.given - qcd_year.split_interest_beyond > qcd_year.limit:
        yield Caveat(code="qcd_over_limit", person=person, numbers=numbers)
    if law.for_year(year).qcd_limit.basis == "projected":
        yield Caveat(code="qcd_limit_projected", person=person, numbers=numbers)


def _of_amount(amount: AccountAmount, obligation: Obligation, law: Law) -> Iterator[Caveat]:
    account, person = amount.account, obligation.person
    if account.plan is not None:
        yield from _of_the_start(amount, account.plan, obligation, law)
    if amount.divisor is not None and amount.divisor.ground is TableGround.NO_BENEFICIARY_NAMED:
        spouse = amount.divisor.spouse
        yield Caveat(
            code="no_beneficiary_named",
            account=account.id,
            person=person.id,
            numbers={"spouse": spouse.name if spouse else ""},
        )
    if amount.balance is None:
        return
    if amount.balance.basis is BalanceBasis.ESTIMATED:
        yield Caveat(
            code="estimated_balance", account=account.id, numbers={"year": amount.balance.year}
        )
    if amount.vested_limit is not None:
        yield Caveat(
            code="unvested_money", account=account.id, numbers={"vested": amount.vested_limit}
        )
    if account.annuity is not None or amount.balance.adjustments:
        yield from _of_contracts(amount, amount.balance, law)


def _of_the_start(
    amount: AccountAmount, plan: Plan, obligation: Obligation, law: Law
) -> Iterator[Caveat]:
    account, start = amount.account, amount.start
    if start is None or amount.year < start.age_year:
        return
    if start.ground is StartGround.PLAN_TERMS and amount.rule is Rule.LIFETIME:
        yield Caveat(code="plan_terms_only", account=account.id, person=obligation.person.id)
    # Past retirement the delay decided only the first year's date.
    decides = start.first_year is None or amount.year <= start.first_year
    if start.ground not in WORKING or not decides:
        return
    if law.account_kinds[account.kind].delay_is_recalled:
        yield Caveat(code="work_exception_tsp", account=account.id)
    if plan.is_five_percent_owner is None:
        yield Caveat(code="assumed_not_five_percent_owner", account=account.id)
    if plan.delays_while_working is None:
        yield Caveat(code="assumed_plan_delays", account=account.id)
    if start.ground is StartGround.STILL_WORKING and not plan.is_still_employed:
        yield Caveat(code="assumed_still_working", account=account.id)


def _of_contracts(amount: AccountAmount, balance: BalanceUsed, law: Law) -> Iterator[Caveat]:
    account = amount.account
    together = (
        account.annuity is not None and account.annuity.treatment is AnnuityTreatment.TOGETHER
    )
    codes = {code for code, _signed in balance.adjustments}
    if account.annuity is None and "annuity_separate" in codes:
        yield Caveat(code="assumed_annuity_separate", account=account.id)
    if together:
        yield Caveat(code="annuity_value_method", account=account.id)
    if account.annuity is not None and amount.year not in account.annuity.payments and together:
        yield Caveat(code="annuity_held_level", account=account.id)
    for code, signed in balance.adjustments:
        limit = law.for_year(amount.year - 1).qlac_limit if code == "qlac" else None
        if limit is not None and -signed > limit:
            numbers = {"value": -signed, "limit": limit}
            yield Caveat(code="qlac_over_limit", account=account.id, numbers=numbers)


def _of_the_year_of_death(obligation: Obligation, left_by: Person, as_of: date) -> Iterator[Caveat]:
    open_amount, until = obligation.remaining, obligation.waived_until
    if open_amount is None or open_amount <= ZERO:
        return
    code = "year_of_death_no_waiver"
    if until is not None:
        code = "year_of_death_remainder" if as_of <= until else "year_of_death_waiver_over"
    yield Caveat(
        code=code,
        person=obligation.person.id,
        pool=obligation.pool,
        numbers={
            "remaining": open_amount,
            "until": obligation.waived_until,
            "left_by": left_by.name,
        },
    )


def _grows_by_default(amount: AccountAmount, household: Household) -> bool:
    projected = amount.balance is not None and amount.balance.basis is BalanceBasis.PROJECTED
    return projected and not (amount.account.allocation and household.returns)


def _has_two_due_dates(obligation: Obligation) -> bool:
    owing = [amount for amount in obligation.amounts if amount.balance is not None]
    return len({amount.is_first_year for amount in owing}) > 1
