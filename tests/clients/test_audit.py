"""The audit log is only added to, and whoever changes it all the same is found out."""

from __future__ import annotations

import json
import random
import threading
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from clients import audit
from clients.models import AuditAct, AuditEvent, AuditHead, Firm, Household
from tests.audit_guards import without_guards
from tests.cast import Story, make_user

pytestmark = pytest.mark.django_db

EVENTS, HEADS = "clients_auditevent", "clients_audithead"
TAMPERINGS = 400


def execute(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def firm(db: None) -> Firm:
    """A firm with thirty acts on record, and another's and the site's beside them."""
    firm, other = (Firm.objects.create(name=name) for name in ("Alder", "Birch"))
    actor = make_user("actor")
    for number in range(30):
        act = AuditAct.READ if number % 3 else AuditAct.CHANGED
        audit.record(act, actor=actor, firm=firm, subject=firm, detail={"fields": [f"f{number}"]})
        audit.record(AuditAct.SIGN_IN, actor=actor, firm=other)
        audit.record(AuditAct.SIGN_IN_FAILED, actor=None, firm=None)
    assert audit.verify(firm) == audit.verify(other) == audit.verify(None) == []
    return firm


def test_an_act_is_recorded_with_who_what_when_and_from_where(story: Story) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="2001:db8::1", REQUEST_ID="a" * 32)
    before = timezone.now()
    event = audit.record(
        AuditAct.CHANGED,
        actor=story.users["advisor"],
        firm=story.firm,
        subject=story.household,
        detail={"fields": ["name", "state"], "rows": 2},
        request=request,
    )
    event.refresh_from_db()
    assert (event.firm, event.actor, event.act) == (story.firm, story.users["advisor"], "changed")
    assert (event.object_type, event.object_id) == ("household", str(story.household.pk))
    assert event.detail == {"fields": ["name", "state"], "rows": 2}
    assert (event.address, event.request_id) == ("2001:db8::1", "a" * 32)
    assert before <= event.at <= timezone.now()
    assert (event.sequence, event.previous_hash) == (1, audit.NO_HASH)
    second = audit.record(AuditAct.READ, actor=None, firm=story.firm)
    assert (second.sequence, second.previous_hash) == (2, event.hash)
    assert audit.record(AuditAct.READ, actor=None, firm=None).sequence == 1
    assert audit.verify(story.firm) == audit.verify(None) == []


def test_an_act_that_did_not_happen_leaves_no_trace(story: Story) -> None:
    audit.record(AuditAct.CREATED, actor=None, firm=story.firm)

    with transaction.atomic():
        audit.record(AuditAct.CHANGED, actor=None, firm=story.firm)
        transaction.set_rollback(True)
    assert [event.act for event in audit.events_of(story.firm)] == ["created"]
    audit.record(AuditAct.READ, actor=None, firm=story.firm)
    assert audit.verify(story.firm) == []


@pytest.mark.parametrize(
    "detail",
    [
        {"amount": Decimal("1.50")},
        {"amount": 1.5},
        {"amount": ["$1"]},
        {"email": "pat@doe.example"},
        {"note": "x" * 201},
        {"nested": {"deep": [Decimal(1)]}},
        {"id": uuid4()},
        {3: "three"},
    ],
)
def test_what_tells_too_much_is_not_written(firm: Firm, detail: dict[Any, Any]) -> None:
    with pytest.raises(audit.DetailError):
        audit.record(AuditAct.READ, actor=None, firm=firm, detail=detail)
    assert audit.events_of(firm).count() == 30
    allowed = {"fields": ["paid_on"], "year": 2026, "is_all": True, "to": None, "n": {"rows": 3}}
    assert audit.record(AuditAct.READ, actor=None, firm=firm, detail=allowed).detail == allowed


REFUSED = [
    f"UPDATE {EVENTS} SET act = 'read' WHERE sequence = 3",
    f"DELETE FROM {EVENTS} WHERE sequence = 30",
    f"DELETE FROM {EVENTS}",
    f"UPDATE {HEADS} SET sequence = sequence - 1",
    f"UPDATE {HEADS} SET hash = signature",
    f"UPDATE {HEADS} SET chain = 'x', sequence = sequence + 1 WHERE chain = 'site'",
    f"DELETE FROM {HEADS}",
]
if connection.vendor == "postgresql":
    REFUSED += [f"TRUNCATE {EVENTS}", f"TRUNCATE {HEADS}"]


@pytest.mark.parametrize("sql", REFUSED)
def test_the_database_refuses(firm: Firm, sql: str) -> None:
    connection.check_constraints()  # what is still to be checked is in the way of TRUNCATE
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        execute(sql)
    with without_guards(), transaction.atomic():
        execute(sql)
        transaction.set_rollback(True)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        execute(sql)


def edited(chance: random.Random, firm: Firm) -> int:
    """Change one column of one event, and return where the chain is first wrong."""
    at = chance.randint(1, 30)
    other = Firm.objects.exclude(pk=firm.pk).get()
    column, value = chance.choice(
        [
            ("at", timezone.now() + timedelta(microseconds=chance.randint(1, 10**9))),
            ("actor", None),
            ("act", "exported"),
            ("object_type", "household"),
            ("object_id", str(uuid4())),
            ("detail", {"fields": ["other"]}),
            ("address", "192.0.2.1"),
            ("request_id", "0"),
            ("previous_hash", "f" * 64),
            ("hash", "f" * 64),
            ("sequence", 10_000),
            ("firm", other),
        ]
    )
    changes = {column: value}
    if column == "firm":
        changes["sequence"] = 10_000 + at
    audit.events_of(firm).filter(sequence=at).update(**changes)
    return at


def deleted(chance: random.Random, firm: Firm) -> int:
    first = chance.randint(1, 29)
    last = chance.randint(first, 29)
    audit.events_of(firm).filter(sequence__range=(first, last)).delete()
    return first


def cut_off(chance: random.Random, firm: Firm) -> int:
    first = chance.randint(1, 30)
    audit.events_of(firm).filter(sequence__gte=first).delete()
    return first


def deleted_and_closed_up(chance: random.Random, firm: Firm) -> int:
    gone = chance.randint(1, 29)
    audit.events_of(firm).filter(sequence=gone).delete()
    for sequence in range(gone + 1, 31):
        audit.events_of(firm).filter(sequence=sequence).update(sequence=sequence - 1)
    return gone


def reordered(chance: random.Random, firm: Firm) -> int:
    one, other = sorted(chance.sample(range(1, 31), 2))
    for old, new in ((one, 1_000), (other, one), (1_000, other)):
        audit.events_of(firm).filter(sequence=old).update(sequence=new)
    return one


def inserted(chance: random.Random, firm: Firm) -> int:
    """Add an event that follows the last in every way, without the head that says so."""
    last = audit.events_of(firm).get(sequence=30)
    event = AuditEvent(firm=firm, sequence=31, at=last.at, act=chance.choice(AuditAct.values))
    event.previous_hash = last.hash
    event.hash = audit.hash_of(event)
    event.save()
    return 31


def rewritten(chance: random.Random, firm: Firm) -> int:
    """Change an event and work out every hash after it, and the head's, without the key."""
    at = chance.randint(1, 30)
    events = list(audit.events_of(firm).filter(sequence__gte=at).order_by("sequence"))
    events[0].object_id = str(uuid4())
    previous = events[0].previous_hash
    for event in events:
        event.previous_hash = previous
        event.hash = previous = audit.hash_of(event)
        event.save()
    AuditHead.objects.filter(chain=firm.pk).update(hash=previous)
    return 30


def cut_off_with_its_head(chance: random.Random, firm: Firm) -> int:
    at = chance.randint(2, 30)
    audit.events_of(firm).filter(sequence__gte=at).delete()
    last = audit.events_of(firm).get(sequence=at - 1)
    AuditHead.objects.filter(chain=firm.pk).update(sequence=last.sequence, hash=last.hash)
    return at - 1


def beheaded(chance: random.Random, firm: Firm) -> int:
    AuditHead.objects.filter(chain=firm.pk).delete()
    return 30


WAYS = [
    edited,
    deleted,
    cut_off,
    deleted_and_closed_up,
    reordered,
    inserted,
    rewritten,
    cut_off_with_its_head,
    beheaded,
]


def test_every_tampering_is_found_and_its_first_row_named(firm: Firm) -> None:
    chance = random.Random(20260301)
    with without_guards():
        for number in range(TAMPERINGS):
            way = WAYS[number % len(WAYS)]
            mark = transaction.savepoint()
            first = way(chance, firm)
            problems = audit.verify(firm)
            assert problems, (number, way)
            assert problems[0].sequence == first, (number, way, problems)
            transaction.savepoint_rollback(mark)
    assert audit.verify(firm) == []


def test_an_event_that_cannot_be_read_is_named(firm: Firm) -> None:
    if connection.vendor == "postgresql":
        with without_guards(), pytest.raises(DatabaseError), transaction.atomic():
            execute(f"UPDATE {EVENTS} SET detail = 'nonsense' WHERE sequence = 7")
        return
    with without_guards():
        execute("PRAGMA ignore_check_constraints = ON")
        execute("DROP INDEX audit_household")  # which would refuse it; the test's end rolls it back
        execute(f"UPDATE {EVENTS} SET detail = 'nonsense' WHERE sequence = 7")
        execute("PRAGMA ignore_check_constraints = OFF")
    assert audit.verify(firm)[0].sequence == 7


def test_the_head_noted_elsewhere_finds_what_an_old_head_would_hide(
    firm: Firm, tmp_path: Path
) -> None:
    """Who kept a head can put it back with the chain of its day: the note outside says so."""
    kept = AuditHead.objects.get(chain=firm.pk)
    heads = tmp_path / "heads.jsonl"
    audit.record(AuditAct.EXPORTED, actor=None, firm=firm)
    call_command("verify_audit", heads=heads)
    assert len(heads.read_text().splitlines()) == 3
    with without_guards():
        audit.events_of(firm).filter(sequence=31).delete()
        kept.save()
    assert audit.verify(firm) == []
    call_command("verify_audit")
    with pytest.raises(CommandError, match=f"{firm.pk}, first at event 31"):
        call_command("verify_audit", heads=heads)
    assert len(heads.read_text().splitlines()) == 3
    assert json.loads(heads.read_text().splitlines()[-1])["chain"] == "site"


def test_the_command_says_which_chain_is_whole(
    firm: Firm, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Firm.objects.exclude(pk=firm.pk).get()
    call_command("verify_audit")
    assert capsys.readouterr().out.count("30 events, nothing changed") == 3
    with without_guards():
        audit.events_of(firm).filter(sequence=12).update(act="exported")
    call_command("verify_audit", firm=other.pk)
    with pytest.raises(CommandError, match="first at event 12"):
        call_command("verify_audit", firm=firm.pk)
    with pytest.raises(CommandError, match=f"^The audit log was tampered with: {firm.pk}, first"):
        call_command("verify_audit")
    assert f"{firm.pk}: Event 12: it was changed." in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no firm"):
        call_command("verify_audit", firm=uuid4())


@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_time_stand_one_after_another() -> None:
    firm = Firm.objects.create(name="Alder")
    errors: list[BaseException] = []

    def act() -> None:
        try:
            for number in range(10):
                with transaction.atomic():
                    Household.objects.filter(pk=uuid4()).update(name="x")
                    audit.record(AuditAct.READ, actor=None, firm=firm, detail={"n": number})
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert audit.events_of(firm).count() == 50
    assert audit.verify(firm) == []
