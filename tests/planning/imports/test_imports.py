"""From a custodian's file to the record: judged, decided, accepted at once, and only once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients import audit, services
from clients.models import (
    Account,
    AccountType,
    AuditAct,
    AuditEvent,
    BalanceFile,
    ColumnMapping,
    KnownNumber,
    YearEndBalance,
)
from clients.services import balance_files
from planning.imports import filing
from planning.imports.reading import read_rows
from tests.cast import Story, arrive
from tests.planning.imports.conftest import Send, judged, record, standing
from tests.planning.imports.files import FIDELITY, PLAIN, SCHWAB_ALL, VANGUARD, plain, row

SUM = Decimal("240000.25")


def file_of(story: Story) -> BalanceFile:
    return BalanceFile.objects.latest("created_at")


def another_account(story: Story, ending: str, **facts: Any) -> Account:
    told = {"household": story.household, "owner": story.person, **facts}
    kind = told.pop("kind", AccountType.TRADITIONAL_IRA)
    return Account.objects.create(
        firm=story.firm, key=str(uuid4()), kind=kind, number_last4=ending, **told
    )


def answer(browser: Client, story: Story, name: str = "import", **fields: str) -> Any:
    return browser.post(reverse(f"planning:{name}", args=[file_of(story).pk]), fields)


def verdicts(story: Story, person: str = "advisor") -> list[str]:
    return [line.verdict for line in judged(story, person).lines]


def test_a_figure_on_record_says_where_it_came_from(
    send: Send, advisor: Client, numbered: Story
) -> None:
    send(PLAIN)
    record(advisor, numbered)
    balance = YearEndBalance.objects.get()
    file = file_of(numbered)
    assert (balance.source, balance.amount, balance.entered_by) == (
        "csv", SUM, numbered.users["advisor"],
    )  # fmt: skip
    assert balance.origin == {
        "file": str(file.pk),
        "sha256": file.sha256,
        "layout": "table",
        "lines": [2],
        "as_of": "2025-12-31",
        "as_of_kind": "stated",
    }
    with file.file.open("rb") as kept:
        assert kept.read() == PLAIN
    acts = list(AuditEvent.objects.filter(act=AuditAct.IMPORTED))
    assert [(event.object_id, event.detail) for event in acts] == [(str(file.pk), {"rows": 1})]
    assert audit.verify(numbered.firm) == []


def test_the_same_file_again_changes_nothing_and_says_so(
    send: Send, advisor: Client, numbered: Story
) -> None:
    where = send(PLAIN).headers["Location"]
    record(advisor, numbered)
    before = AuditEvent.objects.filter(act__in=["created", "changed", "imported"]).count()
    again = send(PLAIN, name="renamed.csv")
    assert again.headers["Location"] == where
    page = advisor.get(where).content.decode()
    assert "Already imported on" in page
    assert "by Advisor: 1 balance recorded. 0 balances would change now." in page
    assert "Record 1" not in page
    record(advisor, numbered)
    assert AuditEvent.objects.filter(act__in=["created", "changed", "imported"]).count() == before
    assert BalanceFile.objects.count() == 1


def test_the_same_figures_in_another_file_change_nothing(
    send: Send, advisor: Client, numbered: Story
) -> None:
    send(PLAIN)
    record(advisor, numbered)
    send(PLAIN + b"\n")
    assert verdicts(numbered) == ["same"]


def test_another_figure_needs_a_decision_and_shows_its_effect(
    send: Send, advisor: Client, numbered: Story
) -> None:
    services.record_balance(
        actor=None, account=numbered.account, year=2025, amount=Decimal(237_000), source="statement"
    )
    where = send(PLAIN).headers["Location"]
    assert verdicts(numbered) == ["differs"]
    page = advisor.get(where).content.decode()
    assert "On record: Statement $237,000.00." in page
    assert "It would require $126.59 more for 2026." in page  # 3,000.25 ÷ 23.7
    record(advisor, numbered)
    assert standing() == {"statement": 237_000}
    answer(advisor, numbered, differs_0="yes", take_0="yes", note="yes")
    record(advisor, numbered)
    assert standing() == {"statement": 237_000, "csv": SUM}


def test_a_figure_of_a_file_before_is_replaced_with_a_reason(
    send: Send, advisor: Client, numbered: Story
) -> None:
    send(PLAIN)
    record(advisor, numbered)
    send(plain(row("250,000")), name="corrected.csv")
    answer(advisor, numbered, differs_0="yes", take_0="yes", note="yes")
    record(advisor, numbered)
    assert standing() == {"csv": 250_000}
    gone = YearEndBalance.objects.exclude(withdrawn_at=None).get()
    assert (gone.amount, gone.withdrawn_because) == (SUM, "Replaced by the file corrected.csv.")


def test_choices_made_with_the_same_press_are_shown_before_anything_is_recorded(
    send: Send, advisor: Client, numbered: Story
) -> None:
    send(PLAIN)
    record(advisor, numbered)
    send(plain(row("250,000")))
    seen = judged(numbered).seen
    answer(advisor, numbered, differs_0="yes", take_0="yes", record="yes", seen=seen)
    assert standing() == {"csv": SUM}
    record(advisor, numbered)
    assert standing() == {"csv": 250_000}


def test_what_changed_since_the_page_was_read_is_not_overwritten(
    send: Send, advisor: Client, numbered: Story
) -> None:
    send(PLAIN)
    seen = judged(numbered).seen
    services.record_balance(
        actor=None, account=numbered.account, year=2025, amount=Decimal(5), source="csv"
    )
    refused = answer(advisor, numbered, record="yes", seen=seen)
    assert refused.status_code == 422
    assert "has changed since you opened this page" in refused.content.decode()
    assert standing() == {"csv": 5}


def test_a_file_without_a_day_asks_for_it(send: Send, advisor: Client, numbered: Story) -> None:
    where = send(VANGUARD).headers["Location"]
    assert "Of what day are these figures?" in advisor.get(where).content.decode()
    assert verdicts(numbered) == ["wrong_date"]
    answer(advisor, numbered, "import_answers", year="2025", as_of="12/31/2025")
    record(advisor, numbered)
    origin = YearEndBalance.objects.get().origin
    assert (origin["as_of"], origin["as_of_kind"]) == ("2025-12-31", "asserted")


def test_a_day_may_stand_in_the_name_of_the_file(send: Send, numbered: Story) -> None:
    send(VANGUARD, name="Portfolio_Positions_Dec-31-2025.csv")
    (line,) = judged(numbered).lines
    assert (line.verdict, line.as_of_kind) == ("new", "file_name")


def test_a_day_the_file_states_cannot_be_said_otherwise(
    send: Send, advisor: Client, numbered: Story
) -> None:
    send(plain(row(day="01/02/2026")))
    answer(advisor, numbered, "import_answers", year="2025", as_of="12/31/2025")
    assert verdicts(numbered) == ["wrong_date"]


def test_a_figure_of_another_day_is_an_estimate_if_somebody_says_so_and_never_final(
    send: Send, advisor: Client, numbered: Story
) -> None:
    send(plain(row(day="01/02/2026")))
    answer(advisor, numbered, "import_answers", year="2025", keeps_estimates="on")
    assert verdicts(numbered) == ["estimate"]
    record(advisor, numbered)
    assert standing() == {"estimate": SUM}
    send(plain(row("250,000")))
    assert verdicts(numbered) == ["new"]
    record(advisor, numbered)
    assert standing() == {"estimate": SUM, "csv": 250_000}


def test_an_estimate_adds_nothing_to_a_final_figure(
    send: Send, advisor: Client, numbered: Story
) -> None:
    send(PLAIN)
    record(advisor, numbered)
    send(plain(row("5", day="01/02/2026")))
    answer(advisor, numbered, "import_answers", year="2025", keeps_estimates="on")
    assert verdicts(numbered) == ["same"]


@pytest.mark.parametrize("as_of", ["soon", "12/31/2031"])
def test_a_wrong_answer_is_refused_beside_its_field(
    as_of: str, send: Send, advisor: Client, numbered: Story
) -> None:
    send(VANGUARD)
    refused = answer(advisor, numbered, "import_answers", year="2025", as_of=as_of)
    assert refused.status_code == 422
    assert f'value="{as_of}"' in refused.content.decode()
    assert file_of(numbered).asserted_as_of is None


def test_two_accounts_that_end_alike_are_told_apart_by_somebody(
    send: Send, advisor: Client, numbered: Story
) -> None:
    other = another_account(numbered, "1436", name="Second IRA")
    where = send(PLAIN).headers["Location"]
    assert verdicts(numbered) == ["ambiguous"]
    assert "Second IRA …1436" in advisor.get(where).content.decode()
    record(advisor, numbered)
    assert standing() == {}
    answer(advisor, numbered, pick_0=str(uuid4()), note="yes")
    assert verdicts(numbered) == ["ambiguous"]
    answer(advisor, numbered, pick_0=str(other.pk), note="yes")
    record(advisor, numbered)
    assert YearEndBalance.objects.get().account == other


def test_a_number_once_accepted_is_known_again_without_being_kept(
    send: Send, advisor: Client, numbered: Story
) -> None:
    other = another_account(numbered, "1436")
    send(PLAIN)
    answer(advisor, numbered, pick_0=str(other.pk), note="yes")
    record(advisor, numbered)
    assert "55501436" not in str(KnownNumber.objects.values_list())
    send(plain(row("250,000", number="5550-1436")))
    (line,) = judged(numbered).lines
    assert line.account is not None
    assert (line.verdict, line.account.pk) == ("differs", other.pk)


def test_an_owner_named_in_the_file_tells_accounts_apart(send: Send, numbered: Story) -> None:
    numbered.person.name = "Pat Maple"
    numbered.person.save()
    kim = numbered.household.people.create(
        firm=numbered.firm, key="kim", name="Kim Larch", born_on=date(1950, 1, 1)
    )
    another_account(numbered, "1436", owner=kim)
    send(PLAIN.replace(b"Rollover", b"ROLLOVER IRA KIM LARCH"))
    (line,) = judged(numbered).lines
    assert line.account is not None
    assert line.account.owner == "Kim Larch"


def test_a_number_alike_is_not_enough_where_the_file_names_somebody_else(
    send: Send, numbered: Story
) -> None:
    numbered.household.people.update(name="Pat Maple")
    kim = numbered.household.people.create(
        firm=numbered.firm, key="kim", name="Kim Larch", born_on=date(1950, 1, 1)
    )
    another_account(numbered, "9999", owner=kim)
    send(PLAIN.replace(b"Rollover", b"ROLLOVER IRA KIM LARCH"))
    (line,) = judged(numbered).lines
    assert line.verdict == "ambiguous"
    assert "the file names somebody else" in line.sentence
    send(PLAIN.replace(b"Rollover", b"ROLLOVER IRA PAT MAPLE"))
    assert verdicts(numbered) == ["new"]


def test_an_account_closed_since_is_still_asked_for_that_december_31(
    send: Send, numbered: Story
) -> None:
    account = Account.objects.filter(pk=numbered.account.pk)
    account.update(archived_at="2026-01-05T12:00:00Z", archived_as="closed")
    send(PLAIN)
    assert verdicts(numbered) == ["new"]
    account.update(archived_as="moved")
    assert verdicts(numbered) == ["unknown"]


def test_a_taxable_account_is_left_out(send: Send, numbered: Story) -> None:
    another_account(numbered, "777", kind=AccountType.TAXABLE)
    send(SCHWAB_ALL)
    assert verdicts(numbered) == ["new", "not_retirement"]


def test_accounts_of_another_team_count_and_are_never_named(
    send: Send, advisor: Client, numbered: Story
) -> None:
    roe = Account.objects.get(household__name="Roe")
    Account.objects.filter(pk=roe.pk).update(number_last4="1436", name="Hidden IRA")
    where = send(PLAIN).headers["Location"]
    assert verdicts(numbered) == ["ambiguous"]
    assert "Hidden IRA" not in advisor.get(where).content.decode()
    Account.objects.filter(pk=numbered.account.pk).update(number_last4="")
    assert verdicts(numbered) == ["unknown"]
    answer(advisor, numbered, pick_0=str(roe.pk), note="yes")
    assert verdicts(numbered) == ["unknown"]
    assert verdicts(numbered, "operations") == ["new"]


def test_archived_accounts_and_households_are_not_matched(send: Send, numbered: Story) -> None:
    numbered.household.archived_at = "2026-01-01T00:00:00Z"
    numbered.household.save()
    send(PLAIN)
    assert verdicts(numbered) == ["unknown"]


def test_unknown_headings_are_explained_once(send: Send, advisor: Client, numbered: Story) -> None:
    content = b"Konto,Saldo\n55501436,240000.25\n"
    where = send(content, name="a 12-31-2025.csv").headers["Location"]
    columns = advisor.get(where).headers["Location"]
    assert "Konto" in advisor.get(columns).content.decode()
    twice = advisor.post(columns, {"account": "Konto", "balance": "Konto", "is_of_holdings": "no"})
    assert "chosen above already" in twice.content.decode()
    told = {"account": "Konto", "balance": "Saldo", "is_of_holdings": "no", "remember": "on"}
    assert advisor.post(columns, told).status_code == 302
    assert judged(numbered).lines[0].figure.amount == SUM
    assert ColumnMapping.objects.get().saved_by == numbered.users["advisor"]
    send(b"Saldo,Konto\n5,55501436\n")
    assert judged(numbered).lines[0].figure.amount == 5


def test_a_file_nothing_came_from_is_deleted_and_another_stays(
    send: Send, advisor: Client, numbered: Story, django_capture_on_commit_callbacks: Any
) -> None:
    send(PLAIN)
    file = file_of(numbered)
    with django_capture_on_commit_callbacks(execute=True):
        answer(advisor, numbered, "discard_import")
    assert not BalanceFile.objects.exists()
    assert not file.file.storage.exists(str(file.file.name))
    send(PLAIN)
    record(advisor, numbered)
    answer(advisor, numbered, "discard_import")
    assert BalanceFile.objects.count() == 1


def test_compliance_reads_and_exports_and_leaves_a_trace(send: Send, numbered: Story) -> None:
    where = send(FIDELITY).headers["Location"]
    compliance = arrive(numbered, "compliance")
    page = compliance.get(where).content.decode()
    assert "…1436" in page
    assert "55501436" not in page
    assert "Record" not in page.partition("<main")[2].partition("In the file")[0]
    assert b"".join(compliance.get(f"{where}original/")) == FIDELITY
    compliance.get(f"{where}report/")
    acts = AuditEvent.objects.filter(actor=numbered.users["compliance"], object_type="balancefile")
    assert [event.act for event in acts.order_by("sequence")] == ["read", "exported", "exported"]


def test_a_large_file_is_judged_in_as_many_queries_as_a_small_one(
    send: Send, numbered: Story
) -> None:
    def queries(rows: int) -> int:
        Account.objects.bulk_create(
            Account(
                firm=numbered.firm,
                household=numbered.household,
                owner=numbered.person,
                key=f"a-{rows}-{number}",
                kind=AccountType.TRADITIONAL_IRA,
                number_last4=f"{number:04d}",
            )
            for number in range(rows)
        )
        send(plain(*(row(number=f"{rows}0{number:04d}") for number in range(rows))))
        with CaptureQueriesContext(connection) as asked:
            lines = judged(numbered).lines
        assert len(lines) == rows
        return len(asked)

    assert queries(5) == queries(1_000)


def test_an_import_is_whole_or_not_at_all(
    send: Send, advisor: Client, numbered: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Power fails after the balances are written and before the file is marked."""
    send(PLAIN)

    def fails(*_: Any, **__: Any) -> None:
        raise OSError

    monkeypatch.setattr(balance_files, "note_import", fails)
    with pytest.raises(OSError):  # noqa: PT011 - the one above
        record(advisor, numbered)
    assert standing() == {}
    assert not AuditEvent.objects.filter(object_type="yearendbalance").exists()


def test_no_request_reads_the_file_more_than_once(
    send: Send, advisor: Client, numbered: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(b"Konto,Saldo\n55501436,240000.25\n")
    page = reverse("planning:import", args=[file_of(numbered).pk])
    readings: list[bytes] = []

    def counted(content: bytes) -> Any:
        readings.append(content)
        return read_rows(content)

    def of(act: Callable[[], Any]) -> Any:
        readings.clear()
        answered = act()
        assert len(readings) == 1
        return answered

    monkeypatch.setattr(filing, "read_rows", counted)
    columns = {"account": "Konto", "balance": "Saldo", "is_of_holdings": "no"}
    of(lambda: answer(advisor, numbered, "import_columns", **columns))
    of(lambda: answer(advisor, numbered, "import_answers", year="2025", as_of="12/31/2025"))
    seen = of(lambda: advisor.get(page)).context["preview"].seen
    of(lambda: answer(advisor, numbered, record="yes", seen=seen))
    assert standing() == {"csv": SUM}
