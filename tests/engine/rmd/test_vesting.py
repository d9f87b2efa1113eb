"""Which part of an employer's money is the owner's?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from planning.engine.household import EmployerMoney
from planning.engine.law import Law, load_law
from planning.engine.rmd.vesting import UnknownVesting, vested_fraction

LAW = load_law()


def money(vesting, years):
    return EmployerMoney(
        source="match", amount=Decimal(1_000), vesting=vesting, years_of_service=years
    )


@pytest.mark.parametrize(
    ("vesting", "years", "fraction"),
    [
        ("immediate", 0, "1"),
        ("cliff_3", 2, "0"),
        ("cliff_3", 3, "1"),
        ("graded_6", 1, "0"),
        ("graded_6", 5, "0.8"),
        ("graded_6", 40, "1"),
        ("qaca_2", 2, "1"),
    ],
)
def test_each_schedule_by_years_of_service(vesting, years, fraction):
    assert vested_fraction(money(vesting, years), LAW) == Decimal(fraction)


def test_an_unknown_schedule_is_refused_with_the_known_ones():
    with pytest.raises(UnknownVesting, match="faster is not known; use one of immediate, cliff_3"):
        vested_fraction(money("faster", 3), LAW)


def test_a_schedule_that_is_no_list_is_refused_by_its_file():
    parameter = LAW.parameters["vesting"]
    broken = replace(parameter.values[0], fields={"schedule": "immediate", "vested_from": 1})
    law = Law({"vesting": replace(parameter, values=(broken,))}, {}, "test")
    with pytest.raises(UnknownVesting, match=r"vesting\.toml: vested_from must be a list"):
        vested_fraction(money("immediate", 0), law)
