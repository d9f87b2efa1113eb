"""What is a pool called, as on the page of its case?"""

from __future__ import annotations

from planning.catalogue import POOLS
from planning.engine.household import Household
from planning.engine.law import load_law
from planning.engine.rmd.pools import pool_name
from planning.wording import account_text, sentence


def pool_text(person: str, pool: str, known: Household) -> str:
    """Name a person's pool: the IRAs together, a plan by its first account."""
    law = load_law()
    kind, _colon, plan = pool.partition(":")
    ours = (a for a in known.accounts if a.owner == person and pool_name(a, law) == pool)
    first = next(ours, None)
    return sentence(POOLS[kind], {"plan": account_text(first) if first else plan})
