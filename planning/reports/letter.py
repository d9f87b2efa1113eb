"""How does an RMD case read as a letter?

The figures and sentences of the case, put in the order of a letter; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from planning.catalogue.beneficiaries import POOLS_EACH
from planning.engine.law import ShortfallTax, load_law
from planning.reports.context import AccountLine, Case, PoolCase, read_case
from planning.reports.letterhead import Letterhead
from planning.reports.pdf import render_pdf

ZERO = "0.00"
# The steps told under a table; the others are the ordinary course, or a caveat says the same.
UNUSUAL = (
    "balance_projected",
    "adjust_",
    "table_spouse_not_sole",
    "table_sole_younger_spouse",
    "annuity_counts",
    "vested_limit",
)
BODIES_OF_LAW = ("26 U.S.C. § ", "Treas. Reg. ")
LONG = 6  # from more accounts on the letter is set a little smaller, to stay within three pages
FACES = ("Regular", "Medium", "SemiBold", "Italic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Computation:
    """One table of balances and divisors: a pool of several accounts, or all that stand alone."""

    title: str
    pools: tuple[PoolCase, ...]

    @property
    def is_pooled(self) -> bool:
        """Whether there is a total to show under the accounts."""
        return len(self.pools[0].lines) > 1

    @property
    def names_accounts(self) -> bool:
        """Whether a payment needs to say from which account it came."""
        return len(self.lines) > 1

    @property
    def lines(self) -> tuple[AccountLine, ...]:
        """The accounts, one row each."""
        return tuple(line for pool in self.pools for line in pool.lines)

    @property
    def rows(self) -> list[tuple[PoolCase, AccountLine]]:
        """The accounts, each with its pool."""
        return [(pool, line) for pool in self.pools for line in pool.lines]

    @property
    def notes(self) -> list[tuple[str, list[str]]]:
        """What is unusual about the balance or the divisor of an account, by its name."""
        notes = ((o.account["name"], _texts(o.amount["steps"], UNUSUAL)) for o in self.lines)
        return [(name, texts) for name, texts in notes if texts]

    @property
    def source_rules(self) -> list[str]:
        """From which accounts the money may come, said once of all of a kind."""
        said: dict[str, list[str]] = {}
        for step in chain.from_iterable(pool.obligation["steps"] for pool in self.pools):
            if step["code"].startswith("pool_"):
                said.setdefault(step["code"], []).append(step["text"])
        return [
            sentence
            for code, texts in said.items()
            for sentence in ([str(POOLS_EACH[code])] if code in POOLS_EACH and texts[1:] else texts)
        ]

    @property
    def payments(self) -> tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]:
        """What was withdrawn from these accounts, with the account."""
        return tuple(chain.from_iterable(pool.payments for pool in self.pools))

    @property
    def shared(self) -> Mapping[str, Any] | None:
        """An amount of the table if all were divided by the same cell of the same table."""
        first, *others = (line.amount for line in self.lines)
        same = all((o["table"], o["cell"]) == (first["table"], first["cell"]) for o in others)
        return first if others and same and first["cell"] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """The excise tax on what is missing of the amounts due in some years."""

    years: tuple[int, ...]
    tax: ShortfallTax


def render_letter(
    document: Mapping[str, Any], *, year: int, letterhead: Letterhead | None = None
) -> bytes:
    """Return the letter of one distribution year as a PDF, in the language now active.

    A firm's letter has its letterhead; that of the public calculator has none.
    """
    context = {**letter_context(read_case(document, year=year)), "letterhead": letterhead}
    assets = letter_assets() | (letterhead.assets if letterhead else {})
    return render_pdf(render_to_string("reports/letter.html", context), assets)


def letter_context(case: Case) -> dict[str, Any]:
    """Return what the letter's templates show of a case."""
    required = [pool for pool in case.pools if pool.obligation["required"] not in (None, ZERO)]
    unpaid = [pool for pool in case.pools if pool.obligation["remaining"] != ZERO]
    addressees = list(dict.fromkeys(_addressee(pool.person) for pool in case.pools))
    return {
        "case": case,
        "document": case.document,
        "addressees": addressees or [case.document["household"]],
        "is_for_several": len(addressees) > 1,
        "is_long": sum(len(pool.lines) for pool in required) > LONG,
        "deadline_notes": _texts(
            chain.from_iterable(pool.obligation["steps"] for pool in unpaid),
            ("due_april_1",),
        ),
        "computations": _computations(required),
        "caveats": _caveats(case.document),
        "alternatives": [
            (line, alternative)
            for pool in case.pools
            for line in pool.lines
            for alternative in line.amount["alternatives"]
        ],
        "missed": [
            (pool, _texts(pool.obligation["steps"], ("excise",)))
            for pool in case.pools
            if pool.obligation["shortfall"]["amount"] != ZERO
        ],
        "penalties": _penalties(p for p in unpaid if not p.obligation["waived_until"]),
        "citations": _citations(required),
    }


@cache
def letter_assets() -> dict[str, bytes]:
    """Return what the letter's HTML may refer to: its style sheet and the faces of its font."""
    fonts = Path(settings.BASE_DIR) / "static" / "fonts" / "print"
    sheet = Path(settings.BASE_DIR) / "templates" / "reports" / "letter.css"
    faces = {f"Inter-{face}.ttf": (fonts / f"Inter-{face}.ttf").read_bytes() for face in FACES}
    return {"letter.css": sheet.read_bytes(), **faces}


def _addressee(person: Mapping[str, Any]) -> str:
    name: str = person["name"]
    return _("The beneficiaries of %(name)s") % {"name": name} if person["died_on"] else name


def _computations(pools: Sequence[PoolCase]) -> list[Computation]:
    """Give each pool of several accounts its table and put the others into one."""
    tables = [
        Computation(title=pool.obligation["pool_text"], pools=(pool,))
        for pool in pools
        if len(pool.lines) > 1
    ]
    alone = tuple(pool for pool in pools if len(pool.lines) == 1)
    if alone:
        title = alone[0].obligation["pool_text"] if len(alone) == 1 else _("Each on its own")
        tables.append(Computation(title=title, pools=alone))
    return tables


def _texts(steps: Iterable[Mapping[str, Any]], codes: tuple[str, ...]) -> list[str]:
    """Return the sentences of the steps whose code begins so, each once."""
    return list(dict.fromkeys(step["text"] for step in steps if step["code"].startswith(codes)))


def _caveats(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return each caveat with its source; what is said of several accounts is said once."""
    named: dict[tuple[str, str], list[str]] = {}
    for caveat in document["caveats"]:
        account = document["accounts"].get(caveat["account"])
        name = f"{account['name']}: " if account else ""
        is_of_account = bool(name) and caveat["text"].startswith(name)
        text = caveat["text"].removeprefix(name)
        names = named.setdefault((text, caveat["citation"]), [])
        names += [account["name"]] if account and is_of_account else []
    return [
        (f"{', '.join(dict.fromkeys(names))}: {text}" if names else text, citation)
        for (text, citation), names in named.items()
    ]


def _penalties(pools: Iterable[PoolCase]) -> list[Penalty]:
    """Return the tax on what may be missing, the due years under one law together."""
    years = sorted({int(p.obligation["due_on"][:4]) for p in pools if p.obligation["due_on"]})
    return [
        Penalty(years=tuple(same), tax=tax)
        for tax, same in groupby(years, key=lambda year: load_law().for_year(year).shortfall_tax)
    ]


def _citations(pools: Sequence[PoolCase]) -> list[str]:
    """Return each source behind a figure once, those of one body of law together."""
    steps = chain.from_iterable(
        chain(
            *(line.amount["steps"] for line in pool.lines),
            pool.obligation["steps"],
            pool.obligation["payments"],
        )
        for pool in pools
    )
    sources = sorted({source for step in steps for source in step["citation"].split("; ")})
    return [
        f"{body}{', '.join(source.removeprefix(body) for source in same)}"
        for body, same in groupby(sources, key=_body_of_law)
    ]


def _body_of_law(source: str) -> str:
    return next((body for body in BODIES_OF_LAW if source.startswith(body)), "")
