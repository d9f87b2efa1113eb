"""An order proposed, planned once, ordered, recorded as paid or withdrawn."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Custodian, Holiday, Payment
from planning.models import PlannedPayment
from tests.cast import Story

AS_OF = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


def proposal_of(story: Story) -> str:
    return reverse("planning:propose_order", args=[story.household.pk, 2026])


def case_of(story: Story) -> str:
    return reverse("planning:household_rmd", args=[story.household.pk, 2026])


def plan(client: Client, story: Story, **typed: str) -> Any:
    """Press the button of the proposal as it stands on the page now."""
    page = client.get(proposal_of(story), {"spread": "fewest_orders"} | typed).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    return press(client, story, seen[1] if seen else "0", **typed)


def press(client: Client, story: Story, seen: str, **typed: str) -> Any:
    return client.post(proposal_of(story), {"spread": "fewest_orders", "seen": seen} | typed)


@pytest.fixture
def planned(story: Story, advisor: Client) -> PlannedPayment:
    assert plan(advisor, story).status_code == 302
    return PlannedPayment.objects.get()


def at(name: str, planned: PlannedPayment) -> str:
    return reverse(f"planning:{name}", args=[planned.pk])


def test_the_proposal_names_the_account_the_amount_and_the_custodians_last_day(
    story: Story, advisor: Client
) -> None:
    story.account.custodian = Custodian.objects.create(
        firm=story.firm, name="Custody", cutoff_month=12, cutoff_day=13
    )
    story.account.save()
    Holiday.objects.create(firm=story.firm, on=date(2026, 12, 11), name="A local day")
    page = advisor.get(proposal_of(story)).content.decode()
    for text in ("$7,500.00", "$234,500.00 known", "Dec 10, 2026", "Plan this payment"):
        assert text in page, text
    assert not PlannedPayment.objects.exists()


def test_a_click_plans_it_and_the_case_says_so(story: Story, advisor: Client) -> None:
    answer = plan(advisor, story)
    assert answer.headers["Location"].endswith("#pat-own_iras-2026")
    row = PlannedPayment.objects.get()
    assert (row.amount, row.account, row.pay_by, row.planned_by) == (
        7_500,
        story.account,
        date(2026, 12, 31),
        story.users["advisor"],
    )
    page = advisor.get(case_of(story)).content.decode()
    for text in ("$7,500.00 is planned, Own IRAs.", "To come", "Planned, not ordered yet"):
        assert text in page, text
    assert "Propose an order" not in page


def test_a_second_click_finds_nothing_to_plan(story: Story, advisor: Client) -> None:
    page = advisor.get(proposal_of(story)).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    assert press(advisor, story, seen[1]).status_code == 302
    assert press(advisor, story, seen[1]).status_code == 302
    assert PlannedPayment.objects.count() == 1
    shown = advisor.get(case_of(story)).content.decode()
    assert "Nothing is left to plan: it is planned already, or paid." in shown


def test_a_second_click_gives_no_second_gift(story: Story, advisor: Client) -> None:
    page = advisor.get(proposal_of(story)).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    gift = {"gift": "9,000", "charity": "Red Cross"}
    assert press(advisor, story, seen[1], **gift).status_code == 302
    answer = press(advisor, story, seen[1], **gift)
    assert answer.status_code == 422
    assert "The records changed" in answer.content.decode()
    (row,) = PlannedPayment.objects.all()
    assert (row.kind, row.amount, row.payee) == (Payment.Kind.QCD, 9_000, "Red Cross")


def test_what_changed_since_the_page_was_read_is_looked_at_again(
    story: Story, advisor: Client
) -> None:
    page = advisor.get(proposal_of(story)).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    story.household.facts_revision += 1
    story.household.save()
    answer = press(advisor, story, seen[1])
    assert answer.status_code == 422
    assert not PlannedPayment.objects.exists()


def test_a_gift_beyond_the_years_room_is_left_out_and_said(story: Story, advisor: Client) -> None:
    asked = {"spread": "fewest_orders", "gift": "120,000"}
    page = advisor.get(proposal_of(story), asked).content.decode()
    assert "$9,000.00 of the gift cannot be given" in page
    assert "$111,000.00 may still be given as QCDs in 2026" in page


def test_nobody_gives_before_70_and_a_half(story: Story, advisor: Client) -> None:
    story.person.born_on = date(1956, 6, 1)
    story.person.save()
    page = advisor.get(proposal_of(story), {"pool": "pat-own_iras-2026"}).content.decode()
    assert "possible from December 1, 2026 on" in page


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"spread": "none"}, 422), ({"spread": "", "gift": "lots"}, 422), ({"pool": "no"}, 200)],
)
def test_what_cannot_be_read_is_said_and_proposes_no_gift(
    story: Story, advisor: Client, asked: dict[str, str], status: int
) -> None:
    assert advisor.get(proposal_of(story), asked).status_code == status


def test_a_year_without_a_schedule_has_nothing_to_plan(story: Story, advisor: Client) -> None:
    address = reverse("planning:propose_order", args=[story.household.pk, 1990])
    answer = advisor.get(address)
    assert "Nothing of 1990 is left to plan here." in answer.content.decode()


def test_balances_that_do_not_reach_are_said(story: Story, advisor: Client) -> None:
    story.account.payments.create(
        firm=story.firm, paid_on=date(2026, 4, 1), amount=230_000, kind="transfer"
    )
    page = advisor.get(proposal_of(story)).content.decode()
    assert "do not reach for $3,000.00" in page


def test_an_order_is_put_on_record_with_its_reference(
    story: Story, advisor: Client, planned: PlannedPayment
) -> None:
    typed = {"ordered_on": "11/20/2026", "reference": "T-4471", "revision": "1"}
    assert advisor.post(at("order_planned", planned), typed).status_code == 302
    page = advisor.get(case_of(story)).content.decode()
    assert "Ordered Nov 20, 2026" in page
    assert "T-4471" in page
    again = advisor.post(at("order_planned", planned), typed)
    assert again.status_code == 422
    assert "after you opened it" in again.content.decode()


def test_an_order_of_a_day_to_come_is_refused_beside_its_field(
    advisor: Client, planned: PlannedPayment
) -> None:
    typed = {"ordered_on": "11/30/2026", "revision": "1"}
    answer = advisor.post(at("order_planned", planned), typed)
    assert answer.status_code == 422
    assert "This day has not come yet." in answer.content.decode()


def test_a_plan_is_withdrawn_with_a_reason_and_stays_to_be_seen(
    story: Story, advisor: Client, planned: PlannedPayment
) -> None:
    address = at("withdraw_planned", planned)
    assert advisor.post(address, {"because": "", "revision": "1"}).status_code == 422
    answer = advisor.post(address, {"because": "She wants to give", "revision": "1"})
    assert answer.status_code == 302
    page = advisor.get(case_of(story)).content.decode()
    assert "withdrawn: She wants to give" in page
    assert "Propose an order" in page


def test_a_planned_payment_is_recorded_with_its_evidence_in_one_step(
    story: Story, advisor: Client, planned: PlannedPayment
) -> None:
    address = at("record_planned", planned)
    page = advisor.get(address).content.decode()
    assert "$7,500.00 will count for 2026, Own IRAs; then nothing remains." in page
    typed = {
        "amount": "7,500.00",
        "paid_on": "11/20/2026",
        "evidence": "wire 17",
        "file": SimpleUploadedFile("slip.pdf", b"%PDF-1.7 slip\n%%EOF\n"),
        "account": "another",  # said by the plan, whatever a browser sends
        "kind": "rollover",
        "revision": "1",
        "record": "yes",
    }
    assert advisor.post(address, typed).status_code == 302
    planned.refresh_from_db()
    payment = planned.payment
    assert payment is not None
    assert (payment.account, payment.kind, payment.amount) == (story.account, "cash", Decimal(7500))
    assert payment.document is not None
    assert payment.document.name == "slip.pdf"
    again = advisor.post(address, typed | {"amount": "7,000", "file": ""})
    assert again.status_code == 422
    assert Payment.objects.filter(account=story.account).count() == 2


def test_a_pool_that_cannot_give_says_so(story: Story, advisor: Client) -> None:
    story.account.kind = "sep_ira"
    story.account.save()
    page = advisor.get(proposal_of(story), {"spread": "fewest_orders", "gift": "500"})
    assert "No account of this pool can give a QCD" in page.content.decode()


def test_a_year_whose_gifts_are_all_given_says_so(story: Story, advisor: Client) -> None:
    story.account.payments.create(
        firm=story.firm, paid_on=date(2026, 1, 5), amount=111_000, kind="qcd"
    )
    page = advisor.get(proposal_of(story), {"pool": "pat-own_iras-2026"}).content.decode()
    assert "the limit of the year is reached" in page
