"""A scenario: one market and the firm as it is today. Everything a run needs but its seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError, model_validator

from ..errors import ScenarioError
from .design import Design
from .facts import Facts
from .firm import Costs, Insight, Levers, Transition, Work
from .market import TRIED, Advocacy, Experience, Market, Rivalry
from .parameter import ASSUMPTION, Section, Witness, parameter
from .portfolio import Product, Segment, Shock, Touchpoint

USE = "use "
"""Prefix of the touchpoint at which a product is used: "use Current account"."""


class Scenario(Section):
    """One market, the firm that serves it today, and how far to look."""

    name: str = Field(description="Title that charts and reports print.", min_length=1)
    description: str = Field("", description="What this market is and what it is for.")
    currency: str = Field("EUR", description="Name of the currency of every amount.")
    sources: list[str] = Field(default_factory=list, description="Where the figures come from.")
    months: int = parameter(
        60, unit="month", low=1, high=600, role="constant", source=ASSUMPTION,
        description="Months that the comparison covers.",
        witness=Witness(12, 24, "revenue"),
    )  # fmt: skip
    burn_in: int = parameter(
        24, unit="month", low=0, high=240, role="constant", source=TRIED,
        description="Months under today's design before the comparison starts.",
        witness=Witness(0, 12, "nps"),
    )  # fmt: skip
    market: Market = Market()
    segments: list[Segment] = Field(min_length=1, max_length=16)
    products: list[Product] = Field(min_length=1, max_length=6)
    touchpoints: list[Touchpoint] = Field(default_factory=list, max_length=12)
    experience: Experience = Experience()
    advocacy: Advocacy = Advocacy()
    rivalry: Rivalry = Rivalry()
    levers: Levers = Levers()
    insight: Insight = Insight()
    work: Work = Work()
    costs: Costs = Costs()
    transition: Transition = Transition()
    today: Design = Design()
    shocks: list[Shock] = Field(default_factory=list)
    facts: Facts = Facts()

    @property
    def touchpoint_names(self) -> list[str]:
        """Every touchpoint: the use of each product, then the shared ones."""
        return [USE + p.name for p in self.products] + [t.name for t in self.touchpoints]

    @property
    def represents(self) -> float:
        """Real people for each simulated one."""
        return self.market.people / self.market.simulated

    @property
    def draws_needs(self) -> bool:
        """Whether some need is not named, so that `market.market_seed` decides on it."""
        names = set(self.touchpoint_names)
        return self.market.needs_sd > 0 and any(names - set(s.needs) for s in self.segments)

    @property
    def hash(self) -> str:
        """SHA-256 of the resolved scenario, so that a result says what it came from.

        Facts do not enter: no result comes from them.
        """
        said: Any = {"facts": True, "segments": {"__all__": {"facts"}}}
        canonical = json.dumps(self.model_dump(mode="json", exclude=said), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def override(self, changes: Mapping[str, Any]) -> Scenario:
        """Return a copy with some values changed.

        Args:
            changes: value by dotted path; list items by position or `*` for all,
                e.g. `{"work.capacity": 4, "segments.*.spend": 2.0}`.

        Raises:
            ScenarioError: a path that does not exist or a value that is not allowed.
        """
        data = self.model_dump(mode="json")
        for path, value in changes.items():
            _assign(data, path.split("."), value, path)
        return validate(data, place=self.name)

    @model_validator(mode="after")
    def _adds_up(self) -> Scenario:
        for label, items in (
            ("segments", self.segments), ("products", self.products),
            ("touchpoints", self.touchpoints),
        ):  # fmt: skip
            names = [item.name for item in items]
            twice = sorted({n for n in names if names.count(n) > 1})
            if twice:
                raise ValueError(f"{label}: the name {twice[0]!r} is used twice; rename one")
        total = sum(s.share for s in self.segments)
        if abs(total - 1) > 1e-6:
            raise ValueError(
                f"segments: the shares add up to {total:.6g}, not to 1; change a segment's share"
            )
        products = {p.name for p in self.products}
        touchpoints = set(self.touchpoint_names)
        for segment in self.segments:
            _known(segment.holdings, products, f"segments.{segment.name}.holdings", "product")
            _known(segment.needs, touchpoints, f"segments.{segment.name}.needs", "touchpoint")
            _known(
                segment.frequency, touchpoints, f"segments.{segment.name}.frequency", "touchpoint"
            )
            for name, chance in segment.holdings.items():
                if not 0 <= chance <= 1:
                    raise ValueError(
                        f"segments.{segment.name}.holdings.{name}: {chance} is no share; "
                        "use a number from 0 to 1"
                    )
            for name, weight in segment.frequency.items():
                if weight < 0:
                    raise ValueError(
                        f"segments.{segment.name}.frequency.{name}: {weight} is negative; use 0 "
                        "for a touchpoint this segment never meets"
                    )
        if sum(t.queue for t in self.touchpoints) > 1:
            raise ValueError("touchpoints: more than one has queue: true; let one be the help desk")
        if self.market.norm_cap < self.market.norm_start:
            raise ValueError("market.norm_cap is below market.norm_start; raise the cap")
        return self


def _known(given: Mapping[str, float], allowed: set[str], place: str, kind: str) -> None:
    for name in given:
        if name not in allowed:
            raise ValueError(
                f"{place}: no {kind} is called {name!r}; known are {', '.join(sorted(allowed))}"
            )


def _assign(data: Any, keys: list[str], value: Any, path: str) -> None:
    key, rest = keys[0], keys[1:]
    if isinstance(data, list):
        places: list[Any] = list(range(len(data))) if key == "*" else [key]
        try:
            targets: list[Any] = [int(p) for p in places]
            for target in targets:
                data[target]
        except (ValueError, IndexError):
            raise ScenarioError(
                [f"{path}: {key!r} is no position in this list of {len(data)}; use 0 to "
                 f"{len(data) - 1}, or * for all"]
            ) from None  # fmt: skip
    elif isinstance(data, dict):
        targets = [key]
    else:
        raise ScenarioError([f"{path}: there is nothing below this value; shorten the path"])
    for target in targets:
        if not rest:
            data[target] = value
        elif isinstance(data, dict) and target not in data:
            raise ScenarioError([f"{path}: unknown key {target!r}; known are {', '.join(data)}"])
        else:
            _assign(data[target], rest, value, path)


def validate(data: Any, place: str) -> Scenario:
    """Turn plain data into a scenario, or say every problem at once.

    Args:
        data: what a file says, as maps, lists and scalars.
        place: file or scenario name for messages.

    Raises:
        ScenarioError: one sentence per problem, with path, reason and cure.
    """
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise ScenarioError([_sentence(place, e) for e in error.errors()]) from None


def _sentence(place: str, error: Any) -> str:
    path = ".".join(str(part) for part in error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = "unknown key; remove it or correct its spelling"
    elif error["type"] == "missing":
        message = "is required; add it"
    return f"{place}: {path}: {message}" if path else f"{place}: {message}"
