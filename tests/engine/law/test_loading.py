"""A parameter file that cannot be trusted is refused by name."""

from __future__ import annotations

from datetime import date

import pytest

from planning.engine.law import Law, LawError
from planning.engine.law.loading import read_age_table, read_joint_table, read_parameters

HEADER = """
name = "rule"
title = "A rule"
unit = "years"
keyed_by = "year"
statute = "a statute"
published_by = "somebody"
"""
VALUE = '[[value]]\neffective = 2003-01-01\nsource = "a source"\n'


def _read(tmp_path, content, name="rule"):
    (tmp_path / f"{name}.toml").write_text(content)
    return read_parameters(tmp_path)


def test_a_complete_file_is_read(tmp_path):
    assert _read(tmp_path, HEADER + VALUE)["rule"].values[0].source == "a source"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (HEADER.replace('statute = "a statute"', "") + VALUE, "rule.toml: statute missing."),
        (HEADER, r"rule.toml: there is no \[\[value\]\]."),
        (HEADER + "[[value]]\neffective = 2003-01-01\n", "value 1 has no source"),
        (HEADER + VALUE + 'basis = "guessed"\n', "value 1 has the basis guessed"),
        (HEADER + VALUE.replace("2003", "2022") + VALUE, "the values' dates must ascend"),
        (HEADER + VALUE + VALUE, "the values' dates must ascend"),
        (
            HEADER + 'indexing = { by = "CPI", round = "up", to = 10, source = "x" }\n' + VALUE,
            "indexing.round is up",
        ),
    ],
)
def test_an_incomplete_file_is_refused(tmp_path, content, complaint):
    with pytest.raises(LawError, match=complaint):
        _read(tmp_path, content)


def test_a_file_carries_its_own_name(tmp_path):
    with pytest.raises(LawError, match="the name is rule; it must be the file's own"):
        _read(tmp_path, HEADER + VALUE, name="other")


def _table(tmp_path, rows):
    (tmp_path / "t.csv").write_text("\n".join(["header", *rows]))
    parameter = _read(tmp_path, HEADER + VALUE + 'edition = 2022\ntable = "t.csv"\n')["rule"]
    return parameter, parameter.values[0], tmp_path


def test_an_age_table_with_a_gap_is_refused(tmp_path):
    with pytest.raises(LawError, match=r"t\.csv: the ages have a gap"):
        read_age_table(*_table(tmp_path, ["72,27.4", "74,25.5"]))


def test_a_joint_table_with_a_missing_cell_is_refused(tmp_path):
    with pytest.raises(LawError, match=r"t\.csv: a cell is missing"):
        read_joint_table(*_table(tmp_path, ["0,0,9.0", "0,1,8.0", "1,0,8.0"]))


def test_birth_dates_with_a_gap_are_refused(tmp_path):
    content = HEADER.replace('"rule"', '"applicable_age"') + (
        '[[value]]\nborn_through = 1949-06-30\nage = 70.5\nsource = "x"\n'
        '[[value]]\nborn_from = 1951-01-01\nage = 73\nsource = "x"\n'
    )
    law = Law(_read(tmp_path, content, name="applicable_age"), {}, "test")
    with pytest.raises(LawError, match="birth dates have a gap"):
        law.applicable_age(date(1950, 1, 1))


@pytest.mark.parametrize(
    ("kinds", "complaint"),
    [('"traditional_ira"', "kinds must be a list"), ('["traditional_ira"]', "sep_ira.* missing")],
)
def test_a_kind_of_account_without_rules_is_refused(tmp_path, kinds, complaint):
    content = HEADER.replace('"rule"', '"account_kinds"') + (
        f'[[value]]\nkinds = {kinds}\nrequirement = "balance"\npool = "own_iras"\nsource = "x"\n'
    )
    law = Law(_read(tmp_path, content, name="account_kinds"), {}, "test")
    with pytest.raises(LawError, match=complaint):
        _ = law.account_kinds
