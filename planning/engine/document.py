"""What does a result look like as one JSON document?

The document of a schedule has the keys of the household file contract's `rmd` command, and
beside them what a page needs: who the people are, what the accounts are called, the steps of
every figure as codes with numbers. It holds JSON types only, money as text with cents; the
sentences are added by `planning.wording`, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from planning.engine.household import Account, DistributionKind, Person
from planning.engine.law import Law
from planning.engine.rmd import Obligation, Schedule
from planning.engine.rmd.applicable_age import first_year_by_age
from planning.engine.rmd.explain import (
    reasons_of_amount,
    reasons_of_obligation,
    reasons_of_qcds,
)
from planning.engine.rmd.inherited.explain import reasons_of_payout
from planning.engine.rmd.inherited.results import Payout
from planning.engine.rmd.inherited.ways import WayTaken
from planning.engine.rmd.reason import Reason
from planning.engine.rmd.results import (
    AccountAmount,
    Alternative,
    Caveat,
    CountedPayment,
    Divisor,
    QcdYear,
    Shortfall,
    Undecided,
)

Document = dict[str, Any]


def rmd_document(
    schedule: Schedule, law: Law, *, explained: Collection[int] | None = None
) -> Document:
    """Return a schedule as a document.

    `explained` are the distribution years whose figures carry their steps; None: all of them.
    """
    household = schedule.household
    explained = schedule.years if explained is None else explained
    owners = {account.id: account.owner for account in household.accounts}
    return {
        "household": household.name,
        "as_of": household.as_of.isoformat(),
        "law_version": law.version,
        "people": {person.id: _person(person, law) for person in household.people},
        "accounts": {account.id: _account(account) for account in household.accounts},
        "obligations": [
            _obligation(obligation, law, is_explained=obligation.distribution_year in explained)
            for obligation in schedule.obligations
        ],
        "qcds": [_qcds(qcd, law) for qcd in schedule.qcds],
        "caveats": [_caveat(caveat, law) for caveat in schedule.caveats],
        "undecided": [_undecided(entry, owners) for entry in schedule.undecided],
    }


def payout_document(payout: Payout, law: Law) -> Document:
    """Return how an inherited account is paid out, with the path of the decision."""
    return {
        "rule": payout.method.value,
        "left_by": payout.left_by.id,
        "held_from": payout.held_from,
        "first_year": payout.first_year,
        "has_yearly_amounts": payout.starts_in is not None,
        "final_deadline": None if payout.ends_in is None else f"{payout.ends_in}-12-31",
        "steps": _steps(reasons_of_payout(payout, law)),
    }


def ways_document(ways: Iterable[WayTaken]) -> list[Document]:
    """Return the ways to empty an inherited account, year by year."""
    return [
        {
            "way": taken.way.value,
            "taken": _money(taken.taken),
            "most": _money(taken.most),
            "left": _money(taken.left),
            "years": [
                {
                    "year": year.year,
                    "required": _money(year.required),
                    "taken": _money(year.taken),
                    "left": _money(year.left),
                }
                for year in taken.years
            ],
        }
        for taken in ways
    ]


def _plain(value: object) -> object:
    """Return a value as JSON has it: dates and decimals as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def _money(amount: Decimal) -> str:
    return format(amount, ".2f")


def _person(person: Person, law: Law) -> Document:
    first_year = None if person.born_on is None else first_year_by_age(person.born_on, law)
    age = None if person.born_on is None else law.applicable_age(person.born_on).age
    return {
        "name": person.name,
        "born_on": _plain(person.born_on),
        "died_on": _plain(person.died_on),
        "plan_to_age": person.plan_to_age,
        "applicable_age": _plain(age),
        "first_distribution_year": first_year,
        "required_beginning_date": None if first_year is None else f"{first_year + 1}-04-01",
    }


def _account(account: Account) -> Document:
    return {
        "name": account.name,
        "kind": account.kind.value,
        "owner": account.owner,
        "custodian": account.custodian,
        "number_last4": account.number_last4,
        "inherited_from": account.inherited.decedent if account.inherited else None,
    }


def _obligation(obligation: Obligation, law: Law, *, is_explained: bool) -> Document:
    amounts = (obligation.required, obligation.taken, obligation.remaining)
    required, taken, remaining = (None if a is None else _money(a) for a in amounts)
    return {
        "person": obligation.person.id,
        "pool": obligation.pool,
        "distribution_year": obligation.distribution_year,
        "due_on": _plain(obligation.due_on),
        "status": obligation.status.value,
        "required": required,
        "taken": taken,
        "remaining": remaining,
        "corrected": _money(obligation.corrected),
        "elsewhere": _money(obligation.elsewhere),
        "waived_until": _plain(obligation.waived_until),
        "is_projected": obligation.is_projected,
        "accounts": [
            _amount(amount, obligation, law, is_explained=is_explained)
            for amount in obligation.amounts
        ],
        "steps": _steps(reasons_of_obligation(obligation, law)) if is_explained else [],
        "payments": [
            _payment(counted, law) for counted in (*obligation.payments, *obligation.corrections)
        ],
        "shortfall": _shortfall(obligation.shortfall),
    }


def _amount(
    amount: AccountAmount, obligation: Obligation, law: Law, *, is_explained: bool
) -> Document:
    balance, divisor = amount.balance, amount.divisor
    return {
        "account": amount.account.id,
        "required": _money(amount.required),
        "recorded_balance": _money(balance.recorded) if balance else None,
        "balance": _money(balance.adjusted) if balance else None,
        "balance_on": f"{balance.year}-12-31" if balance else None,
        "balance_basis": balance.basis.value if balance else None,
        "divisor": _plain(divisor.period) if divisor else None,
        "table": divisor.table.value if divisor else None,
        "edition": divisor.edition if divisor else None,
        "cell": _cell(amount, divisor) if divisor else None,
        "rule": amount.rule.value,
        "final_deadline": _plain(amount.final_deadline),
        "steps": _steps(reasons_of_amount(amount, obligation, law)) if is_explained else [],
        "alternatives": [_alternative(a, amount) for a in amount.alternatives],
    }


def _cell(amount: AccountAmount, divisor: Divisor) -> Document:
    """Return the ages a table was entered with; what was fixed once, with the years taken off."""
    fixed = next((e for e in amount.expectancies if e.period == divisor.period), None)
    return {
        "age": divisor.age,
        "spouse_age": divisor.spouse_age,
        "looked_up_in": fixed.looked_up_in if fixed else None,
        "less": fixed.elapsed if fixed else 0,
    }


def _steps(reasons: Iterable[Reason]) -> list[Document]:
    return [
        {
            "code": reason.code,
            "value": str(_plain(reason.value)),
            "citation": reason.citation,
            "numbers": _numbers(reason.numbers),
        }
        for reason in reasons
    ]


def _numbers(numbers: Mapping[str, object]) -> Document:
    return {name: _plain(value) for name, value in numbers.items()}


def _alternative(alternative: Alternative, amount: AccountAmount) -> Document:
    divisor = alternative.divisor
    return {
        "code": alternative.code,
        "numbers": _numbers(alternative.numbers),
        "required": _money(alternative.required),
        "divisor": _plain(divisor.period) if divisor else None,
        "table": divisor.table.value if divisor else None,
        "safer": alternative.required > amount.required,
        "citation": alternative.citation,
    }


def _payment(counted: CountedPayment, law: Law) -> Document:
    payment = counted.payment
    is_gift = payment.kind is DistributionKind.QCD and counted.code == "counts"
    code = "counts_qcd" if is_gift else counted.code
    return {
        "account": payment.account,
        "on": counted.on.isoformat(),
        "kind": payment.kind.value,
        "amount": _money(payment.amount),
        "counted": _money(counted.counted),
        "evidence": payment.evidence,
        "record": payment.record,
        "code": code,
        "citation": law.authority("payment", code),
    }


def _shortfall(shortfall: Shortfall) -> Document:
    corrected = None
    if shortfall.corrected_rate is not None and shortfall.corrected_tax is not None:
        corrected = {
            "excise_rate": _plain(shortfall.corrected_rate),
            "excise_tax": _money(shortfall.corrected_tax),
        }
    return {
        "amount": _money(shortfall.amount),
        "excise_rate": _plain(shortfall.excise_rate),
        "excise_tax": _money(shortfall.excise_tax),
        "window_ends_on": _plain(shortfall.window_ends_on),
        "tax_year": shortfall.tax_year,
        "if_corrected": corrected,
    }


def _qcds(qcd: QcdYear, law: Law) -> Document:
    return {
        "person": qcd.person.id,
        "year": qcd.year,
        "given": _money(qcd.given),
        "limit": None if qcd.limit is None else _money(qcd.limit),
        "room": None if qcd.room is None else _money(qcd.room),
        "split_interest": _money(qcd.split_interest),
        "split_interest_limit": (
            None if qcd.split_interest_limit is None else _money(qcd.split_interest_limit)
        ),
        "deductions_offset": _money(qcd.deductions_offset),
        "excludable": None if qcd.excludable is None else _money(qcd.excludable),
        "steps": _steps(reasons_of_qcds(qcd, law)),
    }


def _caveat(caveat: Caveat, law: Law) -> Document:
    return {
        "code": caveat.code,
        "account": caveat.account,
        "person": caveat.person,
        "pool": caveat.pool,
        "year": caveat.year,
        "numbers": _numbers(caveat.numbers),
        "citation": law.authority("caveat", caveat.code),
    }


def _undecided(entry: Undecided, owners: Mapping[str, str]) -> Document:
    return {
        "account": entry.account,
        "person": owners[entry.account],
        "code": entry.code,
        "year": entry.year,
        "missing": list(entry.missing),
        "numbers": _numbers(entry.numbers),
    }
