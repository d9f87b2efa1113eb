"""How are a roadmap, and an answer about one, read in a terminal?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from textwrap import fill
from typing import Any

from django.utils.translation import gettext as _

from planning.models import RoadmapRun
from planning.reports.roadmap_page import ActionLine, RoadmapPage, read_roadmap_page
from planning.reports.terminal import WIDTH, Document, Row, aligned, notes
from planning.templatetags.money import NOTHING, day, dollars, percent
from planning.wording import sentence

VALUES = {
    RoadmapRun.Objective.SPENDING: _("{value:$} a year can be spent, in today’s dollars."),
    RoadmapRun.Objective.BEQUEST: _("{value:$} can be left to heirs, in today’s dollars."),
    RoadmapRun.Objective.TAX: _("{value:$} of tax in all years, in today’s dollars."),
}


def roadmap_table(document: Document) -> str:
    """Return a roadmap's document as text: how good it is, what to do now, the years, the ways."""
    head = f"{document['household']}, {day(document['as_of'])}"
    page = read_roadmap_page(document)
    if page is None:
        return f"{head}\n\n{_paragraph(document['reason']['text'])}"
    blocks = [
        head,
        _paragraph(" ".join(_verdict(page))),
        aligned([(figure.text, figure.value) for figure in page.figures], "<>"),
        _titled(_("To do in {year}").format(year=page.now.year), _actions(page.now.actions)),
        _titled(_("Years, in dollars of each"), aligned(list(_years(page)), "<<>>>>>")),
    ]
    if page.is_compared:
        blocks.append(_titled(_("Beside the usual ways"), aligned(list(_ways(page)), "<>>>")))
    blocks += notes(_("Cannot decide"), page.undecided)
    blocks += notes(_("To keep in mind"), page.caveats)
    return "\n\n".join(blocks)


def answer_table(document: Document) -> str:
    """Return the answer to a question about a plan as text: sentences, then tables."""
    blocks = [f"{document['household']}, {day(document['as_of'])}"]
    blocks += [_paragraph(said) for said in document["says"]]
    for table in document["tables"]:
        sides = "".join("<" if one["read_as"] == "text" else ">" for one in table["columns"])
        rows: list[Row] = [[one["heading"] for one in table["columns"]]]
        rows += [[_cell(row, one) for one in table["columns"]] for row in table["rows"]]
        blocks.append(_titled(table["title"], aligned(rows, sides)))
    return "\n\n".join(blocks)


def _verdict(page: RoadmapPage) -> Iterator[str]:
    yield sentence(VALUES[RoadmapRun.Objective(page.objective)], {"value": page.value})
    if page.way:
        yield _("The best is a usual way: {way}.").format(way=page.way)
    found = page.certificate
    if found.bound is None:
        return
    numbers = {"bound": found.bound, "within": found.model_within}
    yield sentence(_("No plan of the optimiser’s model exceeds {bound:$}."), numbers)
    if not found.is_above:
        yield _("This one is within {gap} of it.").format(gap=found.gap_said)
    yield sentence(_("Every tax is the whole law’s, the model’s within {within:$}."), numbers)


def _actions(actions: Iterable[ActionLine]) -> str:
    return "\n".join(
        f"- {line.what}: {line.account}, {dollars(line.amount)}, {day(line.by)}\n"
        + fill(line.why, WIDTH, initial_indent="  ", subsequent_indent="  ")
        for line in actions
    )


def _years(page: RoadmapPage) -> Iterator[Row]:
    yield "", "", _("income"), _("taxes"), _("converted"), _("spending"), _("left at the end")
    for year in page.years:
        converted = sum((o.amount for o in year.actions if o.kind == "convert"), Decimal(0))
        amounts = (year.income, year.tax, converted, year.spending, year.left)
        yield (
            str(year.year),
            year.ages,
            *(dollars(amount) if amount else "" for amount in amounts),
        )


def _ways(page: RoadmapPage) -> Iterator[Row]:
    yield "", _("value"), _("lifetime tax"), _("estate")
    for way in page.ways:
        yield way.name, dollars(way.value), dollars(way.tax), dollars(way.estate)


def _cell(row: Mapping[str, Any], column: Mapping[str, str]) -> str:
    value = row.get(column["key"])
    if value in (None, ""):
        return "" if column["read_as"] == "text" else NOTHING
    if column["read_as"] == "dollars":
        return dollars(value)
    if column["read_as"] == "rate":
        return percent(str(value))
    return str(value)


def _titled(title: str, text: str) -> str:
    return f"{title}\n{text}"


def _paragraph(text: str) -> str:
    return fill(text, WIDTH)
