"""docs/LAW.md is what the parameter files say now."""

from __future__ import annotations

from pathlib import Path

from planning.engine.law import load_law
from planning.engine.law.listing import law_listing

PAGE = Path(__file__).resolve().parents[2] / "docs" / "LAW.md"


def test_the_page_of_the_law_is_current():
    assert PAGE.read_text(encoding="utf-8") == law_listing(load_law())
