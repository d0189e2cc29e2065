"""In how many model forms a comparison recommends the same design."""

from __future__ import annotations

from dataclasses import dataclass

from ..compared import ComparedDesigns
from .standing import Standing, standing

AS_GIVEN = "as given"
"""What the form of the scenario itself is called."""


@dataclass(frozen=True)
class InForm(Standing):
    """What a comparison says in one model form.

    Attributes:
        form: `AS_GIVEN`, or the answer that differs, e.g. "overrun: fat_tailed".
    """

    form: str


def in_forms(result: ComparedDesigns) -> list[InForm]:
    """What a comparison says in each model form, the scenario's own first.

    Args:
        result: a comparison that was repeated in other forms.
    """
    own = {name: result.totals(name)["npv"] for name in result.distinct}
    return [
        InForm(**vars(standing(result, npv)), form=form)
        for form, npv in {AS_GIVEN: own, **result.in_forms}.items()
    ]
