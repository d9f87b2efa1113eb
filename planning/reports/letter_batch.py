"""How far are the letters of a book, and which of them could not be made?"""

from __future__ import annotations

from dataclasses import dataclass

from planning.models import ClientLetter, LetterBatch

DONE, FAILED = ClientLetter.State.DONE, ClientLetter.State.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """Everything the page of a batch shows."""

    batch: LetterBatch
    letters: list[ClientLetter]

    @property
    def made(self) -> list[ClientLetter]:
        """The letters that are in the file, or will be."""
        return [letter for letter in self.letters if letter.state == DONE]

    @property
    def failed(self) -> list[ClientLetter]:
        """The letters that are not in it, each with its sentence."""
        return [letter for letter in self.letters if letter.state == FAILED]

    @property
    def total(self) -> int:
        """How many were asked for."""
        return len(self.letters)

    @property
    def finished(self) -> int:
        """How many are done with, one way or the other."""
        return len(self.made) + len(self.failed)

    @property
    def is_binding(self) -> bool:
        """Whether only the file is left to make."""
        return not self.batch.is_over and self.finished == self.total

    @property
    def seen(self) -> str:
        """What the page says of the progress, to ask whether there is more to say."""
        return f"{self.batch.state} {self.finished}"


def read_batch(batch: LetterBatch) -> BatchPage:
    """Arrange a batch with its letters."""
    letters = ClientLetter.objects.filter(batch=batch).select_related("person", "household")
    return BatchPage(batch=batch, letters=list(letters.order_by("position")))
