"""What do the accounts outside retirement pay in a year, and what leaves the Roth IRAs?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import cast

import numpy as np

from planning.engine.household import Account, AccountKind, DistributionKind, Household, Person
from planning.engine.money import ZERO, to_cents
from planning.engine.rmd.applicable_age import day_of_age
from planning.engine.tax.basis import RothMoney, is_qualified_roth, roth_distribution
from planning.engine.tax_facts import AccountTaxes, TaxFacts, Yields
from planning.engine.tax_year.results import Filing, Found, Missing, Note, Source, Standing

ALL_CASH = {"cash": Decimal(1)}
ROTH_IN_PLANS = frozenset(
    {AccountKind.ROTH_401K, AccountKind.ROTH_403B, AccountKind.ROTH_457B, AccountKind.ROTH_TSP}
)
PAID = frozenset({DistributionKind.CASH, DistributionKind.IN_KIND, DistributionKind.WITHHOLDING})
NOTHING = AccountTaxes()


def holdings_of(household: Household, facts: TaxFacts, filing: Filing, year: int) -> Found:
    """Return the dividends and interest of taxable accounts, and what else is taxed when paid.

    Source: 26 U.S.C. § 61(a)(4), (7), 72(e), 103, 408A(d); tax.md § 12.
    Not modelled: mutual funds' capital gain distributions, but as gains on record.
    """
    found = Found()
    for account in household.accounts:
        if filing.place_of(account.owner) is None:
            continue
        if account.kind in (AccountKind.TAXABLE, AccountKind.CASH):
            found += _yielded(account, facts.yields, year)
        paid = _paid(household, account, year)
        if paid and account.kind is AccountKind.NONQUALIFIED_ANNUITY:
            found += _annuity(account, facts.accounts.get(account.id, NOTHING), paid, year)
        elif paid and account.kind in (AccountKind.HSA, AccountKind.EDUCATION_529):
            found += Found(
                notes=(Note(code="qualified_use", citation="recalled: 26 U.S.C. § 223(f), 529(c)"),)
            )
        elif paid and account.kind in ROTH_IN_PLANS:
            found += Found(
                notes=(Note(code="designated_roth", citation="recalled: 26 U.S.C. § 402A(d)"),)
            )
    holds = any(account.kind is AccountKind.TAXABLE for account in household.accounts)
    if holds and year not in facts.gains:
        found += Found(
            notes=(Note(code="gains_not_on_record", citation="recalled: 26 U.S.C. § 1001"),)
        )
    for person in filing.people:
        found += _roth(household, facts, person, year)
    return found


def _paid(household: Household, account: Account, year: int) -> Decimal:
    amounts = (
        payment.amount
        for payment in household.distributions
        if payment.account == account.id and payment.kind in PAID and payment.paid_on.year == year
    )
    return sum(amounts, ZERO)


def _yielded(account: Account, yields: Yields, year: int) -> Found:
    value = _value_before(account, year)
    if value is None:
        fact = f"accounts.{account.id}.year_end_balances.{year - 1}"
        return Found(missing=(Missing(code="account_value", fact=fact, account=account.id),))
    if not value:
        return Found()
    invested = account.allocation or (ALL_CASH if account.kind is AccountKind.CASH else None)
    if invested is None:
        fact = f"accounts.{account.id}.allocation"
        return Found(missing=(Missing(code="allocation", fact=fact, account=account.id),))
    stocks = value * invested.get("stocks", ZERO)
    rest = value * (invested.get("bonds", ZERO) + invested.get("cash", ZERO))
    unknown = [
        name
        for name, held in (("dividends", stocks), ("interest", rest))
        if held and getattr(yields, name) is None
    ]
    missing = tuple(
        Missing(code=f"yield_{name}", fact=f"yields.{name}", account=account.id) for name in unknown
    )
    return Found(sources=tuple(_payouts(account, yields, stocks, rest)), missing=missing)


def _payouts(account: Account, yields: Yields, stocks: Decimal, rest: Decimal) -> Iterator[Source]:
    dividends = stocks * (yields.dividends or ZERO)
    qualified = dividends * (yields.qualified_share if yields.qualified_share is not None else 0)
    for code, amount in (
        ("qualified_dividends", qualified),
        ("nonqualified_dividends", dividends - qualified),
        ("taxable_interest", rest * (yields.interest or ZERO)),
        ("tax_exempt_interest", rest * (yields.tax_exempt_interest or ZERO)),
    ):
        paid = to_cents(amount)
        if paid:
            yield Source(
                code=code,
                gross=paid,
                taxable=ZERO if code == "tax_exempt_interest" else paid,
                field=code,
                person=account.owner,
                account=account.id,
                standing=Standing.ESTIMATED,
            )


def _value_before(account: Account, year: int) -> Decimal | None:
    known = [of for of in account.year_end_balances if of < year]
    return account.year_end_balances[max(known)].amount if known else None


def _annuity(account: Account, taxes: AccountTaxes, paid: Decimal, year: int) -> Found:
    """Return what comes out of a contract before its annuity starts: earnings first, § 72(e)(2)."""
    value = _value_before(account, year)
    if taxes.basis is None or value is None:
        fact = "basis" if taxes.basis is None else f"year_end_balances.{year - 1}"
        missing = Missing(
            code="annuity_basis", fact=f"accounts.{account.id}.{fact}", account=account.id
        )
        return Found(missing=(missing,))
    earnings = min(paid, max(value - taxes.basis, ZERO))
    source = Source(
        code="annuity_contract",
        gross=paid,
        taxable=earnings,
        field="annuity",
        person=account.owner,
        account=account.id,
    )
    return Found(sources=(source,))


def _roth(household: Household, facts: TaxFacts, person: Person, year: int) -> Found:
    """Return the taxable part of what left a person's own Roth IRAs, all of them being one."""
    accounts = [
        account
        for account in household.accounts
        if account.owner == person.id
        and account.kind is AccountKind.ROTH_IRA
        and not account.is_inherited
    ]
    paid = sum((_paid(household, account, year) for account in accounts), ZERO)
    if not paid:
        return Found()
    stated = [facts.accounts.get(account.id, NOTHING) for account in accounts]
    funded = [one.first_funded for one in stated if one.first_funded is not None]
    made = sorted(entry for one in stated for entry in one.conversions)
    begun = min([*funded, *(of for of, _amount in made)], default=None)
    if begun is None:
        fact = f"accounts.{accounts[0].id}.first_funded"
        return Found(missing=(Missing(code="roth_clock", fact=fact, account=accounts[0].id),))
    born_on = cast(date, person.born_on)  # known: without it no return is begun
    of_age = day_of_age(born_on, Decimal("59.5")).year <= year
    qualified = is_qualified_roth(np.array(begun), year, np.array(of_age))
    if not bool(qualified) and any(one.basis is None for one in stated):
        fact = f"accounts.{accounts[0].id}.basis"
        return Found(missing=(Missing(code="roth_basis", fact=fact, account=accounts[0].id),))
    money = RothMoney(
        contributions=np.array(float(sum((one.basis or ZERO for one in stated), ZERO))),
        conversion_years=np.array([of for of, _amount in made], dtype=np.int64),
        taxed_conversions=np.array([float(amount) for _of, amount in made]),
        untaxed_conversions=np.zeros(len(made)),
        value=np.array(
            float(max(paid, sum((_value_before(a, year) or ZERO for a in accounts), ZERO)))
        ),
    )
    taken = roth_distribution(
        np.array(float(paid)), money, year, is_qualified=qualified, is_early=np.array(not of_age)
    )
    early = to_cents(Decimal(repr(float(taken.early_distribution))))
    source = Source(
        code="roth",
        gross=paid,
        taxable=to_cents(Decimal(repr(float(taken.taxable)))),
        field="other_income",
        person=person.id,
    )
    more = Source(
        code="early", gross=paid, taxable=early, field="early_distribution", person=person.id
    )
    notes = (Note(code="early_exceptions", citation="26 U.S.C. § 72(t)(2)"),) if early else ()
    return Found(sources=(source, more) if early else (source,), notes=notes)
