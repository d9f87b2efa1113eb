"""By which way does a mail leave? Every way goes through the same states.

A way has two halves. `begin` ends where nothing of the mail has left yet; `finish` returns once it
was taken. In between the sender writes down that it is about to hand over. A way stays open for
the mails of one turn, which saves most of a talk.
"""

from __future__ import annotations

import mailbox
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _


class NotTakenError(Exception):
    """It was certainly not taken: why, in words for the firm; never the server's, which hold
    addresses."""

    def __init__(
        self, sentence: str, *, code: str, is_final: bool = False, wait: float = 0.0
    ) -> None:
        super().__init__(sentence)
        self.code, self.is_final, self.wait = code, is_final, wait


class NoAnswerError(Exception):
    """It may have been taken: the last byte left, and no answer came."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said when it took the mail."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail as it leaves: made once, since each making has a date and borders of its own."""

    message: EmailMessage
    as_bytes: bytes


class Transport(Protocol):
    """One way, open for one mail after another."""

    def begin(self, recipient: str) -> None:
        """Go as far as one can without sending a byte of the mail. Raises: NotTakenError."""

    def finish(self, mail: Outgoing) -> Answer:
        """Hand the mail over. Raises: NotTakenError, NoAnswerError."""

    def end(self) -> None:
        """Be done with this mail, whatever happened before."""

    def close(self) -> None:
        """Say good-bye: no other mail goes this way."""


class Django:
    """The console and the mailbox of tests: whatever Django's own backend does."""

    def begin(self, recipient: str) -> None:
        """There is nobody to ask."""

    def finish(self, mail: Outgoing) -> Answer:
        try:
            mail.message.send()
        except OSError as error:
            sentence = _("The mail server cannot be reached.")
            raise NotTakenError(sentence, code=type(error).__name__) from error
        return Answer("250")

    def end(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Nothing is open."""


class Folder:
    """A mailbox in a folder (maildir), for looking at mails that reach nobody."""

    def begin(self, recipient: str) -> None:
        self.folder = folder_of_mails(Path(getattr(settings, "EMAIL_FILE_PATH", "")))

    def finish(self, mail: Outgoing) -> Answer:
        key = self.folder.add(mail.as_bytes)
        with Path(self.folder._path, "new", key).open("rb") as file:
            os.fsync(file.fileno())
        return Answer("250", key.partition(f".{socket.gethostname()}")[0])

    def end(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Nothing is open."""


def folder_of_mails(path: Path) -> mailbox.Maildir:
    """Return a maildir, made if need be."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (path / "new").exists():
        for name in ("tmp", "new", "cur"):
            (path / name).mkdir(mode=0o700, exist_ok=True)
    return mailbox.Maildir(path, create=False)


@contextmanager
def opened() -> Iterator[Transport]:
    """Open the way the settings name."""
    from clients.mail.smtp import Smtp

    kinds: dict[str, Callable[[], Transport]] = {"smtp": Smtp, "filebased": Folder}
    transport = kinds.get(settings.EMAIL_BACKEND.split(".")[-2], Django)()
    try:
        yield transport
    finally:
        transport.close()
