"""What must a reader know before relying on a beneficiary's figure?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planning.engine.household import (
    Account,
    BeneficiaryClass,
    DistributionKind,
    Household,
    Person,
)
from planning.engine.law import Law, PayoutMethod
from planning.engine.rmd.applicable_age import first_year_by_age
from planning.engine.rmd.inherited.results import Payout, Whose
from planning.engine.rmd.results import AccountAmount, Caveat, Obligation

ROLLED = frozenset({DistributionKind.ROLLOVER, DistributionKind.DIRECT_ROLLOVER})
# A direct rollover from a plan into an inherited IRA is open to everybody.
TAKEN_OVER = frozenset({DistributionKind.ROLLOVER, DistributionKind.CONVERSION})
LUMPED = frozenset({PayoutMethod.FIVE_YEAR, PayoutMethod.TEN_YEAR})


def caveats_of_heirs(
    amount: AccountAmount, obligation: Obligation, household: Household, law: Law
) -> Iterator[Caveat]:
    """Yield what concerns an inherited account's figure of a year."""
    account, payout, person = amount.account, amount.payout, obligation.person
    if payout is None:
        yield Caveat(code="treated_as_own", account=account.id, person=person.id)
        return
    for note in payout.notes:
        yield Caveat(code=note.code, account=account.id, person=person.id, numbers=note.numbers)
    if amount.is_relieved and obligation.remaining:
        yield Caveat(
            code="not_taxed_then", account=account.id, numbers={"distribution_year": amount.year}
        )
    yield from _late_election(amount, obligation, payout)
    yield from _rolled_over(account, payout, obligation, law)
    yield from _of_the_year_before(amount, payout, household, law)


def caveats_of_other_heirs(household: Household, law: Law) -> Iterator[Caveat]:
    """Yield the inherited accounts whose beneficiaries are paid by other rules."""
    for account in household.accounts:
        if account.inherited is None or law.account_kinds[account.kind].inherited_pool != "none":
            continue
        yield Caveat(code="inherited_by_other_rules", account=account.id, person=account.owner)


def _late_election(
    amount: AccountAmount, obligation: Obligation, payout: Payout
) -> Iterator[Caveat]:
    last = payout.may_still_elect_ten_years
    if last is None or not obligation.shortfall.amount:
        return
    yield Caveat(
        code="ten_year_election_cures",
        account=amount.account.id,
        person=obligation.person.id,
        numbers={"until": date(last, 12, 31)},
    )


def _rolled_over(
    account: Account, payout: Payout, obligation: Obligation, law: Law
) -> Iterator[Caveat]:
    """Yield rollovers that a beneficiary may not make, or not of everything."""
    year, person = obligation.distribution_year, obligation.person
    kinds = {
        counted.payment.kind
        for counted in obligation.payments
        if counted.payment.account == account.id and counted.on.year == year
    }
    is_spouse = (
        account.inherited is not None
        and account.inherited.beneficiary_class is BeneficiaryClass.SPOUSE
        and not account.inherited.is_successor
    )
    if not is_spouse:
        is_ira = not law.account_kinds[account.kind].may_delay_while_working
        if is_ira and kinds & TAKEN_OVER:
            yield Caveat(code="heir_rolled_over", account=account.id, person=person.id)
    elif payout.method in LUMPED and kinds & ROLLED and _may_be_of_age(person, year, law):
        yield Caveat(code="hypothetical_rmd", account=account.id, person=person.id)


def _of_the_year_before(
    amount: AccountAmount, payout: Payout, household: Household, law: Law
) -> Iterator[Caveat]:
    """Ask for what the owner had left in the year of death, while it can be taken without tax."""
    death = amount.year - 1
    is_first = amount.year == payout.from_year and payout.held_from == death
    owed = any(term.whose is Whose.OWNER for term in payout.terms)
    grace = law.for_year(death).death_year_grace if is_first and owed else None
    facts = amount.account.inherited
    is_asked_elsewhere = facts is not None and facts.came_from is not None
    if grace is None or is_asked_elsewhere or death - 1 in amount.account.year_end_balances:
        return
    until = date(death + grace, 12, 31)
    if household.as_of <= until:
        yield Caveat(
            code="left_in_the_year_of_death",
            account=amount.account.id,
            numbers={"died_in": death, "decedent": payout.left_by.name, "until": until},
        )


def _may_be_of_age(person: Person, year: int, law: Law) -> bool:
    """Whether a spouse has attained the applicable age; without a birth date it may be so."""
    return person.born_on is None or year >= first_year_by_age(person.born_on, law)
