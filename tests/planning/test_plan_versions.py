"""A version of a plan is written once, reviewed, released once, and never taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from clients.models import AuditEvent, Beneficiary, Mail, PortalGrant
from planning import services
from planning.ledger import preflight as checking
from planning.ledger.preflight import preflight
from planning.models import LetterNotice, PlanPdf, PlanVersion
from planning.reminders.client_mails import notices_of
from planning.reminders.plan_release import release_plan
from planning.reminders.preferences import change_settings
from tests.cast import Story
from tests.planning.plan_versions import TODAY, a_plan, a_plan_pdf

pytestmark = pytest.mark.django_db

State = PlanVersion.State


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "today_of", lambda _firm: TODAY)


def reasons(version: PlanVersion) -> dict[str, str]:
    """Weigh everything that has to be weighed."""
    return {one.key: "Talked about." for one in preflight(version) if one.is_to_be_weighed}


def reviewed(story: Story, version: PlanVersion, by: str = "advisor") -> PlanVersion:
    return services.review_plan(actor=story.users[by], version=version, reasons=reasons(version))


def released(story: Story, version: PlanVersion) -> PlanVersion:
    reviewed(story, version)
    return release_plan(actor=story.users["owner"], version=version)


def test_without_a_pdf_in_every_language_it_is_not_reviewed(story: Story) -> None:
    version = a_plan(story, has_pdf=False)
    with pytest.raises(ValidationError, match="Its PDF is not there yet"):
        reviewed(story, version)
    a_plan_pdf(version)
    assert reviewed(story, version).state == State.REVIEWED


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_keeps_a_pdf_as_it_is(story: Story, act: str) -> None:
    pdfs = PlanPdf.objects.filter(version=a_plan(story))
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        pdfs.update(sha256="1" * 64) if act == "update" else pdfs.delete()


def test_what_was_let_pass_stays_with_the_version_and_its_reason(story: Story) -> None:
    version = a_plan(story)
    unnamed = next(one for one in preflight(version) if one.key == "heirs:ira:nobody_named:")
    assert unnamed.is_to_be_weighed
    assert "/beneficiaries/new/" in unnamed.address
    version = reviewed(story, version)
    assert (version.state, version.reviewed_by) == (State.REVIEWED, story.users["advisor"])
    kept = {one["key"]: one["reason"] for one in version.findings}
    assert kept[unnamed.key] == "Talked about."


def test_without_a_reason_nothing_is_let_pass(story: Story) -> None:
    version = a_plan(story)
    with pytest.raises(ValidationError, match="Say why this may pass: IRA: Nobody is named"):
        services.review_plan(actor=story.users["advisor"], version=version, reasons={})
    version.refresh_from_db()
    assert version.state == State.DRAFT


def test_a_newer_release_supersedes_the_older_which_stays(story: Story) -> None:
    first, second = a_plan(story), a_plan(story)
    released(story, first)
    released(story, second)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.SUPERSEDED, State.RELEASED)
    assert first.is_open_to_clients
    assert first.superseded_at == second.released_at
    trace = AuditEvent.objects.filter(object_id=str(second.pk)).order_by("sequence")
    assert [event.detail["changed"] for event in trace] == ["reviewed", "released"]
    assert trace[1].detail["superseded"] == 1


def test_where_the_firm_asks_for_two_people_the_second_is_another(story: Story) -> None:
    story.firm.needs_second_person = True
    story.firm.save()
    version = reviewed(story, a_plan(story), by="owner")
    with pytest.raises(ValidationError, match="Somebody other than Owner has to release this"):
        release_plan(actor=story.users["owner"], version=version)
    assert release_plan(actor=story.users["teammate"], version=version).state == State.RELEASED


def test_a_draft_is_not_released_and_nothing_is_released_twice(story: Story) -> None:
    version = a_plan(story)
    with pytest.raises(ValidationError, match="Somebody was faster: this version is draft"):
        release_plan(actor=story.users["owner"], version=version)
    released(story, version)
    with pytest.raises(ValidationError, match="this version is released"):
        release_plan(actor=story.users["owner"], version=version)


def test_what_came_up_since_the_review_stands_against_the_release(story: Story) -> None:
    version = reviewed(story, a_plan(story))
    story.balance.amount += 1
    story.balance.save()
    with pytest.raises(ValidationError, match="Facts have changed since it was made"):
        release_plan(actor=story.users["owner"], version=version)
    version.refresh_from_db()
    assert version.state == State.REVIEWED
    back = services.send_plan_back(
        actor=story.users["owner"], version=version, because="The balance was mended."
    )
    assert (back.state, back.sent_back_because) == (State.DRAFT, "The balance was mended.")
    assert reviewed(story, back).state == State.REVIEWED, "with a reason for the change"


def test_a_version_goes_back_with_a_reason_only(story: Story) -> None:
    version = reviewed(story, a_plan(story))
    with pytest.raises(ValidationError, match="why it goes back"):
        services.send_plan_back(actor=story.users["owner"], version=version, because=" ")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"words": "Income for life, guaranteed."}, "Your words to the client say “guaranteed”."),
        ({"words": "Un retiro libre de impuestos."}, "say “libre de impuestos”"),
        ({"sha256": "0" * 64}, "is not what was worked out"),
        ({"law_version": "of yesterday"}, "The figures of the law are others"),
    ],
)
def test_some_things_stand_against_it_whatever_the_reason(
    story: Story, columns: dict[str, Any], said: str
) -> None:
    version = a_plan(story, **columns)
    with pytest.raises(ValidationError) as refusal:
        reviewed(story, version)
    assert said in " ".join(refusal.value.messages)


def test_a_new_year_asks_for_a_new_plan(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    version = a_plan(story)
    monkeypatch.setattr(checking, "today_of", lambda _firm: date(2027, 1, 4))
    assert any(one.blocks and "A new year has begun" in one.text for one in preflight(version))


def test_a_firm_that_promises_too_much_is_told(story: Story) -> None:
    story.firm.disclosures = "Our advice is risk-free."
    story.firm.save()
    version = a_plan(story)
    (found,) = [one for one in preflight(version) if one.key.startswith("disclosures")]
    assert found.blocks
    assert found.text == "The firm’s disclosures say “risk-free”."


def test_a_missing_balance_and_an_undecided_account_say_where_to_go(story: Story) -> None:
    Beneficiary.objects.create(firm=story.firm, account=story.account, entity="Red Cross")
    story.balance.delete()
    version = a_plan(story)
    found = {one.key: one for one in preflight(version)}
    assert not any(key.startswith("heirs:ira:nobody_named") for key in found)
    undecided = next(one for key, one in found.items() if key.startswith("undecided:ira"))
    assert undecided.blocks
    assert undecided.address.endswith("/balances/")
    assert found["balance:ira:2025"].is_to_be_weighed
    assert found["roadmap"].blocks


def test_clients_are_told_by_mail_where_the_firm_does(story: Story) -> None:
    owner = story.users["owner"]
    change_settings(actor=owner, firm=story.firm, revision=0, values={"tells_clients": True})
    version = released(story, a_plan(story))
    (told,) = notices_of(version)
    assert told.recipient.user == story.users["portal_client"]
    assert (told.released, told.mail.kind) == (version, Mail.Kind.LETTER)
    PortalGrant.objects.update(revoked_at=timezone.now())
    released(story, a_plan(story))
    assert LetterNotice.objects.count() == 1


WRITTEN = {
    "number": 9,
    "words": "Other words",
    "facts": {},
    "options": {},
    "document": {},
    "sha256": "1" * 64,
    "law_version": "x",
    "engine_version": "x",
    "seed": 1,
}


@pytest.mark.parametrize("column", WRITTEN)
@pytest.mark.parametrize("state", [State.DRAFT, State.RELEASED])
def test_the_database_refuses_to_rewrite_a_version(story: Story, state: str, column: str) -> None:
    version = a_plan(story, state)
    rows = PlanVersion.objects.filter(pk=version.pk)
    with pytest.raises(DatabaseError, match=r"written once|stays as it is"), transaction.atomic():
        rows.update(**{column: WRITTEN[column]})


@pytest.mark.parametrize("state", [State.RELEASED, State.SUPERSEDED])
@pytest.mark.parametrize(
    "columns",
    [
        {"state": State.DRAFT, "released_at": None, "released_by": None, "superseded_at": None},
        {"released_at": None},
        {"findings": [{"key": "other"}]},
        {"sent_back_because": "Taken back"},
    ],
    ids=["draft", "unreleased", "findings", "sent back"],
)
def test_the_database_takes_no_release_back(
    story: Story, state: str, columns: dict[str, Any]
) -> None:
    version = a_plan(story, state, has_pdf=False)
    rows = PlanVersion.objects.filter(pk=version.pk)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        rows.update(**columns)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        rows.delete()


def test_the_database_lets_nothing_superseded_come_back(story: Story) -> None:
    version = a_plan(story, State.SUPERSEDED)
    rows = PlanVersion.objects.filter(pk=version.pk)
    for columns in (
        {"state": "released", "superseded_at": None},
        {"superseded_at": timezone.now()},
    ):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            rows.update(**columns)


def test_of_a_household_one_plan_is_released_at_a_time(story: Story) -> None:
    a_plan(story, State.RELEASED)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_plan(story, State.RELEASED)
