"""Is every id unique, and does every reference name something that is there?"""

from __future__ import annotations

from collections.abc import Iterator

from planning.engine.household_file.problem import Document, Path, Problem
from planning.engine.household_file.values import did_you_mean, shown

_LISTS = ("people", "accounts")  # the lists whose entries have an id
_REFERENCES = {
    "people": (
        "marriages[].people[]",
        "accounts[].owner",
        "accounts[].beneficiaries[].person",
        "accounts[].inherited.from",
        "accounts[].inherited.chain[].person",
        "incomes[].person",
    ),
    "accounts": (
        "accounts[].inherited.came_from",
        "distributions[].account",
        "limits.fixed[].account",
    ),
}
_NOUNS = {"people": "person", "accounts": "account"}


def places(document: Document, pattern: str) -> Iterator[tuple[Path, Document]]:
    """Yield each value that a pattern such as `accounts[].inherited.from` leads to.

    Guarantees: no null is yielded; a pattern ending in `[]` yields the entries of the list.
    """
    found: list[tuple[Path, Document]] = [((), document)]
    for part in pattern.replace("[]", ".[]").split("."):
        if part == "[]":
            found = [((*path, i), item) for path, items in found for i, item in enumerate(items)]
        else:
            found = [
                ((*path, part), value[part]) for path, value in found if value.get(part) is not None
            ]
    yield from found


def unresolved(document: Document) -> Iterator[Problem]:
    """Find ids given twice and references to ids that are not there."""
    for name in _LISTS:
        seen: set[str] = set()
        for path, entry_id in places(document, f"{name}[].id"):
            if entry_id in seen:
                yield Problem(path, f"{shown(entry_id)} is taken already. Give each its own id.")
            seen.add(entry_id)
        for pattern in _REFERENCES[name]:
            for path, reference in places(document, pattern):
                yield from _missing(path, reference, name, seen)
    ids = {person["id"] for person in document["people"]}
    for key in document.get("ira_deductions_after_70_half", {}):
        yield from _missing(("ira_deductions_after_70_half", key), key, "people", ids)


def _missing(path: Path, reference: str, name: str, ids: set[str]) -> Iterator[Problem]:
    if reference not in ids:
        remedy = did_you_mean(reference, ids) or f" Add it to {name} or correct the reference."
        yield Problem(path, f"there is no {_NOUNS[name]} with the id {shown(reference)}.{remedy}")
