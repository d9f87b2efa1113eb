"""The complete example with one place changed, as the tables of this folder describe it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"

_MARK = "the change goes here"


def table(name):
    """Return the rows of a table file, from all its groups."""
    groups = tomllib.loads((HERE / name).read_text("utf-8"))
    return [row for rows in groups.values() for row in rows]


def changed(place, written):
    """Return the complete example with JSON written at a place such as `people.0.born_on`."""
    document = json.loads((EXAMPLES / "complete.json").read_text("utf-8"))
    *above, last = place.split(".")
    parent = document
    for part in above:
        parent = parent[int(part) if isinstance(parent, list) else part]
    if isinstance(parent, list):
        parent[int(last) : int(last) + 1] = [_MARK]
    elif written:
        parent[last] = _MARK
    else:
        del parent[last]
    return json.dumps(document, ensure_ascii=False).replace(f'"{_MARK}"', written)
