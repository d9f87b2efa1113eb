"""What is a pool called, as on the page of its case?"""

from __future__ import annotations

from planning.engine.household import Household
from planning.engine.law import load_law
from planning.engine.rmd.pools import parts_of, pool_names
from planning.wording import account_text, spoken_pool


def pool_text(person: str, pool: str, known: Household) -> str:
    """Name a person's pool: the IRAs together, a plan by its first account."""
    names, of = pool_names(known, load_law()), parts_of(pool).of
    ours = (a for a in known.accounts if a.owner == person and names[a.id] == pool)
    first = next(ours, None)
    people = {someone.id: someone.name for someone in known.people}
    plan = account_text(first) if first else of
    return spoken_pool(pool, plan=plan, decedent=people.get(of, of))
