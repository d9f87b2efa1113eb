"""What keeps a household from being projected, in one sentence that names the key?"""

from __future__ import annotations

from planning.engine.errors import EngineError


class CannotProject(EngineError):
    """A fact without which no year can be walked; the text names it and says what to do."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.field = field
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"
