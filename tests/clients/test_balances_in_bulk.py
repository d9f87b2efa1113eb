"""Many balances are put on record at once, or none, and nobody's figure is overwritten."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients import audit, services
from clients.models import Account, AccountType, AuditAct, AuditEvent, User, YearEndBalance
from clients.services import BalancesRefusedError, NewBalance
from tests.cast import Story

LAST_YEAR = 2025


@pytest.fixture
def actor(story: Story) -> User:
    return story.users["operations"]


def accounts_of(story: Story, count: int) -> list[Account]:
    return [
        Account.objects.create(
            firm=story.firm,
            household=story.household,
            key=str(uuid4()),
            owner=story.person,
            kind=AccountType.TRADITIONAL_IRA,
        )
        for _number in range(count)
    ]


def entry(account: Account, amount: int, **more: Any) -> NewBalance:
    told = {"year": LAST_YEAR, "source": "csv", **more}
    return NewBalance(account=account, amount=Decimal(amount), **told)


def test_every_figure_is_recorded_remembered_and_noted(story: Story, actor: User) -> None:
    accounts = accounts_of(story, 3)
    entries = [entry(account, 1000 + i, origin={"line": i}) for i, account in enumerate(accounts)]
    assert services.record_balances(actor=actor, firm=story.firm, entries=entries) == 3
    rows = YearEndBalance.objects.filter(source="csv").order_by("amount")
    assert [(row.amount, row.origin["line"]) for row in rows] == [(1000, 0), (1001, 1), (1002, 2)]
    assert {row.entered_by for row in rows} == {actor}
    assert [row.history.get().history_user for row in rows] == [actor] * 3
    events = AuditEvent.objects.filter(act=AuditAct.CREATED, object_type="yearendbalance")
    assert {event.object_id for event in events} == {str(row.pk) for row in rows}
    assert {event.detail["household"] for event in events} == {str(story.household.pk)}
    assert audit.verify(story.firm) == []


def test_the_same_again_changes_nothing(story: Story, actor: User) -> None:
    entries = [entry(account, 1000) for account in accounts_of(story, 3)]
    services.record_balances(actor=actor, firm=story.firm, entries=entries)
    before = AuditEvent.objects.count()
    assert services.record_balances(actor=actor, firm=story.firm, entries=entries) == 0
    assert AuditEvent.objects.count() == before


def test_a_figure_is_replaced_by_who_read_it_with_a_reason(story: Story, actor: User) -> None:
    (account,) = accounts_of(story, 1)
    services.record_balances(actor=actor, firm=story.firm, entries=[entry(account, 1000)])
    first = account.balances.get()
    again = entry(account, 900, replaces=first, because="The file was corrected.")
    assert services.record_balances(actor=actor, firm=story.firm, entries=[again]) == 1
    first.refresh_from_db()
    assert (first.withdrawn_because, first.revision) == ("The file was corrected.", 2)
    assert first.history.count() == 2
    assert account.balances.get(withdrawn_at=None).amount == 900


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ({"amount": -1}, "greater than or equal to 0"),
        ({"amount": 5, "year": 2140}, "has not come yet"),
        ({"amount": 5, "twin": True}, "two figures here"),
        ({"amount": 5, "stands": 7}, "on record with another figure"),
        ({"amount": 5, "inside": 6}, "less than what is said to be inside it, $6.00"),
        ({"amount": 5, "replaces": "no reason"}, "Say in a few words"),
        ({"amount": 5, "replaces": "withdrawn"}, "was withdrawn meanwhile"),
        ({"amount": 5, "replaces": "moved"}, "was changed by Owner on"),
    ],
    ids=[
        "negative",
        "future",
        "twice",
        "stands",
        "inside",
        "no reason",
        "withdrawn",
        "moved",
    ],
)
def test_one_that_is_refused_keeps_all_from_being_written(
    story: Story, actor: User, second: dict[str, Any], sentence: str
) -> None:
    good, bad = accounts_of(story, 2)
    more: dict[str, Any] = {"year": second["year"]} if "year" in second else {}
    if "stands" in second or "replaces" in second:
        stands = services.record_balance(
            actor=actor, account=bad, year=LAST_YEAR, amount=Decimal(7), source="csv"
        )
        if "replaces" in second:
            more |= {"replaces": stands, "because": "Corrected."}
    match second.get("replaces"):
        case "no reason":
            more["because"] = " "
        case "withdrawn":
            services.withdraw_balance(actor=actor, balance=stands, because="Wrong.")
        case "moved":
            services.correct_balance(
                actor=story.users["owner"],
                balance=stands,
                revision=1,
                amount=Decimal(8),
                because="Wrong.",
            )
    if "inside" in second:
        services.record_adjustment(actor=actor, account=bad, year=LAST_YEAR, qlac=Decimal(6))
    entries = [entry(good, 10), entry(bad, second["amount"], **more)]
    if "twin" in second:
        entries.append(entry(bad, 6))
    rows, events = YearEndBalance.objects.count(), AuditEvent.objects.count()
    with pytest.raises(BalancesRefusedError) as refused:
        services.record_balances(actor=actor, firm=story.firm, entries=entries)
    ((place, reason),) = refused.value.reasons.items()
    assert place == (2 if "twin" in second else 1)
    assert sentence in reason
    assert (YearEndBalance.objects.count(), AuditEvent.objects.count()) == (rows, events)


def test_more_balances_need_no_more_statements(story: Story, actor: User) -> None:
    def statements(count: int) -> int:
        entries = [entry(account, 1000) for account in accounts_of(story, count)]
        with CaptureQueriesContext(connection) as asked:
            services.record_balances(actor=actor, firm=story.firm, entries=entries)
        return len(asked)

    statements(1)  # begins the audit chain
    assert statements(2) == statements(30)
