"""What does the page of one inherited account say? Who held it, how it is paid, what if."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clients.models import Account, Household, Person
from planning.catalogue import TABLES
from planning.catalogue.beneficiaries import CLASSES, ELECTIONS, WAYS
from planning.engine import household as engine
from planning.reports.charts import chart_picture, schedule_chart
from planning.reports.field_places import first_address, places_of
from planning.rmd_case import compute_inherited_case

Document = Mapping[str, Any]
FEWEST_BARS = 2  # one alone says nothing the figures do not


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somebody in the chain from the owner to the present holder."""

    name: str
    role: str
    born_on: str | None = None
    died_on: str | None = None
    looked_after_by: str = ""  # of an estate, a trust or a charity
    is_holder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What cannot be decided, and where what decides it is typed."""

    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One of the results that the law leaves open for this year."""

    text: str
    table: str
    divisor: str | None
    required: str
    citation: str
    is_safer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """One year of the schedule: the account's obligation, and its own amount."""

    obligation: Document
    amount: Document

    @property
    def year(self) -> int:
        year: int = self.obligation["distribution_year"]
        return year


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLine:
    """One year beside the others: what each way takes and leaves."""

    year: int
    named: tuple[tuple[str, Document], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InheritedPage:
    """Everything the page shows."""

    links: list[Link]
    document: Document
    questions: list[Question]
    election: str
    this_year: YearLine | None
    readings: list[Reading]
    years: list[YearLine]
    ways: list[tuple[str, Document]]
    way_lines: list[WayLine]
    opening: str  # how the first balance is projected, while its December 31 has not come
    chart: dict[str, Any]

    @property
    def last_year(self) -> int:
        """The last year of the ways."""
        return self.way_lines[-1].year

    @property
    def way_names(self) -> list[str]:
        return [name for name, _way in self.ways]


def read_inherited_page(account: Account, known: engine.Household) -> InheritedPage:
    """Arrange what is known and decided of an inherited account.

    Raises: EngineError, where the records of the household are refused.
    """
    document = compute_inherited_case(known, account.key)
    household = account.household
    people = list(household.people.all())
    years = [
        YearLine(obligation=owed, amount=amount)
        for owed in document["obligations"]
        for amount in owed["accounts"]
        if amount["account"] == account.key
    ]
    ways = [(str(WAYS[way["way"]]), way) for way in document["ways"]]
    current = next((line for line in years if line.year == known.as_of.year), None)
    return InheritedPage(
        links=_links(account, {person.key: person for person in people}),
        document=document,
        questions=_questions(document, household, people),
        election=str(ELECTIONS.get(account.inherited.get("election") or "", "")),
        this_year=current,
        readings=_readings(current.amount) if current else [],
        years=years,
        ways=ways,
        way_lines=[
            WayLine(
                year=cells[0]["year"],
                named=tuple(zip((name for name, _way in ways), cells, strict=True)),
            )
            for cells in zip(*(way["years"] for _name, way in ways), strict=True)
        ],
        opening=next(
            (
                step["text"]
                for line in years
                for step in line.amount["steps"]
                if step["code"] == "balance_of_share"
            ),
            "",
        ),
        chart=_chart(document),
    )


def _questions(document: Document, household: Household, people: list[Person]) -> list[Question]:
    """Return what is missing, of this account or of the one it came from."""
    if not document["undecided"]:
        return []
    places = places_of(household, people, household.accounts.filter(archived_at=None))
    return [
        Question(text=one["text"], address=first_address(one["missing"], places))
        for one in document["undecided"]
    ]


def _links(account: Account, people: Mapping[str, Person]) -> list[Link]:
    facts = account.inherited
    links = [_link(people.get(facts["from"]), facts["from"], _("Original owner"))]
    for earlier in facts.get("chain", []):
        role = _class_text(earlier.get("class"))
        links.append(_link(people.get(earlier["person"]), earlier["person"], role))
    holder = account.owner
    entity = account.other_facts.get("owner_entity")
    return [
        *links,
        Link(
            name=entity or holder.name,
            role=_class_text(facts.get("class")),
            looked_after_by=holder.name if entity else "",
            born_on=None if entity or holder.born_on is None else holder.born_on.isoformat(),
            died_on=holder.died_on.isoformat() if holder.died_on else None,
            is_holder=True,
        ),
    ]


def _link(person: Person | None, key: str, role: str) -> Link:
    if person is None:  # archived since
        return Link(name=key, role=role)
    return Link(
        name=person.name,
        role=role,
        born_on=person.born_on.isoformat() if person.born_on else None,
        died_on=person.died_on.isoformat() if person.died_on else None,
    )


def _class_text(beneficiary_class: str | None) -> str:
    if beneficiary_class is None:
        return _("Class not known")
    return str(CLASSES[beneficiary_class])


def _readings(amount: Document) -> list[Reading]:
    """Return the results side by side, ours first, where the law leaves more than one open."""
    others = amount["alternatives"]
    if not others:
        return []
    ours = Reading(
        text=_("The stricter reading, which is used here"),
        table=amount["table_text"] or "",
        divisor=amount["divisor"],
        required=amount["required"],
        citation="",
        is_safer=not any(other["safer"] for other in others),
    )
    return [
        ours,
        *(
            Reading(
                text=other["reading"],
                table=str(TABLES[other["table"]]) if other["table"] else "",
                divisor=other["divisor"],
                required=other["required"],
                citation=other["citation"],
                is_safer=other["safer"],
            )
            for other in others
        ),
    ]


def _chart(document: Document) -> dict[str, Any]:
    asked = [owed for owed in document["obligations"] if owed["required"] not in (None, "0.00")]
    if len(asked) < FEWEST_BARS:
        return {"chart_spec": None}
    spec = schedule_chart(document, asked)
    alt = _("Bars for the years %(first)d to %(last)d. The table below holds every figure.")
    first, last = (asked[place]["distribution_year"] for place in (0, -1))
    return {
        "chart_spec": spec,
        "chart_picture": chart_picture(spec),
        "chart_alt": alt % {"first": first, "last": last},
    }
