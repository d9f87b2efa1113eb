"""What a person would be asked about a payment is said of a file's payments too."""

from __future__ import annotations

from datetime import date

import pytest

from planning.facts.doubts import doubts_of
from tests.factories import make_account, make_household, make_payment

TODAY = date(2026, 11, 21)
MARCH = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("payments", "sentences"),
    [
        ([(10_000, MARCH)], []),
        (
            [(10_000, date(2026, 11, 22))],
            ["$10,000.00 of November 22, 2026 from ira: this day has not come yet."],
        ),
        (
            [(10_000, MARCH), (10_000, MARCH)],
            [
                "$10,000.00 of March 2, 2026 from ira: the same amount and day twice. Is it a "
                "second payment?"
            ],
        ),
        ([(237_000, MARCH)], []),
        (
            [(10_000, MARCH), (227_000.01, date(2026, 4, 1))],
            [
                "$227,000.01 of April 1, 2026 from ira: the account is known to hold $227,000.00 "
                "then."
            ],
        ),
        ([(999_999, date(2025, 4, 1))], []),  # no balance from before is known
    ],
)
def test_each_unusual_payment_gets_its_sentence(payments, sentences):
    paid = [make_payment(amount, day) for amount, day in payments]
    facts = make_household(make_account(), distributions=tuple(paid))
    assert doubts_of(facts, today=TODAY) == sentences


def test_accounts_are_not_mixed():
    facts = make_household(
        make_account(),
        make_account(id="other", name="Other IRA"),
        distributions=(make_payment(10_000, MARCH), make_payment(10_000, MARCH, account="other")),
    )
    assert doubts_of(facts, today=TODAY) == []
