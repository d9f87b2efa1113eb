"""What of a year's money out of retirement accounts is income, and what was taxed before?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np

from planning.engine.household import (
    Account,
    AccountKind,
    Distribution,
    DistributionKind,
    Household,
    Person,
)
from planning.engine.law import Law
from planning.engine.money import ZERO, to_cents
from planning.engine.rmd import Obligation, rmd_schedule
from planning.engine.rmd.applicable_age import day_of_age
from planning.engine.rmd.payments import day_that_counts
from planning.engine.rmd.qcd import deductions_left, gift_room, gifts_begin_on
from planning.engine.rmd.results import Schedule
from planning.engine.tax.basis import pro_rata
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year.results import (
    Filing,
    Found,
    Missing,
    Note,
    Source,
    Standing,
    WhatIf,
)

IRAS = frozenset({AccountKind.TRADITIONAL_IRA, AccountKind.SEP_IRA, AccountKind.SIMPLE_IRA})
PLANS = frozenset(
    {
        AccountKind.PLAN_401K,
        AccountKind.PLAN_403B,
        AccountKind.PLAN_457B,
        AccountKind.TAX_EXEMPT_457B,
        AccountKind.TSP,
        AccountKind.PROFIT_SHARING,
        AccountKind.MONEY_PURCHASE,
        AccountKind.ESOP,
        AccountKind.DEFINED_BENEFIT,
    }
)
PAID = frozenset(
    {
        DistributionKind.CASH,
        DistributionKind.IN_KIND,
        DistributionKind.WITHHOLDING,
        DistributionKind.DEEMED_LOAN,
        DistributionKind.LOAN_OFFSET,
    }
)
NO_EARLY_TAX = frozenset({AccountKind.PLAN_457B})  # 26 U.S.C. § 72(t)(1), 4974(c)
EARLY, LEAVES_AT_55 = Decimal("59.5"), 55  # § 72(t)(2)(A)(i), (v)


@dataclass(slots=True)
class Outflow:
    """What left, and will still leave, one person's traditional IRAs or one other account."""

    owner: str
    accounts: list[Account] = field(default_factory=list)
    taken: Decimal = ZERO
    expected: Decimal = ZERO
    added: Decimal = ZERO  # what if
    converted: Decimal = ZERO
    converted_too: Decimal = ZERO  # what if
    given: Decimal = ZERO  # to charity, and left out of income
    early: Decimal = ZERO  # before 59½, with no exception that is known

    @property
    def paid(self) -> Decimal:
        """All that leaves but for what is converted."""
        return self.taken + self.expected + self.added


def withdrawals_of(
    household: Household, facts: TaxFacts, filing: Filing, year: int, law: Law, what_if: WhatIf
) -> Found:
    """Return the taxable part of what leaves the IRAs and plans of a return's people in a year.

    What is on record is taken as it is; in the year the facts speak from, and later, what is still
    required counts as taken within the year. Gifts from IRAs to charity are left out as far as the
    limit allows; basis comes out in proportion, all IRAs of a person being one.

    Source: 26 U.S.C. § 402(a), 408(d)(1), (2), (8), 408A(d)(3); tax.md § 11 to 13.
    Not modelled: exceptions from the additional tax but age, death and leaving the employer at 55.
    """
    schedule = rmd_schedule(household, law, years=(year - 1, year))
    flows = _flows(household, filing, year, schedule)
    found = _still_required(household, flows, filing, year, schedule)
    found += _tried(household, flows, filing, year, law, what_if)
    for flow in flows.values():
        found += _taxed(flow, household, facts, filing, year)
    return found


def _flows(
    household: Household, filing: Filing, year: int, schedule: Schedule
) -> dict[str, Outflow]:
    """Gather the payments of a year on record; IRAs of a person's own are one."""
    people = {person.id: person for person in filing.people}
    flows: dict[str, Outflow] = {}
    of_account: dict[str, tuple[Account, Outflow]] = {}
    for account in household.accounts:
        if account.owner in people and account.kind in IRAS | PLANS:
            is_own_ira = account.kind in IRAS and not account.is_inherited
            key = f"iras:{account.owner}" if is_own_ira else account.id
            flow = flows.setdefault(key, Outflow(owner=account.owner))
            flow.accounts.append(account)
            of_account[account.id] = account, flow
    for payment in household.distributions:
        if payment.account not in of_account or day_that_counts(payment).year != year:
            continue
        account, flow = of_account[payment.account]
        if payment.kind is DistributionKind.CONVERSION:
            flow.converted += payment.amount
        elif payment.kind is DistributionKind.QCD:
            flow.taken += payment.amount
        elif payment.kind in PAID:
            flow.taken += payment.amount
            if _is_early(payment, account, people[account.owner]):
                flow.early += payment.amount
    for gifts in schedule.qcds:
        key = f"iras:{gifts.person.id}"
        if gifts.year == year and key in flows:
            excluded = gifts.excludable if gifts.excludable is not None else gifts.given
            flows[key].given += min(excluded, flows[key].taken)
    return flows


def is_early_all_year(person: Person, year: int) -> bool:
    """Tell whether whatever a person takes in a year comes before 59½."""
    born_on = person.born_on
    return born_on is not None and day_of_age(born_on, EARLY) > date(year, 12, 31)


def _is_early(payment: Distribution, account: Account, owner: Person) -> bool:
    """Tell whether the additional tax may fall on a payment: no exception that is known holds."""
    if account.is_inherited or account.kind in NO_EARLY_TAX or owner.born_on is None:
        return False
    if payment.paid_on >= day_of_age(owner.born_on, EARLY):
        return False
    left_on = account.plan.separated_on if account.plan else None
    return not (left_on and left_on.year >= owner.born_on.year + LEAVES_AT_55)


def _still_required(
    household: Household,
    flows: dict[str, Outflow],
    filing: Filing,
    year: int,
    schedule: Schedule,
) -> Found:
    """Add what still has to leave in the year: its own requirement, and a first one put off."""
    if year < household.as_of.year:
        return Found()
    people = {person.id for person in filing.people}
    missing = tuple(
        Missing(
            code="requirement",
            fact=one.missing[0] if one.missing else f"accounts.{one.account}",
            account=one.account,
        )
        for one in schedule.undecided
        if one.year in (None, year) and _owner(household, one.account) in people
    )
    notes = []
    for owed in schedule.obligations:
        put_off = year == household.as_of.year and _is_due(owed, year)
        if owed.person.id not in people or not owed.remaining:
            continue
        if owed.distribution_year != year and not put_off:
            continue
        is_own = owed.pool == "own_iras"
        key = f"iras:{owed.person.id}" if is_own else owed.amounts[0].account.id
        if key not in flows:
            continue  # an inherited Roth IRA must be emptied, and none of it is income
        flows[key].expected += owed.remaining
        if owed.distribution_year == year and owed.due_on and owed.due_on.year > year:
            citation = "26 U.S.C. § 401(a)(9)(C)(i)"
            notes.append(Note(code="first_required_this_year", citation=citation))
    return Found(missing=missing, notes=tuple(notes))


def _is_due(owed: Obligation, year: int) -> bool:
    return owed.due_on is not None and owed.due_on >= date(year, 1, 1)


def _owner(household: Household, account: str) -> str:
    return next((one.owner for one in household.accounts if one.id == account), "")


def _tried(
    household: Household,
    flows: dict[str, Outflow],
    filing: Filing,
    year: int,
    law: Law,
    what_if: WhatIf,
) -> Found:
    """Add what somebody would withdraw, convert or give besides, each from their own IRAs."""
    if not (what_if.withdrawal or what_if.conversion or what_if.gift):
        return Found()
    person = next((p for p in filing.people if p.id == what_if.person), filing.head)
    flow = flows.get(f"iras:{person.id}")
    if flow is None:
        return Found(missing=(Missing(code="no_ira", fact="accounts", person=person.id),))
    flow.added += what_if.withdrawal
    flow.early += what_if.withdrawal if is_early_all_year(person, year) else ZERO
    flow.converted_too += what_if.conversion
    begins_on = gifts_begin_on(person, law)
    if what_if.gift and (begins_on is None or begins_on > date(year, 12, 31)):
        # Given before 70½ it is a withdrawal like any other.
        flow.added += what_if.gift
        flow.early += what_if.gift if is_early_all_year(person, year) else ZERO
        citation = "recalled: 26 U.S.C. § 408(d)(8)(B)(ii)"
        return Found(notes=(Note(code="gift_too_early", citation=citation),))
    instead = min(what_if.gift, flow.expected)
    room = gift_room(household, person, law, year)
    offset = deductions_left(household, person, law, year)
    allowed = max((what_if.gift if room is None else min(what_if.gift, room)) - offset, ZERO)
    flow.expected -= instead
    flow.added += what_if.gift
    flow.given += allowed
    if allowed < what_if.gift:
        note = Note(
            code="gift_over_limit",
            citation="26 U.S.C. § 408(d)(8)(A), (F)",
            numbers={"amount": what_if.gift - allowed},
        )
        return Found(notes=(note,))
    return Found()


def _taxed(
    flow: Outflow, household: Household, facts: TaxFacts, filing: Filing, year: int
) -> Found:
    """Divide what left by what was taxed before, and say where each part stands on the return."""
    converted = flow.converted + flow.converted_too
    if not flow.paid and not converted:
        return Found()
    place = filing.place_of(flow.owner)
    is_ira = flow.accounts[0].kind in IRAS
    kind = "ira" if is_ira else "plan"
    line = f"{kind}_{place}"
    taxable_gross = flow.paid - flow.given  # gifts come from taxable money, § 408(d)(8)(D)
    stated = (facts.accounts.get(account.id) for account in flow.accounts)
    basis = sum((one.basis or ZERO for one in stated if one is not None), ZERO)
    value, is_known = _year_end_value(flow, household, year)
    split = pro_rata(*(np.array(float(part)) for part in (basis, value, taxable_gross, converted)))
    kept = 1 - Decimal(repr(float(split.tax_free_share)))
    parts = (
        (f"{kind}_taken", flow.taken - flow.given, Standing.RECORDED, line),
        (f"{kind}_required", flow.expected, Standing.EXPECTED, line),
        (f"{kind}_more", flow.added, Standing.WHAT_IF, line),
        ("conversion", flow.converted, Standing.RECORDED, "roth_conversion"),
        ("conversion_more", flow.converted_too, Standing.WHAT_IF, "roth_conversion"),
    )
    notes = [*_remarks(flow, basis, is_known=is_known), *_over_what_is_held(flow, year)]
    return Found(sources=tuple(_parts(flow, parts, kept)), notes=tuple(notes))


def _parts(
    flow: Outflow,
    parts: Iterable[tuple[str, Decimal, Standing, str]],
    kept: Decimal,
) -> Iterator[Source]:
    account = flow.accounts[0].id if len(flow.accounts) == 1 else None
    for code, gross, standing, line in parts:
        if gross:
            yield Source(
                code=code,
                gross=gross,
                taxable=to_cents(gross * kept),
                field=line,
                person=flow.owner,
                account=account,
                standing=standing,
            )
    if flow.given:
        yield Source(
            code="gift", gross=flow.given, taxable=ZERO, person=flow.owner, account=account
        )
    if flow.early:
        yield Source(
            code="early",
            gross=flow.early,
            taxable=to_cents(flow.early * kept),
            field="early_distribution",
            person=flow.owner,
            account=account,
        )


def _remarks(flow: Outflow, basis: Decimal, *, is_known: bool) -> Iterator[Note]:
    if basis and not is_known:
        yield Note(code="year_end_estimated", citation="Form 8606, line 6")
    if flow.early:
        yield Note(code="early_exceptions", citation="26 U.S.C. § 72(t)(2)")


def _over_what_is_held(flow: Outflow, year: int) -> Iterator[Note]:
    """Say where what is tried cannot leave: the accounts held less at the last year's end known."""
    held = sum((_value_before(account, year) for account in flow.accounts), ZERO)
    leaves = flow.paid + flow.converted + flow.converted_too
    if (flow.added or flow.converted_too) and leaves > held:
        yield Note(code="more_than_held", numbers={"amount": leaves, "held": held})


def _value_before(account: Account, year: int) -> Decimal:
    earlier = [known for known in account.year_end_balances if known < year]
    return account.year_end_balances[max(earlier)].amount if earlier else ZERO


def _year_end_value(flow: Outflow, household: Household, year: int) -> tuple[Decimal, bool]:
    """Return what the accounts hold on December 31, or about as much: the last known value less
    what left since."""
    total, is_known = ZERO, True
    for account in flow.accounts:
        recorded = account.year_end_balances.get(year)
        if recorded is not None:
            total += recorded.amount
            continue
        is_known = False
        total += _value_before(account, year)
    if not is_known:
        total = max(total - flow.paid - flow.converted - flow.converted_too, ZERO)
    return total, is_known
