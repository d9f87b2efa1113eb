"""What does a mail say, and who is told what became of it?

A mail whose words were written with what it tells of carries them sealed. A reminder must be true
when it leaves: its words are asked for in the claim. Who knows them lives above this package,
which imports nothing of theirs: `planning.apps` hands itself down.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Protocol

from clients.models import Mail
from clients.vault import seal, unseal

PURPOSE = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one mail says."""

    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def sealed(self) -> str:
        return seal(json.dumps(asdict(self)), purpose=PURPOSE)

    def kept(self) -> dict[str, str]:
        """Return what may be shown afterwards of a mail that lets nobody in."""
        return {"subject": self.subject, "text": self.text, "html": self.html}

    @classmethod
    def unsealed(cls, sealed: str) -> Content:
        """Return what was sealed. Raises: SealError."""
        return cls(**json.loads(unseal(sealed, purpose=PURPOSE)))


class NotNeededError(Exception):
    """Nothing of what the mail was to say is true any more."""


class NotNowError(Exception):
    """It would be true, but nobody is to be mailed at this hour."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Source(Protocol):
    """Who knows what mails of a kind say."""

    def compose(self, mail: Mail) -> Content:
        """Return what it says now. Raises: NotNeededError, NotNowError."""

    def settled(self, mail: Mail) -> None:
        """Take note of what became of it, in the transaction in which that is written down."""

    def taken_up_again(self, mail: Mail) -> None:
        """Take note that it was over and is not any more, in the same transaction."""


class Sealed:
    """The words were written when the mail was."""

    def compose(self, mail: Mail) -> Content:
        return Content.unsealed(mail.sealed)

    def settled(self, mail: Mail) -> None:
        """Nobody waits to be told."""

    def taken_up_again(self, mail: Mail) -> None:
        """Nobody waits to be told."""


SEALED = Sealed()
sources: dict[str, Source] = {}


def source_of(mail: Mail) -> Source:
    return sources.get(mail.kind, SEALED)
