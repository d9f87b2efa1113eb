"""What is a pool called, as on the page of its case?"""

from __future__ import annotations

from clients.account_names import account_name
from planning.catalogue import KINDS, POOLS
from planning.engine.household import Account, Household
from planning.engine.law import load_law
from planning.engine.rmd.pools import pool_name
from planning.wording import sentence


def pool_text(person: str, pool: str, known: Household) -> str:
    """Name a person's pool: the IRAs together, a plan by its first account."""
    law = load_law()
    kind, _colon, plan = pool.partition(":")
    ours = (a for a in known.accounts if a.owner == person and pool_name(a, law) == pool)
    first = next(ours, None)
    return sentence(POOLS[kind], {"plan": account_text(first) if first else plan})


def account_text(account: Account) -> str:
    """Name an account."""
    kind = sentence(KINDS[account.kind.value])
    return account_name(account.name, kind, account.custodian, account.number_last4)
