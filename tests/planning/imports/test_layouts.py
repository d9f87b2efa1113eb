"""What each custodian's file states, and how it is known for what it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.imports.layouts import Columns, Statement, UnknownTable, understood
from planning.imports.reading import read_rows
from tests.planning.imports.files import (
    FIDELITY,
    PLAIN,
    SCHWAB,
    SCHWAB_ALL,
    VANGUARD,
    plain,
    row,
)

YEAR_END = date(2025, 12, 31)
SUM = Decimal("240000.25")


def read(content: bytes, columns: Columns | None = None) -> Statement:
    statement = understood(read_rows(content), lambda _key: None, columns)
    assert isinstance(statement, Statement)
    return statement


@pytest.mark.parametrize(
    ("content", "layout", "stated", "as_of"),
    [
        (SCHWAB, "schwab_positions", [("Rollover IRA ...436", SUM)], YEAR_END),
        (
            SCHWAB_ALL,
            "schwab_positions",
            [("Rollover IRA ...436", SUM), ("Individual ...777", Decimal(0))],
            YEAR_END,
        ),
        (
            FIDELITY,
            "fidelity_positions",
            [("X55501436", SUM - 500), ("X55509999", Decimal(5))],
            YEAR_END,
        ),
        (VANGUARD, "vanguard_holdings", [("55501436", SUM)], None),
        (PLAIN, "table", [("55501436", SUM)], None),
    ],
    ids=["schwab", "schwab of all accounts", "fidelity", "vanguard", "plain"],
)
def test_holdings_are_added_up_to_their_account(content, layout, stated, as_of):
    statement = read(content)
    assert statement.layout == layout
    assert [(f.number, f.amount) for f in statement.figures] == stated
    assert statement.as_of == as_of


def test_a_fidelity_file_in_another_order_of_columns_is_the_same_file():
    lines = [line.split(",")[:16] for line in FIDELITY.decode("utf-8-sig").splitlines()[:3]]
    turned = "\n".join(",".join(reversed(line)) for line in lines).encode()
    assert read(turned).figures[0].amount == SUM


def test_a_holding_without_a_value_keeps_its_account_from_being_added_up():
    (figure, *_rest) = read(FIDELITY.replace(b"$20000.00", b"--")).figures
    assert figure.problem == "Line 2 states no value of SPAXX**."


def test_the_lines_of_a_figure_are_those_of_the_file():
    assert [figure.lines for figure in read(VANGUARD).figures] == [[2, 3]]
    assert read(SCHWAB).figures[0].lines == [4, 5, 6, 7]


def test_a_day_may_stand_in_every_row():
    figures = read(plain(row(), row("5", "77709999", "12/30/2025"))).figures
    assert [figure.as_of for figure in figures] == [YEAR_END, date(2025, 12, 30)]


def test_headings_nobody_knows_are_shown_with_the_first_rows():
    table = understood(read_rows(b"Konto,Saldo\n1,2\n3,4\n"), lambda _key: None)
    assert isinstance(table, UnknownTable)
    assert (table.headings, table.sample) == (["Konto", "Saldo"], [["1", "2"], ["3", "4"]])


def test_a_saved_mapping_reads_the_same_headings_in_any_order():
    columns = Columns(account="Konto", balance="Saldo")
    first = understood(read_rows(b"Konto,Saldo\n55501436,2\n"), lambda _key: None)
    assert isinstance(first, UnknownTable)
    saved = {first.key: columns}
    turned = understood(read_rows(b"Saldo,Konto\n2.50,55501436\n"), saved.get)
    assert isinstance(turned, Statement)
    assert turned.figures[0].amount == Decimal("2.50")


def test_rows_of_holdings_are_added_up_where_somebody_said_so():
    content = plain("1436,10,A", "1436,5.50,B", "9999,1,A", headings="Konto,Value,Symbol")
    columns = Columns(account="Konto", balance="Value", is_of_holdings=True)
    assert [f.amount for f in read(content, columns).figures] == [Decimal("15.50"), Decimal(1)]


def test_a_table_with_symbols_is_not_taken_for_one_of_accounts():
    content = plain("1436,10,A", headings="Account,Value,Symbol")
    assert isinstance(understood(read_rows(content), lambda _key: None), UnknownTable)
