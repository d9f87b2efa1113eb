"""How far is a run through the book, and what became of whom?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from planning.models import ClosingRun, RunPerson, YearClosing

State = RunPerson.State


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """What the page of a run shows beside the people themselves."""

    run: ClosingRun
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many people there are."""
        return sum(self.counts.values())

    @property
    def finished(self) -> int:
        """How many had their turn."""
        return self.total - self.counts.get(State.WAITING, 0)

    @property
    def outcomes(self) -> list[tuple[str, str, int]]:
        """Each outcome there is, with how many."""
        return [
            (state.value, str(state.label), self.counts[state])
            for state in State
            if self.counts.get(state)
        ]

    @property
    def ready(self) -> int:
        return self.counts.get(State.READY, 0)

    @property
    def closed(self) -> int:
        return self.counts.get(State.CLOSED, 0)

    @property
    def approved(self) -> int:
        return self.counts.get(State.APPROVED, 0)

    @property
    def certified(self) -> int:
        return self.counts.get(State.CERTIFIED, 0)

    @property
    def seen(self) -> str:
        """What the page says of the progress, to ask whether there is more to say."""
        return f"{self.run.state} {self.finished}"


def read_run(run: ClosingRun) -> RunPage:
    """Count the people of a run by what became of them."""
    found = RunPerson.objects.filter(run=run).order_by().values_list("state")
    return RunPage(run=run, counts=dict(found.annotate(count=Count("pk"))))


def people_of(run: ClosingRun, state: str) -> QuerySet[RunPerson]:
    """Return the people of a run in their order, of one outcome or of all."""
    people = RunPerson.objects.filter(run=run).select_related("household", "person")
    return people.filter(state=state) if state in State.values else people


def to_approve(run: ClosingRun, approver: int) -> int:
    """Return how many of a run somebody may approve: what others closed and nobody has yet."""
    waiting = RunPerson.objects.filter(
        run=run, state=State.CLOSED, closing__approved_at=None, closing__reopened_at=None
    )
    return waiting.exclude(closing__closed_by=approver).count()


def to_certify(run: ClosingRun) -> int:
    """Return how many people of a run have a closed year, of which there is a certificate."""
    people = RunPerson.objects.filter(run=run).values("person")
    closed = YearClosing.objects.filter(year=run.year, person__in=people, reopened_at=None)
    return closed.filter(approved_at__isnull=False).count()
