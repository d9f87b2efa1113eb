"""Was a mail taken whose answer never came? Only somebody beside the mail server can say.

A proof is a place where every mail that was taken appears by its Message-ID: a log of the relay, a
maildir, or the journal mailbox that gets a copy of each in the same talk with the server.
"""

from __future__ import annotations

import imaplib
import mailbox
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

IMAPS_PORT = 993


class ProofError(Exception):
    """The place could not be asked; nothing follows from that."""


def has_proof() -> bool:
    return bool(_place())


def was_taken(message_id: str) -> bool:
    """Say whether a mail of this Message-ID was taken. Raises: ProofError."""
    place = urlsplit(_place())
    try:
        return LOOKUPS[place.scheme](place, message_id)
    except (OSError, imaplib.IMAP4.error) as error:
        raise ProofError(type(error).__name__) from error


def _place() -> str:
    """Return where to ask; mails that are put into a folder prove themselves."""
    if settings.MAIL_PROOF:
        return str(settings.MAIL_PROOF)
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return f"maildir://{getattr(settings, 'EMAIL_FILE_PATH', '')}"
    return ""


def _in_log(place: SplitResult, message_id: str) -> bool:
    with Path(place.path).open("rb") as log:
        return any(message_id.encode() in line for line in log)


def _in_maildir(place: SplitResult, message_id: str) -> bool:
    folder = mailbox.Maildir(place.path, create=False)
    return any(message["Message-ID"] == message_id for message in folder)


def _in_journal(place: SplitResult, message_id: str) -> bool:
    journal = imaplib.IMAP4_SSL(
        place.hostname or "",
        place.port or IMAPS_PORT,
        ssl_context=ssl.create_default_context(),
        timeout=settings.EMAIL_TIMEOUT,
    )
    try:
        journal.login(unquote(place.username or ""), unquote(place.password or ""))
        box = unquote(place.path.strip("/")) or "INBOX"
        _answered(journal.select(f'"{box}"', readonly=True))
        found = _answered(journal.search(None, "HEADER", "Message-ID", f'"{message_id}"'))
    finally:
        journal.shutdown()  # without a good-bye, which a server that fell silent would not answer
    return bool(found)


def _answered(answer: tuple[str, list[Any]]) -> Any:
    """Return what a server said; a refusal, whose words are no finding, proves nothing."""
    status, (said, *_rest) = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return said


LOOKUPS: dict[str, Callable[[SplitResult, str], bool]] = {
    "log": _in_log,
    "maildir": _in_maildir,
    "imaps": _in_journal,
}
