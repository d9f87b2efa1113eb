"""Which words promise what nobody can promise? In English and in Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# What may be said with a "not" before it: "returns are not guaranteed".
_CLAIMS = (
    r"tax[\s\u2011-]*free",
    r"free\s+of\s+(?:all\s+|any\s+)?tax(?:es)?",
    r"guarant(?:ee|ees|eed|eeing|y)",
    r"(?:completely|totally|absolutely|100\s?%)\s+(?:safe|secure|certain)",
    r"certain\s+to",
    r"libres?\s+de\s+impuestos",
    r"exent[oa]s?\s+de\s+(?:todo\s+)?impuestos?",
    r"garant[ií]a?s?",
    r"garantiza(?:d[oa]s?|n|mos|r)?",
    r"(?:totalmente|completamente|absolutamente|100\s?%)\s+segur[oa]s?",
)
# What says it by its own "no".
_DENIALS = (
    r"risk[\s\u2011-]*free",
    r"(?:no|without|zero)\s+(?:any\s+)?risk",
    r"(?:cannot|can\s?not|can['’]t|(?:will|can)\s+never|won['’]t)\s+(?:lose|fail|run\s+out|outlive)",
    r"never\s+(?:lose|run\s+out|pay\s+(?:any\s+)?tax(?:es)?)",
    r"sin\s+(?:ning[uú]n\s+)?riesgos?",
    r"(?:no\s+puede[ns]?|nunca\s+(?:va\s+a|podr[aá]))\s+(?:perder|fallar|quedarse\s+sin)",
    r"nunca\s+(?:perder[aá]|pagar[aá]\s+impuestos)",
)
_NEGATED = re.compile(
    r"(?:\b(?:not|no|nor|never|neither|nothing|none|cannot|without|ni|nunca|sin|ning[uú]n[oa]?|tampoco)"
    r"|n['’]t)(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
_CLAIM = re.compile(rf"(?<!\w)(?:{'|'.join(_CLAIMS)})(?!\w)", re.IGNORECASE)
_DENIAL = re.compile(rf"(?<!\w)(?:{'|'.join(_DENIALS)})(?!\w)", re.IGNORECASE)
_BEFORE = 60  # characters in which a "not" may stand, of the same sentence
_END = re.compile(r"[.!?;:]\s")


def absolute_claims(text: str) -> list[str]:
    """Return the words of a text that promise too much, as they are written there."""
    found = [(match.start(), match[0]) for match in _DENIAL.finditer(text)]
    found += [(match.start(), match[0]) for match in _CLAIM.finditer(text) if _is_said(text, match)]
    return [" ".join(words.split()) for _start, words in sorted(found)]


def claims_in(document: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every claim in the texts of a document, with the path to the text."""
    if isinstance(document, str):
        for claim in absolute_claims(document):
            yield path, claim
    elif isinstance(document, Mapping):
        for key, value in document.items():
            yield from claims_in(value, (*path, str(key)))
    elif isinstance(document, Sequence):
        for position, value in enumerate(document):
            yield from claims_in(value, (*path, str(position)))


def _is_said(text: str, match: re.Match[str]) -> bool:
    """Whether a claim is made and not denied."""
    before = text[max(match.start() - _BEFORE, 0) : match.start()]
    return not _NEGATED.search(_END.split(before)[-1])
