"""How a mechanism takes part in the month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..business import Business

Act = Callable[[Business], None]
"""What a mechanism does to one firm that is in the market."""


@dataclass(frozen=True)
class Mechanism:
    """Something that happens to every firm, with parameters of its own.

    What it works out are pure rules beside it in its file. What it does is an `Act`: it reads the
    firm's `company` and `view`, and leaves its effect in the firm's `month`, state or ledger.

    Attributes:
        section: the section of a scenario that holds its parameters.
        before: what it does, by the name of the phase before which it does it; see
            `sim.model.month.MONTH`. What is booked before `ledger_closes` belongs to the month.
    """

    section: str
    before: Mapping[str, Act]
