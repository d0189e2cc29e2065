"""Like with like: weights that give a control group the mix of those it is compared with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def weights(treated: NDArray[np.bool_], stratum: NDArray[np.intp]) -> Array:
    """Weights under which the others fall into strata as the treated ones do, [people].

    Treated people weigh 1 where there is somebody to compare with, and 0 where there is none.

    Args:
        treated: [people], who is to be compared.
        stratum: [people], what they must have in common with their control, as a number from 0.
    """
    strata = int(np.max(stratum, initial=0)) + 1
    those = np.bincount(stratum[treated], minlength=strata)
    others = np.bincount(stratum[~treated], minlength=strata)
    comparable = (those > 0) & (others > 0)
    ratio = np.where(comparable, those / np.maximum(others, 1), 0.0)
    return np.where(treated, comparable[stratum], ratio[stratum])
