"""The opportunities kept of a book: worked out once, again when facts change, by any worker."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.models import AuditEvent, Household, Income, YearEndBalance
from clients.services.editing import facts_changed
from planning import opportunities, tasks
from planning.engine.law import Law
from planning.engine.opportunities import Case, Found, opportunities_of
from planning.models import Opportunity, OpportunityStamp
from planning.opportunities import outdated, work_for_a_turn, work_out
from tests.cast import Story, make_records, sign_in

AS_OF = date(2026, 11, 21)
PAGE = reverse("planning:opportunities")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


@pytest.fixture
def pensioner(story: Story) -> Story:
    """Pat of the household, who is 76, with a pension: the 12% bracket has room."""
    Income.objects.create(
        firm=story.firm, person=story.person, household=story.household, kind="pension",
        annual=Decimal(30_000),
    )  # fmt: skip
    return story


def waiting(story: Story) -> set[str]:
    households = Household.objects.filter(firm=story.firm)
    return set(outdated(households, as_of=AS_OF).values_list("name", flat=True))


def test_a_turn_works_the_whole_book_out_and_leaves_nothing(pensioner: Story) -> None:
    assert waiting(pensioner) == {"Doe", "Roe"}
    assert not work_for_a_turn(pensioner.firm.pk)
    assert waiting(pensioner) == set()
    (room,) = Opportunity.objects.filter(household=pensioner.household, kind="bracket_room")
    assert room.value > 0
    assert room.numbers["rate"] == "0.12"


def test_a_changed_fact_and_another_day_ask_for_it_anew(pensioner: Story) -> None:
    work_for_a_turn(pensioner.firm.pk)
    before = set(Opportunity.objects.values_list("pk", flat=True))
    facts_changed(Household.objects.filter(pk=pensioner.household.pk))
    assert waiting(pensioner) == {"Doe"}
    work_for_a_turn(pensioner.firm.pk)
    kept = set(Opportunity.objects.values_list("pk", flat=True)) & before
    assert kept == set(
        Opportunity.objects.exclude(household=pensioner.household).values_list("pk", flat=True)
    )
    tomorrow = Household.objects.filter(firm=pensioner.firm)
    assert outdated(tomorrow, as_of=AS_OF + timedelta(days=1)).count() == 2


def test_what_a_killed_worker_left_is_taken_when_its_claim_ends(
    pensioner: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(opportunities, "work_out", _killed)
        with pytest.raises(KeyboardInterrupt):
            work_for_a_turn(pensioner.firm.pk)
    work_for_a_turn(pensioner.firm.pk)
    assert waiting(pensioner) == {"Doe", "Roe"}  # its claim holds
    OpportunityStamp.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    work_for_a_turn(pensioner.firm.pk)
    assert waiting(pensioner) == set()


def _killed(*_args: object, **_options: object) -> None:
    raise KeyboardInterrupt


def test_a_worker_whose_claim_went_to_another_writes_nothing(pensioner: Story) -> None:
    late, other = uuid4(), uuid4()
    OpportunityStamp.objects.create(
        firm=pensioner.firm, household=pensioner.household, year=2026, claimed_by=other
    )
    assert work_out([pensioner.household.pk], late, as_of=AS_OF) == 0
    assert not Opportunity.objects.exists()
    assert "Doe" in waiting(pensioner)


def test_one_household_that_breaks_the_work_keeps_no_other_from_it(
    pensioner: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(cases: list[Case], law: Law, year: int) -> list[Found]:
        if any(case.household.name == "Roe" for case in cases):
            raise ZeroDivisionError
        return opportunities_of(cases, law, year)

    monkeypatch.setattr(opportunities, "opportunities_of", breaks)
    work_for_a_turn(pensioner.firm.pk)
    assert waiting(pensioner) == set()
    assert Opportunity.objects.filter(household=pensioner.household).exists()
    stamp = OpportunityStamp.objects.get(household__name="Roe")
    assert stamp.is_undecided
    assert [one["code"] for one in stamp.missing] == ["refused"]


def test_the_page_has_the_rows_of_ones_teams_the_most_valuable_first(pensioner: Story) -> None:
    page = _text(sign_in(pensioner.users["advisor"]), PAGE)
    assert "within the 12% bracket" in page
    assert "Roe" not in page
    values = list(Opportunity.objects.values_list("value", flat=True))
    assert values == sorted(values, reverse=True)
    owner = _text(sign_in(pensioner.users["owner"]), PAGE)
    assert "Roe" in owner


def test_a_filter_is_an_address(pensioner: Story) -> None:
    owner = sign_in(pensioner.users["owner"])
    assert "Roe" not in _text(owner, f"{PAGE}?q=doe")
    assert "No opportunity is known" in _text(owner, f"{PAGE}?q=nobody")
    assert "within the 12% bracket" not in _text(owner, f"{PAGE}?kind=gift")
    other = pensioner.users["other_team_advisor"]
    assert "Pat Doe" not in _text(owner, f"{PAGE}?advisor={other.pk}")
    assert "within the 12% bracket" in _text(owner, f"{PAGE}?kind=nonsense&advisor=0")


def test_what_cannot_be_decided_says_what_is_missing(pensioner: Story) -> None:
    YearEndBalance.objects.filter(account=pensioner.account).delete()
    facts_changed(Household.objects.filter(pk=pensioner.household.pk))
    page = _text(sign_in(pensioner.users["advisor"]), f"{PAGE}?kind=undecided")
    assert "nothing can be said" in page
    assert "what it must pay out cannot be decided" in page


def test_the_file_holds_every_row_and_is_audited(pensioner: Story) -> None:
    address = reverse("planning:opportunities_file")
    client = sign_in(pensioner.users["advisor"])
    lines = b"".join(client.get(address)).decode().splitlines()
    assert len(lines) == 1 + Opportunity.objects.filter(household=pensioner.household).count()
    assert lines[1].startswith("Doe,Pat Doe,2026,")
    event = AuditEvent.objects.filter(act="exported").latest("at")
    assert event.detail["page"] == "opportunities"


def test_a_large_book_waits_for_the_worker(
    pensioner: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(opportunities, "AT_ONCE", 0)
    monkeypatch.setattr(tasks.work_out_opportunities, "delay", rung.append)
    page = _text(sign_in(pensioner.users["owner"]), PAGE)
    assert "2 of 2 households are still being worked out." in page
    assert rung == [str(pensioner.firm.pk)]


def test_the_number_of_questions_does_not_grow_with_the_book(
    pensioner: Story,
) -> None:
    client = sign_in(pensioner.users["owner"])
    client.get(PAGE)
    few = _queries(client)
    for number in range(3):
        make_records(pensioner.firm, pensioner.team, f"More{number}")
    client.get(PAGE)
    assert _queries(client) == few


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    return len(queries)


def _text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()
