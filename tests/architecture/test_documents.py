"""What README, CONTRIBUTING and the pages under docs/ name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

import dev

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    path
    for path in (
        *(ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "deploy" / "README.md"),
        *(ROOT / "docs").rglob("*.md"),
    )
    if path.exists()
]
FIRST_PARTS = {path.name for path in ROOT.iterdir()} - {"var", ".venv"}
MADE_WHEN_NEEDED = ("var", ".venv", ".env")
PLACEHOLDER = re.compile(r"[*<>{}…$]|\bNAME\b")


def what_is_missing(text: str, beside: Path) -> list[str]:
    """Return each command, path and link of a Markdown text that leads nowhere."""
    commands = set(re.findall(r"dev\.py ([a-z][a-z-]*)", text)) - dev.COMMANDS.keys()
    commands |= set(re.findall(r"\bmake ([a-z][a-z-]*)`", text)) - dev.COMMANDS.keys()
    commands |= set(re.findall(r"manage\.py ([a-z][a-z_]*)", text)) - get_commands().keys()
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", text)
    quoted = re.findall(r"`([^`\s]+)`", text)
    paths = [
        path
        for path in quoted
        if path.partition("/")[0] in FIRST_PARTS and not PLACEHOLDER.search(path)
    ]
    lost = [path for path in paths if not (ROOT / path).exists() and not is_made(path)]
    lost += [link for link in links if not (beside / link).exists()]
    return sorted(commands) + lost


def is_made(path: str) -> bool:
    return path.startswith(MADE_WHEN_NEEDED)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_everything_it_names_exists(document: Path) -> None:
    assert what_is_missing(document.read_text(encoding="utf-8"), document.parent) == []


def test_what_leads_nowhere_is_found() -> None:
    text = """
    Run `python3 dev.py run`, `python3 dev.py fly`, `python manage.py migrate` and
    `python manage.py levitate`; read `planning/engine/` and `planning/enigma.py`, see
    [the settings](advisorsite/settings.py), [nothing](docs/NOTHING.md), [a site](https://a.example).
    """
    assert what_is_missing(text, ROOT) == [
        "fly",
        "levitate",
        "planning/enigma.py",
        "docs/NOTHING.md",
    ]
