"""How hard the properties are tried.

Ordinarily few examples, the same ones every time, so that nothing fails by chance. With
HYPOTHESIS_PROFILE=thorough thirty times as many, new ones each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import FloatOperation, localcontext

import pytest
from hypothesis import settings

EXAMPLES = 60

settings.register_profile(
    "ordinary", max_examples=EXAMPLES, derandomize=True, database=None, deadline=None
)
settings.register_profile("thorough", max_examples=30 * EXAMPLES, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ordinary"))


@pytest.fixture(autouse=True, scope="package")
def _money_never_meets_a_float() -> Iterator[None]:
    with localcontext() as context:
        context.traps[FloatOperation] = True
        yield
