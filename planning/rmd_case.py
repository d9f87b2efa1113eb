"""What does the case of a household's required minimum distributions say?

The one door from facts to the document that command, page, letter and calendar read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from planning.engine.document import rmd_document
from planning.engine.household import Household
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.wording import worded

CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"


def compute_rmd_case(
    household: Household, *, years: Sequence[int], explained: Collection[int] | None = None
) -> dict[str, Any]:
    """Return the worded document of the household's obligations for the distribution years.

    `explained` are the years whose figures carry their steps; None stands for all of them.
    Raises: EngineError, with a sentence for the reader, for a year no schedule is made for.
    """
    law = load_law()
    document = rmd_document(rmd_schedule(household, law, years=years), law, explained=explained)
    return worded({**document, "engine_version": engine_version()})


@cache
def engine_version() -> str:
    """Return the newest version named in the changelog."""
    found = re.search(r"^## (\d+\.\d+\.\d+)", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1) if found else "unreleased"
