"""manage.py plan: a household file in; the document of a version and its PDF out, or neither."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from planning.management.commands import plan
from planning.reports.pdf import PdfError
from tests.planning.plans import KIM, plan_of_kim

PAGES = b"%PDF-1.7 pages"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Call the command; the plan and its pages are tested elsewhere."""
    asked: list[dict[str, Any]] = []

    def compute(facts: dict[str, Any], **options: Any) -> dict[str, Any]:
        asked.append({"facts": facts, **options})
        return plan_of_kim()

    monkeypatch.setattr(plan, "compute_plan", compute)
    monkeypatch.setattr(plan, "build_plan_pdf", lambda _document, **_options: PAGES)

    def _run(facts: object, *options: str):
        source, folder = tmp_path / "in.json", tmp_path / "out"
        source.write_text(facts if isinstance(facts, str) else json.dumps(facts))
        code: object = 0
        try:
            call_command("plan", str(source), "--out", str(folder), *options)
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        there = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
        return code, folder, there, said.out, said.err, asked

    return _run


def test_both_files_are_written(run) -> None:
    code, folder, there, out, err, asked = run(KIM)
    assert (code, err, there) == (0, "", ["plan.json", "plan.pdf"])
    assert json.loads((folder / "plan.json").read_text()) == plan_of_kim()
    assert (folder / "plan.pdf").read_bytes() == PAGES
    assert out.split() == [str(folder / "plan.json"), str(folder / "plan.pdf")]
    assert asked == [{"facts": KIM, "objective": "spending"}]


def test_the_day_of_the_facts_may_be_given(run) -> None:
    without = {key: value for key, value in KIM.items() if key != "as_of"}
    *_rest, asked = run(without, "--as-of", "2026-02-01", "--objective", "tax")
    assert (asked[0]["facts"]["as_of"], asked[0]["objective"]) == ("2026-02-01", "tax")


@pytest.mark.parametrize(
    ("facts", "said"),
    [("no json", "JSON"), ({**KIM, "pets": 2}, "pets"), ({**KIM, "as_of": "x"}, "as_of")],
)
def test_what_is_refused_is_one_sentence_and_writes_nothing(run, facts: Any, said: str) -> None:
    code, _folder, there, out, err, _asked = run(facts)
    assert (code, there, out) == (2, [], "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_a_file_that_is_not_there_is_named(run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        call_command("plan", "/no/such.json", "--out", "/tmp")
    assert stop.value.code == 2
    assert capsys.readouterr().err == (
        "/no/such.json cannot be read (No such file or directory); name a household file.\n"
    )


def test_a_folder_that_cannot_be_written_says_what_to_do(
    run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, taken = tmp_path / "in.json", tmp_path / "taken"
    source.write_text(json.dumps(KIM))
    taken.write_text("a file")
    with pytest.raises(SystemExit) as stop:
        call_command("plan", str(source), "--out", str(taken))
    assert stop.value.code == 2
    assert "name another folder after --out" in capsys.readouterr().err


def test_pages_that_cannot_be_set_leave_nothing_half_written(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_document: object, **_options: object) -> bytes:
        raise PdfError("The pages could not be set.")

    monkeypatch.setattr(plan, "build_plan_pdf", broken)
    with pytest.raises(CommandError, match="could not be set"):
        run(KIM)
    assert not (tmp_path / "out").exists()
