"""What the rows of the tables about pages are about, made when a row is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import uuid4

from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from clients.invitations import invite
from clients.models import (
    Account,
    AddressChange,
    Beneficiary,
    Custodian,
    Document,
    Holiday,
    Income,
    Invitation,
    Mail,
    Marriage,
    Person,
    Role,
    YearEndBalance,
)
from clients.services.balance_files import keep_file
from planning.access import SESSION_KEY, letter_owner
from planning.facts import gather_facts
from planning.models import (
    ClientLetter,
    ClosingCertificate,
    ClosingRun,
    Digest,
    Job,
    Letter,
    LetterBatch,
    MissedCase,
    PlannedPayment,
    Reminder,
    RunPerson,
    SavedView,
    WorkAct,
    WorkActItem,
    YearClosing,
)
from planning.reports.case_years import year_document
from planning.reports.letter_people import of_person
from planning.reports.released_figures import figures_of
from tests.cast import Story
from tests.planning.plan_objects import a_comparison, a_fixed_withdrawal, a_goal, a_scenario
from tests.planning.plan_versions import a_plan, a_plan_difference, a_plan_run
from tests.planning.roadmap_answers import an_answered_roadmap
from tests.planning.roadmaps import a_run
from tests.portal_objects import (
    a_client_invitation,
    a_portal_act,
    a_portal_ask,
    the_token_of_a_feed,
)

SECRET = "the secret in the asker's session"


def a_letter(story: Story) -> object:
    """A finished letter of the asker."""
    session = SessionStore()
    session[SESSION_KEY] = SECRET
    letter = Letter.objects.create(
        owner_hash=letter_owner(session),
        tax_year=2026,
        language="en",
        state=Letter.State.DONE,
        file=default_storage.save("letters/a-letter.pdf", ContentFile(b"%PDF-1.7")),
        sha256=sha256(b"%PDF-1.7").hexdigest(),
        size=8,
        expires_at=timezone.now() + timedelta(hours=1),
    )
    return letter.pk


def a_client_letter(story: Story, batch: LetterBatch | None = None) -> object:
    """A finished letter to the person of the household."""
    letter = ClientLetter.objects.create(
        batch=batch,
        firm=story.firm,
        household=story.household,
        person=story.person,
        year=2026,
        language="en",
        requested_by=story.users["advisor"],
        state=Job.State.DONE,
        file=default_storage.save("letters/a-client-letter.pdf", ContentFile(b"%PDF-1.7")),
        sha256=sha256(b"%PDF-1.7").hexdigest(),
        size=8,
        as_of=date(2026, 11, 22),
        known_at=timezone.now(),
        made_at=timezone.now(),
    )
    return letter.pk


def a_released_letter(story: Story) -> object:
    """A letter that the clients of the household may read."""
    letter = ClientLetter.objects.get(pk=str(a_client_letter(story)))
    letter.released_at, letter.released_by = timezone.now(), story.users["advisor"]
    letter.save()
    return letter.pk


def released_figures(story: Story) -> object:
    """A letter of the person's year with the figures it tells, open to the clients."""
    letter = ClientLetter.objects.get(pk=str(a_released_letter(story)))
    facts = gather_facts(story.household, as_of=letter.as_of)
    document = of_person(year_document(facts, year=letter.year), story.person.key)
    letter.figures = figures_of(document, year=letter.year)
    letter.save()
    return letter.pk


def a_batch(story: Story) -> object:
    """The finished letters of a book of one household, asked for by the owner."""
    batch = LetterBatch.objects.create(
        firm=story.firm,
        year=2026,
        form=LetterBatch.Form.PDF,
        language="en",
        requested_by=story.users["owner"],
        request_key=uuid4(),
        state=Job.State.DONE,
        file=default_storage.save("letters/a-batch.pdf", ContentFile(b"%PDF-1.7")),
        sha256=sha256(b"%PDF-1.7").hexdigest(),
        size=8,
        made_at=timezone.now(),
    )
    a_client_letter(story, batch)
    return batch.pk


def a_closing(story: Story) -> object:
    """The person's year, closed by the owner and approved."""
    closing = YearClosing.objects.create(
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
    return closing.pk


def a_certificate(story: Story) -> object:
    """The finished certificate of a closed year."""
    certificate = ClosingCertificate.objects.create(
        firm=story.firm,
        household=story.household,
        closing=YearClosing.objects.get(pk=str(a_closing(story))),
        language="en",
        requested_by=story.users["owner"],
        state=Job.State.DONE,
        file=default_storage.save("certificates/a.pdf", ContentFile(b"%PDF-1.7")),
        sha256=sha256(b"%PDF-1.7").hexdigest(),
        size=8,
        made_at=timezone.now(),
    )
    return certificate.pk


def a_closing_run(story: Story) -> object:
    """A finished look at who is ready in a book of one household, asked for by the owner."""
    run = ClosingRun.objects.create(
        firm=story.firm,
        kind=ClosingRun.Kind.REVIEW,
        year=2026,
        language="en",
        requested_by=story.users["owner"],
        request_key=uuid4(),
        state=Job.State.DONE,
        file=default_storage.save("runs/a-run.csv", ContentFile(b"%PDF-1.7")),
        sha256=sha256(b"%PDF-1.7").hexdigest(),
        size=8,
        made_at=timezone.now(),
    )
    RunPerson.objects.create(
        firm=story.firm, run=run, household=story.household, person=story.person, position=0
    )
    return run.pk


def a_document(story: Story) -> object:
    """A statement of the household."""
    document = Document.objects.create(
        firm=story.firm,
        household=story.household,
        file=default_storage.save("documents/a-document.pdf", ContentFile(b"%PDF-1.7")),
        name="statement.pdf",
        content_type="application/pdf",
        size=8,
        sha256="0" * 64,
        uploaded_by=story.users["advisor"],
    )
    return document.pk


def an_invitation(story: Story) -> tuple[Invitation, str]:
    """An open invitation of the firm, and the address it was mailed with."""
    owner = story.users["owner"]
    return invite(actor=owner, firm=story.firm, email="new@cast.example", role=Role.ADVISOR)


def a_marriage(story: Story) -> object:
    """The person of the household is married."""
    sam = Person.objects.create(
        firm=story.firm, household=story.household, key="sam", name="Sam", is_member=False
    )
    marriage = Marriage.objects.create(
        firm=story.firm, household=story.household, one=story.person, other=sam
    )
    return marriage.pk


def an_income(story: Story) -> object:
    """The person of the household has a pension."""
    income = Income.objects.create(
        firm=story.firm,
        household=story.household,
        person=story.person,
        kind=Income.Kind.PENSION,
        annual=24_000,
    )
    return income.pk


def a_beneficiary(story: Story) -> object:
    """A charity is named on the account."""
    line = Beneficiary.objects.create(firm=story.firm, account=story.account, entity="Red Cross")
    return line.pk


def an_inherited_account(story: Story) -> object:
    """The person holds an IRA that was their mother's."""
    mother = Person.objects.create(
        firm=story.firm,
        household=story.household,
        key="mother",
        name="Mother Doe",
        born_on=date(1925, 5, 10),
        died_on=date(2021, 3, 2),
        is_member=False,
    )
    account = Account.objects.create(
        firm=story.firm,
        household=story.household,
        key="hers",
        owner=story.person,
        kind=story.account.kind,
        inherited={"from": mother.key, "class": "designated", "sole_beneficiary": True},
    )
    YearEndBalance.objects.create(firm=story.firm, account=account, year=2025, amount=100_000)
    return account.pk


def a_balance_file(story: Story) -> object:
    """A custodian's file with a balance of the account, sent by the advisor."""
    Account.objects.filter(pk=story.account.pk).update(number_last4="1436")
    file = keep_file(
        actor=story.users["advisor"],
        firm=story.firm,
        name="balances.csv",
        content=b"Account Number,Balance,Date\n55501436,240000,12/31/2025\n",
        year=2025,
        custodian=None,
    )
    return file.pk


def a_planned_payment(story: Story) -> object:
    """What the household's IRA still owes is planned."""
    planned = PlannedPayment.objects.create(
        firm=story.firm,
        household=story.household,
        account=story.account,
        year=2026,
        amount=7_500,
        pay_by=date(2026, 12, 11),
        planned_by=story.users["advisor"],
    )
    return planned.pk


def a_gift(story: Story) -> object:
    """The payment went to a charity."""
    story.payment.kind = "qcd"
    story.payment.save()
    return story.payment.pk


def a_missed_case(story: Story) -> object:
    """Last year's requirement was not taken, and somebody took it up."""
    YearEndBalance.objects.create(firm=story.firm, account=story.account, year=2024, amount=240_000)
    case = MissedCase.objects.create(
        firm=story.firm,
        household=story.household,
        person=story.person,
        pool="own_iras",
        year=2025,
        opened_by=story.users["advisor"],
    )
    return case.pk


def a_view_of_the_advisor(story: Story) -> object:
    """What the advisor asks the book every morning."""
    advisor = story.users["advisor"]
    view = SavedView.objects.create(firm=story.firm, user=advisor, name="Today", query="q=Doe")
    return view.pk


def a_token_of_an_address(story: Story) -> object:
    """A link that was mailed to another address of the advisor."""
    token = token_urlsafe()
    AddressChange.objects.create(
        user=story.users["advisor"],
        email="new@cast.example",
        token_hash=sha256(token.encode()).hexdigest(),
        expires_at=timezone.now() + timedelta(hours=1),
    )
    return token


def a_work_act(story: Story) -> object:
    """Something the advisor said of what waits in the household."""
    user = story.users["advisor"]
    act = WorkAct.objects.create(
        firm=story.firm, actor=user, verb="comment", text="rang them", request_key=uuid4()
    )
    WorkActItem.objects.create(
        firm=story.firm, act=act, household=story.household, kind="rmd_due", subject="one"
    )
    return act.pk


def a_digest(story: Story) -> Digest:
    """What the advisor was to be mailed one morning; the mail is held."""
    advisor = story.users["advisor"]
    mail = Mail.objects.create(
        kind=Mail.Kind.REMINDER,
        to=advisor.email,
        firm=story.firm,
        message_id="<of-a-digest@localhost>",
        state=Mail.State.HELD,
        error="Nobody knows whether it was taken: the server did not answer.",
        error_code="no_proof",
        handed_off_at=timezone.now(),
        good_until=timezone.now() + timedelta(days=1),
    )
    content = {
        "subject": "1 matter waits for you",
        "text": "Look at the book.",
        "html": "<!doctype html><html><head></head><body>Look at the book.</body></html>",
    }
    digest = Digest.objects.create(
        firm=story.firm,
        recipient=advisor.membership,
        on=date(2026, 11, 20),
        slot="08:00",
        mail=mail,
        content=content,
    )
    Reminder.objects.create(
        firm=story.firm,
        recipient=advisor.membership,
        household=story.household,
        kind="rmd",
        deadline_key=f"rmd:{story.person.pk.hex}:own_iras:2026",
        milestone="30",
        year=2026,
        deadline=date(2026, 12, 31),
        due_local_date=digest.on,
        time_zone="America/New_York",
        due_at=timezone.now(),
        state=Reminder.State.HELD,
        because="mail_held",
        digest=digest,
    )
    return digest


# What the arguments of a row stand for.
OBJECTS: dict[str, Callable[[Story], object]] = {
    "a-letter": a_letter,
    "an-answered-roadmap": lambda story: an_answered_roadmap(story).pk,
    "a-client-letter": a_client_letter,
    "a-released-letter": a_released_letter,
    "a-portal-ask": a_portal_ask,
    "a-portal-act": a_portal_act,
    "a-batch": a_batch,
    "a-closing": a_closing,
    "a-closing-run": a_closing_run,
    "a-certificate": a_certificate,
    "a-document": a_document,
    "the-token-of-an-address": a_token_of_an_address,
    "a-marriage": a_marriage,
    "an-income": an_income,
    "a-goal": a_goal,
    "a-scenario": a_scenario,
    "a-comparison": a_comparison,
    "a-fixed-withdrawal": a_fixed_withdrawal,
    "a-beneficiary": a_beneficiary,
    "an-inherited-account": an_inherited_account,
    "a-balance-file": a_balance_file,
    "a-planned-payment": a_planned_payment,
    "a-gift": a_gift,
    "a-missed-case": a_missed_case,
    "a-view-of-the-advisor": a_view_of_the_advisor,
    "a-work-act": a_work_act,
    "a-plan-run": lambda story: a_plan_run(story).pk,
    "a-household-with-two-plans": lambda story: a_plan_difference(story).household_id,
    "a-plan-difference": lambda story: a_plan_difference(story).pk,
    "a-plan-pdf": lambda story: a_plan(story).pdfs.get().pk,
    "a-draft-plan": lambda story: a_plan(story).pk,
    "a-reviewed-plan": lambda story: a_plan(story, "reviewed").pk,
    "a-released-plan": lambda story: a_plan(story, "released").pk,
    "a-roadmap-run": lambda story: a_run(story).pk,
    "a-mail": lambda story: a_digest(story).mail_id,
    "the-day-of-the-advisor's-digest": lambda story: a_digest(story).on.isoformat(),
    "the-household": lambda story: story.household.pk,
    "the-archived-household": lambda story: story.archived.pk,
    "the-person": lambda story: story.person.pk,
    "the-account": lambda story: story.account.pk,
    "the-balance": lambda story: story.balance.pk,
    "the-payment": lambda story: story.payment.pk,
    "the-team": lambda story: story.team.pk,
    "an-invitation": lambda story: an_invitation(story)[0].pk,
    "the-token-of-an-invitation": lambda story: an_invitation(story)[1].split("/")[-2],
    "the-mail-of-an-invitation": lambda story: an_invitation(story)[0].mail_id,
    "a-client-invitation": a_client_invitation,
    "the-token-of-a-feed": the_token_of_a_feed,
    "the-grant": lambda story: story.users["portal_client"].portal_grants.get().pk,
    "a-custodian": lambda story: Custodian.objects.create(firm=story.firm, name="Custody").pk,
    "a-holiday": lambda story: (
        Holiday.objects.create(firm=story.firm, name="Eve", on=date(2026, 12, 24)).pk
    ),
    "the-advisor's-membership": lambda story: story.users["advisor"].membership.pk,
}
