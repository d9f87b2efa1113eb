"""manage.py tax: a table in, a table out, or a sentence for every row that is wrong."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

HEAD = "case_id,year,state,filing_status,age_head,ss_head,ira_head,taxable_interest"
EXAMPLE_A = "a,2026,PA,single,70,30000,30000,2000"
COLUMNS = (
    "case_id agi taxable_ss standard_deduction itemized_deduction senior_deduction taxable_income "
    "regular_tax amt niit tax_before_credits fed_tax_total state_income_tax marginal_rate "
    "magi_for_irmaa irmaa_part_b_annual irmaa_part_d_annual irmaa_basis"
)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def _run(*lines: str, options: tuple[str, ...] = ()):
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_text("\n".join(lines), encoding="utf-8")
        code: object = 0
        try:
            call_command("tax", str(source), "--out", str(target), *options)
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        written = list(csv.DictReader(target.read_text().splitlines())) if target.exists() else None
        return code, written, said.out, said.err

    return _run


def test_the_columns_are_those_of_the_contract(run) -> None:
    code, rows, out, err = run(HEAD, EXAMPLE_A)
    assert (code, err) == (0, "")
    assert list(rows[0]) == COLUMNS.split()
    assert "1 return computed under law" in out


def test_example_a_of_the_notes_on_the_law(run) -> None:
    _code, (row,), _out, _err = run(HEAD, EXAMPLE_A)
    assert row["taxable_ss"] == "15550.00"
    assert row["taxable_income"] == "23400.00"
    assert row["fed_tax_total"] == "2560.00"
    assert row["marginal_rate"] == "0.222000"  # 12% of 1.85 dollars
    assert row["state_income_tax"] == "0.00"


def test_the_surcharge_is_that_of_two_years_later(run) -> None:
    head = "case_id,year,filing_status,age_head,ira_head"
    _code, rows, _out, _err = run(head, "a,2024,single,70,109001", "b,2026,single,70,109001")
    assert rows[0]["irmaa_part_b_annual"] == "974.40"
    assert [row["irmaa_basis"] for row in rows] == ["published", "projected"]


def test_a_bad_row_is_named_and_nothing_is_written(run) -> None:
    code, rows, _out, err = run(HEAD, EXAMPLE_A, "b,2026,PA,single,70,-1,x,0")
    assert (code, rows) == (2, None)
    assert "Row 3, column ss_head: '-1' is negative" in err
    assert "Row 3, column ira_head: 'x' is no amount" in err


def test_the_other_rows_may_be_computed(run) -> None:
    lines = (HEAD, EXAMPLE_A, "b,2026,PA,single,70,-1,0,0")
    code, rows, _out, err = run(*lines, options=("--skip-bad",))
    assert code == 0
    assert [row["case_id"] for row in rows] == ["a"]
    assert "Row 3" in err


def test_without_a_good_row_nothing_is_written(run) -> None:
    code, rows, _out, _err = run(HEAD, "b,2026,PA,single,70,-1,0,0", options=("--skip-bad",))
    assert (code, rows) == (2, None)


def test_what_is_estimated_or_left_out_is_said(run) -> None:
    lines = (HEAD, EXAMPLE_A, "b,2031,AL,married_separate,70,0,900000,0", "c,2026,CA,single,70,,,")
    _code, _rows, out, _err = run(*lines, options=("--format", "json"))
    summary = json.loads(out)
    texts = {caveat["code"]: caveat["text"] for caveat in summary["caveats"]}
    assert texts["projected_law"] == "Federal figures of 2031 are projected, not published."
    assert "The table of AL is verified with grade B" in texts["state_grade"]
    assert {"credits", "state_year", "state_itemized", "hold_harmless"} <= texts.keys()
    assert summary["states"] == {"AL": 1, "CA": 1, "PA": 1}
    assert all(caveat["citation"] for caveat in summary["caveats"])


def test_growth_may_be_assumed(run) -> None:
    lines = ("case_id,year,filing_status,ira_head", "a,2032,single,100000")
    default = run(*lines)[1][0]
    faster = run(*lines, options=("--inflation", "0.06"))[1][0]
    assert float(faster["standard_deduction"]) > float(default["standard_deduction"])


@pytest.mark.parametrize("text", ["fast", "2.5", "nan"])
def test_a_growth_that_is_none_is_refused(run, text: str) -> None:
    with pytest.raises(CommandError, match=r"write 2\.5% as 0\.025"):
        run(HEAD, EXAMPLE_A, options=("--inflation", text))


def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "in.csv"
    there.write_text(f"{HEAD}\n{EXAMPLE_A}\n")
    binary = tmp_path / "b.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    for source, target, said in (
        (tmp_path / "gone.csv", tmp_path / "o.csv", "gone.csv cannot be read"),
        (binary, tmp_path / "o.csv", "is no UTF-8 text"),
        (there, tmp_path / "no" / "o.csv", "no/o.csv cannot be written"),
    ):
        with pytest.raises(SystemExit, match="2"):
            call_command("tax", str(source), "--out", str(target))
        assert said in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.csv", "in.csv"]


def test_a_spouse_left_out_is_said(run) -> None:
    head = "case_id,year,filing_status,age_head,age_spouse"
    _code, _rows, out, _err = run(head, "a,2026,single,70,68")
    assert "whom their filing status does not put on the return: 1;" in out


def test_a_joint_return_without_the_spouses_age_says_how_it_was_taken(run) -> None:
    head = "case_id,year,filing_status,age_head,age_spouse,ira_head"
    _code, rows, out, _err = run(
        head, "a,2026,married_joint,70,0,90000", "b,2026,married_joint,70,60,90000"
    )
    assert "Joint returns with a spouse’s age of 0: 1; that spouse counts as under 65." in out
    assert rows[0]["fed_tax_total"] == rows[1]["fed_tax_total"]


def test_returns_without_a_name_stand_in_the_order_of_the_input(run) -> None:
    _code, rows, out, _err = run("year,filing_status,ira_head", "2026,single,1", "2026,single,2")
    assert [row["case_id"] for row in rows] == ["", ""]
    assert [row["agi"] for row in rows] == ["1.00", "2.00"]
    assert "Rows without a case_id: 2; their results stand in the order of the input." in out


def test_every_bad_row_is_named_when_the_others_are_computed(run) -> None:
    bad = ("b,2019,PA,single,70,0,0,0", "c,2026,XX,single,70,0,0,0", "d,2026,PA,solo,70,0,0,0")
    code, rows, _out, err = run(HEAD, EXAMPLE_A, *bad, options=("--skip-bad",))
    assert (code, len(rows)) == (0, 1)
    assert [f"Row {number}" in err for number in (3, 4, 5)] == [True, True, True]
