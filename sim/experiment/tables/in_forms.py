"""NPVs in other model forms as a table, and back again, to the bit."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..compared import ComparedDesigns
from .codebook import FORMS, LARGEST

Array = NDArray[np.float64]
_KEYS = ["form", "design", "replication"]


def frame(result: ComparedDesigns) -> pd.DataFrame:
    """One row for each form, design that differs and replication."""
    numbers = [each.number for each in result.replications]
    parts = [
        pd.DataFrame({"form": form, "design": design, "replication": numbers, "npv": values})
        for form, designs in result.in_forms.items()
        for design, values in designs.items()
    ]
    return pd.concat(parts, ignore_index=True)[list(FORMS)]


def values_of(
    table: pd.DataFrame, forms: list[str], designs: list[str], numbers: list[int]
) -> dict[str, dict[str, Array]]:
    """The NPVs that a table was made of, [replications] by form and design.

    Args:
        table: as `frame` made it.
        forms, designs, numbers: what its rows must be of, in this order.

    Raises:
        ValueError: rows are missing, doubled, unknown or out of order, or a value can be none.
    """
    wanted = [(form, design, n) for form in forms for design in designs for n in numbers]
    if list(table[_KEYS].itertuples(index=False, name=None)) != wanted:
        raise ValueError("has rows that are missing, doubled, unknown or out of order")
    npv = table["npv"].to_numpy()
    if not (np.abs(npv) <= LARGEST).all():
        raise ValueError("has values that are no numbers, or larger than any that can be counted")
    each = npv.reshape(len(forms), len(designs), len(numbers))
    return {
        form: {design: each[f, d] for d, design in enumerate(designs)}
        for f, form in enumerate(forms)
    }
