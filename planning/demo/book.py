"""Which households are in the demo book? The telling cases first, then ordinary ones."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from planning.demo.cases import CASES
from planning.demo.habits import settle
from planning.demo.names import GIVEN, surname
from planning.demo.parts import (
    DemoHousehold,
    Entry,
    Today,
    account,
    household,
    married,
    person,
    sole,
)
from planning.demo.plans import add_plan_facts
from planning.demo.taxes import add_tax_facts
from planning.demo.year_ends import vary_and_date

CUSTODIANS = ("Demo Brokerage", "Demo Trust", "Demo Mutual")
STATES = ("PA", "NJ", "NY", "FL", "OH", "CA", "TX")
# Kind, name or none, how many in a hundred people have one.
ACCOUNTS = (
    ("traditional_ira", "", 80),
    ("traditional_ira", "Rollover IRA", 55),
    ("401k", "Old employer’s 401(k)", 40),
    ("403b", "", 14),
    ("tsp", "", 8),
    ("sep_ira", "", 12),
    ("roth_ira", "", 60),
    ("taxable", "Brokerage account", 65),
    ("cash", "Savings", 45),
    ("hsa", "", 20),
)
PLANS_ARE_AT = "Demo Workplace"
PLANS = {"401k", "403b", "tsp"}
EMPLOYERS = ("Demo Foundry", "Demo General Hospital", "Demo Rail", "City of Demoville")


def demo_book(households: int, today: Today) -> Iterator[DemoHousehold]:
    """Yield as many households as wanted, always the same ones for a day."""
    for number in range(households):
        dice = Random(f"household {number}")  # nosec B311 - invented facts, no secrets
        made = CASES[number](today) if number < len(CASES) else _ordinary(dice, today)
        _name(made.document, number, dice)
        add_tax_facts(made.document, number, today)
        add_plan_facts(made.document, number, today)
        vary_and_date(made, dice, today)
        made.document["distributions"] = settle(made, dice, today)
        yield made


def _name(document: Entry, number: int, dice: Random) -> None:
    name = surname(number)
    document["name"] = name
    document["state"] = dice.choice(STATES)
    for someone in document["people"]:
        someone["name"] = f"{someone['name']} {name}"
    trust = {"entity": f"{name} Family Trust", "entity_kind": "see_through_trust", "share": 1}
    for entry in document["accounts"]:
        entry.setdefault("number_last4", f"{dice.randint(0, 9999):04d}")
        if len(document["people"]) == 1 and dice.random() < 0.9:
            entry.setdefault("beneficiaries", [trust])


def _ordinary(dice: Random, today: Today) -> DemoHousehold:
    age = round(dice.triangular(60, 96, 74))
    people = [_someone(dice, today, "a", age)]
    if dice.random() < 0.9:
        people.append(_someone(dice, today, "b", age - dice.randint(-4, 13)))
    accounts = [entry for one in people for entry in _accounts(dice, today, one, len(people))]
    grown_up = max(_birth_year(one) for one in people) + dice.randint(22, 30)
    return household(
        people,
        accounts,
        marriages=married("a", "b", f"{grown_up}-05-05") if len(people) == 2 else [],
    )


def _someone(dice: Random, today: Today, key: str, age: int) -> Entry:
    born_on = today.born(age, dice.randint(1, 12), dice.randint(1, 28))
    return person(key, dice.choice(GIVEN), born_on)


def _birth_year(someone: Entry) -> int:
    return int(someone["born_on"][:4])


def _accounts(dice: Random, today: Today, owner: Entry, people: int) -> Iterator[Entry]:
    key = owner["id"]
    custodian = dice.choice(CUSTODIANS)
    left_on = f"{_birth_year(owner) + dice.randint(55, 60)}-06-30"
    for number, (kind, name, of_hundred) in enumerate(ACCOUNTS):
        if dice.randrange(100) >= of_hundred:
            continue
        worth = min(round(dice.lognormvariate(12.1, 0.8)), 4_000_000)
        employer = dice.choice(EMPLOYERS)
        facts: Entry = {"custodian": custodian}
        if kind in PLANS:
            left = min(left_on, today.as_of.isoformat())
            facts = {"custodian": PLANS_ARE_AT}
            facts["plan"] = {"employer": employer, "separated_on": left}
        if name:
            facts["name"] = name
        if people == 2:
            facts["beneficiaries"] = sole("b" if key == "a" else "a")
        yield account(today, f"{key}{number}", key, kind, worth, **facts)
