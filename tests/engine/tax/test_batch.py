"""A table of returns: what is read, and how each mistake is named."""

from __future__ import annotations

import pytest

from planning.engine.household import FilingStatus
from planning.engine.tax.batch import COLUMNS, RefusedTable, read_batch
from planning.engine.tax.units import CODES

HEAD = "case_id,year,filing_status"


def problems(head: str, row: str) -> list[str]:
    return [str(problem) for problem in read_batch([head, row], ["PA"]).problems]


def test_what_is_blank_or_missing_is_nothing() -> None:
    batch = read_batch([f"{HEAD},ira_head,blind_head", "a,2026,single,,"], ["PA"])
    assert batch.case_ids == ("a",)
    assert not batch.problems
    assert batch.units.ira_head.tolist() == [0.0]
    assert batch.units.status.tolist() == [CODES[FilingStatus.SINGLE]]


def test_a_byte_order_mark_and_empty_lines_are_no_harm() -> None:
    batch = read_batch([f"\ufeff{HEAD}", "", "a,2026,single", " , , "], ["PA"])
    assert batch.case_ids == ("a",)
    assert not batch.problems


def test_amounts_are_whole_or_decimal() -> None:
    head = f"{HEAD},net_ltcg,ira_head,age_head,blind_head"
    batch = read_batch([head, "a,2026,single,-12.5,.75,70.0,TRUE"], ["PA"])
    assert batch.units.net_long_gain.tolist() == [-12.5]
    assert batch.units.ira_head.tolist() == [0.75]
    assert batch.units.age_head.tolist() == [70]
    assert batch.units.blind_head.tolist() == [True]


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("year", "", "column year: an empty cell is no year"),
        ("year", "2020", "there is no law for 2020 here; give 2021 to 2100"),
        ("year", "2026x", "'2026x' is no year"),
        ("year", "\uff12\uff10\uff12\uff16", "is no year"),
        ("filing_status", "married", "'married' is no filing status; give single"),
        ("filing_status", "", "an empty cell is no filing status"),
        ("state", "Ohio", "'Ohio' is no state; give two letters"),
        ("state", "ZZ", "'ZZ' is no state"),
        ("ira_head", "NaN", "'NaN' is no amount; write dollars as 1234.56"),
        ("ira_head", "inf", "'inf' is no amount"),
        ("ira_head", "1e5", "'1e5' is no amount"),
        ("ira_head", '"1,234.56"', "'1,234.56' is no amount"),
        ("ira_head", "$5", "'$5' is no amount"),
        ("ira_head", "١٢", "is no amount"),
        ("ira_head", "-1", "'-1' is negative; the law knows no such income"),
        ("ira_head", "1" * 60, f"'{'1' * 40}…' is more than a trillion dollars"),
        ("net_ltcg", "-9999999999999", "more than a trillion"),
        ("age_head", "131", "'131' is no whole number from 0 to 130"),
        ("age_head", "70.5", "is no whole number"),
        ("dependents", "-1", "is no whole number from 0 to 50"),
        ("blind_head", "yes", "'yes' is neither 0 nor 1"),
        ("ss_spouse", "100", "a single return holds no spouse's income"),
    ],
)
def test_a_mistake_is_named_by_row_and_column(column: str, text: str, said: str) -> None:
    cells = {"case_id": "a", "year": "2026", "filing_status": "single", column: text}
    found = problems(",".join(cells), ",".join(cells.values()))
    assert len(found) == 1
    assert found[0].startswith(f"Row 2, column {column}: ")
    assert said in found[0]


def test_every_mistake_of_a_row_is_named_at_once() -> None:
    found = problems(f"{HEAD},ira_head,ss_spouse", "a,1999,x,y,5")
    assert len(found) == 3  # whose income a spouse's is, depends on the status


def test_a_row_of_another_length_is_refused() -> None:
    assert problems(HEAD, "a,2026")[0].endswith("2 cells stand under 3 columns.")


def test_good_rows_remain_beside_bad_ones() -> None:
    batch = read_batch([HEAD, "a,2026,single", "b,2026,x", "c,2026,married_joint"], ["PA"])
    assert batch.case_ids == ("a", "c")
    assert [problem.line for problem in batch.problems] == [3]


def test_a_name_that_two_rows_share_is_refused_in_both() -> None:
    rows = ["a,2026,single", "b,2026,single", "a,2025,single", ",2026,single", ",2026,single"]
    batch = read_batch([HEAD, *rows], ["PA"])
    assert [str(problem) for problem in batch.problems] == [
        "Row 2, column case_id: 'a' stands in row 4 too; name each return once.",
        "Row 4, column case_id: 'a' stands in row 2 too; name each return once.",
    ]
    assert batch.case_ids == ("b", "", "")


def test_a_spouse_whom_the_status_leaves_out_is_counted() -> None:
    head = f"{HEAD},age_spouse,blind_spouse"
    rows = ["a,2026,single,70,0", "b,2026,married_joint,70,0", "c,2026,married_separate,0,1"]
    assert read_batch([head, *rows], ["PA"]).spouses_left_out == 2


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "no head row; name the columns: case_id, year"),
        ([HEAD], "holds no return"),
        ([f"{HEAD},wages", "a,2026,single,1"], "names a column 'wages' that means nothing here"),
        ([f"{HEAD},year", "a,2026,single,2026"], "names the column year twice"),
        (["case_id,year", "a,2026"], "lacks the column filing_status"),
        ([HEAD, 'a,2026,"single'], "is not CSV"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(lines: list[str], said: str) -> None:
    with pytest.raises(RefusedTable, match=said):
        read_batch(lines, ["PA"])


def test_the_columns_are_those_of_the_contract() -> None:
    assert len(COLUMNS) == 29
    assert COLUMNS[:4] == ("case_id", "year", "state", "filing_status")
