"""The words the documents use are the names the code has."""

from __future__ import annotations

import re
from pathlib import Path
from pkgutil import resolve_name

import pytest

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "GLOSSARY.md"
NAMES = re.findall(r"`(planning\.[\w.]+)`", GLOSSARY.read_text(encoding="utf-8"))


def _exists(name: str) -> bool:
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        # A field of a class that has no default is only among its annotations.
        owner, _dot, field = name.rpartition(".")
        return field in getattr(resolve_name(owner), "__annotations__", {})
    return True


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_the_glossary_exists(name):
    assert _exists(name)


def test_a_name_that_is_gone_is_found():
    assert len(NAMES) >= 20
    assert not _exists("planning.engine.household.Household.gone")
