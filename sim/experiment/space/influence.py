"""How much each parameter moves the shipped bank's verdict: measured once, stored, read at once.

`sim.experiment.space.screening` measures and `scripts/influence.py` stores; `sim doctor` reads.
Nothing here needs the engine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

STORED = Path(__file__).with_name("influence.json")
"""Shipped with the package."""

SCENARIO = "retail_bank"
"""Whose verdict is looked at."""

RENEW = "make influence"
"""In a checkout."""

MOST = 10
"""Parameters that `sim doctor` lists."""


class Effect(NamedTuple):
    """What moving a parameter from the low end of its range to the high one changes.

    Attributes:
        mean: the change, averaged over what all other parameters may be.
        low, high: its 95 % interval.
    """

    mean: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether its sign can be distinguished from chance."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Influence:
    """One parameter, or one of every item of a list moved together.

    Attributes:
        path: dotted path, `*` for every item.
        values: what moved: (value, low end, high end) by path.
        declared: whether the scenario declares the range; else a rule of the screening gave it.
        source: what the value, or its declared range, rests on.
        assumption: whether that is no publication and no declared source.
        lead: change of the winner's lead over the best of the others, NPV, currency.
        against: change of the winner's NPV less that of the design it is held against, currency.
        nps: the same of the last year's NPS, points.
    """

    path: str
    values: Mapping[str, tuple[float, float, float]]
    declared: bool
    source: str
    assumption: bool
    lead: Effect
    against: Effect
    nps: Effect

    def turns(self, lead: Effect) -> bool:
        """Whether one end of its range is alone enough to turn a lead, were its effect linear.

        Args:
            lead: the lead at the scenario's own values.
        """
        value, low, high = next(iter(self.values.values()))
        shifts = [self.lead.mean * (end - value) / (high - low) for end in (low, high)]
        return lead.mean + min(shifts) < 0 < lead.mean + max(shifts)


@dataclass(frozen=True)
class Influences:
    """What a screening found.

    Attributes:
        scenario, hash: which scenario, in which state.
        currency: of its amounts.
        winner: the design with the highest mean NPV at the scenario's own values.
        second: the one that is the best of the others there most often.
        held_against: the design that the winner is also compared with.
        lead: the winner's lead over the best of the others in each market there, NPV, currency.
        seed, runs, people: of the screening: seed of all random streams, markets simulated,
            people in each.
        found: every parameter that was moved, the most influential on the lead first.
        left: parameters that were not moved, and why.
    """

    scenario: str
    hash: str
    currency: str
    winner: str
    second: str
    held_against: str
    lead: Effect
    seed: int
    runs: int
    people: int
    found: list[Influence]
    left: dict[str, str]

    @property
    def most(self) -> list[Influence]:
        """The most influential parameters."""
        return self.found[:MOST]


def current() -> tuple[Influences, str]:
    """The screening that is shipped, and the hash of the scenario as it is now."""
    from ...scenario.reading.loading import load

    return stored(), load(SCENARIO).hash


def stored(file: Path = STORED) -> Influences:
    """The screening that is shipped.

    Args:
        file: where it is.
    """
    stated: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    found = [
        Influence(
            **each
            | {"values": {path: tuple(three) for path, three in each["values"].items()}}
            | {name: Effect(*each[name]) for name in ("lead", "against", "nps")}
        )
        for each in stated.pop("found")
    ]
    return Influences(**stated | {"lead": Effect(*stated["lead"]), "found": found})


def store(influences: Influences, file: Path = STORED) -> None:
    """Write a screening down, one line a parameter, so that a change of it can be read.

    Args:
        influences: what was found.
        file: where to.
    """
    stated = _short(asdict(influences))
    lines = [f"  {json.dumps(each)}" for each in stated.pop("found")]
    head = json.dumps(stated, indent=1).removesuffix("\n}")
    text = head + ',\n "found": [\n' + ",\n".join(lines) + "\n ]\n}\n"
    file.write_text(text, encoding="utf-8")


def _short(value: Any) -> Any:
    """The same with numbers of six digits, which is more than sampling error leaves."""
    if isinstance(value, dict):
        return {key: _short(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_short(inside) for inside in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
