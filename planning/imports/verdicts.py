"""What would each line of a file change, and what keeps it from being recorded?"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import NOT_FOR_RETIREMENT, BalanceFile, User, YearEndBalance
from clients.today import today_of
from planning.imports.cells import day_within, ending
from planning.imports.directory import Directory, Listed, Match
from planning.imports.layouts import Figure, Statement
from planning.wording import spoken_date, spoken_money

Source = YearEndBalance.Source

# In the order they are shown: what will be written, what asks for a decision, what is left.
VERDICTS: Mapping[str, tuple[Any, str]] = {
    "new": (lazy("New"), "good"),
    "estimate": (lazy("Estimate"), "open"),
    "differs": (lazy("Differs"), "open"),
    "ambiguous": (lazy("Ambiguous"), "open"),
    "unknown": (lazy("Unknown account"), "bad"),
    "wrong_date": (lazy("Wrong date"), "bad"),
    "duplicate": (lazy("Twice in the file"), "bad"),
    "unreadable": (lazy("Unreadable amount"), "bad"),
    "not_retirement": (lazy("Not retirement"), "quiet"),
    "same": (lazy("On record"), "quiet"),
}
WRITTEN = {"new", "estimate"}


class Standing(NamedTuple):
    """A figure on record."""

    pk: UUID
    account_id: UUID
    year: int
    source: str
    amount: Decimal
    revision: int

    @property
    def source_text(self) -> str:
        return str(Source(self.source).label)


@dataclass(slots=True, kw_only=True)
class Line:
    """One account of a file and what becomes of it."""

    key: str
    figure: Figure
    verdict: str = ""
    sentence: str = ""
    account: Listed | None = None
    choices: tuple[Listed, ...] = ()
    is_certain: bool = False
    as_of: date | None = None
    as_of_kind: str = ""
    standing: list[Standing] = field(default_factory=list)
    source: str = Source.CSV
    is_taken: bool = False
    effect: str = ""  # in dollars, worked out for the lines of a page

    @property
    def shown_number(self) -> str:
        """As much of the account number as a page shows."""
        end = ending(self.figure.number)
        return f"…{end}" if end else _("no number")

    @property
    def label(self) -> Any:
        return VERDICTS[self.verdict][0]

    @property
    def tone(self) -> str:
        return VERDICTS[self.verdict][1]

    @property
    def is_written(self) -> bool:
        return self.verdict in WRITTEN or (self.verdict == "differs" and self.is_taken)

    @property
    def replaced(self) -> Standing | None:
        """The figure of the same source that another takes the place of."""
        return next((s for s in self.standing if s.source == self.source), None)

    def judge(self, verdict: str, sentence: str) -> None:
        self.verdict, self.sentence = verdict, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Every line of a file with its verdict, on what is on record now."""

    statement: Statement
    directory: Directory
    lines: list[Line]

    @property
    def counts(self) -> list[tuple[str, Any, str, int]]:
        """Return each verdict there is, with its label, tone and number of lines."""
        found = Counter(line.verdict for line in self.lines)
        return [(v, *VERDICTS[v], found[v]) for v in VERDICTS if found[v]]

    @property
    def written(self) -> list[Line]:
        return [line for line in self.lines if line.is_written]

    @property
    def lacks_day(self) -> bool:
        return any(line.as_of is None for line in self.lines)

    @property
    def days(self) -> list[tuple[date, str]]:
        """Return the days the figures are of, and how each is known."""
        known = {(line.as_of, line.as_of_kind) for line in self.lines if line.as_of}
        return sorted((day, kind) for day, kind in known if day)

    @property
    def seen(self) -> str:
        """Return what this page shows as a mark: accepting holds for it and nothing else."""
        shown = [
            (line.key, line.verdict, str(line.account and line.account.pk), str(line.figure.amount),
             line.is_taken, sorted((str(s.pk), s.revision) for s in line.standing))
            for line in self.lines
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def preview(file: BalanceFile, statement: Statement, user: User) -> Preview:
    """Judge every line of a file, in a number of queries that does not grow with it."""
    directory = Directory(file, user)
    judge = _Judge(file, statement)
    lines = [
        judge.dated(Line(key=str(number), figure=figure))
        for number, figure in enumerate(statement.figures)
    ]
    for line in lines:
        judge.match(line, directory.match(line.figure, file.picks.get(line.key)))
    _refuse_shared_accounts(lines)
    standing = _standing(file)
    for line in lines:
        if not line.verdict and line.account is not None:
            line.standing = standing.get((line.account.pk, file.year), [])
            line.is_taken = line.key in file.taken
            judge.compare(line)
    return Preview(statement=statement, directory=directory, lines=lines)


class _Judge:
    """The rules of one file."""

    def __init__(self, file: BalanceFile, statement: Statement) -> None:
        self.file, self.statement = file, statement
        self.today = today_of(file.firm)
        self.year_end = date(file.year, 12, 31)
        self.day_of_name = day_within(file.name)

    def dated(self, line: Line) -> Line:
        """Say of what day a figure is, and how that is known."""
        for day, kind in (
            (line.figure.as_of, "stated"),
            (self.statement.as_of, "stated"),
            (self.file.asserted_as_of, "asserted"),
            (self.day_of_name, "file_name"),
        ):
            if day is not None:
                line.as_of, line.as_of_kind = day, kind
                break
        return line

    def match(self, line: Line, match: Match) -> None:
        figure = line.figure
        line.account, line.choices = match.account, match.choices
        line.is_certain = match.is_certain
        if figure.is_twice:
            line.judge("duplicate", _("The file states this account more than once."))
        elif figure.problem:
            line.judge("unreadable", figure.problem)
        elif figure.amount is None:
            line.judge("unreadable", _("The file states no value."))
        elif figure.amount < 0:
            line.judge("unreadable", _("A balance cannot be below zero."))
        elif line.account is None:
            self._say_whose(line, match)
        elif line.account.kind in NOT_FOR_RETIREMENT:
            line.judge("not_retirement", _("No distribution is required from this account."))

    def _say_whose(self, line: Line, match: Match) -> None:
        if match.is_of_another:
            sentence = _(
                "The number ends alike; the file names somebody else. Pick it if it is so."
            )
            line.judge("ambiguous", sentence)
        elif match.choices and match.is_hidden:
            sentence = _("It may be this account, or one you do not look after: pick if you know.")
            line.judge("ambiguous", sentence)
        elif len(match.choices) > 1:
            line.judge("ambiguous", _("Several accounts may be meant: pick the right one."))
        elif match.choices:
            line.judge("unknown", _("No number is on record for this person: pick it if it is."))
        else:
            line.judge(
                "unknown",
                _("No account of yours has this number: add its last four characters there."),
            )

    def compare(self, line: Line) -> None:
        """Judge a figure by its day and by what is on record."""
        amount = line.figure.amount
        if line.as_of is None:
            line.judge("wrong_date", _("The file does not say of what day it is: answer above."))
            return
        if line.as_of > self.today:
            line.judge("wrong_date", _("Its day, %s, has not come yet.") % spoken_date(line.as_of))
            return
        if line.as_of != self.year_end and not self.file.keeps_estimates:
            line.judge(
                "wrong_date",
                _("It is of %(day)s, not of %(year_end)s: no final balance.")
                % {"day": spoken_date(line.as_of), "year_end": spoken_date(self.year_end)},
            )
            return
        line.source = Source.CSV if line.as_of == self.year_end else Source.ESTIMATE
        final = [figure for figure in line.standing if figure.source != Source.ESTIMATE]
        before = line.replaced
        if line.source == Source.ESTIMATE and final:
            line.judge("same", _("A final figure is on record: an estimate adds nothing."))
        elif before is not None and before.amount == amount:
            line.judge("same", _("The same figure is on record."))
        elif before is not None:
            line.judge("differs", _("%s on record, of a file before.") % _told([before]))
        elif line.source == Source.ESTIMATE:
            line.judge("estimate", _("Kept as an estimate; no final RMD rests on it."))
        elif final and all(figure.amount == amount for figure in final):
            line.judge("same", _("It agrees with what is on record: %s.") % _told(final))
        elif final:
            line.judge("differs", _("On record: %s.") % _told(final))
        elif line.standing:
            line.judge("new", _("It goes before the estimate, %s.") % _told(line.standing))
        else:
            line.judge("new", _("Nothing is on record yet."))


def _told(figures: Iterable[Standing]) -> str:
    return ", ".join(f"{figure.source_text} {spoken_money(figure.amount)}" for figure in figures)


def _refuse_shared_accounts(lines: Iterable[Line]) -> None:
    """One account has one line: of several, none is sure that was not known or picked."""
    sharing: dict[UUID, list[Line]] = defaultdict(list)
    for line in lines:
        if line.account is not None and not line.verdict:
            sharing[line.account.pk].append(line)
    for group in sharing.values():
        certain = [line for line in group if line.is_certain]
        for line in group if len(group) > 1 else []:
            if not line.is_certain and line.account is not None:
                line.choices, line.account = (line.account,), None
                sentence = _("Several lines of the file end like this account’s number: pick one.")
                line.judge("ambiguous", sentence)
            elif len(certain) > 1:
                line.judge("duplicate", _("Several lines of the file are of this account."))


def _standing(file: BalanceFile) -> dict[tuple[UUID, int], list[Standing]]:
    rows = YearEndBalance.objects.filter(firm=file.firm, year=file.year, withdrawn_at=None)
    columns = ("pk", "account_id", "year", "source", "amount", "revision")
    standing: dict[tuple[UUID, int], list[Standing]] = defaultdict(list)
    for row in rows.values_list(*columns):
        figure = Standing(*row)
        standing[figure.account_id, figure.year].append(figure)
    return standing
