"""In what does a worded RMD document differ from the `expect` of a case?

Only the keys a case names are compared, but the lists of obligations, of their accounts and of
what is undecided are complete: something more in the document is a difference too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

Facts = dict[str, Any]

_PERSON = {"applicable_age", "first_distribution_year", "required_beginning_date"}
_OBLIGATION = {
    "person",
    "pool",
    "distribution_year",
    "due_on",
    "status",
    "required",
    "taken",
    "remaining",
    "corrected",
    "waived_until",
    "is_projected",
    "payments",
    "shortfall",
    "accounts",
}
_ROW = {
    "recorded_balance",
    "balance",
    "balance_on",
    "balance_basis",
    "divisor",
    "table",
    "edition",
    "cell",
    "rule",
    "final_deadline",
    "alternatives",
    "steps",
}
_LISTS = {"obligations", "people", "qcds", "undecided"}
_CAVEATS = {"caveats", "no_caveats", "caveat_texts"}
_ALL = _PERSON | _OBLIGATION | _ROW | _LISTS | _CAVEATS | {"nothing_due"}

_COMPLETE = {"obligations", "accounts", "undecided", "missing"}
_IDENTITY = {"person", "pool", "distribution_year", "account", "on", "kind", "year", "code"}
_TO_THE_CENT = {
    "required",
    "taken",
    "remaining",
    "corrected",
    "recorded_balance",
    "balance",
    "amount",
    "counted",
    "excise_rate",
    "excise_tax",
    "given",
    "limit",
    "excludable",
}
_DECIMALS = dict.fromkeys(_TO_THE_CENT, 2) | {"divisor": 1}


def unknown_keys(expect: Facts) -> Iterator[str]:
    """Yield every key that no document could have."""
    yield from expect.keys() - _ALL


def differences(expect: Facts, document: Facts) -> Iterator[str]:
    """Yield one line for each point in which the document is not what the case expects."""
    for key, wanted in _as_document(expect).items():
        yield from _compare(key, key, wanted, document[key])
    if expect.get("nothing_due"):
        for due in document["obligations"]:
            if due["required"] != "0.00":
                yield f"nothing is due: got {due['required']} in {due['pool']}"
    texts: dict[str, list[str]] = {}
    for caveat in document["caveats"]:
        texts.setdefault(caveat["code"], []).append(caveat["text"])
    for code in expect.get("caveats", []):
        if code not in texts:
            yield f"caveats: expected {code}, got {sorted(texts)}"
    for code in expect.get("no_caveats", []):
        if code in texts:
            yield f"caveats: {code} is out of place: {texts[code]}"
    for code, phrases in expect.get("caveat_texts", {}).items():
        for phrase in phrases:
            if not any(phrase in text for text in texts.get(code, [])):
                yield f"caveats: expected {phrase!r} in {code}, got {texts.get(code)}"


def _as_document(expect: Facts) -> Facts:
    """Spell out the short form: one person `pat`, one obligation, one account."""
    wanted = {"undecided": []} | {key: expect[key] for key in expect.keys() & _LISTS}
    if person := {key: expect[key] for key in expect.keys() & _PERSON}:
        wanted["people"] = {"pat": person}
    obligation = {key: expect[key] for key in expect.keys() & _OBLIGATION}
    if row := {key: expect[key] for key in expect.keys() & _ROW}:
        obligation["accounts"] = [row]
    if obligation:
        wanted["obligations"] = [obligation]
    return wanted


def _compare(path: str, key: str, wanted: Any, got: Any) -> Iterator[str]:
    if isinstance(wanted, dict) and isinstance(got, dict):
        for inner in sorted(wanted):
            if inner in got:
                yield from _compare(f"{path}.{inner}", inner, wanted[inner], got[inner])
            else:
                yield f"{path}.{inner}: not in the document, which has {sorted(got)}"
    elif isinstance(wanted, list) and isinstance(got, list):
        yield from _compare_lists(path, key, wanted, got)
    elif _as_text(key, wanted) != got:
        yield f"{path}: expected {_as_text(key, wanted)}, got {got}"


def _compare_lists(path: str, key: str, wanted: list[Any], got: list[Any]) -> Iterator[str]:
    left = list(got)
    for entry in wanted:
        match = next((other for other in left if _is_about_the_same(entry, other)), None)
        if match is None:
            yield f"{path}: expected {entry}, got {[_shown(other) for other in left]}"
            continue
        left.remove(match)
        yield from _compare(f"{path}[{_shown(match)}]", key, entry, match)
    if left and key in _COMPLETE:
        yield f"{path}: not expected: {[_shown(other) for other in left]}"


def _is_about_the_same(wanted: Any, got: Any) -> bool:
    if not isinstance(wanted, dict):
        return bool(wanted == got)
    return all(_as_text(key, wanted[key]) == got.get(key) for key in wanted.keys() & _IDENTITY)


def _shown(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    return " ".join(str(entry[key]) for key in entry if key in _IDENTITY)


def _as_text(key: str, value: Any) -> Any:
    """Write a value as the document does: money, rates and divisors as text, dates ISO."""
    if value == "none":
        return None
    if key in _DECIMALS:
        return f"{value:.{_DECIMALS[key]}f}"
    return value.isoformat() if isinstance(value, date) else value
