"""What is otherwise in one household file than in another, in words?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from planning.catalogue import KINDS
from planning.wording import sentence

Document = Mapping[str, Any]

NOTHING = "–"
TOLD_APART = {"schema", "as_of", "people", "accounts", "spending"}
SECTIONS = {
    "incomes": lazy("incomes"),
    "goals": lazy("goals"),
    "limits": lazy("limits and decided withdrawals"),
    "assumptions": lazy("assumptions"),
    "distributions": lazy("payments"),
    "marriages": lazy("marriages"),
    "state": lazy("the state"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One thing that changed, and from what to what where that is short to say."""

    what: str
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """Say it in a list of others."""
        if not self.before or NOTHING in (self.before, self.after):
            return self.what
        return _("{what}: {after} instead of {before}").format(
            what=self.what, after=self.after, before=self.before
        )


def file_changes(before: Document, now: Document) -> Iterator[FileChange]:
    """Yield what of the facts changed from one file to another; the day alone is no fact."""
    yield from _spending(before.get("spending", {}), now.get("spending", {}))
    yield from _people(before, now)
    yield from _accounts(before, now)
    beside: dict[str, FileChange] = {}
    for key in dict.fromkeys([*before, *now]):
        if key not in TOLD_APART and before.get(key) != now.get(key):
            what = str(SECTIONS.get(key, _("facts of the tax return")))
            said = {name: str(file.get(key) or NOTHING) for name, file in _both(before, now)}
            is_short = isinstance(before.get(key, now.get(key)), str)
            beside.setdefault(what, FileChange(what=what, **(said if is_short else {})))
    yield from (beside[what] for what in sorted(beside))


def _both(before: Document, now: Document) -> tuple[tuple[str, Document], ...]:
    return ("before", before), ("after", now)


def _spending(old: Document, new: Document) -> Iterator[FileChange]:
    if old == new:
        return
    if old.get("annual") and new.get("annual") and old["annual"] != new["annual"]:
        text = _("{amount:$} a year")
        yield FileChange(
            what=_("the spending"),
            before=sentence(text, {"amount": old["annual"]}),
            after=sentence(text, {"amount": new["annual"]}),
        )
    else:
        yield FileChange(what=_("the spending"))


def _people(before: Document, now: Document) -> Iterator[FileChange]:
    old, new = _by_id(before.get("people", ())), _by_id(now.get("people", ()))
    for id_ in dict.fromkeys([*old, *new]):
        if old.get(id_) != new.get(id_):
            row = new.get(id_) or old[id_]
            yield FileChange(what=_("the record of {name}").format(name=row["name"]))


def _accounts(before: Document, now: Document) -> Iterator[FileChange]:
    old, new = _by_id(before.get("accounts", ())), _by_id(now.get("accounts", ()))
    for id_ in dict.fromkeys([*old, *new]):
        one, other = old.get(id_), new.get(id_)
        name = _name(other or one or {})
        if one is None:
            yield FileChange(what=_("{name} is new").format(name=name))
        elif other is None:
            yield FileChange(what=_("{name} is gone").format(name=name))
        elif one != other:
            yield from _account(name, one, other)


def _account(name: str, old: Document, new: Document) -> Iterator[FileChange]:
    was, is_now = old.get("year_end_balances", {}), new.get("year_end_balances", {})
    for year in sorted(set(was) | set(is_now)):
        if was.get(year) != is_now.get(year):
            what = _("the balance of {name} on December 31, {year}").format(name=name, year=year)
            before, after = _amount(was.get(year)), _amount(is_now.get(year))
            yield FileChange(what=what, before=before, after=after)
    rest = {*old, *new} - {"year_end_balances"}
    if any(old.get(key) != new.get(key) for key in rest):
        yield FileChange(what=_("the account {name}").format(name=name))


def _amount(balance: Any) -> str:
    """Return a balance as it is said; nothing was on record: a dash."""
    if balance is None:
        return NOTHING
    amount = balance["amount"] if isinstance(balance, Mapping) else balance
    return sentence("{amount:$}", {"amount": Decimal(str(amount))})


def _by_id(rows: Iterable[Document]) -> dict[str, Document]:
    return {row["id"]: row for row in rows}


def _name(account: Document) -> str:
    return account.get("name") or str(KINDS[account["kind"]])
