"""What does a reader see of an RMD document? The one place that reads it for pages.

Every figure is the document's own text; nothing here adds, rounds or divides a dollar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from planning.anchors import pool_anchor
from planning.catalogue import BALANCE_SOURCES
from planning.engine.law import load_law
from planning.reports.case_years import is_on_board, plan_ends_in
from planning.reports.claims import Claim, case_claims
from planning.reports.headline import DONE, MISSED, OPEN, Headline, headline
from planning.reports.tables import TableCut, table_cut

Document = Mapping[str, Any]
SATURDAY = 5
TO_PLAN = {"calculated", "missed", "correcting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account of a pool: its facts, its row of the document, its cut of the table."""

    account: Mapping[str, Any]
    amount: Mapping[str, Any]
    cut: TableCut | None
    caveats: tuple[Mapping[str, Any], ...]
    theirs: Any = None  # the custodian's figure, where the case is of records

    @property
    def about(self) -> tuple[str, ...]:
        """What tells the account from others, beside its name; a made name says it itself."""
        if not self.account["is_named"]:
            return ()
        kind = (
            self.account["kind_text"] if self.account["kind_text"] != self.account["name"] else ""
        )
        last4 = self.account["number_last4"]
        number = f"…{last4}" if last4 else ""
        return tuple(filter(None, (kind, self.account["custodian"], number)))

    @property
    def balance_source(self) -> str:
        """Where the balance is from, in words, where that is stated."""
        numbers = (step["numbers"] for step in self.amount["steps"])
        stated = next((n["source"] for n in numbers if n.get("source")), "")
        return str(BALANCE_SOURCES[stated]) if stated else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolCase:
    """One person's obligation from one pool for one distribution year."""

    anchor: str
    person: Mapping[str, Any]
    obligation: Mapping[str, Any]
    tone: str  # open, good, bad, unsure or quiet; always beside the status in words
    days_left: int | None
    business_day: date | None  # where the legal day falls on a weekend and does not move
    lines: tuple[AccountLine, ...]
    payments: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]  # payment, its account
    qcd: Mapping[str, Any] | None
    planned: tuple[Any, ...] = ()  # the office's rows of what is to come; a file has none

    @property
    def days_past(self) -> int:
        """How long ago the due date was."""
        return -(self.days_left or 0)

    @property
    def no_tax_until(self) -> str | None:
        """Until when beneficiaries may still take it without a tax, also after the due date."""
        return self.obligation["waived_until"] if self.tone == "open" else None

    @property
    def is_required(self) -> bool:
        """Whether there is an amount to show at all."""
        return self.obligation["status"] not in ("not_required", "undecided")

    @property
    def may_be_proposed(self) -> bool:
        """Whether something is left to plan of a year that has begun."""
        return self.obligation["status"] in TO_PLAN and not self.obligation["is_projected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolYear:
    """One year of a pool."""

    obligation: Mapping[str, Any]
    age: int
    lines: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]  # account, its amount


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolYears:
    """One pool through the years that ask for something."""

    person: Mapping[str, Any]
    pool_text: str
    years: tuple[PoolYear, ...]

    @property
    def first(self) -> Mapping[str, Any]:
        """The first year's obligation."""
        return self.years[0].obligation

    @property
    def last(self) -> Mapping[str, Any]:
        """The last year's obligation."""
        return self.years[-1].obligation


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything the page of one household and year shows."""

    document: Document
    year: int
    as_of: date
    headline: Headline
    pools: tuple[PoolCase, ...]
    undecided: tuple[Mapping[str, Any], ...]
    later_undecided: tuple[Mapping[str, Any], ...]
    caveats: tuple[Mapping[str, Any], ...]  # those that stand beside no account of the page
    later_caveats: tuple[Mapping[str, Any], ...]  # those about later years alone
    schedule: tuple[PoolYears, ...]
    claims: tuple[Claim, ...]

    @property
    def is_first_year(self) -> bool:
        """Whether no year before it has a divisor table."""
        return self.year <= load_law().first_year


def read_case(document: Document, *, year: int) -> Case:
    """Arrange a document around one distribution year."""
    board = [o for o in document["obligations"] if is_on_board(o, year)]
    caveats = [c for c in document["caveats"] if (c["year"] or year) <= year]
    shown = {amount["account"] for o in board for amount in o["accounts"]}
    return Case(
        document=document,
        year=year,
        as_of=date.fromisoformat(document["as_of"]),
        headline=headline(document, board, year),
        pools=tuple(_pool(document, o) for o in board),
        undecided=tuple(u for u in document["undecided"] if (u["year"] or year) <= year),
        later_undecided=tuple(u for u in document["undecided"] if (u["year"] or year) > year),
        caveats=tuple(c for c in caveats if c["account"] not in shown),
        later_caveats=tuple(c for c in document["caveats"] if (c["year"] or year) > year),
        schedule=_schedule(document, year),
        claims=case_claims(document, board, year),
    )


def required_obligations(document: Document, *, year: int) -> list[Mapping[str, Any]]:
    """Return the obligations with an amount from a year to the end of their owner's plan."""
    ends = {
        id_: plan_ends_in(date.fromisoformat(person["born_on"]), person["plan_to_age"], year)
        for id_, person in document["people"].items()
        if person["born_on"]
    }
    return [
        o
        for o in document["obligations"]
        if year <= o["distribution_year"] <= ends[o["person"]]
        and o["status"] not in ("undecided", "not_required")
    ]


def _pool(document: Document, obligation: Mapping[str, Any]) -> PoolCase:
    due_on = obligation["due_on"] and date.fromisoformat(obligation["due_on"])
    as_of = date.fromisoformat(document["as_of"])
    year = obligation["distribution_year"]
    return PoolCase(
        anchor=pool_anchor(obligation["person"], obligation["pool"], year),
        person=document["people"][obligation["person"]],
        obligation=obligation,
        tone=_tone(obligation),
        days_left=(due_on - as_of).days if due_on else None,
        business_day=_business_day(due_on) if due_on else None,
        lines=tuple(_line(document, amount, year) for amount in obligation["accounts"]),
        payments=tuple((p, _account(document, p)) for p in obligation["payments"]),
        qcd=_qcd(document, obligation),
    )


def _line(document: Document, amount: Mapping[str, Any], year: int) -> AccountLine:
    caveats = [
        c
        for c in document["caveats"]
        if c["account"] == amount["account"] and (c["year"] or year) <= year
    ]
    return AccountLine(
        account=_account(document, amount),
        amount=amount,
        cut=table_cut(amount, year),
        caveats=tuple(caveats),
    )


def _schedule(document: Document, year: int) -> tuple[PoolYears, ...]:
    pools: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for o in required_obligations(document, year=year):
        pools.setdefault((o["person"], o["pool"]), []).append(o)
    return tuple(
        PoolYears(
            person=document["people"][person],
            pool_text=obligations[0]["pool_text"],
            years=tuple(_pool_year(document, o) for o in obligations),
        )
        for (person, _pool), obligations in pools.items()
    )


def _pool_year(document: Document, obligation: Mapping[str, Any]) -> PoolYear:
    born_on = date.fromisoformat(document["people"][obligation["person"]]["born_on"])
    return PoolYear(
        obligation=obligation,
        age=obligation["distribution_year"] - born_on.year,
        lines=tuple((_account(document, a), a) for a in obligation["accounts"]),
    )


def _qcd(document: Document, obligation: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if not any(payment["kind"] == "qcd" for payment in obligation["payments"]):
        return None
    whose = obligation["person"], obligation["distribution_year"]
    return next((q for q in document["qcds"] if (q["person"], q["year"]) == whose), None)


def _account(document: Document, row: Mapping[str, Any]) -> Mapping[str, Any]:
    account: Mapping[str, Any] = document["accounts"][row["account"]]
    return account


def _tone(obligation: Mapping[str, Any]) -> str:
    status = obligation["status"]
    tones: Sequence[tuple[set[str], str]] = (
        (OPEN, "open"),
        (DONE, "good"),
        (MISSED, "bad"),
        ({"undecided"}, "unsure"),
    )
    return next((tone for words, tone in tones if status in words), "quiet")


def _business_day(due_on: date) -> date | None:
    """Return the Friday before a legal day on a weekend; holidays are not considered."""
    past_friday = due_on.weekday() - SATURDAY + 1
    return due_on - timedelta(days=past_friday) if past_friday > 0 else None
