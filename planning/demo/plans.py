"""What do the demo's households spend, want and assume? All invented."""

from __future__ import annotations

from random import Random

from planning.demo.parts import Entry, Today

WITHOUT = 7  # every so many-th household has none of this on record yet
REAL_RETURN = 0.02  # of savings, prices apart
LIVES_TO = 97
AFTER_TAXES = 0.7  # what they and Medicare leave, about
LEAST_LIVED_ON = 18_000  # a household with less has means that are not on record
MOST_OF_SAVINGS = 0.15  # for one goal
LASTING = {"social_security", "pension", "rental"}  # wages end
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
    lasting = sum(_a_year(entry) for entry in document.get("incomes", []))
    affordable = AFTER_TAXES * (lasting + savings * _drawn(document["people"], today))
    if affordable < LEAST_LIVED_ON:
        return
    spending: Entry = {
        "annual": round(affordable * dice.uniform(0.75, 1), -3),
        "profile": dice.choice(("level", "level", "smile")),
        "essential_share": dice.choice((0.55, 0.6, 0.7)),
    }
    if len(document["people"]) > 1:
        spending["survivor_share"] = dice.choice((0.65, 0.7, 0.75))
    document.setdefault("spending", spending)
    goals = [_goal(dice, today, *goal) for goal in dice.sample(GOALS, dice.choice((0, 1, 1, 2, 3)))]
    most = MOST_OF_SAVINGS * savings
    document.setdefault(
        "goals", [goal for goal in goals if goal["kind"] == "inflow" or goal["amount"] <= most]
    )
    if limits := _limits(dice, savings, today):
        document.setdefault("limits", limits)
    if dice.random() < 0.15:
        document.setdefault("assumptions", {"heirs_tax_rate": dice.choice((0.12, 0.32))})


def _goal(
    dice: Random, today: Today, name: str, kind: str, least_and_most: tuple[int, int]
) -> Entry:
    return {
        "name": name,
        "kind": kind,
        "year": today.year + dice.randint(1, 9),
        "amount": dice.randrange(*least_and_most, 1_000),
    }


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


def _drawn(people: list[Entry], today: Today) -> float:
    """Return the part of savings that may be drawn every year until the youngest is very old."""
    members = [one for one in people if one.get("member", True) and one.get("born_on")]
    born = max((int(one["born_on"][:4]) for one in members), default=today.year)
    years = max(LIVES_TO - (today.year - born), 10)
    return REAL_RETURN / (1 - (1 + REAL_RETURN) ** -years)


def _a_year(income: Entry) -> float:
    if income["kind"] not in LASTING:
        return 0.0
    return float(income.get("annual") or 12 * income.get("monthly_at_fra", 0))
