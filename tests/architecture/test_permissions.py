"""Every address, every method, everybody: the answer is in `permission_table.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from clients.invitations import invite
from clients.models import (
    Account,
    AddressChange,
    AuditEvent,
    Beneficiary,
    Custodian,
    Document,
    Holiday,
    Invitation,
    Marriage,
    Person,
    Role,
    YearEndBalance,
)
from clients.services.balance_files import keep_file
from planning.access import SESSION_KEY, letter_owner
from planning.models import (
    ClientLetter,
    ClosingCertificate,
    ClosingRun,
    Job,
    Letter,
    LetterBatch,
    MissedCase,
    PlannedPayment,
    RunPerson,
    SavedView,
    WorkAct,
    WorkActItem,
    YearClosing,
)
from tests.cast import CAST, Story, arrive

Row = dict[str, Any]

TABLE = tomllib.loads(
    (Path(__file__).resolve().parents[1] / "permission_table.toml").read_text(encoding="utf-8")
)
ROWS: list[Row] = TABLE["row"]
GROUPS: dict[str, list[str]] = TABLE["groups"]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ASKER = "asker"
EVERYBODY = (*CAST, ASKER)
SIGN_IN_FIRST = 302
PARTS = 8  # of the table, for as many processes as there may be

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


def a_beneficiary(story: Story) -> object:
    """A charity is named on the account."""
    line = Beneficiary.objects.create(firm=story.firm, account=story.account, entity="Red Cross")
    return line.pk


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


# What the arguments of a row stand for.
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


OBJECTS: dict[str, Callable[[Story], object]] = {
    "a-letter": a_letter,
    "a-client-letter": a_client_letter,
    "a-released-letter": a_released_letter,
    "a-batch": a_batch,
    "a-closing": a_closing,
    "a-closing-run": a_closing_run,
    "a-certificate": a_certificate,
    "a-document": a_document,
    "the-token-of-an-address": a_token_of_an_address,
    "a-marriage": a_marriage,
    "a-beneficiary": a_beneficiary,
    "a-balance-file": a_balance_file,
    "a-planned-payment": a_planned_payment,
    "a-gift": a_gift,
    "a-missed-case": a_missed_case,
    "a-view-of-the-advisor": a_view_of_the_advisor,
    "a-work-act": a_work_act,
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
    "a-custodian": lambda story: Custodian.objects.create(firm=story.firm, name="Custody").pk,
    "a-holiday": lambda story: (
        Holiday.objects.create(firm=story.firm, name="Eve", on=date(2026, 12, 24)).pk
    ),
    "the-advisor's-membership": lambda story: story.users["advisor"].membership.pk,
}


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)


def address_of(row: Row, story: Story, *, is_missing: bool = False) -> str:
    """Return the address that a row of this or another table is about, making its object."""
    arguments = {}
    for name, value in row.get("arguments", {}).items():
        if value in OBJECTS:
            value = uuid4() if is_missing else OBJECTS[value](story)
        arguments[name] = value
    return reverse(row["address"], kwargs=arguments)


def has_object(row: Row) -> bool:
    return any(value in OBJECTS for value in row.get("arguments", {}).values())


def people(named: str | list[str]) -> list[str]:
    """Return everybody a line means by the names of people and groups."""
    names = [named] if isinstance(named, str) else named
    return [person for name in names for person in GROUPS.get(name, [name])]


def line_of(row: Row, method: str) -> dict[str, Any]:
    """Return the statuses of a method, and who gets each."""
    nothing_here = {"405": "everybody" if row.get("public") else "signed_in"}
    other: dict[str, Any] = row.get("OTHER", nothing_here)
    line: dict[str, Any] = row.get("GET" if method == "HEAD" else method, other)
    return line


def answers(row: Row, method: str) -> dict[str, int]:
    """Return everybody's answer."""
    found: dict[str, int] = {}
    for status, named in line_of(row, method).items():
        for person in people(named):
            assert person not in found, f"{row['address']} {method} has two answers for {person}"
            found[person] = int(status)
    if not row.get("public"):
        found = dict.fromkeys(GROUPS["signed_out"], SIGN_IN_FIRST) | found
    return found


def browser_of(person: str, story: Story) -> Client:
    if person != ASKER:
        return arrive(story, person)
    client = Client()
    session = client.session
    session[SESSION_KEY] = SECRET
    session.save()
    return client


def ask(browser: Client, method: str, address: str) -> Any:
    """Return the answer to an empty form, and leave everything as it was."""
    cache.clear()  # nobody has tried before
    cookies = deepcopy(browser.cookies)
    with rolled_back():
        response = browser.generic(
            method, address, content_type="application/x-www-form-urlencoded"
        )
        if response.streaming:
            response.getvalue()  # closes the file
    browser.cookies = cookies
    return response


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def shown(response: Any) -> bytes:
    """Return a page without the token that is another at every look."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def name_of(row: Row) -> str:
    return f"{row['address']} {row['object']}" if "object" in row else str(row["address"])


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {row["address"] for row in ROWS} == set(addresses(get_resolver()))


def test_every_row_answers_everybody_for_every_method() -> None:
    assert set(GROUPS["everybody"]) == set(EVERYBODY)
    assert set(GROUPS["everybody"]) == {*GROUPS["signed_in"], *GROUPS["signed_out"]}
    gaps = {
        (name_of(row), method): set(EVERYBODY) ^ answers(row, method).keys()
        for row in ROWS
        for method in METHODS
    }
    assert {key: gap for key, gap in gaps.items() if gap} == {}


@pytest.fixture
def browsers(story: Story) -> dict[str, Client]:
    """Everybody's, signed in once for many rows: no request leaves anything behind."""
    return {person: browser_of(person, story) for person in EVERYBODY}


@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_the_answer_in_the_table(
    part: int, story: Story, browsers: dict[str, Client]
) -> None:
    wrong = {}
    for row in ROWS[part::PARTS]:
        with rolled_back():
            address = address_of(row, story)
            for method in METHODS:
                for person, expected in answers(row, method).items():
                    status = ask(browsers[person], method, address).status_code
                    if status != expected:
                        wrong[name_of(row), method, person] = f"{status}, not {expected}"
    assert wrong == {}


@pytest.mark.parametrize("part", range(PARTS))
def test_what_may_not_be_seen_looks_like_what_is_not_there(
    part: int, story: Story, browsers: dict[str, Client]
) -> None:
    wrong = set()
    for row in [row for row in ROWS if has_object(row)][part::PARTS]:
        with rolled_back():
            there, missing = address_of(row, story), address_of(row, story, is_missing=True)
            for method in ("GET", "POST"):
                for person, expected in answers(row, method).items():
                    lost = ask(browsers[person], method, missing)
                    # A role or a method may be refused before anything is looked for.
                    refused = expected if expected in (SIGN_IN_FIRST, 403, 405) else 404
                    if lost.status_code not in (404, refused):
                        wrong.add((name_of(row), method, person, lost.status_code))
                    if expected == 404:
                        found = ask(browsers[person], method, there)
                        if shown(found) != shown(lost):
                            wrong.add((name_of(row), method, person, "another page"))
    assert wrong == set()


def test_asking_leaves_nothing_behind(story: Story, browsers: dict[str, Client]) -> None:
    for person, status in (("stranger", 403), ("owner", 200), ("owner", 200)):
        assert ask(browsers[person], "GET", reverse("clients:audit")).status_code == status
    assert not AuditEvent.objects.exists()
