"""Is there one rounding, half up, of exact numbers?"""

from __future__ import annotations

import ast
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from planning.engine import money
from planning.engine.money import quotient, to_cents

ENGINE = Path(money.__file__).parent


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        (Fraction(5, 1000), "0.01"),
        (Fraction(4999, 1_000_000), "0.00"),
        (Fraction(-5, 1000), "-0.01"),
        (Fraction(1, 3), "0.33"),
        (Decimal("2.675"), "2.68"),
        (Decimal("12"), "12.00"),
    ],
)
def test_a_tie_goes_away_from_zero(amount, rounded):
    assert str(to_cents(amount)) == rounded


def test_a_quotient_is_exact():
    assert quotient(Decimal("100000.01"), Decimal("26.5")) == Fraction(10_000_001, 2_650)


# The tax of many households and their years ahead are worked in arrays, whose figures the law hands
# out as floats; who brings one household's exact amounts there and back stands between the two.
ARRAY_PARTS = ("advice", "opportunities", "projection", "roadmap", "scenario", "tax")
IN_ARRAYS = {
    ENGINE / "law" / "parameter.py",
    *(path for part in ARRAY_PARTS for path in (ENGINE / part).rglob("*.py")),
    *(
        ENGINE / "tax_year" / f"{name}.py"
        for name in ("accounts", "document", "gains", "holdings", "medicare", "paid", "year")
    ),
}


def test_no_float_is_where_amounts_are_exact():
    culprits = [
        f"{path.relative_to(ENGINE)}:{node.lineno}"
        for path in set(ENGINE.rglob("*.py")) - IN_ARRAYS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]
    assert culprits == []
