"""Where on the page of a case does a pool stand?"""

from __future__ import annotations


def pool_anchor(person: str, pool: str, year: int) -> str:
    """Return the name of a pool's place on the page of its case."""
    return f"{person}-{pool}-{year}".replace(":", "-")
