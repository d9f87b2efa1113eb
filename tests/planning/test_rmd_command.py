"""`manage.py rmd` keeps what the household file's contract promises of it.

No test here may touch a database, and none does: pytest would refuse it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

EXAMPLES = Path(__file__).parent.parent / "examples"
COUPLE, ONE_IRA = EXAMPLES / "couple.json", EXAMPLES / "one-ira-2021.json"


def rmd(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("rmd", str(file), *options, stdout=out)
    return out.getvalue()


def document(file: Path, *options: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(rmd(file, *options, "--format", "json"))
    return answer


def refusal(file: Path, *options: str) -> str:
    """Return what is said of a refused input; nothing else may be written."""
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("rmd", str(file), *options, stdout=out, stderr=err)
    assert (exit_.value.code, out.getvalue()) == (2, "")
    return err.getvalue()


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "rmd", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def changed(tmp_path: Path, **facts: object) -> Path:
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(json.loads(COUPLE.read_text("utf-8")) | facts), "utf-8")
    return file


def only(found: list[dict[str, Any]], **wanted: object) -> dict[str, Any]:
    (match,) = (entry for entry in found if wanted.items() <= entry.items())
    return match


def test_the_couple_of_2026() -> None:
    answer = document(COUPLE, "--year", "2026")
    iras = only(answer["obligations"], person="ana", pool="own_iras")
    assert {key: iras[key] for key in ("required", "taken", "remaining", "due_on", "status")} == {
        "required": "20940.01",  # 500,000 ÷ 27.9 + 80,000 ÷ 26.5: 17,921.146… + 3,018.867…
        "taken": "15000.00",
        "remaining": "5940.01",
        "due_on": "2027-04-01",
        "status": "calculated",
    }
    rollover, sep = iras["accounts"]
    assert (rollover["required"], rollover["divisor"]) == ("17921.15", "27.9")
    assert (rollover["table"], rollover["edition"]) == ("joint_and_last_survivor", 2022)
    assert (sep["required"], sep["divisor"]) == ("3018.87", "26.5")
    assert sep["table"] == "uniform_lifetime"
    assert [payment["kind"] for payment in iras["payments"]] == ["cash", "qcd"]

    plan = only(answer["obligations"], person="ana", pool="plan:k401")
    assert plan["required"] == "9433.96"
    assert plan["accounts"][0]["table"] == "uniform_lifetime"
    assert only(answer["caveats"], code="no_beneficiary_named")["account"] == "k401"

    luis = only(answer["obligations"], person="luis")
    assert (luis["required"], luis["status"]) == ("0.00", "not_required")

    inherited = only(answer["obligations"], pool="inherited_iras:mother")
    assert (inherited["required"], inherited["due_on"]) == ("7500.00", "2026-12-31")
    (row,) = inherited["accounts"]
    assert (row["rule"], row["divisor"]) == ("ten_year_with_annual", "16.0")
    assert row["final_deadline"] == "2033-12-31"
    assert answer["undecided"] == []


def test_the_one_ira_under_the_law_of_each_year() -> None:
    answer = document(ONE_IRA, "--year", "2021", "--through", "2022")
    figures = [
        (entry["distribution_year"], entry["required"], entry["accounts"][0]["divisor"])
        for entry in answer["obligations"]
    ]
    assert figures == [(2021, "3906.25", "25.6"), (2022, "3773.58", "26.5")]


def test_it_has_every_key_of_the_contract() -> None:
    answer = document(COUPLE)
    assert answer.keys() >= {"household", "as_of", "law_version", "engine_version"}
    assert answer["household"] == "Rivera"
    for obligation in answer["obligations"]:
        assert obligation.keys() >= {"person", "pool", "distribution_year", "due_on", "status"}
        assert obligation.keys() >= {"required", "taken", "remaining", "waived_until", "shortfall"}
        for row in obligation["accounts"]:
            assert row.keys() >= {"account", "required", "recorded_balance", "balance", "rule"}
            assert row.keys() >= {"balance_on", "balance_basis", "divisor", "table", "edition"}
            assert row.keys() >= {"final_deadline", "steps", "alternatives"}
            for step in row["steps"]:
                assert step.keys() >= {"text", "value", "citation"}
        assert obligation["shortfall"].keys() >= {"amount", "excise_rate", "excise_tax"}
    for caveat in answer["caveats"]:
        assert caveat.keys() >= {"code", "text", "citation", "account"}
    for entry in answer["undecided"]:
        assert entry.keys() >= {"account", "missing", "text"}


def test_the_year_is_that_of_the_as_of_date_unless_named() -> None:
    assert {o["distribution_year"] for o in document(COUPLE)["obligations"]} == {2026}
    later = document(COUPLE, "--as-of", "2027-02-01")
    assert later["as_of"] == "2027-02-01"
    assert {o["distribution_year"] for o in later["obligations"]} == {2027}
    years = document(COUPLE, "--year", "2026", "--through", "2028")["obligations"]
    assert [o["distribution_year"] for o in years] == sorted(o["distribution_year"] for o in years)
    assert {o["distribution_year"] for o in years} == {2026, 2027, 2028}


def test_an_as_of_date_decides_what_was_taken_and_what_was_missed() -> None:
    before = document(COUPLE, "--as-of", "2026-04-01")
    assert only(before["obligations"], pool="own_iras")["taken"] == "10000.00"
    after = document(COUPLE, "--as-of", "2027-04-02", "--year", "2026")
    missed = only(after["obligations"], pool="own_iras")
    assert missed["status"] == "missed"
    # 25% of 5,940.01, taxed for the year of April 1, 2027; 10% if corrected through 2029
    assert missed["shortfall"] == {
        "amount": "5940.01",
        "excise_rate": "0.25",
        "excise_tax": "1485.00",
        "window_ends_on": "2029-12-31",
        "tax_year": 2027,
        "if_corrected": {"excise_rate": "0.10", "excise_tax": "594.00"},
    }


def test_a_file_without_an_as_of_date_needs_the_option(tmp_path: Path) -> None:
    file = changed(tmp_path, as_of=None)
    assert refusal(file).startswith("as_of: is missing.")
    assert document(file, "--as-of", "2026-11-21") == document(COUPLE)


def test_people_get_a_table() -> None:
    table = rmd(COUPLE)
    assert table.startswith("Rivera, as of November 21, 2026\n\nDistribution year 2026\n")
    assert "$20,940.01  $15,000.00  $5,940.01  April 1, 2027      To be taken" in table
    assert "$500,000.00 ÷ 27.9" in table
    assert "$120,000.00 ÷ 16.0" in table
    assert "To keep in mind\n- Old employer 401(k): no beneficiary is recorded." in table
    assert max(len(line) for line in table.splitlines()) <= 120


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--year", "1990"), "No schedule is made for 1990; ask for a year from 2003 to 2126."),
        (("--year", "0"), "No schedule is made for 0; ask for a year from 2003 to 2126."),
        (("--year", "-1"), "No schedule is made for -1; ask for a year from 2003 to 2126."),
        (("--through", "2025"), "--through 2025 is before --year 2026; name a later year."),
        (("--through", "0"), "--through 0 is before --year 2026; name a later year."),
        (
            ("--through", "99999999999"),
            "No schedule is made for 2127; ask for a year from 2003 to 2126.",
        ),
        (
            ("--as-of", "1700-01-01"),
            "as_of: 1700-01-01 is not a date (the year is not from 1800 to 2199). "
            "Write it as YYYY-MM-DD.",
        ),
    ],
)
def test_an_option_out_of_range_is_refused_in_one_sentence(
    options: tuple[str, ...], sentence: str
) -> None:
    assert refusal(COUPLE, *options) == f"{sentence}\n"


@pytest.mark.parametrize(
    ("options", "mistake"),
    [
        (("--year", "soon"), "argument --year: soon is not a year; write it as YYYY, for example"),
        (("--as-of", "21.11.2026"), "argument --as-of: 21.11.2026 is not a date; write it as"),
        (("--format", "xml"), "argument --format: invalid choice: 'xml'"),
        (("--years", "2026"), "unrecognized arguments: --years"),
    ],
)
def test_an_option_that_says_nothing_is_named(options: tuple[str, ...], mistake: str) -> None:
    with pytest.raises(CommandError, match=mistake):
        rmd(COUPLE, *options)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    sentence = f"{missing} cannot be read (No such file or directory); name a household file.\n"
    assert refusal(missing) == sentence
    assert refusal(tmp_path) == (
        f"{tmp_path} cannot be read (Is a directory); name a household file.\n"
    )


def test_a_refused_file_is_one_sentence_that_names_the_field(tmp_path: Path) -> None:
    file = changed(tmp_path, nickname="R")
    sentence = refusal(file)
    assert sentence.startswith("nickname: ")
    assert sentence.count("\n") == 1


def test_what_cannot_be_decided_is_no_failure() -> None:
    asked = (str(COUPLE), "--year", "2025", "--format", "json")  # a year without its balances
    result = process(*asked, PYTHONHASHSEED="1", TZ="Pacific/Auckland")
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["undecided"]
    again = process(*asked, PYTHONHASHSEED="2", LC_ALL="C.UTF-8")
    assert again.stdout == result.stdout


def test_a_mistake_on_the_command_line_is_one_line_and_exit_status_2() -> None:
    result = process(str(COUPLE), "--year", "soon")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("manage.py rmd: error: argument --year: soon is not a year;")
    assert result.stderr.count("\n") == 1
