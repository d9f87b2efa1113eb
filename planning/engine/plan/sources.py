"""On which sources does a document rest, each named once?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

OURS = "docs/"  # what is explained in our own pages is no law


def sources_of(document: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Return every source that a document cites, numbered in the order of the document."""
    found = dict.fromkeys(
        source
        for citation in _citations(document)
        for source in citation.split("; ")
        if source and not source.startswith(OURS)
    )
    return [{"number": at, "source": source} for at, source in enumerate(found, start=1)]


def _citations(part: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "citation" and value:
                yield value
            else:
                yield from _citations(value)
    elif isinstance(part, list):
        for value in part:
            yield from _citations(value)
