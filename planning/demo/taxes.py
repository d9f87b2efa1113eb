"""What do the demo's households earn, deduct and hold outside retirement? All invented."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from planning.demo.parts import Entry, Today

FULL_BENEFIT = (1_100, 3_600)  # a month, at full retirement age
CLAIMED_AT = (63, 70)
WITHOUT = 9  # every so many-th household has none of this on record yet
IRAS = {"traditional_ira", "sep_ira", "simple_ira"}
MIXES = (
    {"stocks": 0.6, "bonds": 0.3, "cash": 0.1},
    {"stocks": 0.8, "bonds": 0.15, "cash": 0.05},
    {"stocks": 0.4, "bonds": 0.5, "cash": 0.1},
)


def add_tax_facts(document: Entry, number: int, today: Today) -> None:
    """Add what the return of a household rests on; the dice are its own, so nothing else moves."""
    if number % WITHOUT == WITHOUT - 1:
        return
    dice = Random(f"taxes of household {number}")  # nosec B311 - invented facts, no secrets
    living = [
        one
        for one in document["people"]
        if one.get("member", True) and one.get("born_on") and not one.get("died_on")
    ]
    if not living:
        return
    document.setdefault(
        "incomes",
        [
            *(income for one in living for income in _incomes(dice, one, today)),
            *_annuities(number, living, today),
        ],
    )
    magi = dice.choice((48_000, 82_000, 118_000, 165_000, 231_000, 295_000)) * len(living)
    document.setdefault(
        "prior_magi",
        {str(today.year - back): round(magi * (1 - 0.03 * back)) for back in (1, 2)},
    )
    document.setdefault(
        "deductions",
        {
            "real_estate_tax": dice.randrange(2, 14) * 1_000,
            "state_local": dice.randrange(0, 9) * 1_000,
            "mortgage_interest": dice.choice((0, 0, 4_200, 9_600)),
            "charity_cash": dice.choice((500, 2_000, 6_000, 15_000)),
            "medical": dice.choice((2_500, 6_000, 14_000)),
        },
    )
    document.setdefault(
        "yields",
        {
            "dividends": 0.018,
            "qualified_share": 0.9,
            "interest": 0.036,
            "tax_exempt_interest": dice.choice((0, 0, 0.004)),
        },
    )
    sold = Random(f"gains of household {number}").choice((0, 0, 6_000, 24_000))  # nosec B311
    if sold:
        document.setdefault("realized_gains", {str(today.year): {"long_gain": sold}})
    if any(today.year - int(one["born_on"][:4]) < 65 for one in living):
        premium = 9_600 if len(living) == 1 else 16_800
        document.setdefault("health", {"aca_benchmark_annual": premium})
    for entry in document["accounts"]:
        _of_account(dice, entry, today)


def _incomes(dice: Random, one: Entry, today: Today) -> Iterator[Entry]:
    born = int(one["born_on"][:4])
    claimed = born + dice.randint(*CLAIMED_AT)
    month, day = one["born_on"][5:7], "01"
    yield {
        "person": one["id"],
        "kind": "social_security",
        "monthly_at_fra": dice.randrange(*FULL_BENEFIT, 50),
        "start_on": f"{claimed}-{month}-{day}",
    }
    age = today.year - born
    if age < 66:
        wages = dice.randrange(58, 140) * 1_000
        yield {
            "person": one["id"],
            "kind": "wages",
            "annual": wages,
            "to": f"{born + 67}-06-30",
        }
    elif dice.random() < 0.45:
        yield {
            "person": one["id"],
            "kind": "pension",
            "annual": dice.randrange(6, 42) * 1_000,
            "start_on": f"{born + 65}-07-01",
            "survivor_share": dice.choice((0, 0.5, 1)),
        }
    if dice.random() < 0.08:
        yield {"person": one["id"], "kind": "rental", "annual": dice.randrange(4, 18) * 1_000}


def _annuities(number: int, living: list[Entry], today: Today) -> Iterator[Entry]:
    dice = Random(f"annuities of household {number}")  # nosec B311
    for one in living:
        born = int(one["born_on"][:4])
        if today.year - born < 68 or dice.random() > 0.08:
            continue
        paid_in = dice.randrange(60, 240, 5) * 1_000
        yield {
            "person": one["id"],
            "kind": "annuity",
            "annual": round(paid_in * 0.07),
            "start_on": f"{born + 67}-01-01",
            "tax_free_annual": round(paid_in / 20),
            "investment_in_contract": paid_in,
        }


def _of_account(dice: Random, entry: Entry, today: Today) -> None:
    kind, balances = entry["kind"], entry.get("year_end_balances", {})
    worth = next((balances[year]["amount"] for year in sorted(balances, reverse=True)), 0)
    if kind == "taxable":
        entry.setdefault("allocation", dice.choice(MIXES))
        entry.setdefault("basis", round(float(worth) * dice.uniform(0.45, 0.9)))
    elif kind == "roth_ira" and not entry.get("inherited"):
        entry.setdefault("first_funded", today.year - dice.randint(4, 22))
        entry.setdefault("basis", round(float(worth) * 0.4))
    elif kind in IRAS and dice.random() < 0.12 and not entry.get("inherited"):
        entry.setdefault("basis", round(float(worth) * dice.uniform(0.03, 0.2)))
