"""Which households are in the demo book? The telling cases first, then ordinary ones."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from planning.demo.cases import CASES
from planning.demo.parts import (
    DemoHousehold,
    Entry,
    Today,
    account,
    household,
    married,
    paid,
    person,
    sole,
)

# Surnames nobody has, each marked: first half, second half.
FIRST = [
    "Ash",
    "Bram",
    "Corn",
    "Dun",
    "Elder",
    "Fern",
    "Gorse",
    "Hazel",
    "Ivy",
    "Larch",
    "Moss",
    "Nettle",
    "Oat",
    "Pine",
    "Quill",
    "Rush",
]
SECOND = [
    "beck",
    "croft",
    "dale",
    "field",
    "gate",
    "ham",
    "ley",
    "mere",
    "moor",
    "ridge",
    "stead",
    "thorpe",
    "well",
    "wick",
    "wold",
]
NAMES = [
    "Ann",
    "Ben",
    "Cleo",
    "Dan",
    "Eva",
    "Finn",
    "Gwen",
    "Hugo",
    "Iris",
    "Jack",
    "Kim",
    "Liam",
    "Maya",
    "Noel",
    "Opal",
    "Paul",
]
CUSTODIANS = ("Demo Brokerage", "Demo Trust", "Demo Mutual")
STATES = ("PA", "NJ", "NY", "FL", "OH", "CA", "TX")
ACCOUNTS = (
    ("ira", "traditional_ira", "IRA"),
    ("rollover", "traditional_ira", "Rollover IRA"),
    ("plan", "401k", "Old employer's 401(k)"),
    ("roth", "roth_ira", "Roth IRA"),
)
SEPARATED = {"employer": "Demo Foundry", "separated_on": "2016-12-31"}


def demo_book(households: int, today: Today) -> Iterator[DemoHousehold]:
    """Yield as many households as wanted, always the same ones for a day."""
    for number in range(households):
        dice = Random(f"household {number}")  # nosec B311 - invented facts, no secrets
        made = CASES[number](today) if number < len(CASES) else _ordinary(dice, today)
        _name(made.document, number, dice)
        yield made


def surname(number: int) -> str:
    """Return a marked surname, another for each of the first hundreds of thousands."""
    first, rest = number % len(FIRST), number // len(FIRST)
    again = rest // len(SECOND)
    # A prime step keeps neighbours in the list from sounding alike.
    second = SECOND[(rest + 7 * first) % len(SECOND)]
    return f"Demo-{FIRST[first]}{second}{f' {again + 1}' if again else ''}"


def _name(document: Entry, number: int, dice: Random) -> None:
    name = surname(number)
    document["name"] = name
    document["state"] = dice.choice(STATES)
    for someone in document["people"]:
        someone["name"] = f"{someone['name']} {name}"


def _ordinary(dice: Random, today: Today) -> DemoHousehold:
    age = dice.randint(63, 89)
    people = [_someone(dice, today, "a", age)]
    if dice.random() < 0.9:
        people.append(_someone(dice, today, "b", age - dice.randint(-3, 12)))
    accounts = [entry for one in people for entry in _accounts(dice, today, one, len(people))]
    return household(
        people,
        accounts,
        marriages=married("a", "b", "1990-05-05") if len(people) == 2 else [],
        payments=list(_payments(dice, today, people, accounts)),
    )


def _someone(dice: Random, today: Today, key: str, age: int) -> Entry:
    born_on = today.born(age, dice.randint(1, 12), dice.randint(1, 28))
    return person(key, dice.choice(NAMES), born_on)


def _accounts(dice: Random, today: Today, owner: Entry, people: int) -> Iterator[Entry]:
    key = owner["id"]
    spouse = ("b" if key == "a" else "a") if people == 2 else None
    for stem, kind, name in ACCOUNTS:
        worth = dice.randint(20, 900) * 1_000 + dice.randint(0, 999)
        yield account(
            today,
            f"{stem}-{key}",
            key,
            kind,
            worth,
            name=name,
            custodian=dice.choice(CUSTODIANS),
            number_last4=f"{dice.randint(0, 9999):04d}",
            **({"plan": SEPARATED} if kind == "401k" else {}),
            **({"beneficiaries": sole(spouse)} if spouse else {}),
        )


def _payments(
    dice: Random, today: Today, people: list[Entry], accounts: list[Entry]
) -> Iterator[Entry]:
    """Yield what was taken: last year nearly always, this year by about half so far."""
    old_enough = {one["id"] for one in people if int(one["born_on"][:4]) <= today.year - 73}
    for entry in accounts:
        if entry["owner"] not in old_enough or entry["kind"] == "roth_ira":
            continue
        share = entry["year_end_balances"][str(today.year - 1)]["amount"] // 14
        if dice.random() < 0.97:
            last_year = today.last_year(dice.randint(2, 12), dice.randint(1, 28))
            yield paid(entry["id"], last_year, share, evidence="year-end confirmation")
        if dice.random() < 0.55:
            proof = {"evidence": "confirmation"} if dice.random() < 0.7 else {}
            yield paid(entry["id"], today.ago(dice.randint(1, 25)), share, **proof)
