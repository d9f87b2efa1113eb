"""How is the text of a household file turned into JSON values, and which text is refused?

Stricter than JSON: numbers are exact decimals, a key occurs once, nesting is shallow, text is
one line of visible characters. What can be named by its place is left in the document for
`unreadable` to find; the rest is refused at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from planning.engine.household_file.problem import (
    Document,
    HouseholdFileError,
    Path,
    Problem,
    field_name,
)

LARGEST_FILE = 1_000_000  # bytes
DEEPEST_NESTING = 12  # the format itself needs eight levels

# Control characters, separators of lines and paragraphs, changes of reading direction, and
# code points that are no characters at all.
_UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class RepeatedKey:
    """Stands in the document for an object in which a key occurs twice."""

    key: str


def decode(text: str | bytes) -> Document:
    """Return the JSON value of a file, or refuse it as a whole."""
    try:
        data = text.encode() if isinstance(text, str) else text
        if len(data) > LARGEST_FILE:
            raise _refusal(f"is larger than {LARGEST_FILE:,} bytes. Leave out older payments.")
        return json.loads(
            data.decode("utf-8-sig"),
            parse_int=_number,
            parse_float=_number,
            parse_constant=_number,
            object_pairs_hook=_object,
        )
    except UnicodeError:
        raise _refusal("is not UTF-8 text. Save it with the encoding UTF-8.") from None
    except RecursionError:
        raise _refusal("is nested too deep. Write it as the format describes.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _refusal(f"is not JSON ({error.msg}, {where}). Correct it there.") from None


def unreadable(document: Document, path: Path = ()) -> Iterator[Problem]:
    """Find what JSON allows and a household file does not, wherever it stands."""
    if len(path) > DEEPEST_NESTING:
        yield Problem(path, "is nested too deep. Write it as the format describes.")
    elif isinstance(document, RepeatedKey):
        yield Problem((*path, document.key), "is given twice in one object. Keep one of the two.")
    elif isinstance(document, str) and _UNREADABLE.search(document):
        yield Problem(path, "has a control character or a line break. Write one plain line.")
    elif isinstance(document, list):
        for index, item in enumerate(document):
            yield from unreadable(item, (*path, index))
    elif isinstance(document, dict):
        for key, item in document.items():
            if _UNREADABLE.search(key):
                yield Problem((*path, key), "has a control character in its name. Remove it.")
            yield from unreadable(item, (*path, key))


def _refusal(problem: str) -> HouseholdFileError:
    return HouseholdFileError(field_name(None, ()), problem)


def _number(text: str) -> Decimal:
    """Return a number exactly; NaN for one that no decimal holds, so that its place is named."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _object(pairs: list[tuple[str, Document]]) -> Document:
    document: dict[str, Document] = {}
    for key, value in pairs:
        if key in document:
            return RepeatedKey(key)
        document[key] = value
    return document
