"""What was each account worth on the last December 31s, and what is known of it by now?

Figures come in as they do in a firm: the custodian's first, a plan's statement weeks later, the
tax form in the spring. In January many are still missing.
"""

from __future__ import annotations

from datetime import date
from random import Random

from planning.demo.parts import DemoHousehold, Entry, Today

# A day of the year after by which a source has spoken of December 31: the first and the last.
FROM_A_CUSTODIAN = (3, 9)  # January
FROM_A_PLAN = (18, 45)  # January 18 to February 14
FORMS_ARE_OUT = (6, 1)  # Form 5498 is due by May 31
ESTIMATED_MEANWHILE = 0.3
IRAS = {"traditional_ira", "sep_ira", "simple_ira", "roth_ira"}


def vary_and_date(made: DemoHousehold, dice: Random, today: Today) -> None:
    """Give the balances of a household their cents, their past and their source, or no figure."""
    settled = {figure.account for figure in made.figures}
    for entry in made.document["accounts"]:
        _vary(entry["year_end_balances"], dice)
        _date(entry, dice, today, may_be_missing=entry["id"] not in settled)


def _vary(balances: Entry, dice: Random) -> None:
    """Let the last figure stand about where it is; the years before follow the market back."""
    times = dice.uniform(0.985, 1.015)
    for year in sorted(balances, reverse=True):
        cents = round(balances[year]["amount"] * times * 100) + dice.randint(0, 99)
        balances[year]["amount"] = f"{cents / 100:.2f}"
        market = Random(f"market of {year}").uniform(-0.06, 0.16)  # nosec B311 - the same for all
        times /= 1 + market + dice.uniform(-0.02, 0.02) - 0.04  # less what was taken


def _date(entry: Entry, dice: Random, today: Today, *, may_be_missing: bool) -> None:
    balances = entry["year_end_balances"]
    has_custodian = "custodian" in entry and entry["kind"] in IRAS
    arrives = dice.randint(*(FROM_A_CUSTODIAN if has_custodian else FROM_A_PLAN))
    is_estimated = dice.random() < ESTIMATED_MEANWHILE
    for year, known in balances.items():
        has_form = entry["kind"] in IRAS and (today.as_of >= date(int(year) + 1, *FORMS_ARE_OUT))
        known.setdefault(
            "source", "form_5498" if has_form else "feed" if has_custodian else "statement"
        )
    if not may_be_missing or today.as_of.timetuple().tm_yday >= arrives:
        return
    if today.last in balances and balances[today.last]["source"] != "estimate":
        if is_estimated:
            balances[today.last]["source"] = "estimate"
        else:
            del balances[today.last]
            entry.get("adjustments", {}).pop(today.last, None)
