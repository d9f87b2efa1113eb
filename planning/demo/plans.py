"""What do the demo's households spend, want and assume? All invented."""

from __future__ import annotations

from random import Random

from planning.demo.parts import Entry, Today

WITHOUT = 7  # every so many-th household has none of this on record yet
OF_SAVINGS = 0.035  # spent in a year, beside what comes in
OF_INCOME = 0.8  # what taxes leave of it, about
LEAST_SPENT = 24_000
GOALS = (
    ("New roof", "expense", (18_000, 42_000)),
    ("Car", "expense", (28_000, 55_000)),
    ("Kitchen", "expense", (35_000, 80_000)),
    ("Long journey", "expense", (12_000, 30_000)),
    ("First house of a grandchild", "gift", (20_000, 60_000)),
    ("Wedding", "gift", (15_000, 40_000)),
    ("Sale of the summer house", "inflow", (150_000, 320_000)),
)


def add_plan_facts(document: Entry, number: int, today: Today) -> None:
    """Add what a plan of a household rests on; the dice are its own, so nothing else moves."""
    if number % WITHOUT == WITHOUT - 1:
        return
    dice = Random(f"plan of household {number}")  # nosec B311 - invented facts, no secrets
    savings = sum(_worth(entry) for entry in document["accounts"])
    income = sum(_a_year(entry) for entry in document.get("incomes", []))
    spent = OF_INCOME * income + OF_SAVINGS * savings * dice.uniform(0.8, 1.1)
    spending: Entry = {
        "annual": max(round(spent, -3), LEAST_SPENT),
        "profile": dice.choice(("level", "level", "smile")),
        "essential_share": dice.choice((0.55, 0.6, 0.7)),
    }
    if len(document["people"]) > 1:
        spending["survivor_share"] = dice.choice((0.65, 0.7, 0.75))
    document.setdefault("spending", spending)
    chosen = dice.sample(GOALS, dice.choice((0, 1, 1, 2, 3)))
    document.setdefault(
        "goals",
        [
            {
                "name": name,
                "kind": kind,
                "year": today.year + dice.randint(1, 9),
                "amount": dice.randrange(*least_and_most, 1_000),
            }
            for name, kind, least_and_most in chosen
        ],
    )
    if limits := _limits(dice, savings, today):
        document.setdefault("limits", limits)
    if dice.random() < 0.15:
        document.setdefault("assumptions", {"heirs_tax_rate": dice.choice((0.12, 0.32))})


def _limits(dice: Random, savings: float, today: Today) -> Entry:
    limits: Entry = {}
    if dice.random() < 0.35:
        limits["estate_floor"] = round(savings * dice.choice((0.1, 0.2)), -4)
    if dice.random() < 0.4:
        limits["minimum_cash"] = dice.choice((10_000, 20_000, 40_000))
    if dice.random() < 0.3:
        limits["max_bracket"] = dice.choice((0.22, 0.24))
    if dice.random() < 0.2:
        limits["max_irmaa_tier"] = dice.choice((0, 1, 2))
    if dice.random() < 0.15:
        limits |= {"conversions_to": today.year + 6, "max_conversion": 60_000}
    return limits


def _worth(entry: Entry) -> float:
    balances = entry.get("year_end_balances", {})
    return next((float(balances[year]["amount"]) for year in sorted(balances, reverse=True)), 0.0)


def _a_year(income: Entry) -> float:
    return float(income.get("annual") or 12 * income.get("monthly_at_fra", 0))
