"""No text of a file becomes a formula, and no number a text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clients.spreadsheets import csv_lines, defused


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_a_text_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "O'Brien", "1,234.56", "Roe-Poe"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


def test_numbers_stay_numbers_also_below_zero() -> None:
    lines = csv_lines(["name", "amount"], [["-Roe, Jo", Decimal("-12.50")], ["x", None]])
    assert "".join(lines) == '\ufeffname,amount\r\n"\'-Roe, Jo",-12.50\r\nx,\r\n'
