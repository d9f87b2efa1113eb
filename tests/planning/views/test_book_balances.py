"""The sheet of the whole book: one December 31 of every account, only changed cells saved."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients import services
from clients.models import Account, AccountType, Custodian, YearEndBalance
from tests.cast import Story, arrive, make_records

SHEET = reverse("planning:book_balances")
Typed = dict[str, Any]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: date(2026, 1, 9))


@pytest.fixture
def blank(story: Story) -> Account:
    """An account of the same team without a balance."""
    account = make_records(story.firm, story.team, "Blank").account
    account.balances.all().delete()
    return account


def cell(account: Account, amount: str, source: str = "", seen: Any = None) -> Typed:
    name = f"{account.pk.hex}_2025"
    mark = f"{seen.pk}:{seen.revision}" if seen else ""
    return {f"amount_{name}": amount, f"source_{name}": source, f"seen_{name}": mark}


def sheet(*accounts: Account) -> Typed:
    return {"account": [str(account.pk) for account in accounts]}


def shown(page: Any) -> list[str]:
    return [str(account.household) for account, _cells in page.context["form"].sheet]


def test_only_what_was_changed_is_saved(story: Story, blank: Account, advisor: Client) -> None:
    untouched = cell(story.account, "237,000.00", "", story.balance)
    typed = cell(blank, "$1,000.50", "statement")
    answer = advisor.post(SHEET, sheet(story.account, blank) | untouched | typed)
    assert answer.status_code == 302
    assert blank.balances.get().amount == Decimal("1000.50")
    assert story.account.balances.get().revision == 1
    assert "1 balance is on record." in advisor.get(SHEET).content.decode()


def test_what_nobody_touched_does_not_stand_in_the_way_of_another(
    story: Story, blank: Account, advisor: Client
) -> None:
    """Somebody corrected a figure that this page still shows as it was."""
    services.correct_balance(
        actor=None, balance=story.balance, revision=1, amount=Decimal(5), because="misread"
    )
    untouched = cell(story.account, "237,000.00", "", story.balance)
    answer = advisor.post(SHEET, sheet(story.account, blank) | untouched | cell(blank, "7"))
    assert answer.status_code == 302
    assert story.account.balances.get(withdrawn_at=None).amount == 5
    assert blank.balances.get().amount == 7


def test_a_conflict_is_said_beside_its_cell_and_nothing_is_saved(
    story: Story, blank: Account, advisor: Client
) -> None:
    services.correct_balance(
        actor=story.users["owner"],
        balance=story.balance,
        revision=1,
        amount=Decimal(5),
        because="misread",
    )
    typed = cell(story.account, "238,000", "", story.balance) | {"because": "mine"}
    answer = advisor.post(SHEET, sheet(story.account, blank) | typed | cell(blank, "7"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "withdrawn meanwhile" in page or "was changed by Owner" in page
    assert f'id="id_amount_{story.account.pk.hex}_2025_error"' in page
    assert 'value="238,000"' in page
    assert not blank.balances.exists()
    assert story.account.balances.get(withdrawn_at=None).amount == 5


def test_a_figure_entered_meanwhile_in_an_empty_cell_is_not_overwritten(
    blank: Account, advisor: Client
) -> None:
    services.record_balance(
        actor=None, account=blank, year=2025, amount=Decimal(9), source="statement"
    )
    answer = advisor.post(SHEET, sheet(blank) | cell(blank, "7", "statement"))
    assert answer.status_code == 422
    assert "on record with another figure" in answer.content.decode()
    assert blank.balances.get().amount == 9


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("lots", "Type the amount in dollars"),
        ("1.234,56", "Type the amount in dollars"),
        ("-5", "cannot be negative"),
        ("", "corrected, not emptied"),
    ],
    ids=["words", "european", "negative", "empty"],
)
def test_an_error_stands_beside_the_cell_and_keeps_all_that_was_typed(
    amount: str, sentence: str, story: Story, blank: Account, advisor: Client
) -> None:
    wrong = cell(story.account, amount, "", story.balance)
    answer = advisor.post(SHEET, sheet(story.account, blank) | wrong | cell(blank, "7,000"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="7,000"' in page
    assert not blank.balances.exists()


def test_a_correction_asks_for_its_reason(story: Story, advisor: Client) -> None:
    typed = sheet(story.account) | cell(story.account, "240,000", "", story.balance)
    assert "Say in a few words" in advisor.post(SHEET, typed).content.decode()
    assert advisor.post(SHEET, typed | {"because": "misread"}).status_code == 302
    assert story.account.balances.get(withdrawn_at=None).amount == 240_000


def test_the_sheet_is_narrowed_by_words_team_custodian_and_what_is_missing(
    story: Story, blank: Account
) -> None:
    owner = arrive(story, "owner")
    bank = Custodian.objects.create(firm=story.firm, name="Elm Trust")
    Account.objects.filter(pk=story.account.pk).update(custodian=bank)
    assert shown(owner.get(SHEET)) == ["Blank", "Doe", "Roe"]
    assert shown(owner.get(SHEET, {"q": "pat doe"})) == ["Doe"]
    assert shown(owner.get(SHEET, {"team": str(story.team.pk)})) == ["Blank", "Doe"]
    assert shown(owner.get(SHEET, {"custodian": str(bank.pk)})) == ["Doe"]
    assert shown(owner.get(SHEET, {"show": "missing"})) == ["Blank"]
    assert shown(owner.get(SHEET, {"show": "missing", "year": "2024"})) == ["Blank", "Doe", "Roe"]
    assert shown(owner.get(SHEET, {"team": "nonsense", "year": "x"})) == ["Blank", "Doe", "Roe"]


def test_an_estimate_is_still_missing_and_a_taxable_account_is_not_asked(
    story: Story, advisor: Client
) -> None:
    YearEndBalance.objects.update(source="estimate")
    assert shown(advisor.get(SHEET, {"show": "missing"})) == ["Doe"]
    Account.objects.update(kind=AccountType.TAXABLE)
    page = advisor.get(SHEET, {"show": "missing"})
    assert "No balance is missing among these accounts." in page.content.decode()


@pytest.mark.parametrize(("closed_at", "stands"), [(4, False), (6, True)])
def test_a_year_ends_when_it_ends_where_the_firm_works(
    story: Story, advisor: Client, closed_at: int, stands: bool
) -> None:
    """In New York the year 2025 was over at five in the morning of London."""
    Account.objects.filter(pk=story.account.pk).update(
        archived_at=datetime(2026, 1, 1, closed_at, tzinfo=UTC), archived_as="closed"
    )
    page = advisor.get(SHEET, {"year": 2025}).content.decode()
    assert (story.account.pk.hex in page) is stands


def test_the_usual_source_begins_every_empty_cell(blank: Account, advisor: Client) -> None:
    page = advisor.get(SHEET, {"source": "form_5498", "q": "blank"}).content.decode()
    assert '<option value="form_5498" selected>' in page.partition("book-sheet")[2]


def test_nobody_writes_to_an_account_they_do_not_look_after(story: Story, advisor: Client) -> None:
    roe = Account.objects.get(household__name="Roe")
    advisor.post(SHEET, sheet(roe) | cell(roe, "7", "statement"))
    advisor.post(SHEET, {"account": ["nonsense"]})
    assert roe.balances.get().amount == 237_000


def test_more_accounts_need_no_more_queries(story: Story, advisor: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            advisor.get(SHEET)
        return len(asked)

    queries()  # the first page begins the session
    few = queries()
    for name in ("Ash", "Elm", "Fir"):
        make_records(story.firm, story.team, name)
    assert queries() == few
