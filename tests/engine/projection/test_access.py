"""Which exception keeps the additional tax away, and from when: 26 U.S.C. § 72(t)(2)."""

from __future__ import annotations

import pytest

from tests.engine.projection.households import SOLO, account, outlook

BORN_1969 = SOLO["people"][0] | {"born_on": "1969-05-10"}


@pytest.mark.parametrize(
    ("kind", "facts", "person", "expected"),
    [
        ("traditional_ira", {}, {}, [None, "age"]),
        ("roth_ira", {}, {}, [None, "age"]),
        ("401k", {"plan": {"separated_on": "2025-03-01"}}, {}, ["separation_at_55"] * 2),
        ("401k", {"plan": {"separated_on": "2023-03-01"}}, {}, [None, "age"]),
        ("traditional_ira", {}, {"disabled_on": "2020-01-01"}, ["disability"] * 2),
        ("traditional_ira", {}, {"terminally_ill_on": "2026-01-01"}, ["terminal_illness"] * 2),
        ("457b", {"plan": {"governmental": True}}, {}, ["section_457"] * 2),
        ("taxable", {"basis": 0}, {}, ["kind"] * 2),
    ],
)
def test_the_exception_of_an_account_is_named(kind, facts, person, expected):
    """At 57 in 2026, and in 2028, the year of 59½."""
    seen = outlook(SOLO, people=[BORN_1969 | person], accounts=[account("x", kind, 1_000, **facts)])
    access = seen.accounts.access[0]
    found = [access.exemption(year) for year in (2026, 2028)]
    assert [None if one is None else one.code for one in found] == expected


def test_an_inherited_account_is_never_early():
    mother = {"id": "m", "name": "Mother", "member": False, "born_on": "1945-02-11"}
    people = [BORN_1969, mother | {"died_on": "2024-05-02"}]
    inherited = account("x", "traditional_ira", 1, inherited={"from": "m", "class": "designated"})
    access = outlook(SOLO, people=people, accounts=[inherited]).accounts.access[0]
    assert access.exemption(2026).code == "death"
