"""What does the case of a household's required minimum distributions say?

The one door from facts to the document that command, page, letter and calendar read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from planning.engine.document import payout_document, rmd_document, ways_document
from planning.engine.household import Account, Household
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.inherited.apart import others_who_inherited
from planning.engine.rmd.inherited.payout import is_treated_as_own, payout_of
from planning.engine.rmd.inherited.results import Payout
from planning.engine.rmd.inherited.ways import WayTaken, ways_of
from planning.engine.rmd.inherited.years import InheritedYears
from planning.wording import worded, worded_payout

CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"


def compute_rmd_case(
    household: Household, *, years: Sequence[int], explained: Collection[int] | None = None
) -> dict[str, Any]:
    """Return the worded document of the household's obligations for the distribution years.

    `explained` are the years whose figures carry their steps; None stands for all of them.
    Raises: EngineError, with a sentence for the reader, for a year no schedule is made for.
    """
    law = load_law()
    document = rmd_document(rmd_schedule(household, law, years=years), law, explained=explained)
    return worded({**document, "engine_version": engine_version()})


def compute_inherited_case(household: Household, account_id: str) -> dict[str, Any]:
    """Return the worded document of one inherited account by itself, to its last year.

    Beside the keys of every case it has `payout`, how it is paid and why (None: not decided, or
    it counts as an own account), and `ways`, what if it is taken evenly or late.
    Raises: EngineError, with a sentence for the reader.
    """
    law = load_law()
    account = next(account for account in household.accounts if account.id == account_id)
    if account.inherited is None:
        raise ValueError(f"The account {account_id} is not inherited.")
    alone = _alone(household, account)
    payout = payout_of(account, household, law)
    is_own = is_treated_as_own(account, law)
    first = begins = last = household.as_of.year
    ways: tuple[WayTaken, ...] = ()
    spoken = None
    if isinstance(payout, Payout) and not is_own:
        spoken = worded_payout(payout_document(payout, law))
        if account.inherited.came_from is not None:
            begins = max(first, payout.held_from + 1)
        ways = ways_of(InheritedYears(alone, account, payout, law), alone, begins)
        last = ways[0].years[-1].year if ways else begins
    document = compute_rmd_case(alone, years=range(first, last + 1), explained=[first, begins])
    of_account = [
        owed
        for owed in document["obligations"]
        if any(amount["account"] == account_id for amount in owed["accounts"])
    ]
    return {
        **document,
        "obligations": of_account,
        "undecided": [one for one in document["undecided"] if one["account"] == account_id],
        "caveats": [one for one in document["caveats"] if one["account"] == account_id],
        "payout": spoken,
        "is_own": is_own,
        "ways": ways_document(ways),
    }


def _alone(household: Household, account: Account) -> Household:
    """Return the household without its other accounts, but those of the same inheritance."""
    source = account.inherited.came_from if account.inherited else None
    others = others_who_inherited(account, household)
    kept = {account.id, source, *(other.id for other in others)}
    return replace(
        household,
        accounts=tuple(one for one in household.accounts if one.id in kept),
        distributions=tuple(one for one in household.distributions if one.account == account.id),
    )


@cache
def engine_version() -> str:
    """Return the newest version named in the changelog."""
    found = re.search(r"^## (\d+\.\d+\.\d+)", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1) if found else "unreleased"
