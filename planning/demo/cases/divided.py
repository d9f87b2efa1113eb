"""Heirs of one account, and heirs the records say two things of."""

from __future__ import annotations

from planning.demo.cases.heirs import AT, IRA, gone, left
from planning.demo.parts import DemoHousehold, Entry, Today, account, household, married, person

CHILD = {"class": "designated"}


def brother_and_sister(t: Today) -> DemoHousehold:
    """Two shared each of three accounts; the last of them this year."""

    def shares(key: str, worth: int, **facts: object) -> list[Entry]:
        own = {"came_from": key, **CHILD, **facts}
        hers = left(t, f"{key}-b", IRA, f"of-{key}", worth, years=1, **own)
        return [left(t, f"{key}-a", IRA, f"of-{key}", worth, years=1, **own), hers | {"owner": "b"}]

    def source(key: str, **facts: object) -> Entry:
        return account(t, key, f"of-{key}", IRA, 240_000, years=0, **facts, **AT)

    late = {"opened_on": t.on(2, 2, back=1)}
    half = [{"person": "a", "share": 0.5}, {"person": "b", "share": 0.5}]
    this_year = {"year_end_balances": {t.last: {"amount": 380_000}}, "beneficiaries": half}
    none_yet: Entry = {"year_end_balances": {}}
    return household(
        [
            person("a", "Wim", t.born(54)),
            person("b", "Nell", t.born(50)),
            gone("of-apart", "Mother", t.born(84), t.on(5, 5, back=2)),
            gone("of-late", "Father", t.born(86), t.on(5, 5, back=3)),
            gone("of-unsaid", "Uncle", t.born(82), t.on(7, 7, back=2)),
            gone("of-new", "Aunt", t.born(80), t.by(2, 2)),
        ],
        [
            *(source(key) for key in ("apart", "late", "unsaid")),
            source("new") | this_year,
            *shares("apart", 121_000),
            *(one | late for one in shares("late", 90_000)),
            *(_unsaid(one) for one in shares("unsaid", 60_000)),
            *(one | none_yet for one in shares("new", 0)),
        ],
    )


def heir_whom_the_records_doubt(t: Today) -> DemoHousehold:
    spouse = {"class": "spouse"}
    return household(
        [
            person("a", "Bea", t.born(68)),
            gone("x", "Former husband", t.born(75), t.on(5, 5, back=2)),
            gone("y", "Friend", t.born(76), t.on(6, 6, back=2)),
            person("z", "Wife of the friend", t.born(70), member=False),
            gone("n", "Neighbour", t.born(79), t.by(2, 2)),
        ],
        [
            left(t, "former", IRA, "x", 80_000, **spouse),
            left(t, "friend", IRA, "y", 70_000, **spouse),
            account(t, "left", "n", IRA, 50_000, years=0, **AT),
            left(t, "new", IRA, "n", 0, years=0, came_from="left", **CHILD),
        ],
        marriages=[
            *married("a", "x", "1985-06-01", to="2012-03-04"),
            *married("y", "z", "1990-06-01"),
        ],
    )


def _unsaid(entry: Entry) -> Entry:
    facts = {key: said for key, said in entry["inherited"].items() if key != "sole_beneficiary"}
    return entry | {"inherited": facts}


CASES = (brother_and_sister, heir_whom_the_records_doubt)
