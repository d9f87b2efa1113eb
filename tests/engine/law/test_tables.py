"""The divisor tables are proved from the mortality behind them, not trusted."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from math import floor

import pytest

from planning.engine.law import LifeTable, UnknownYear, load_law
from planning.engine.law.loading import PARAMETERS
from planning.engine.law.tables import AgeTable, JointTable, NoTableRow

LAW = load_law()
EDITIONS = (2002, 2022)
YEAR_OF = {2002: 2010, 2022: 2026}


def _uniform(edition: int) -> AgeTable:
    return LAW.for_year(YEAR_OF[edition]).uniform_lifetime


def _single(edition: int) -> AgeTable:
    return LAW.for_year(YEAR_OF[edition]).single_life


def _joint(edition: int) -> JointTable:
    return LAW.for_year(YEAR_OF[edition]).joint_and_last_survivor


@pytest.fixture(scope="module")
def survival():
    """For each age, the chances to reach each later birthday. Nobody outlives age 120."""
    with (PARAMETERS / "rmd" / "mortality_2022.csv").open(encoding="utf-8") as file:
        dying = [float(row["qx"]) for row in csv.DictReader(file)]
    chances = []
    for age in range(len(dying)):
        alive, later = 1.0, []
        for reached in range(age, len(dying) - 1):
            alive *= 1 - dying[reached]
            later.append(alive)
        chances.append(later)
    return chances


def _divisor(curtate_expectation: float) -> float:
    # Curtate expectation + 11/24, rounded half up to one decimal, at least 1.0.
    return max(1.0, floor((curtate_expectation + 11 / 24) * 10 + 0.5) / 10)


def test_every_row_of_the_single_life_table_follows_from_the_mortality(survival):
    recomputed = [_divisor(sum(later)) for later in survival]
    assert recomputed == [float(period) for period in _single(2022).divisors]


def test_every_cell_of_the_joint_table_follows_from_the_mortality(survival):
    expected = [sum(later) for later in survival]
    wrong = [
        (one, other)
        for one, row in enumerate(_joint(2022).rows)
        for other, period in enumerate(row)
        if _divisor(
            expected[one]
            + expected[other]
            - sum(a * b for a, b in zip(survival[one], survival[other], strict=False))
        )
        != float(period)
    ]
    assert len(_joint(2022).rows) ** 2 == 14_641
    assert wrong == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_uniform_table_is_the_joint_table_for_a_spouse_ten_years_younger(edition):
    uniform, joint = _uniform(edition), _joint(edition)
    for age in range(uniform.first_age, uniform.last_age + 1):
        assert uniform.divisor(age) == joint.divisor(age, age - 10), age


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_joint_table_is_symmetric(edition):
    rows = _joint(edition).rows
    assert rows == tuple(zip(*rows, strict=True))


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("table", [_uniform, _single])
def test_a_divisor_never_rises_with_age(edition, table):
    divisors = table(edition).divisors
    assert list(divisors) == sorted(divisors, reverse=True)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_joint_divisor_never_rises_with_either_age(edition):
    for row in _joint(edition).rows:
        assert list(row) == sorted(row, reverse=True)


@pytest.mark.parametrize("edition", EDITIONS)
def test_two_lives_last_at_least_as_long_as_one(edition):
    single, joint = _single(edition), _joint(edition)
    for age in range(single.last_age + 1):
        assert min(joint.rows[age]) >= single.divisor(age), age


@pytest.mark.parametrize(("edition", "first", "last"), [(2002, 70, 115), (2022, 72, 120)], ids=str)
def test_the_uniform_table_has_the_rows_of_the_regulation(edition, first, last):
    table = _uniform(edition)
    assert (table.first_age, table.last_age) == (first, last)
    assert table.edition == edition


def test_the_last_row_stands_for_every_higher_age():
    assert _uniform(2022).divisor(130) == _uniform(2022).divisor(120) == Decimal("2.0")
    assert _joint(2022).divisor(130, 125) == _joint(2022).divisor(120, 120)


def test_an_age_below_the_first_row_has_no_divisor():
    with pytest.raises(NoTableRow, match="begins at age 72; it has no row for 71"):
        _uniform(2022).divisor(71)


def test_the_edition_follows_the_distribution_year():
    assert LAW.for_year(2021).uniform_lifetime.divisor(72) == Decimal("25.6")
    assert LAW.for_year(2022).uniform_lifetime.divisor(72) == Decimal("27.4")


def test_before_2003_no_table_is_known():
    with pytest.raises(UnknownYear, match="before 2003"):
        LAW.age_table(LifeTable.UNIFORM, 2002)


def test_a_misprint_of_the_publication_is_not_followed():
    # Pub. 590-B (2025), Table II prints 14.8 at (90, 76); the regulation has 14.7.
    assert _joint(2022).divisor(90, 76) == Decimal("14.7")


def test_every_birth_date_has_one_applicable_age():
    assert LAW.applicable_age(date.min).age == Decimal("70.5")
    assert LAW.applicable_age(date.max).age == Decimal("75")
