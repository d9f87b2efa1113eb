"""What is done with custodians' files of balances? Kept as they came, answered about, let go."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from clients import audit
from clients.models import (
    AuditAct,
    BalanceFile,
    ColumnMapping,
    Custodian,
    Firm,
    KnownNumber,
    User,
)
from clients.stored_files import all_or_nothing

LONGEST_NAME = 150


@all_or_nothing()
def keep_file(
    *,
    actor: User,
    firm: Firm,
    name: str,
    content: bytes,
    year: int,
    custodian: Custodian | None,
) -> BalanceFile:
    """Keep a file under a name of our own, where nothing is served from."""
    file = BalanceFile.objects.create(
        firm=firm,
        file=ContentFile(content, name=f"{uuid4()}.csv"),
        name=name[-LONGEST_NAME:],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor,
        year=year,
        custodian=custodian,
    )
    audit.record(AuditAct.CREATED, actor=actor, firm=firm, subject=file)
    return file


def answer(
    file: BalanceFile, *, year: int, as_of: date | None, keeps_estimates: bool
) -> BalanceFile:
    """Note of what day the figures are, and whether those of another day are kept as estimates."""
    file.year, file.asserted_as_of, file.keeps_estimates = year, as_of, keeps_estimates
    file.save(update_fields=["year", "asserted_as_of", "keeps_estimates"])
    return file


@transaction.atomic
def choose(file: BalanceFile, *, picks: dict[str, str | None], taken: dict[str, bool]) -> None:
    """Note which account a line is of, and which lines stand against what is on record."""
    current = BalanceFile.objects.select_for_update().get(pk=file.pk)
    chosen = current.picks | {line: account for line, account in picks.items() if account}
    current.picks = {line: a for line, a in chosen.items() if picks.get(line, a)}
    kept = set(current.taken) - {line for line, is_taken in taken.items() if not is_taken}
    current.taken = sorted(kept | {line for line, is_taken in taken.items() if is_taken})
    current.save(update_fields=["picks", "taken"])


@transaction.atomic
def explain(
    file: BalanceFile, *, actor: User, columns: dict[str, Any], headings_key: str, remember: bool
) -> None:
    """Note what the columns of a file mean, for this file or for all with the same headings."""
    file.columns, file.picks, file.taken = columns, {}, []
    file.save(update_fields=["columns", "picks", "taken"])
    if remember:
        mapping, _created = ColumnMapping.objects.update_or_create(
            firm=file.firm,
            headings_key=headings_key,
            defaults={"columns": columns, "saved_by": actor},
        )
        audit.record(AuditAct.CHANGED, actor=actor, firm=file.firm, subject=mapping)


@transaction.atomic
def discard(file: BalanceFile, *, actor: User) -> bool:
    """Let go of a file from which nothing was recorded; False where something was."""
    current = BalanceFile.objects.select_for_update().get(pk=file.pk)
    if current.imported_at is not None:
        return False
    storage, stored = current.file.storage, str(current.file.name)
    audit.record(
        AuditAct.CHANGED,
        actor=actor,
        firm=current.firm,
        subject=current,
        detail={"fields": ["removed"]},
    )
    current.delete()
    transaction.on_commit(lambda: storage.delete(stored))
    return True


def note_import(
    file: BalanceFile, *, actor: User, recorded: int, numbers: dict[str, UUID]
) -> BalanceFile:
    """Note that a file's figures are on record, and whose the account numbers were."""
    marks = [
        KnownNumber(firm=file.firm, mark=mark, account_id=account)
        for mark, account in numbers.items()
    ]
    KnownNumber.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["firm", "mark"], update_fields=["account"]
    )
    file.imported_at = file.imported_at or timezone.now()
    file.imported_by = file.imported_by or actor
    file.recorded += recorded
    file.save(update_fields=["imported_at", "imported_by", "recorded"])
    audit.record(
        AuditAct.IMPORTED, actor=actor, firm=file.firm, subject=file, detail={"rows": recorded}
    )
    return file
