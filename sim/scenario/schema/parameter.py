"""One way to declare a number of the model: value, unit, bounds, meaning, source, role, witness.

A parameter that nothing reads is a lie to the researcher who sets it. So each one names its
*witness*: two values and the output that must differ between them, in a small market where the
parameter's mechanism is on. `tests/test_witness.py` walks the whole schema and runs every witness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

Role = Literal["uncertainty", "lever", "constant", "fact"]
ASSUMPTION = "assumption"
TRIED = "behaved in an earlier prototype; assumption"
BOOKS = "the firm's own books"
Number = Annotated[float, Strict()]
"""A number in a table: no text and no truth value is one."""


@dataclass(frozen=True)
class Witness:
    """Shows that a parameter does something.

    Attributes:
        low, high: the two values that are tried.
        moves: the output that must differ (a key of `OrganisationModel.outputs()`).
        given: settings, by dotted path, that switch the mechanism on.
    """

    low: Any
    high: Any
    moves: str
    given: Mapping[str, Any] = field(default_factory=dict)


class Section(BaseModel):
    """A frozen part of a scenario that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def parameter(
    default: Any,
    *,
    unit: str,
    low: float,
    high: float,
    description: str,
    source: str,
    role: Role,
    witness: Witness,
) -> Any:
    """Declare a numeric parameter of the schema.

    Args:
        default: the value when a scenario states none (`...` makes it required).
        unit: what the number counts, e.g. "share", "month", "currency / month".
        low, high: bounds, both allowed.
        description: what it means, in a sentence.
        source: where the value comes from, or the word assumption.
        role: uncertainty (not known exactly), lever (the firm chooses it) or constant; facts
            are declared by `fact`.
        witness: how a test shows that it changes an output.
    """
    return Field(
        default,
        strict=True,  # no text and no truth value is a number
        ge=low,
        le=high,
        description=description,
        json_schema_extra={
            "unit": unit,
            "source": source,
            "role": role,
            "witness": {
                "low": witness.low,
                "high": witness.high,
                "moves": witness.moves,
                "given": dict(witness.given),
            },
        },
    )


def fact(*, unit: str, low: float, high: float, description: str) -> Any:
    """Declare a number that the firm's books state: no parameter, because no run uses it.

    It has no witness; a test shows instead that it changes no output.

    Args:
        unit: what the number counts.
        low, high: bounds, both allowed.
        description: what it means, in a sentence.
    """
    return Field(
        None,
        ge=low,
        le=high,
        description=description,
        json_schema_extra={"unit": unit, "source": BOOKS, "role": "fact"},
    )
