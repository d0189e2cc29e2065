"""What a comparison found when it was repeated with something changed, as tables and back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..compared import PARTS, ComparedDesigns
from .asked import Asked
from .codebook import FORMS, LARGEST, TWICE

Array = NDArray[np.float64]
Found = Mapping[str, Mapping[str, Array]]
"""Amounts, [replications] by case, e.g. a model form, and design."""


@dataclass(frozen=True)
class Repeated:
    """One table of them.

    Attributes:
        columns: unit and meaning by column: the case, design, replication and the amount.
        attribute: of the comparison, where the amounts are.
        cases: in their order.
    """

    columns: Mapping[str, tuple[str, str]]
    attribute: str
    cases: Sequence[str]

    def frame(self, result: ComparedDesigns) -> pd.DataFrame:
        """One row for each case, design that differs and replication."""
        *keys, amount = self.columns
        numbers = [each.number for each in result.replications]
        found: Found = getattr(result, self.attribute)
        parts = [
            pd.DataFrame(dict(zip(keys, (case, design, numbers), strict=True)) | {amount: values})
            for case, designs in found.items()
            for design, values in designs.items()
        ]
        return pd.concat(parts, ignore_index=True)[list(self.columns)]

    def values_of(
        self, table: pd.DataFrame, designs: Sequence[str], numbers: Sequence[int]
    ) -> dict[str, dict[str, Array]]:
        """The amounts that a table was made of, to the bit.

        Args:
            table: as `frame` made it.
            designs, numbers: what its rows must be of, in this order.

        Raises:
            ValueError: rows are missing, doubled, unknown or out of order, or a value can be none.
        """
        *keys, amount = self.columns
        wanted = [(case, design, n) for case in self.cases for design in designs for n in numbers]
        if list(table[keys].itertuples(index=False, name=None)) != wanted:
            raise ValueError("has rows that are missing, doubled, unknown or out of order")
        values = table[amount].to_numpy()
        if not (np.abs(values) <= LARGEST).all():
            raise ValueError(
                "has values that are no numbers, or larger than any that can be counted"
            )
        each = values.reshape(len(self.cases), len(designs), len(numbers))
        return {
            case: {design: each[c, d] for d, design in enumerate(designs)}
            for c, case in enumerate(self.cases)
        }


def repeated(forms: Sequence[str], twice: bool) -> dict[str, Repeated]:
    """The tables of a comparison that was repeated, by name.

    Args:
        forms: other model forms in which it was.
        twice: whether it was with twice as many months.
    """
    found = {}
    if forms:
        found["forms"] = Repeated(FORMS, "in_forms", forms)
    if twice:
        found["twice"] = Repeated(TWICE, "at_twice", PARTS)
    return found


def repeated_in(result: ComparedDesigns) -> dict[str, Repeated]:
    """Those of a comparison at hand."""
    return repeated(list(result.in_forms), bool(result.at_twice))


def repeated_as(asked: Asked) -> dict[str, Repeated]:
    """Those that were asked for."""
    return repeated(asked.forms, asked.twice)
