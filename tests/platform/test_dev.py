"""What dev.py says and does on machines that lack something."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that dev.py would have run; each of them succeeds."""
    made: list[tuple[str, ...]] = []

    def call(*command: object, **how: object) -> int:
        made.append(tuple(map(str, command)))
        return 0

    monkeypatch.setattr(dev, "call", call)
    return made


@pytest.fixture
def nobody_special(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with requirements and no environment yet."""
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / ".venv" / "python")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    (tmp_path / ".venv").mkdir()
    (tmp_path / dev.RUN).write_text("django==5.2 --hash=sha256:0\n")
    return tmp_path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, dev.__file__, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_alone_it_prints_every_command_with_what_it_does() -> None:
    result = run()
    assert result.returncode == 0
    lines = [line.split(maxsplit=1) for line in result.stdout.splitlines()[1:]]
    assert lines == [[name, command.__doc__] for name, command in dev.COMMANDS.items()]


def test_an_unknown_command_is_a_mistake() -> None:
    result = run("fly")
    assert result.returncode == 2
    assert "    run " in result.stdout


def test_doctor_looks_and_changes_nothing() -> None:
    result = run("doctor")
    assert result.returncode == 0
    assert result.stdout.startswith("Python ")
    assert "Chromium" in result.stdout


def test_make_knows_the_same_commands() -> None:
    makefile = (Path(dev.__file__).parent / "Makefile").read_text()
    assert f"COMMANDS = {' '.join(dev.COMMANDS)}\n" in makefile


def test_an_ordinary_user_is_told_the_line_to_type(
    nobody_special: None, calls: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert not dev.provide("making PDFs", ["libpango-1.0-0", "libharfbuzz-subset0"])
    assert "    sudo apt-get install libpango-1.0-0 libharfbuzz-subset0" in capsys.readouterr().out
    assert calls == []


def test_nothing_is_said_where_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.provide("making PDFs", [])
    assert capsys.readouterr().out == ""


def test_root_on_debian_gets_it_installed(
    monkeypatch: pytest.MonkeyPatch, calls: list[tuple[str, ...]]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert dev.provide("browser tests", ["chromium"])
    assert [call[:2] for call in calls] == [("apt-get", "update"), ("apt-get", "install")]
    assert calls[1][-1] == "chromium"


def test_a_python_without_venv_says_so_and_stops(
    monkeypatch: pytest.MonkeyPatch,
    checkout: Path,
    nobody_special: None,
    calls: list[tuple[str, ...]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev, "has_venv", lambda: False)
    with pytest.raises(SystemExit):
        dev.environment(dev.RUN)
    assert "sudo apt-get install python3-venv" in capsys.readouterr().out
    assert calls == []


def test_the_environment_is_made_once_and_again_when_requirements_change(
    checkout: Path, calls: list[tuple[str, ...]]
) -> None:
    dev.environment(dev.RUN)
    assert calls[0][1:4] == ("-m", "venv", "--clear")
    assert calls[1][1:3] == ("-m", "pip")
    assert "--require-hashes" in calls[1]

    (checkout / ".venv" / "python").touch()
    (checkout / ".venv" / "pyvenv.cfg").write_text(f"version = {platform.python_version()}\n")
    dev.environment(dev.RUN)
    assert len(calls) == 2

    (checkout / dev.RUN).write_text("django==5.3 --hash=sha256:1\n")
    dev.environment(dev.RUN)
    assert len(calls) == 3
    assert calls[2][1:3] == ("-m", "pip")
