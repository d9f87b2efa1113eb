"""The portal: a client reads what was released, and the figures are those of the advisor's case."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import AuditAct, AuditEvent, Payment, Person, YearEndBalance
from clients.services.editing import facts_changed
from planning.models import ClientLetter, PlannedPayment, YearClosing
from planning.reports.your_year import YourHousehold
from tests.cast import Story
from tests.objects import a_client_letter, a_released_letter, released_figures
from tests.portal_objects import a_portal_ask

PORTAL = reverse("planning:portal")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 22, 18, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


def words(client: Client, address: str = PORTAL) -> str:
    return " ".join(client.get(address).content.decode().split())


def own(client: Client) -> YourHousehold:
    (household,) = client.get(PORTAL).context["households"]
    assert isinstance(household, YourHousehold)
    return household


def changed(story: Story) -> None:
    facts_changed(type(story.household).objects.filter(pk=story.household.pk))


def test_nothing_is_shown_before_something_is_released(story: Story, portal_client: Client) -> None:
    a_client_letter(story)
    page = words(portal_client)
    assert "Alder Advisors has released no figures to you yet" in page
    for text in ("237,000", "10,000", "Pat Doe", "Roe", "/households/", "/book/", "/people/"):
        assert text not in page, text


def test_the_people_of_the_firm_go_to_the_book(advisor: Client) -> None:
    assert advisor.get(PORTAL)["Location"] == reverse("planning:book")


def test_a_client_whose_grant_was_taken_back_sees_nothing(
    story: Story, portal_client: Client
) -> None:
    released_figures(story)
    story.users["portal_client"].portal_grants.update(revoked_at=timezone.now())
    assert "Nothing is open to you yet." in words(portal_client)


def test_what_must_be_taken_is_said_in_words_with_the_figures_of_the_case(
    story: Story, portal_client: Client, advisor: Client
) -> None:
    released_figures(story)
    page = words(portal_client)
    assert "Pat Doe, for 2026" in page
    assert '<b class="amount">$10,000.00</b> from IRA, by December 31, 2026.' in page
    assert "$2,500.00 is taken." in page
    assert "$7,500.00 is still to be taken." in page
    case = advisor.get(reverse("planning:household_rmd", args=[story.household.pk, 2026]))
    (shown,) = case.context["case"].pools
    (pool,) = own(portal_client).people[0].pools
    assert {key: shown.obligation[key] for key in ("required", "taken", "remaining", "due_on")} == {
        key: pool.figures[key] for key in ("required", "taken", "remaining", "due_on")
    }


def test_the_client_is_you_where_the_grant_says_who_they_are(
    story: Story, portal_client: Client
) -> None:
    released_figures(story)
    story.users["portal_client"].portal_grants.update(person=story.person)
    assert "You, for 2026" in words(portal_client)


def test_what_was_paid_since_shows_without_another_letter(
    story: Story, portal_client: Client
) -> None:
    released_figures(story)
    Payment.objects.create(
        firm=story.firm, account=story.account, paid_on=date(2026, 6, 1), amount=7_500
    )
    changed(story)
    (pool,) = own(portal_client).people[0].pools
    assert (pool.is_over, pool.percent, pool.released_on) == (True, 100, None)
    assert "All of it is taken. We are collecting the proof." in words(portal_client)


def test_only_what_is_ordered_is_told_as_on_its_way(story: Story, portal_client: Client) -> None:
    released_figures(story)
    planned = PlannedPayment.objects.create(
        firm=story.firm,
        household=story.household,
        account=story.account,
        year=2026,
        amount=5_000,
        pay_by=date(2026, 12, 3),
    )
    assert "$5,000.00" not in words(portal_client)
    planned.ordered_on = date(2026, 11, 20)
    planned.save()
    assert "$5,000.00 is ordered, to be paid by December 3, 2026." in words(portal_client)
    (pool,) = own(portal_client).people[0].pools
    assert [(arc.tone, arc.length, arc.before) for arc in pool.arcs] == [
        ("taken", "2500.00", "0"),
        ("ordered", "5000.00", "-2500.00"),
    ]


def test_a_figure_that_changed_is_not_shown_until_it_is_released(
    story: Story, portal_client: Client
) -> None:
    released_figures(story)
    YearEndBalance.objects.filter(pk=story.balance.pk).update(amount=474_000)
    changed(story)
    page = words(portal_client)
    assert "$10,000.00" in page
    assert "20,000" not in page
    assert "This is as we wrote to you on November 22, 2026." in page
    released_figures(story)
    page = words(portal_client)
    assert "$20,000.00" in page
    assert "as we wrote" not in page


def test_of_two_released_letters_the_one_with_the_newer_facts_counts(
    story: Story, portal_client: Client
) -> None:
    newer = released_figures(story)
    older = ClientLetter.objects.get(pk=str(released_figures(story)))
    older.known_at, older.figures["obligations"][0]["required"] = (
        datetime(2026, 1, 5, tzinfo=UTC),
        "1.00",
    )
    older.save()
    assert own(portal_client).people[0].letter.pk == newer


def test_a_letter_from_before_there_were_figures_is_named(
    story: Story, portal_client: Client
) -> None:
    letter = a_released_letter(story)
    page = words(portal_client)
    assert "What you must take stands in your letter, below." in page
    assert reverse("planning:portal_letter", args=[letter]) in page


def test_a_year_that_was_signed_off_becomes_a_receipt(story: Story, portal_client: Client) -> None:
    released_figures(story)
    closing = YearClosing.objects.create(
        firm=story.firm,
        household=story.household,
        person=story.person,
        year=2026,
        document={
            "accounts": {"ira": {"name": "IRA"}},
            "obligations": [
                {
                    "pool": "own_iras",
                    "pool_text": "Own IRAs",
                    "required": "10000.00",
                    "taken": "10000.00",
                }
            ],
            "payments": [
                {
                    "account": "ira",
                    "paid_on": "2026-03-02",
                    "amount": "10000.00",
                    "verified_on": "2026-03-09",
                }
            ],
        },
        sha256="0" * 64,
        closed_by=story.users["owner"],
    )
    assert "For 2026, everything" not in words(portal_client)  # nobody has approved it
    closing.approved_by, closing.approved_at = story.users["operations"], timezone.now()
    closing.save()
    page = words(portal_client)
    assert "For 2026, everything Pat Doe had to take was taken." in page
    assert "signed it off on November 22, 2026" in page
    assert "proven on March 9, 2026" in page
    assert "Form 1099-R by January 31, 2027" in page
    assert "still to be taken" not in page


def test_a_receipt_of_a_year_nothing_was_released_of_is_not_shown(
    story: Story, portal_client: Client
) -> None:
    YearClosing.objects.create(
        firm=story.firm,
        household=story.household,
        person=story.person,
        year=2026,
        document={"obligations": [], "payments": []},
        sha256="0" * 64,
        closed_by=story.users["owner"],
        approved_by=story.users["operations"],
        approved_at=timezone.now(),
    )
    assert "everything" not in words(portal_client)


def test_what_the_firm_asks_for_is_the_way_to_do_it(story: Story, portal_client: Client) -> None:
    assert "Nothing at the moment." in words(portal_client)
    ask = a_portal_ask(story)
    page = words(portal_client)
    assert "Your December 31 statement" in page
    address = reverse("planning:portal_act", args=[story.household.pk, "upload"])
    assert f"{address}?ask={ask}" in page


def test_every_look_is_noted_and_the_firm_sees_who_opened_and_took_what(
    story: Story, portal_client: Client, advisor: Client
) -> None:
    letter = released_figures(story)
    portal_client.get(PORTAL)
    portal_client.get(reverse("planning:portal_letter", args=[letter]))
    portal_client.get(reverse("planning:portal_letter", args=[letter]))
    client = story.users["portal_client"]
    reads = AuditEvent.objects.filter(actor=client, act=AuditAct.READ)
    assert [read.object_type for read in reads] == ["household", "clientletter", "clientletter"]
    page = advisor.get(reverse("planning:household_portal", args=[story.household.pk]))
    (line,) = page.context["page"].clients
    assert line.opened is not None
    assert (line.opened.who, line.opened.count) == ("Portal client", 1)
    (released,) = page.context["page"].letters
    assert [(visit.who, visit.count) for visit in released.downloads] == [("Portal client", 2)]
    (taken,) = advisor.get(reverse("planning:client_letter", args=[letter])).context["downloads"]
    assert taken == released.downloads[0]


def test_a_spouse_of_their_own_sign_in_sees_the_same(story: Story, portal_client: Client) -> None:
    released_figures(story)
    sam = Person.objects.create(
        firm=story.firm,
        household=story.household,
        key="sam",
        name="Sam Doe",
        born_on=date(1970, 5, 10),
    )
    story.users["portal_client"].portal_grants.update(person=sam)
    (person,) = own(portal_client).people
    assert (person.name, person.is_you) == ("Pat Doe", False)
    assert Decimal(person.pools[0].figures["required"]) == 10_000


def test_an_archived_household_is_not_in_the_portal(story: Story, portal_client: Client) -> None:
    released_figures(story)
    story.household.archived_at = timezone.now()
    story.household.save()
    assert "Nothing is open to you yet." in words(portal_client)
