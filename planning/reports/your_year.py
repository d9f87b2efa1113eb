"""What do the clients of a household read on their page? What was released to them, no more.

A figure is shown exactly if a letter that tells it was released. How far it is, is read from the
case the advisor sees, as long as that case asks for the same; where it does not, what was
released stands, with its day, until the firm releases it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clients.models import Household, PortalGrant
from planning.access import open_asks_for
from planning.engine.errors import EngineError
from planning.engine.rmd.pools import parts_of
from planning.facts import gather_facts
from planning.models import (
    ClientLetter,
    PlannedPayment,
    PlanVersion,
    PortalAct,
    PortalAsk,
    YearClosing,
)
from planning.reports.case_years import year_document
from planning.reports.headline import DONE, MISSED
from planning.reports.letter_people import of_person
from planning.reports.released_figures import Figures, figures_of
from planning.wording import spoken_pool

SIGNED = {"satisfied", "closed"}
NOTHING: Figures = {"obligations": [], "not_decided": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A part of the ring: where it begins and how long it is, in dollars of the whole."""

    tone: str  # taken, or ordered
    length: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YourPool:
    """Something that must be taken: how much, by when, how far it is."""

    figures: Figures
    ordered: tuple[PlannedPayment, ...]
    subject: str  # by which a question names it
    released_on: date | None  # where it is not what the case says today

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to take."""
        return self.figures["status"] in DONE

    @property
    def is_missed(self) -> bool:
        return self.figures["status"] in MISSED

    @property
    def is_proven(self) -> bool:
        """Whether the firm has seen what proves it."""
        return self.figures["status"] in SIGNED

    @property
    def is_undecided(self) -> bool:
        return self.figures["required"] is None

    @property
    def until(self) -> str | None:
        """The last day that keeps it free of a tax."""
        day: str | None = self.figures["waived_until"] or self.figures["due_on"]
        return day

    @property
    def percent(self) -> int:
        """How much of it is taken, in whole percent, never rounded up."""
        required = Decimal(self.figures["required"] or 0)
        if not required:
            return 100
        return min(100, int(Decimal(self.figures["taken"]) * 100 / required))

    @property
    def arcs(self) -> tuple[Arc, ...]:
        """What is taken and what is ordered, around the ring one after the other."""
        required = Decimal(self.figures["required"] or 0)
        before = min(required, Decimal(self.figures["taken"]))
        arcs = [Arc(tone="taken", length=str(before), before="0")] if before else []
        for planned in self.ordered:
            length = min(planned.amount, required - before)
            if length > 0:
                arcs.append(Arc(tone="ordered", length=str(length), before=f"-{before}"))
                before += length
        return tuple(arcs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A year that the firm signed off: what was taken, and what forms will come."""

    closing: YearClosing
    names: Mapping[str, str]  # of the people of the household

    @property
    def pools(self) -> list[Mapping[str, Any]]:
        """What was required and taken, as it was signed, its pool in the reader's language."""
        signed = self.closing.document["obligations"]
        return [
            {**entry, "pool_text": self._spoken(entry)}
            for entry in signed
            if entry["required"] not in (None, "0.00")
        ]

    def _spoken(self, entry: Mapping[str, Any]) -> str:
        parts = parts_of(entry["pool"])
        if parts.kind == "plan":  # called by the name of its account
            return str(entry["pool_text"])
        return spoken_pool(entry["pool"], plan="", decedent=self.names.get(parts.of, parts.of))

    @property
    def payments(self) -> list[Mapping[str, Any]]:
        """What was paid, each with its account and the day somebody saw its proof."""
        accounts = self.closing.document.get("accounts", {})
        return [
            {**payment, "account": accounts.get(payment["account"], {}).get("name", "")}
            for payment in self.closing.document["payments"]
        ]

    @property
    def forms_in(self) -> int:
        """The year in which the custodians tell of it."""
        return self.closing.year + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class YourPerson:
    """What one person must take for one year."""

    name: str
    is_you: bool
    year: int
    letter: ClientLetter
    pools: tuple[YourPool, ...]
    undecided: tuple[str, ...]  # what the letter could not say, and nobody has settled since
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YourHousehold:
    """One household on a client's page."""

    household: Household
    people: tuple[YourPerson, ...]
    letters: tuple[ClientLetter, ...]
    plans: tuple[PlanVersion, ...]  # the newest first
    asks: tuple[PortalAsk, ...]
    acts: tuple[PortalAct, ...]

    @property
    def plan(self) -> PlanVersion | None:
        """The plan that counts."""
        return next((one for one in self.plans if one.state == PlanVersion.State.RELEASED), None)

    @property
    def older_plans(self) -> tuple[PlanVersion, ...]:
        """Those it took the place of."""
        return tuple(one for one in self.plans if one != self.plan)

    @property
    def has_figures(self) -> bool:
        return any(person.pools or person.receipt for person in self.people)


def read_your_household(
    grant: PortalGrant,
    letters: Iterable[ClientLetter],
    plans: Iterable[PlanVersion] = (),
    *,
    as_of: date,
) -> YourHousehold:
    """Arrange what was released to the clients of a household."""
    household, released = grant.household, list(letters)
    newest = _newest(released, since=as_of.year - 1)
    return YourHousehold(
        household=household,
        people=tuple(_people(grant, newest, as_of)),
        letters=tuple(sorted(released, key=_lately, reverse=True)),
        plans=tuple(plans),
        asks=tuple(open_asks_for(household)),
        acts=tuple(household.portal_acts.select_related("document", "settled_by")),
    )


def subjects_of(letters: Iterable[ClientLetter]) -> list[tuple[str, str]]:
    """Return what a question may be about, each by a name of its own: released figures, letters."""
    subjects = []
    for letter in _newest(letters, since=0):
        who = {"name": letter.person.name, "year": letter.year}
        for figures in letter.figures["obligations"]:
            key = subject_of(letter, figures)
            text = _("{year}, {name}: what is to be taken from {source}")
            subjects.append((key, text.format(source=figures["source"], **who)))
        subjects.append((str(letter.pk), _("The letter to {name} for {year}").format(**who)))
    return subjects


def subject_of(letter: ClientLetter, figures: Figures) -> str:
    """Name a figure of a letter, for the address of a question about it."""
    return f"{letter.pk}:{figures['pool']}:{figures['distribution_year']}"


def _newest(letters: Iterable[ClientLetter], *, since: int) -> list[ClientLetter]:
    """Return the letter that counts of each person and year: the one whose facts are newest."""
    found: dict[tuple[Any, int], ClientLetter] = {}
    for letter in sorted(letters, key=_known):
        if letter.figures is not None and letter.year >= since:
            found[letter.person_id, letter.year] = letter
    return sorted(found.values(), key=lambda one: (-one.year, one.person.position, one.person.name))


def _people(grant: PortalGrant, letters: list[ClientLetter], as_of: date) -> Iterator[YourPerson]:
    household = grant.household
    live = _live(household, letters, as_of)
    ordered = PlannedPayment.objects.to_come().filter(
        household=household, ordered_on__isnull=False, year__in={one.year for one in letters}
    )
    planned = list(ordered.select_related("account__custodian"))
    closings = YearClosing.objects.filter(
        household=household, approved_at__isnull=False, reopened_at=None
    )
    closed = {(one.person_id, one.year): one for one in closings}
    names = {one.key: one.name for one in household.people.all()} if closed else {}
    told: set[tuple[Any, ...]] = set()
    for letter in letters:
        closing = closed.get((letter.person_id, letter.year))
        today = live.get((letter.person.key, letter.year), NOTHING)
        current = {_name(one): one for one in today["obligations"]}
        pools = tuple(
            _pool(letter, figures, current.get(_name(figures)), planned)
            for figures in letter.figures["obligations"]
            if (letter.person_id, *_name(figures)) not in told
            and (closing is None or figures["distribution_year"] != letter.year)
        )
        told |= {(letter.person_id, *_name(one)) for one in letter.figures["obligations"]}
        yield YourPerson(
            name=letter.person.name,
            is_you=letter.person_id == grant.person_id,
            year=letter.year,
            letter=letter,
            pools=pools,
            undecided=tuple(_still_undecided(letter, today)),
            receipt=Receipt(closing=closing, names=names) if closing else None,
        )


def _live(
    household: Household, letters: list[ClientLetter], as_of: date
) -> dict[tuple[str, int], Figures]:
    """Return what the case says today, by person and year; nothing where it is refused."""
    if not letters:
        return {}
    found: dict[tuple[str, int], Figures] = {}
    facts = gather_facts(household, as_of=as_of)
    for year in {letter.year for letter in letters}:
        try:
            document = year_document(facts, year=year)
        except EngineError:
            continue
        for key in {letter.person.key for letter in letters if letter.year == year}:
            own = of_person(document, key)
            found[key, year] = figures_of(own, year=year)
    return found


def _pool(
    letter: ClientLetter,
    released: Figures,
    current: Figures | None,
    planned: Iterable[PlannedPayment],
) -> YourPool:
    is_same = current is not None and all(
        current[name] == released[name] for name in ("required", "due_on", "waived_until")
    )
    figures = current if is_same and current is not None else released
    of_pool = [
        one
        for one in planned
        if one.account.key in figures["accounts"] and one.year == figures["distribution_year"]
    ]
    return YourPool(
        figures=figures,
        ordered=tuple(of_pool),
        subject=subject_of(letter, released),
        released_on=None if is_same else letter.as_of,
    )


def _still_undecided(letter: ClientLetter, today: Figures) -> Iterator[str]:
    """Yield what a letter could not say and nobody has settled since, in the reader's language."""
    told = {_question(entry) for entry in letter.figures.get("not_decided", ())}
    for entry in today["not_decided"]:
        if _question(entry) in told:
            yield entry["text"]


def _question(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    return entry["code"], entry["account"], entry["year"]


def _name(figures: Figures) -> tuple[str, int]:
    return figures["pool"], figures["distribution_year"]


def _known(letter: ClientLetter) -> tuple[Any, ...]:
    return letter.known_at or letter.created_at, letter.created_at


def _lately(letter: ClientLetter) -> Any:
    return letter.released_at
