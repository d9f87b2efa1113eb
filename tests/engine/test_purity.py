"""The engine answers from its arguments alone: it reads no clock, no dice and no environment."""

from __future__ import annotations

import ast
from pathlib import Path

import planning.engine

FOLDER = Path(planning.engine.__file__).parent
MODULES = {"time", "random", "secrets", "uuid", "os", "socket", "threading", "tempfile"}
DAYS, NAMES = {"date", "datetime"}, {"now", "today", "utcnow"}
DICE = {"default_rng", "getRunTime"}


def test_no_module_reads_what_is_different_the_next_time():
    found = [
        f"{path.relative_to(FOLDER)}: {name}"
        for path in sorted(FOLDER.rglob("*.py"))
        for name in _read(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def _read(tree: ast.Module) -> list[str]:
    """Return what of this a module imports or asks for; a limit of seconds is a clock too."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names if one.name.partition(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            found.append(node.module)
        elif isinstance(node, ast.Attribute):
            of = node.value.id if isinstance(node.value, ast.Name) else ""
            if node.attr in DICE or (of in DAYS and node.attr in NAMES):
                found.append(f"{of}.{node.attr}")
        elif isinstance(node, ast.Constant) and node.value == "time_limit":
            found.append("time_limit")
    return found
