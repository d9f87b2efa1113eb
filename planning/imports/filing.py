"""How does a custodian's file come in, and how do its figures go on record?"""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from clients.access import balance_files_for
from clients.models import Account, BalanceFile, ColumnMapping, Custodian, Firm, User
from clients.services import (
    BalancesRefusedError,
    NewBalance,
    balance_files,
    record_balances,
)
from clients.services.balances_in_bulk import standing_of
from planning.imports.layouts import Columns, Statement, UnknownTable, table_in, understood
from planning.imports.reading import LARGEST_FILE, Row, read_rows
from planning.imports.verdicts import Line, Preview, preview


class ImportMovedError(Exception):
    """What is on record is no longer what the page showed; nothing was written."""


class LinesRefusedError(Exception):
    """Nothing was written; `reasons` holds a sentence for each line at fault, by its key."""

    def __init__(self, reasons: dict[str, str]) -> None:
        self.reasons = reasons
        super().__init__()

    @property
    def sentences(self) -> list[str]:
        return list(self.reasons.values()) or [str(BalancesRefusedError({}))]


def take_in(
    *, actor: User, firm: Firm, upload: UploadedFile[bytes], year: int, custodian: Custodian | None
) -> BalanceFile:
    """Keep a file that can be read, or return the one that came before with the same bytes.

    Raises: ImportRefusedError, before anything is kept.
    """
    name = _plain_name(upload.name or "")
    content = upload.read(LARGEST_FILE + 1)
    found = understood(read_rows(content), lambda key: _saved(firm, key))
    same = balance_files_for(actor).filter(sha256=hashlib.sha256(content).hexdigest())
    imported_last = F("imported_at").asc(nulls_first=True)
    if before := same.order_by(imported_last, "created_at").last():
        return before
    if custodian is None and isinstance(found, Statement) and found.custodian:
        named = Custodian.objects.filter(firm=firm, name__icontains=found.custodian)
        custodian = named.first() if named.count() == 1 else None
    return balance_files.keep_file(
        actor=actor, firm=firm, name=name, content=content, year=year, custodian=custodian
    )


def rows_of(file: BalanceFile) -> list[Row]:
    with file.file.open("rb") as stored:
        return read_rows(stored.read())


def statement_of(file: BalanceFile) -> Statement | UnknownTable:
    """Return what a kept file states, read again from its bytes."""
    chosen = Columns.of(file.columns) if file.columns else None
    return understood(rows_of(file), lambda key: _saved(file.firm, key), chosen)


def explain(
    file: BalanceFile, rows: list[Row], *, actor: User, columns: dict[str, Any], remember: bool
) -> None:
    """Note what the columns of a file mean, once its rows can be read so.

    Raises: ImportRefusedError.
    """
    understood(rows, lambda _key: None, Columns.of(columns))
    balance_files.explain(
        file,
        actor=actor,
        columns=columns,
        headings_key=table_in(rows).key,
        remember=remember,
    )


@transaction.atomic
def accept(file: BalanceFile, statement: Statement, *, actor: User, seen: str) -> int:
    """Put every line that is to be written on record, or none; return how many.

    The statement is what the file was read as, and holds while its columns mean the same.

    Raises: ImportMovedError; LinesRefusedError.
    """
    current = BalanceFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if current.columns != file.columns:
        raise ImportMovedError
    shown = preview(current, statement, actor)
    if shown.seen != seen:
        raise ImportMovedError
    lines = shown.written
    try:
        recorded = record_balances(
            actor=actor, firm=current.firm, entries=_entries(current, shown, lines)
        )
    except BalancesRefusedError as refusal:
        reasons = {
            lines[number].key: f"{lines[number].account}: {reason}"
            for number, reason in refusal.reasons.items()
        }
        raise LinesRefusedError(reasons) from None
    if recorded:
        numbers = _numbers(shown, lines)
        balance_files.note_import(current, actor=actor, recorded=recorded, numbers=numbers)
    return recorded


def _entries(file: BalanceFile, shown: Preview, lines: list[Line]) -> list[NewBalance]:
    wanted = [line.account.pk for line in lines if line.account]
    accounts = Account.objects.in_bulk(wanted)
    replaced = standing_of([line.replaced.pk for line in lines if line.replaced])
    because = _("Replaced by the file %s.") % file.name
    return [
        NewBalance(
            account=accounts[line.account.pk],
            year=file.year,
            amount=line.figure.amount,
            source=line.source,
            origin=_origin(file, shown.statement, line),
            replaces=replaced.get(line.replaced.pk) if line.replaced else None,
            because=because[:200],
        )
        for line in lines
        if line.account and line.figure.amount is not None
    ]


def _origin(file: BalanceFile, statement: Statement, line: Line) -> dict[str, Any]:
    return {
        "file": str(file.pk),
        "sha256": file.sha256,
        "layout": statement.layout,
        "lines": line.figure.lines,
        "as_of": line.as_of.isoformat() if line.as_of else None,
        "as_of_kind": line.as_of_kind,
    }


def _numbers(shown: Preview, lines: list[Line]) -> dict[str, UUID]:
    """Return the marks of the whole account numbers that were accepted, to know them again."""
    marked = ((shown.directory.mark_of(line.figure.number), line.account) for line in lines)
    return {mark: account.pk for mark, account in marked if mark and account}


def _saved(firm: Firm, key: str) -> Columns | None:
    mapping = ColumnMapping.objects.filter(firm=firm, headings_key=key).first()
    return Columns.of(mapping.columns) if mapping else None


def _plain_name(name: str) -> str:
    """Return a name that can be shown: no folders, one line."""
    plain = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())
    return plain or "balances.csv"
