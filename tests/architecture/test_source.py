"""House rules about the source that no linter knows."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("advisorsite", "clients", "planning")
LONGEST_FILE = 500
LONGEST_TEMPLATE = 300
WITHIN_VIEWS_FORBIDDEN = {"objects", "get_object_or_404", "get_list_or_404"}
DELAYS = {"eta", "countdown"}


def sources(*folders: str, kind: str = "py") -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob(f"*.{kind}")]
    assert found, folders
    return [path for path in found if "vendor" not in path.parts]


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def names(path: Path) -> set[str]:
    """Every name, attribute and imported name that a file mentions."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
    return found


def imported_packages(path: Path) -> set[str]:
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def keywords(path: Path) -> set[str]:
    return {node.arg for node in nodes(path) if isinstance(node, ast.keyword) and node.arg}


def test_the_app_package_is_empty_so_that_its_engine_is_a_library() -> None:
    assert (ROOT / "planning" / "__init__.py").read_text() == ""
    script = "import planning.engine, pkgutil, importlib, sys\n"
    script += "for m in pkgutil.walk_packages(planning.engine.__path__, 'planning.engine.'):\n"
    script += "    importlib.import_module(m.name)\n"
    script += "print(sorted(m for m in ('django', 'celery', 'clients') if m in sys.modules))"
    output = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert output == "[]\n"


def test_views_reach_rows_through_access_and_services_only() -> None:
    views = [path for path in sources(*OURS) if "views" in path.parts or path.name == "views.py"]
    assert views
    culprits = {path.name: names(path) & WITHIN_VIEWS_FORBIDDEN for path in views}
    assert not any(culprits.values()), culprits


def test_no_migration_imports_our_code() -> None:
    migrations = [path for path in sources(*OURS) if path.parent.name == "migrations"]
    culprits = {path.name: imported_packages(path) & set(OURS) for path in migrations}
    assert not any(culprits.values()), culprits


def test_business_time_is_never_left_to_the_broker() -> None:
    """A message with a delay runs many times once it outlives the visibility timeout."""
    culprits = {path.name: keywords(path) & DELAYS for path in sources(*OURS)}
    assert not any(culprits.values()), culprits


@pytest.mark.parametrize(
    ("folders", "kind", "longest"),
    [
        ((*OURS, "tests"), "py", LONGEST_FILE),
        (("static",), "css", LONGEST_FILE),
        (("static",), "js", LONGEST_FILE),
        (("templates",), "html", LONGEST_TEMPLATE),
    ],
    ids=["python", "css", "javascript", "templates"],
)
def test_files_are_short(folders: tuple[str, ...], kind: str, longest: int) -> None:
    lengths = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n")
        for path in sources(*folders, kind=kind)
        if path.parent.name != "migrations"  # as Django writes them
    }
    assert {name: length for name, length in lengths.items() if length > longest} == {}


def test_the_rules_catch_what_they_are_for(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        "from django.shortcuts import get_object_or_404\n"
        "def f():\n    from clients.models import User\n    User.objects.all()\n"
        "task.apply_async(countdown=5)\n"
    )
    assert names(bad) >= {"objects", "get_object_or_404"}
    assert imported_packages(bad) >= {"clients"}
    assert keywords(bad) == {"countdown"}
