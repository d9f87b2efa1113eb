"""Nothing is on record of an account from before it was opened."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from clients import services
from clients.models import Account
from tests.cast import Story


def opened(story: Story, on: date | None) -> Account:
    """Return the account of the story, which has a balance of 2025 and a payment of March 2026."""
    account = Account.objects.get(pk=story.account.pk)
    return services.change_account(
        actor=story.users["advisor"], account=account, revision=account.revision, opened_on=on
    )


def refused(act: Any, **facts: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        act(**facts)
    return refusal.value.message_dict


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2026, 3, 3), "A payment of March 2, 2026 is on record"),
        (date(2026, 1, 1), "A balance of December 31, 2025 is on record"),
        (date(2150, 1, 1), "This day has not come yet."),
    ],
)
def test_an_account_is_not_opened_after_what_is_on_record(
    story: Story, on: date, sentence: str
) -> None:
    assert refused(opened, story=story, on=on)["opened_on"][0].startswith(sentence)


def test_what_was_undone_or_withdrawn_stands_in_nobodys_way(story: Story) -> None:
    actor = story.users["advisor"]
    services.undo_payment(actor=actor, payment=story.payment, because="Of another account.")
    services.withdraw_balance(actor=actor, balance=story.balance, because="Of another account.")
    assert opened(story, date(2026, 3, 3)).opened_on == date(2026, 3, 3)


def test_a_payment_from_before_is_refused_with_the_day(story: Story) -> None:
    account = opened(story, date(2025, 12, 31))
    paid: dict[str, Any] = {"actor": None, "account": account, "amount": Decimal(5)}
    assert refused(services.record_payment, **paid, paid_on=date(2025, 12, 30)) == {
        "paid_on": ["The account was opened on December 31, 2025: it paid nothing before."]
    }
    assert services.record_payment(**paid, paid_on=date(2025, 12, 31))
    moved: dict[str, Any] = {"actor": None, "payment": story.payment, "revision": 1}
    assert "paid_on" in refused(services.change_payment, **moved, paid_on=date(2025, 12, 30))


def test_a_balance_from_before_is_refused_alone_and_on_the_sheet(story: Story) -> None:
    account = opened(story, date(2025, 12, 31))
    said = "The account was opened on December 31, 2025: it held nothing on that December 31."
    stated: dict[str, Any] = {"account": account, "year": 2024, "source": "statement"}
    actor = story.users["advisor"]
    alone = refused(services.record_balance, actor=actor, amount=Decimal(5), **stated)
    assert alone == {"year": [said]}
    entry = services.NewBalance(amount=Decimal(5), **stated)
    with pytest.raises(services.BalancesRefusedError) as refusal:
        services.record_balances(actor=actor, firm=story.firm, entries=[entry])
    assert refusal.value.reasons == {0: said}
    assert services.record_balance(actor=actor, amount=Decimal(0), **stated)
