"""How is a problem file (`problem/1`) read?

A problem file is a household already resolved into yearly series, the neutral format in which
optimisers are compared. It is either a `Problem` or refused with one sentence that names the key.
"""

from __future__ import annotations

import json

from planning.engine.roadmap.problem import Problem
from planning.engine.roadmap.problem_file.household import problem_of
from planning.engine.roadmap.problem_file.series import Node, ProblemFileError

__all__ = ["ProblemFileError", "read_problem"]

FORMAT = "problem/1"


def read_problem(text: str | bytes) -> Problem:
    """Return the problem that a file describes.

    Raises: ProblemFileError, and nothing else, when the file is refused.
    """
    document = Node(_decoded(text))
    if (written := document["format"].text()) != FORMAT:
        raise ProblemFileError("format", f'is "{written[:40]}"; write "{FORMAT}".')
    return problem_of(document)


def _decoded(text: str | bytes) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        raise ProblemFileError("problem file", "is nested too deeply; flatten it.") from None
    except UnicodeDecodeError:
        raise ProblemFileError("problem file", "is no UTF-8 text; save it as UTF-8.") from None
    except ValueError as error:
        raise ProblemFileError("problem file", f"is no JSON ({error}); mend it there.") from None
