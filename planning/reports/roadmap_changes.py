"""What has changed of a household since a roadmap was worked out? Read from the two files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from planning.catalogue import KINDS
from planning.engine.law import load_law
from planning.models import RoadmapRun
from planning.rmd_case import engine_version
from planning.wording import sentence

Document = Mapping[str, Any]

TOLD_APART = {"schema", "as_of", "people", "accounts", "spending"}
SECTIONS = {
    "incomes": lazy("incomes"),
    "spending": lazy("the spending"),
    "goals": lazy("goals"),
    "limits": lazy("limits and decided withdrawals"),
    "assumptions": lazy("assumptions"),
    "distributions": lazy("payments"),
    "marriages": lazy("marriages"),
    "state": lazy("the state"),
}


def changes_since_run(run: RoadmapRun, now: Document) -> list[str]:
    """Return what is otherwise now than when a run began, in words; nothing if nothing."""
    return [*_facts(run.facts, now), *_around(run, now)]


def _facts(before: Document, now: Document) -> Iterator[str]:
    yield from _spending(before, now)
    yield from _rows(before.get("people", ()), now.get("people", ()))
    yield from _accounts(before, now)
    beside: set[str] = set()
    for key in dict.fromkeys([*before, *now]):
        if key not in TOLD_APART and before.get(key) != now.get(key):
            beside.add(str(SECTIONS.get(key, _("facts of the tax return"))))
    yield from sorted(beside)


def _spending(before: Document, now: Document) -> Iterator[str]:
    old, new = before.get("spending", {}), now.get("spending", {})
    if old == new:
        return
    if old.get("annual") and new.get("annual") and old["annual"] != new["annual"]:
        text = _("the spending: {after:$} a year instead of {before:$}")
        yield sentence(text, {"after": new["annual"], "before": old["annual"]})
    else:
        yield str(SECTIONS["spending"])


def _accounts(before: Document, now: Document) -> Iterator[str]:
    old, new = _by_id(before.get("accounts", ())), _by_id(now.get("accounts", ()))
    for id_ in dict.fromkeys([*old, *new]):
        one, other = old.get(id_), new.get(id_)
        name = _name(other or one or {})
        if one is None:
            yield _("{name} is new").format(name=name)
        elif other is None:
            yield _("{name} is gone").format(name=name)
        elif one != other:
            yield from _account(name, one, other)


def _account(name: str, old: Document, new: Document) -> Iterator[str]:
    was, is_now = old.get("year_end_balances", {}), new.get("year_end_balances", {})
    for year in sorted(set(was) | set(is_now)):
        if was.get(year) != is_now.get(year):
            yield _("the balance of {name} on December 31, {year}").format(name=name, year=year)
    rest = {key: (old.get(key), new.get(key)) for key in {*old, *new} - {"year_end_balances"}}
    if any(one != other for one, other in rest.values()):
        yield _("the account {name}").format(name=name)


def _rows(before: Iterable[Document], now: Iterable[Document]) -> Iterator[str]:
    old, new = _by_id(before), _by_id(now)
    for id_ in dict.fromkeys([*old, *new]):
        if old.get(id_) != new.get(id_):
            row = new.get(id_) or old[id_]
            yield _("the record of {name}").format(name=row["name"])


def _around(run: RoadmapRun, now: Document) -> Iterator[str]:
    if run.facts["as_of"][:4] != now["as_of"][:4]:
        yield _("a new year has begun")
    if run.law_version and run.law_version != load_law().version:
        yield _("the figures of the law")
    if run.engine_version and run.engine_version != engine_version():
        yield _("the way it is reckoned (version {version})").format(version=engine_version())


def _by_id(rows: Iterable[Document]) -> dict[str, Document]:
    return {row["id"]: row for row in rows}


def _name(account: Document) -> str:
    return account.get("name") or str(KINDS[account["kind"]])
