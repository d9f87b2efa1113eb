"""Which arrays does the tax engine speak in?

Dollars are `float64`, of any shape that broadcasts: () for one return, (unit,) for a book,
(path, year) for a projection. Nothing is rounded before it leaves the engine.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Dollars: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]


def positive(amount: Dollars) -> Dollars:
    """Return the amount where it is above zero, otherwise zero."""
    return np.maximum(amount, 0.0)


def ratio(part: Dollars, whole: Dollars) -> Dollars:
    """Return part over whole, and nothing where there is no whole."""
    shape = np.broadcast_shapes(part.shape, whole.shape)
    nothing = np.zeros(shape, dtype=np.result_type(part, whole))
    return np.divide(part, whole, out=nothing, where=whole > 0)


def is_all_zero(amount: npt.NDArray[Any]) -> bool:
    """Whether an amount is absent everywhere, so that its rule need not be worked."""
    return not np.any(amount)
