"""Do the facts of the accounts and their payments contradict each other?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planning.engine.household import SHARE_TOLERANCE
from planning.engine.household_file.inheritance_contradictions import (
    contradictory_inheritance,
    contradictory_spouses,
)
from planning.engine.household_file.problem import Document, Path, Problem
from planning.engine.household_file.references import places
from planning.engine.household_file.values import EVER_AFTER, EVER_BEFORE, day, dollars, shown
from planning.engine.money import ZERO

PARTS_OF_BALANCE = ("qlac", "pre_1987", "annuity_value")

# Facts of the plan as a whole; accounts of one plan may each state some of them.
PLAN_FACTS = (
    "separated_on",
    "is_five_percent_owner",
    "delays_while_working",
    "governmental",
    "collectively_bargained",
)


def contradictory_accounts(document: Document, people: dict[str, Document]) -> Iterator[Problem]:
    """Find what cannot all be true of the accounts."""
    owners = {account["id"]: account["owner"] for account in document["accounts"]}
    for path, account in places(document, "accounts[]"):
        yield from _beneficiaries(path, account)
        yield from _before_opening(path, account)
        yield from _parts_of_balances(path, account)
        yield from _allocation(path, account, document)
        yield from contradictory_inheritance(path, account, people, owners)
    yield from contradictory_spouses(places(document, "accounts[]"))
    yield from _plans(document)
    yield from _distributions(document, people)


def plan_key(account: Document) -> tuple[str, str]:
    """Return whose plan, and which, an account with a `plan` belongs to."""
    return account["owner"], account["plan"].get("id") or account["id"]


def _beneficiaries(account_path: Path, account: Document) -> Iterator[Problem]:
    lines = account.get("beneficiaries", [])
    for index, line in enumerate(lines):
        path = (*account_path, "beneficiaries", index)
        is_person, is_entity = line.get("person") is not None, line.get("entity") is not None
        if is_person == is_entity:
            names = "both a person and an entity" if is_person else "neither person nor entity"
            yield Problem(path, f'names {names}. Give either "person" or "entity".')
        elif is_person and line.get("entity_kind") is not None:
            text = "belongs to an entity, and the line names a person. Remove one of the two."
            yield Problem((*path, "entity_kind"), text)
        shares = [other.get("share", 1) for other in lines if _stands_beside(other, line)]
        total = sum(shares, Decimal(0))
        if total > 1 + SHARE_TOLERANCE:
            text = f"the shares held at one time come to {total}, more than 1."
            yield Problem((*path, "share"), f'{text} Correct them, or add "from" and "to".')


def _stands_beside(other: Document, line: Document) -> bool:
    """Tell whether a line is in effect, in the same rank, on the day another begins."""
    start = line.get("from") or EVER_BEFORE
    began, ended = other.get("from") or EVER_BEFORE, other.get("to") or EVER_AFTER
    in_same_rank = other.get("contingent", False) is line.get("contingent", False)
    return in_same_rank and began <= start < ended


def _before_opening(path: Path, account: Document) -> Iterator[Problem]:
    """Find balances of a time at which there was no account; nothing is no balance."""
    opened_on = account.get("opened_on")
    for year, balance in account.get("year_end_balances", {}).items():
        amount = balance["amount"] if isinstance(balance, dict) else balance
        if opened_on is not None and year < opened_on[:4] and dollars(amount):
            text = f"is before the account was opened ({opened_on})."
            yield Problem(
                (*path, "year_end_balances", year),
                f"December 31, {year} {text} Correct one of the two.",
            )


def _parts_of_balances(path: Path, account: Document) -> Iterator[Problem]:
    balances = account.get("year_end_balances", {})
    for year, adjustment in account.get("adjustments", {}).items():
        parts = sum((dollars(adjustment.get(part) or 0) for part in PARTS_OF_BALANCE), ZERO)
        balance = balances.get(year)
        recorded = balance["amount"] if isinstance(balance, dict) else balance
        if recorded is not None and parts > dollars(recorded):
            text = f"qlac, pre_1987 and annuity_value come to {parts}, more than the balance"
            remedy = f"they are part of ({dollars(recorded)}). Correct one of them."
            yield Problem((*path, "adjustments", year), f"{text} {remedy}")


def _allocation(path: Path, account: Document, document: Document) -> Iterator[Problem]:
    allocation = account.get("allocation")
    if allocation is None:
        return
    total = sum(allocation.values(), Decimal(0))
    if abs(total - 1) > SHARE_TOLERANCE:
        yield Problem((*path, "allocation"), f"the parts come to {total}. Make them sum to 1.")
    returns = document.get("assumptions", {}).get("returns")
    for asset, part in allocation.items():
        if returns is not None and part and asset not in returns:
            text = f"assumptions.returns has no return of {asset}. Add it."
            yield Problem((*path, "allocation", asset), text)


def _plans(document: Document) -> Iterator[Problem]:
    stated: dict[tuple[str, str, str], tuple[object, str]] = {}
    for path, account in places(document, "accounts[]"):
        plan = account.get("plan") or {}
        for fact in filter(plan.__contains__, PLAN_FACTS):
            here = plan[fact]
            there, elsewhere = stated.setdefault((*plan_key(account), fact), (here, account["id"]))
            if here != there:
                text = f"is {shown(here)}, but {shown(there)} in account {shown(elsewhere)}"
                yield Problem((*path, "plan", fact), f"{text} of the same plan. Correct one.")


def _distributions(document: Document, people: dict[str, Document]) -> Iterator[Problem]:
    accounts = {account["id"]: account for account in document["accounts"]}
    for path, paid in places(document, "distributions[]"):
        account = accounts[paid["account"]]
        born_on = people[account["owner"]].get("born_on") or EVER_BEFORE
        opened_on = account.get("opened_on") or EVER_BEFORE
        if paid["paid_on"] < born_on:
            text = f"{paid['paid_on']} is before the birth of the account's owner ({born_on})."
            yield Problem((*path, "paid_on"), f"{text} Correct one of the two.")
        elif paid["paid_on"] < opened_on:
            text = f"{paid['paid_on']} is before the account was opened ({opened_on})."
            yield Problem((*path, "paid_on"), f"{text} Correct one of the two.")
        yield from _made_up(path, paid)
        withheld = [dollars(paid.get(tax, 0)) for tax in ("federal_withheld", "state_withheld")]
        if sum(withheld) > dollars(paid["amount"]):
            text = f"{paid['amount']} is less than what was withheld ({sum(withheld)})."
            yield Problem((*path, "amount"), f"{text} Write the amount before withholding.")


def _made_up(path: Path, paid: Document) -> Iterator[Problem]:
    missed = paid.get("makes_up_for")
    if missed is not None and missed >= day(paid["paid_on"]).year:
        text = f"{missed} was not over when this was paid ({paid['paid_on']})."
        yield Problem((*path, "makes_up_for"), f"{text} Leave it out, or correct paid_on.")
