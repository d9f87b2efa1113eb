"""Are the opportunities kept of a book still what the facts say, and how are they made so again?

Those of a household are good while its count of facts and the rules are those of its stamp, and
for the day: what is to come of the year is less every day. Workers take households by a claim on
their stamps, some at a time, so that two share a book and one that is killed costs its claim.
"""

from __future__ import annotations

import json
import logging
import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from clients.models import Firm, Household
from clients.today import today_of
from planning.engine.errors import EngineError
from planning.engine.opportunities import Case, Found, opportunities_of
from planning.engine.tax_year import Missing
from planning.facts import gather_book
from planning.facts.taxes import gather_tax_book, law_of
from planning.fingerprint import fingerprint
from planning.models import Opportunity, OpportunityStamp

logger = logging.getLogger(__name__)

AT_ONCE = 12  # households worked out while somebody waits for the page: less than a second
CHUNK = 50
TURN = 20.0  # seconds a worker goes on before it lets other tasks come in between
CLAIM = timedelta(seconds=120)  # many times longer than a chunk takes
WORKED_OUT = ["facts_revision", "rules", "worked_out_on", "missing", "is_undecided", "claimed_by"]
RULES = ("engine/**/*", "facts/*", "models/opportunity.py")


def outdated(households: QuerySet[Household], *, as_of: date) -> QuerySet[Household]:
    """Return the households whose opportunities are missing or no longer good."""
    good = OpportunityStamp.objects.filter(
        household=OuterRef("pk"),
        year=as_of.year,
        facts_revision=OuterRef("facts_revision"),
        rules=fingerprint(*RULES),
        worked_out_on=as_of,
    )
    return households.filter(~Exists(good), archived_at=None)


def bring_up_to_date(households: QuerySet[Household], *, firm: Firm, as_of: date) -> int:
    """Work out what a few households lack; of many, say how many wait for the worker."""
    waiting = outdated(households, as_of=as_of)
    few = list(waiting.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
    if len(few) > AT_ONCE:
        return waiting.count()
    if few:
        token = uuid4()
        work_out(_claimed(few, firm=firm, token=token, year=as_of.year), token, as_of=as_of)
    return 0


def books_to_work_out() -> list[UUID]:
    """Return the firms in whose book some household is out of date."""
    return [
        firm.pk
        for firm in Firm.objects.all()
        if outdated(Household.objects.filter(firm=firm), as_of=today_of(firm)).exists()
    ]


def work_for_a_turn(firm_id: UUID) -> bool:
    """Work out what is out of date in a firm's book for a while; say whether some is left."""
    firm = Firm.objects.get(pk=firm_id)
    as_of, token = today_of(firm), uuid4()
    until = time.monotonic() + TURN
    while taken := _next_chunk(firm, token, as_of):
        work_out(taken, token, as_of=as_of)
        if time.monotonic() > until:
            return True
    return False


def work_out(households: Collection[UUID], token: UUID, *, as_of: date) -> int:
    """Replace the opportunities of households that this worker holds; return how many are kept.

    Facts are read before anything is written. What changes meanwhile leaves a stamp that is
    already out of date; a claim that went to somebody else leaves no trace of this one.
    """
    year, rows, stamps = as_of.year, [], {}
    for household, revision, found, names in _found(households, as_of):
        rows += _rows(household, year, found, names)
        stamps[household.id] = (revision, found)
    with transaction.atomic():
        # First the claim: whoever takes it over at the same moment waits here, and then has it.
        held = OpportunityStamp.objects.filter(year=year, claimed_by=token)
        held.update(claimed_until=None)
        ours = {stamp.household_id: stamp for stamp in held if stamp.household_id in stamps}
        for pk, stamp in ours.items():
            stamp.facts_revision, found = stamps[pk]
            stamp.rules, stamp.worked_out_on = fingerprint(*RULES), as_of
            stamp.missing = [_missing(one) for one in found.missing]
            stamp.is_undecided = bool(found.missing) and not found.opportunities
            stamp.claimed_by = None
        OpportunityStamp.objects.bulk_update(list(ours.values()), WORKED_OUT)
        Opportunity.objects.filter(household__in=ours, year=year).delete()
        kept = [row for row in rows if row.household_id in ours]
        Opportunity.objects.bulk_create(kept)
    return len(kept)


def _next_chunk(firm: Firm, token: UUID, as_of: date) -> list[UUID]:
    """Take some households nobody is at."""
    taken = OpportunityStamp.objects.filter(
        household=OuterRef("pk"), year=as_of.year, claimed_until__gt=Now()
    )
    waiting = outdated(Household.objects.filter(firm=firm), as_of=as_of).filter(~Exists(taken))
    some = list(waiting.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    return _claimed(some, firm=firm, token=token, year=as_of.year)


def _claimed(households: Sequence[UUID], *, firm: Firm, token: UUID, year: int) -> list[UUID]:
    """Claim households and return those that are this worker's now."""
    OpportunityStamp.objects.bulk_create(
        [OpportunityStamp(firm=firm, household_id=pk, year=year) for pk in households],
        ignore_conflicts=True,
    )
    stamps = OpportunityStamp.objects.filter(household__in=households, year=year)
    free = stamps.filter(Q(claimed_until=None) | Q(claimed_until__lte=Now()))
    free.update(claimed_by=token, claimed_until=Now() + CLAIM)
    return list(stamps.filter(claimed_by=token).values_list("household_id", flat=True))


def _found(
    households: Collection[UUID], as_of: date
) -> list[tuple[Household, int, Found, dict[str, str]]]:
    """Work the households out together, those of one law at a time."""
    book, taxes = gather_book(households, as_of=as_of), gather_tax_book(households)
    by_law: dict[Decimal | None, list[int]] = defaultdict(list)
    for place, (records, _known) in enumerate(book):
        by_law[taxes[records.household.id].inflation].append(place)
    found: dict[int, Found] = {}
    for places in by_law.values():
        cases = [
            Case(household=book[place][1], facts=taxes[book[place][0].household.id])
            for place in places
        ]
        found |= dict(zip(places, _of_all(cases, as_of.year), strict=True))
    return [
        (
            records.household,
            records.household.facts_revision,
            found[place],
            {person.id: person.name for person in known.people},
        )
        for place, (records, known) in enumerate(book)
    ]


def _of_all(cases: Sequence[Case], year: int) -> list[Found]:
    """Work households of one law out; one that breaks the work must not keep the others from it."""
    law = law_of(cases[0].facts)
    try:
        return opportunities_of(cases, law, year)
    except Exception as error:
        if len(cases) > 1:
            return [found for case in cases for found in _of_all([case], year)]
        if not isinstance(error, EngineError):
            logger.exception("The opportunities of a household could not be worked out")
        why = str(error) if isinstance(error, EngineError) else ""
        return [Found(missing=(Missing(code="refused", fact="", numbers={"why": why}),))]


def _rows(
    household: Household, year: int, found: Found, names: dict[str, str]
) -> list[Opportunity]:
    return [
        Opportunity(
            firm_id=household.firm_id,
            household_id=household.id,
            year=year,
            position=position,
            kind=one.kind.value,
            code=one.code,
            person=one.person,
            person_name=names.get(one.person, ""),
            amount=one.amount,
            value=one.value,
            sureness=one.sureness.value,
            citation=one.citation,
            numbers=_written(dict(one.numbers)),
            caveats=list(one.caveats),
        )
        for position, one in enumerate(found.opportunities)
    ]


def _missing(one: Missing) -> Any:
    return _written(
        {
            "code": one.code,
            "person": one.person or "",
            "account": one.account or "",
            "numbers": dict(one.numbers),
        }
    )


def _written(value: dict[str, Any]) -> Any:
    """Return a mapping as JSON keeps it: amounts as text with their cents."""
    return json.loads(json.dumps(value, default=str))
