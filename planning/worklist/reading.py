"""What waits for somebody, read from the records: the only question there is about it.

The worklist, the counts above the book, the calendar and the mails all ask it. A kind is one rule
over stored rows; its words are in `kinds.py`. The rules ask a constant number of questions for any
number of households, and find the same thing under the same name each time, so that whom it was
given to, and which mail told of it, is remembered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from clients.models import Firm, Holiday, Household, Payment, YearEndBalance
from planning.anchors import pool_anchor
from planning.facts.standing import BALANCES, CLOSINGS, PAYMENTS, TO_COME
from planning.models import (
    CustodianFigure,
    PortalAct,
    ReminderSettings,
    Standing,
    Task,
    YearClosing,
)
from planning.reports.cut_offs import working_day
from planning.reports.headline import OPEN
from planning.worklist.kinds import KINDS, LAST_YEAR, LATE, OF_DEATH, Item

HORIZON = 90  # days; earlier before its last day, a payment waits for nobody
LONGEST_SHIFT = timedelta(days=31)  # by weekends and holidays, which make it wait a little earlier
FEBRUARY, OCTOBER = 2, 10

PERSON = (
    "account__household",
    "account__household__name",
    "account__household__team",
    "account__owner",
    "account__owner__name",
)
ACCOUNT = (
    *PERSON,
    "account__name",
    "account__kind",
    "account__custodian__name",
    "account__number_last4",
)
STANDING = (
    "household_id",
    "household__name",
    "household__team_id",
    "owner_id",
    "person",
    "person_name",
    "pool",
    "account_name",
    "account_kind",
    "account_custodian",
    "account_last4",
    "decedent_name",
    "year",
    "status",
    "confidence",
    "problem",
    "remaining",
    "due_on",
    "cutoff_on",
    "deadline",
    "next_step",
    "is_first_put_off",
    "no_tax_until",
    "is_last_year",
    "begins_in",
)
OF_PERSON = (
    "pk",
    "year",
    "person",
    "person__name",
    "household",
    "household__name",
    "household__team",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose records are looked at, on which day, and whether what only will wait counts too."""

    households: QuerySet[Household]
    year: int
    as_of: date
    holidays: Collection[date]
    horizon: timedelta
    is_ahead: bool = False


Rule: TypeAlias = Callable[[Scope], Iterator[Item]]


def items_of(
    households: QuerySet[Household],
    *,
    firm: Firm,
    as_of: date,
    kinds: Collection[str] = frozenset(KINDS),
    is_ahead: bool = False,
) -> list[Item]:
    """Return what waits for somebody in some households of a firm, the most pressing first.

    With `is_ahead`, what has a last day this year and waits for nobody yet as well. What can be
    read from the book is read as it was last worked out: bring it up to date before
    (`planning.standings`).
    """
    scope = Scope(
        households=households.filter(archived_at=None),
        year=as_of.year,
        as_of=as_of,
        holidays=frozenset(Holiday.objects.filter(firm=firm).values_list("on", flat=True)),
        horizon=_horizon(firm),
        is_ahead=is_ahead,
    )
    places = {kind: place for place, kind in enumerate(KINDS)}
    found = [
        item
        for rule, of_rule in RULES.items()
        if not of_rule.isdisjoint(kinds)
        for item in rule(scope)
        if item.kind in kinds and (is_ahead or item.waits(as_of))
    ]
    return sorted(
        found,
        key=lambda item: (
            item.deadline or date.max,
            places[item.kind],
            item.household_name,
            item.subject,
        ),
    )


def _horizon(firm: Firm) -> timedelta:
    """Return how long before its last day a payment waits: from the first mail about it on."""
    own = ReminderSettings.objects.filter(firm=firm).values_list("days", flat=True).first() or {}
    return timedelta(days=max([HORIZON, *own.get("rmd", ())]))


def _of_the_book(scope: Scope) -> Iterator[Item]:
    """What the rows of the book say; one row may wait for more than one thing."""
    to_take = Q(status__in=OPEN)
    if not scope.is_ahead:
        is_near = Q(deadline__lte=scope.as_of + scope.horizon + LONGEST_SHIFT)
        to_take &= is_near | Q(no_tax_until__isnull=False)
    doubtful = Q(confidence__in=["missing", "conflict", "estimate", "unstated"])
    waiting = to_take | doubtful | Q(status__in=["missed", "correcting", "undecided"])
    book = Standing.objects.filter(book_year=scope.year, household__in=scope.households)
    rows = list(book.filter(waiting).values_list(*STANDING, named=True))
    twofold = _of_two_figures(scope, [row for row in rows if row.confidence == "conflict"])
    for row in rows:
        accounts = twofold.get((row.owner_id, row.year), [])
        for kind, waits_from in _kinds_of(row, scope):
            yield _of_row(row, kind, waits_from, scope, twofold=accounts)


def _of_two_figures(scope: Scope, rows: Sequence[Any]) -> Mapping[tuple[Any, int], list[UUID]]:
    """Return the accounts of which two figures are on record, by owner and distribution year."""
    found: dict[tuple[Any, int], list[UUID]] = defaultdict(list)
    if not rows:
        return found
    stated = BALANCES.exclude(source=YearEndBalance.Source.ESTIMATE).filter(
        account__household__in=scope.households,
        account__archived_at=None,
        account__owner__in={row.owner_id for row in rows},
    )
    figures = stated.order_by().values("account", "account__owner", "year")
    differing = figures.annotate(figures=Count("amount", distinct=True)).filter(figures__gt=1)
    for account, owner, year in differing.values_list("account", "account__owner", "year"):
        found[owner, year + 1].append(account)
    return found


def _of_row(
    row: Any, kind: str, waits_from: date | None, scope: Scope, *, twofold: Sequence[UUID]
) -> Item:
    is_asked = kind == "ask_if_taken"
    place: tuple[Any, ...] = ("household_rmd", row.household_id, scope.year)
    anchor = "" if row.problem else pool_anchor(row.person, row.pool, row.year)
    if is_asked:
        place, anchor = ("missed_of_person", row.owner_id), ""
    elif kind == "balance_conflict" and len(twofold) == 1:
        place, anchor = ("year_end", twofold[0], row.year - 1), ""
    return Item(
        kind=kind,
        subject=f"{row.owner_id.hex}:{row.pool}:{row.year}",
        household=row.household_id,
        household_name=row.household__name,
        team=row.household__team_id,
        person=row.owner_id,
        person_name=row.person_name,
        year=row.year,
        about=(
            row.account_name,
            row.account_kind,
            row.account_custodian,
            row.account_last4,
            row.pool,
            row.decedent_name,
        ),
        amount=None if is_asked else row.remaining,
        status=row.status,
        due_on=None if is_asked else row.due_on,
        cutoff_on=None if is_asked else row.cutoff_on,
        waits_from=waits_from,
        place=place,
        anchor=anchor,
    )


def _kinds_of(row: Any, scope: Scope) -> Iterator[tuple[str, date | None]]:
    """Yield for what a row waits, each with the day from which it does."""
    if row.status in ("missed", "correcting"):
        yield row.status, None
    elif row.status in OPEN and row.due_on and row.due_on >= scope.as_of:
        yield _to_take(row, scope)
    if row.confidence == "missing":
        yield "balance", None
    elif row.next_step == "ask_if_taken":
        yield "ask_if_taken", None
    elif row.status == "undecided":
        yield "unclassified", None
    if row.confidence == "conflict":
        yield "balance_conflict", None
    elif row.confidence in ("estimate", "unstated") and row.status in OPEN:
        yield "balance_unconfirmed", None


def _to_take(row: Any, scope: Scope) -> tuple[str, date | None]:
    if row.is_first_put_off:
        return "rmd_first", date(row.due_on.year, FEBRUARY, 1)
    if row.deadline < scope.as_of:
        return LATE, None
    if row.no_tax_until:  # somebody must be found who takes it
        return OF_DEATH, None
    kind = LAST_YEAR if row.is_last_year else "rmd"
    return kind, working_day(row.deadline - scope.horizon, scope.holidays)


def _starters(scope: Scope) -> Iterator[Item]:
    """From October on, those of whom something is required for the first time next year.

    The book knows it from the accounts: by age, or by the retirement a plan waited for.
    """
    opens = date(scope.year, OCTOBER, 1)
    if scope.as_of < opens:
        return
    rows = Standing.objects.filter(
        book_year=scope.year, household__in=scope.households, begins_in=scope.year + 1
    )
    people: dict[Any, Any] = {}
    for row in rows.order_by("position").values_list(*STANDING, named=True):
        people.setdefault(row.owner_id, row)
    for row in people.values():
        yield Item(
            kind="starter",
            subject=f"{row.owner_id.hex}:{row.begins_in}",
            household=row.household_id,
            household_name=row.household__name,
            team=row.household__team_id,
            person=row.owner_id,
            person_name=row.person_name,
            year=row.begins_in,
            place=("household_rmd", row.household_id, row.begins_in),
        )


def _plans(scope: Scope) -> Iterator[Item]:
    """What was to be paid by now, of which nobody saw a payment."""
    plans = TO_COME.filter(account__household__in=scope.households)
    if not scope.is_ahead:
        plans = plans.filter(pay_by__lt=scope.as_of)
    for plan in plans.values_list("pk", "year", "amount", "pay_by", *ACCOUNT, named=True):
        yield Item(
            kind="plan_not_seen",
            subject=str(plan.pk),
            year=plan.year,
            amount=plan.amount,
            due_on=plan.pay_by,
            waits_from=plan.pay_by + timedelta(days=1),
            place=("record_planned", plan.pk),
            **_account(plan),
        )


def _gifts(scope: Scope) -> Iterator[Item]:
    """Cheques to charities that nobody saw cleared."""
    uncleared = Q(cleared_on=None) | Q(cleared_on__gt=scope.as_of)
    gifts = _recent(scope).filter(uncleared, kind=Payment.Kind.QCD)
    for gift in gifts.values_list("pk", "amount", "paid_on", *ACCOUNT, named=True):
        yield Item(
            kind="qcd",
            subject=f"{gift.pk.hex}:{gift.paid_on.year}",
            year=gift.paid_on.year,
            amount=gift.amount,
            due_on=date(gift.paid_on.year, 12, 31),
            place=("gift", gift.pk),
            **_account(gift),
        )


def _evidence(scope: Scope) -> Iterator[Item]:
    """A person's payments of a year that are not proven, as long as the year is not closed."""
    closed = CLOSINGS.filter(person=OuterRef("account__owner"), year=OuterRef("paid_on__year"))
    bare = Q(evidence="", document__isnull=True)
    unseen = Q(verification__isnull=True, account__firm__needs_second_person=True)
    for kind, waits in (("evidence_missing", bare), ("evidence_to_verify", ~bare & unseen)):
        payments = _recent(scope).filter(waits).filter(~Exists(closed))
        sums = {"payments": Count("pk"), "amount_of_all": Sum("amount")}
        years = payments.order_by().values("paid_on__year", *PERSON).annotate(**sums)
        for one in years.values_list("paid_on__year", *PERSON, *sums, named=True):
            yield Item(
                kind=kind,
                subject=f"{one.account__owner}:{one.paid_on__year}",
                household=one.account__household,
                household_name=one.account__household__name,
                team=one.account__household__team,
                person=one.account__owner,
                person_name=one.account__owner__name,
                year=one.paid_on__year,
                count=one.payments,
                amount=one.amount_of_all,
                place=("person_year", one.account__owner, one.paid_on__year),
            )


def _figures(scope: Scope) -> Iterator[Item]:
    """Custodians' figures that are not ours, until somebody says why."""
    tasks = Task.objects.filter(household__in=scope.households, done_at=None)
    subjects = list(tasks.values_list("subject", flat=True))
    figures = CustodianFigure.objects.filter(pk__in=subjects)
    for figure in figures.values_list("pk", "year", "amount", "account", *ACCOUNT, named=True):
        yield Item(
            kind="custodian_figure",
            subject=str(figure.pk),
            year=figure.year,
            amount=figure.amount,
            place=("custodian_figure", figure.account, figure.year),
            **_account(figure),
        )


def _closings(scope: Scope) -> Iterator[Item]:
    """Years that were closed and wait for somebody else's approval."""
    closings = YearClosing.objects.filter(
        household__in=scope.households, approved_at=None, reopened_at=None
    )
    for closing in closings.values_list(*OF_PERSON, named=True):
        yield Item(
            kind="certificate_to_sign",
            subject=str(closing.pk),
            household=closing.household,
            household_name=closing.household__name,
            team=closing.household__team,
            person=closing.person,
            person_name=closing.person__name,
            year=closing.year,
            place=("person_year", closing.person, closing.year),
        )


def _from_clients(scope: Scope) -> Iterator[Item]:
    """What clients did in the portal, until somebody says that it was looked at."""
    acts = PortalAct.objects.filter(household__in=scope.households, settled_at=None)
    for act in acts.values_list(*OF_PERSON, named=True):
        yield Item(
            kind="from_client",
            subject=str(act.pk),
            household=act.household,
            household_name=act.household__name,
            team=act.household__team,
            person=act.person,
            person_name=act.person__name,
            year=act.year,
            place=("client_act", act.pk),
        )


# Each rule with the kinds it finds.
RULES: Mapping[Rule, frozenset[str]] = {
    _of_the_book: frozenset(
        {"missed", "correcting", LATE, OF_DEATH, LAST_YEAR, "rmd", "rmd_first"}
        | {"unclassified", "ask_if_taken"}
        | {"balance", "balance_conflict", "balance_unconfirmed"}
    ),
    _plans: frozenset({"plan_not_seen"}),
    _gifts: frozenset({"qcd"}),
    _evidence: frozenset({"evidence_missing", "evidence_to_verify"}),
    _figures: frozenset({"custodian_figure"}),
    _closings: frozenset({"certificate_to_sign"}),
    _starters: frozenset({"starter"}),
    _from_clients: frozenset({"from_client"}),
}


def _recent(scope: Scope) -> QuerySet[Payment]:
    since = date(scope.year - 1, 1, 1)
    paid = PAYMENTS.filter(account__household__in=scope.households)
    return paid.filter(paid_on__gte=since, paid_on__lte=scope.as_of)


def _account(row: Any) -> dict[str, Any]:
    """Return whose account a row is about, and what it is called."""
    return {
        "household": row.account__household,
        "household_name": row.account__household__name,
        "team": row.account__household__team,
        "person": row.account__owner,
        "person_name": row.account__owner__name,
        "about": (
            row.account__name,
            row.account__kind,
            row.account__custodian__name,
            row.account__number_last4,
        ),
    }
