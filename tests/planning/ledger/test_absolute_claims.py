from __future__ import annotations

import time

import pytest

from planning.ledger.absolute_claims import absolute_claims, claims_in


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("A tax-free gift.", ["tax-free"]),
        ("Withdrawals are Tax Free.", ["Tax Free"]),
        ("Income is guaranteed for life.", ["guaranteed"]),
        ("This is risk-free, and you will never run out.", ["risk-free", "will never run out"]),
        ("You can’t lose.", ["can’t lose"]),
        ("Returns are not guaranteed.", []),
        ("Past results are no guarantee of future ones.", []),
        ("It isn't guaranteed.", []),
        ("It is not certain. This income is guaranteed.", ["guaranteed"]),
        ("Es un retiro libre de impuestos.", ["libre de impuestos"]),
        ("Un ingreso garantizado, sin riesgo.", ["garantizado", "sin riesgo"]),
        ("Los rendimientos no están garantizados.", []),
        ("El dinero está 100 % seguro.", ["100 % seguro"]),
        ("The guarantor signs; taxes are due.", []),
        ("Federal income tax, free clinics", []),
    ],
)
def test_what_promises_too_much_is_found(text: str, claims: list[str]) -> None:
    assert absolute_claims(text) == claims


def test_a_document_is_read_through_with_the_place_of_each_text() -> None:
    document = {"goals": [{"name": "Tax-free trip"}, {"name": "Roof"}], "value": "1.00", "n": 3}
    assert list(claims_in(document)) == [(("goals", "0", "name"), "Tax-free")]


@pytest.mark.parametrize("text", ["tax " * 12_000, "no " * 16_000, " " * 50_000, "100 " * 12_000])
def test_long_texts_are_read_in_a_moment(text: str) -> None:
    began = time.perf_counter()
    absolute_claims(text)
    assert time.perf_counter() - began < 1
