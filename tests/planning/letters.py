"""What tests of letters from the records share."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import uuid4

import pikepdf

from clients.models import Account, AccountType, Household, Person, Team, YearEndBalance
from planning import services
from planning.models import ClientLetter, LetterBatch
from planning.reports.letter_people import Addressee
from tests.cast import Story, make_records

PAGES = b"%PDF the pages"


def ask_letter(story: Story, **changes: Any) -> ClientLetter:
    """Return a letter somebody just asked for, changed as the test needs."""
    letter = services.request_client_letter(
        actor=changes.pop("actor", story.users["advisor"]),
        household=changes.pop("household", story.household),
        person=changes.pop("person", story.person),
        year=2026,
        request_key=changes.pop("request_key", uuid4()),
    )
    ClientLetter.objects.filter(pk=letter.pk).update(**changes)
    letter.refresh_from_db()
    return letter


def ask_batch(story: Story, *people: Person, **changes: Any) -> LetterBatch:
    """Return the letters to some people somebody just asked for."""
    batch = services.request_batch(
        actor=changes.pop("actor", story.users["advisor"]),
        firm=story.firm,
        addressees=[Addressee(household=p.household, person=p, year=2026) for p in people],
        year=2026,
        form=changes.pop("form", "pdf"),
        query=changes.pop("query", ""),
        language="en",
        request_key=changes.pop("request_key", uuid4()),
    )
    LetterBatch.objects.filter(pk=batch.pk).update(**changes)
    batch.refresh_from_db()
    return batch


def more_people(story: Story, *names: str, team: Team | None = None) -> list[Person]:
    """Return people of new households, each with an IRA that asks for something."""
    return [make_records(story.firm, team or story.team, name).account.owner for name in names]


def make_spouse_with_plan(household: Household) -> Person:
    """Return Sam, who owes from a plan of the same household."""
    sam = Person.objects.create(
        firm=household.firm,
        household=household,
        key="sam",
        name="Sam Doe",
        born_on="1951-06-11",
        position=1,
    )
    plan = Account.objects.create(
        firm=household.firm,
        household=household,
        key="plan",
        owner=sam,
        kind=AccountType.TRADITIONAL_IRA,
        name="Sam's IRA",
        position=1,
    )
    YearEndBalance.objects.create(firm=household.firm, account=plan, year=2025, amount=100_000)
    return sam


def stored_files(story: Story, kind: str = "letters") -> Iterator[str]:
    storage = ClientLetter().file.storage
    folder = f"firms/{story.firm.pk}/{kind}"
    return iter(storage.listdir(folder)[1] if storage.exists(folder) else [])


def a_page(person: str) -> bytes:
    """A tagged page as the renderer makes it, in no time."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.StructParents = 0
        cell = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.TH, ID="1-1")
        )
        cell.Pg = page.obj
        top = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem))
        top.S, top.K, cell.P = pikepdf.Name.Document, pikepdf.Array([cell]), top
        tree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        tree.K = pikepdf.Array([top])
        tree.ParentTree = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Array([cell])]))
        top.P = pdf.Root.StructTreeRoot = tree
        pdf.docinfo["/Title"] = person
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def finished(batch: LetterBatch) -> LetterBatch:
    while services.work_on_batch(batch.pk):
        pass
    batch.refresh_from_db()
    return batch
