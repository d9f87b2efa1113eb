"""What a letter asks for, in the few figures the portal shows.

Kept with the letter when it is made, so that what a client reads on the screen is what the paper
says; read from today's document by the same function, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planning.reports.case_years import is_on_board
from planning.reports.headline import source_of

Document = Mapping[str, Any]
Figures = dict[str, Any]

TOLD = (
    "pool",
    "distribution_year",
    "due_on",
    "waived_until",
    "status",
    "required",
    "taken",
    "remaining",
)
ASKED = ("code", "account", "year", "text")


def figures_of(document: Document, *, year: int) -> Figures:
    """Return the figures of a year from a document of one person."""
    return {
        "as_of": document["as_of"],
        "obligations": [
            _told(document, obligation)
            for obligation in document["obligations"]
            if is_on_board(obligation, year) and obligation["status"] != "not_required"
        ],
        "not_decided": [
            {name: entry[name] for name in ASKED}
            for entry in document["undecided"]
            if (entry["year"] or year) <= year
        ],
    }


def _told(document: Document, obligation: Document) -> Figures:
    return {
        **{name: obligation[name] for name in TOLD},
        "source": source_of(document, obligation),
        "accounts": [amount["account"] for amount in obligation["accounts"]],
        "payments": [
            {
                "on": payment["on"],
                "amount": payment["amount"],
                "counted": payment["counted"],
                "kind": payment["kind_text"],
                "account": document["accounts"][payment["account"]]["name"],
            }
            for payment in obligation["payments"]
            if payment["counted"] != "0.00"
        ],
    }
