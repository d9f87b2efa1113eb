"""What does a tax year look like as JSON types? Codes, numbers and authorities."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from planning.engine.tax_year.results import CannotDecide, Missing, Note, Source
from planning.engine.tax_year.year import TaxYear

Document = dict[str, Any]


def tax_year_document(result: TaxYear) -> Document:
    """Return one return of a year, as facts stand and with nothing tried."""
    tax = result.tax
    return {
        "year": result.year,
        "head": result.filing.head.id,
        "filing_status": result.filing.status.value,
        "people": [person.id for person in result.filing.people],
        "decided": True,
        "sources": [_source(source) for source in result.sources if source.code != "early"],
        "lines": [
            {
                "code": reason.code,
                "value": format(reason.value, ".2f"),
                "citation": reason.citation,
                "numbers": _numbers(reason.numbers),
            }
            for reason in result.reasons
        ],
        "is_itemized": bool(tax.is_itemized),
        "totals": {
            "income": _money(tax.adjusted_gross_income),
            "taxable": _money(tax.taxable_income),
            "federal": _money(tax.total_tax),
            "state": _money(result.state_tax),
            "magi": _money(tax.magi_for_irmaa),
            "surcharges_later": _money(result.surcharges_later),
            "marginal_rate": f"{result.marginal_rate:.4f}",
        },
        "states": [
            {"state": line.state, "tax": _money(line.tax), "grade": line.grade}
            for line in result.states
        ],
        "missing": missing_document(result.missing),
        "caveats": [_note(note) for note in result.notes],
    }


def undecided_document(year: int, refusal: CannotDecide) -> Document:
    """Return a return that cannot be begun, with what it waits for."""
    return {"year": year, "decided": False, "missing": missing_document(refusal.missing)}


def missing_document(missing: Iterable[Missing]) -> list[Document]:
    """Return what figures wait for."""
    return [
        {
            "code": one.code,
            "fact": one.fact,
            "person": one.person,
            "account": one.account,
            "numbers": _numbers(one.numbers),
        }
        for one in missing
    ]


def _source(source: Source) -> Document:
    return {
        "code": source.code,
        "person": source.person,
        "account": source.account,
        "gross": format(source.gross, ".2f"),
        "taxable": None if source.code == "social_security" else format(source.taxable, ".2f"),
        "standing": source.standing.value,
    }


def _note(note: Note) -> Document:
    return {"code": note.code, "citation": note.citation, "numbers": _numbers(note.numbers)}


def _numbers(numbers: Any) -> Document:  # noqa: ANN401 - a mapping of plain values
    return {name: _plain(value) for name, value in numbers.items()}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    return str(value)


def _money(figure: Any) -> str:  # noqa: ANN401 - a figure of a batch of one, or a float
    return f"{float(figure) + 0.0:.2f}"
