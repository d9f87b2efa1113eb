"""Which arrays does the roadmap speak in?

Axes are (person, account, year), dropped where absent; rates of a schedule stand before the year.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Dollars: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

TAXABLE, DEFERRED, ROTH, HSA = range(4)


def frozen(array: npt.ArrayLike, kind: type[Any] = float) -> npt.NDArray[Any]:
    """Return a copy of an array that nobody can change."""
    copy = np.array(array, dtype=kind)
    copy.setflags(write=False)
    return copy
