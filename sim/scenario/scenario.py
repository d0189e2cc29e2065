"""A scenario: one market and the firm as it is today. Everything a run needs but its seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from ..errors import ScenarioError
from ..text.html import table
from ..text.numbers import percent
from .notation.paths import Steps, dotted, leaves
from .notation.problems import printable, refusal
from .schema.advocacy import Advocacy
from .schema.consistency import USE, contradictions
from .schema.costs import Costs
from .schema.design import Design
from .schema.experience import Experience
from .schema.explaining import problems_of, stated
from .schema.facts import Facts
from .schema.forms import Forms
from .schema.insight import Insight
from .schema.levers import Levers
from .schema.market import Market
from .schema.parameter import ASSUMPTION, TRIED, Section, Witness, parameter
from .schema.portfolio import Product, Segment, Shock, Touchpoint
from .schema.pricing import Pricing
from .schema.provenance import Provenance
from .schema.rivalry import Rivalry
from .schema.specification import Spec, settled, targets
from .schema.stakes import Stakes
from .schema.transition import Transition
from .schema.uncertainty import Range, drawn_values, uncertainties
from .schema.work import Work

if TYPE_CHECKING:
    import pandas as pd


class Scenario(Section):
    """One market, the firm that serves it today, and how far to look.

    Example:
        >>> import sim
        >>> changes = {"market.people": 1_000_000, "market.simulated": 2000}
        >>> bank = sim.load("retail_bank").override(changes)
        >>> bank.represents, bank.origin("market.people"), bank.touchpoint_names[0]
        (500.0, 'override', 'use Current account')
    """

    name: str = Field(description="Title that charts and reports print.", min_length=1)
    description: str = Field("", description="What this market is and what it is for.")
    currency: str = Field("EUR", description="Name of the currency of every amount.")
    sources: list[str] = Field(default_factory=list, description="Where the figures come from.")
    months: int = parameter(
        60,
        unit="month",
        low=1,
        high=600,
        role="constant",
        source=ASSUMPTION,
        description="Months that the comparison covers.",
        witness=Witness(12, 24, "revenue"),
    )
    burn_in: int = parameter(
        24,
        unit="month",
        low=0,
        high=240,
        role="constant",
        source=TRIED,
        description="Months under today's design before the comparison starts.",
        witness=Witness(0, 12, "nps"),
    )
    market: Market = Market()
    segments: list[Segment] = Field(min_length=1, max_length=16)
    products: list[Product] = Field(min_length=1, max_length=6)
    touchpoints: list[Touchpoint] = Field(default_factory=list, max_length=12)
    experience: Experience = Experience()
    advocacy: Advocacy = Advocacy()
    rivalry: Rivalry = Rivalry()
    levers: Levers = Levers()
    pricing: Pricing = Pricing()
    insight: Insight = Insight()
    stakes: Stakes = Stakes()
    work: Work = Work()
    costs: Costs = Costs()
    transition: Transition = Transition()
    forms: Forms = Forms()
    today: Design = Design()
    shocks: list[Shock] = Field(default_factory=list)
    facts: Facts = Facts()
    uncertain: dict[str, Range] = Field(
        default_factory=dict,
        description="Ranges of uncertain values, by dotted path; every replication draws its "
        "own values.",
    )
    _provenance: Provenance = PrivateAttr(default_factory=Provenance)

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
    def modelled(self) -> Scenario:
        """What the model reads: the same, some parameters at values at which `forms` hold them."""
        changes: dict[str, dict[str, float]] = {}
        for path, value in self.forms.held().items():
            section, name = path.split(".")
            changes.setdefault(section, {})[name] = value
        return self.model_copy(
            update={
                section: getattr(self, section).model_copy(update=held)
                for section, held in changes.items()
            }
        )

    @property
    def hash(self) -> str:
        """SHA-256 of the resolved scenario, so that a result states what it came from.

        Facts and sources do not enter: no result comes from them.
        """
        unstated: Any = {"facts": True, "segments": {"__all__": {"facts"}}}
        unstated |= {"uncertain": {"__all__": {"source"}} if self.uncertain else True}
        canonical = json.dumps(self.model_dump(mode="json", exclude=unstated), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def origin(self, path: str) -> str:
        """Where a value came from: "bank.yaml:12", "--set", "override" or "default".

        Args:
            path: dotted path of one value, e.g. "segments.Families.spend".

        Raises:
            ScenarioError: a path that leads to no single value.
        """
        data = self.model_dump()
        found = [steps for steps, _ in targets(data, Spec(Scenario), path)]
        if len(found) != 1 or found[0] not in dict(leaves(data)):
            raise ScenarioError([f"{path}: is not a single value; name one, as in market.people"])
        return self._provenance.of(found[0])

    def origins(self) -> dict[str, str]:
        """Where every value came from, by dotted path, with items of lists by name."""
        data = self.model_dump()
        return {dotted(path, data): self._provenance.of(path) for path, _ in leaves(data)}

    def to_frame(self) -> pd.DataFrame:
        """Every value: one row a dotted path, with `value`, `unit` and `origin`."""
        import pandas as pd

        data, rows = self.model_dump(mode="json"), {}
        for steps, value in leaves(data):
            spec: Spec | None = Spec(Scenario)
            for step in steps:
                spec = spec.below(step) if spec else None
            unit = spec.unit if spec else ""
            rows[dotted(steps, data)] = (value, unit, self._provenance.of(steps))
        return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "unit", "origin"])

    def __repr__(self) -> str:
        return (
            f"<Scenario {self.name}: {len(self.segments)} segments, {len(self.products)} products, "
            f"{self.market.people:,} people, {self.months} months>"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return _overview(self)

    def certain(self) -> Scenario:
        """The same with every value taken as it stands: without `uncertain`."""
        return self.model_copy(update={"uncertain": {}})

    def drawn_values(self, seed: int, replication: int) -> dict[str, float]:
        """The values that one replication draws from the ranges of `uncertain`.

        Args:
            seed: the user's seed.
            replication: its number, from 0.

        Returns:
            value by dotted path, list items by name; nothing where all is certain.
        """
        ranges = uncertainties(self.model_dump(), Spec(Scenario)) if self.uncertain else []
        return drawn_values(ranges, seed, replication)

    def drawn(self, seed: int, replication: int) -> Scenario:
        """The firm and market that one replication simulates: `uncertain` values drawn.

        Args:
            seed: the user's seed.
            replication: its number, from 0.
        """
        if not self.uncertain:
            return self
        return self.override(self.drawn_values(seed, replication), "drawn")

    def override(self, changes: Mapping[str, Any], origin: str = "override") -> Scenario:
        """Return a copy with some values changed; what is set is certain from then on.

        Args:
            changes: value by dotted path; items of lists by name, by position or `*` for all, e.g.
                `{"work.capacity": 4, "segments.*.spend": 2.0, "segments.Families.share": "30%"}`.
                A name with a dot in it stands in double quotes: `segments."St. Gallen".spend`.
            origin: where the new values come from, as `origin` will report it.

        Raises:
            ScenarioError: a path that does not exist or a value that is not allowed.

        Example:
            >>> import sim
            >>> bank = sim.load("retail_bank").override({"segments.Families.churn_yearly": "14%"})
            >>> bank.segments[1].churn_yearly, bank.origin("segments.Families.churn_yearly")
            (0.14, 'override')
        """
        if not isinstance(changes, Mapping):
            raise ScenarioError(
                [f"{changes!r}: is not a dict; write override({{'work.hit_rate': 0.2}})"]
            )
        data = self.model_dump()
        changed: dict[Steps, Any] = {}
        for path, value in changes.items():
            for steps, spec in targets(data, Spec(Scenario), path):
                changed[steps] = settled(value, spec)
                _assign(data, steps, changed[steps])
        for key in self._no_longer_uncertain(changed):
            data["uncertain"].pop(key, None)
        scenario = _checked(data, self.name)
        scenario._provenance = self._provenance.after(changed, origin)
        return scenario

    def _no_longer_uncertain(self, changed: Mapping[Steps, Any]) -> list[str]:
        """Keys of the ranges whose value is set by some changes that leave the range alone."""
        ranges = uncertainties(self.model_dump(), Spec(Scenario)) if self.uncertain else []
        return [
            each.key
            for each in ranges
            if _touches(changed, each.steps) and not _touches(changed, ("uncertain", each.key))
        ]

    @model_validator(mode="after")
    def _adds_up(self) -> Scenario:
        data = self.model_dump()
        found = contradictions(data, Spec(Scenario))
        if found:
            raise ValueError(printable("; ".join(stated(problem, data) for problem in found)))
        return self


def _overview(scenario: Scenario) -> str:
    """A scenario as a notebook shows it: who the customers are and what they buy."""
    segments = [["Segment", "Share of people", "Customers among them", "Relative spend", "Churn"]]
    for s in scenario.segments:
        shares = percent(s.share), percent(s.penetration)
        segments.append([s.name, *shares, f"{s.spend:g}", f"{percent(s.churn_yearly)} a year"])
    products = [["Product", "Revenue a month", "Gross margin"]]
    for p in scenario.products:
        products.append([p.name, f"{scenario.currency} {p.revenue:g}", percent(p.margin)])
    about = escape(scenario.description.strip())
    head = f"<p><b>{escape(scenario.name)}</b>, {scenario.market.people:,} people. {about}</p>"
    return head + table(segments) + table(products)


def _touches(changed: Iterable[Steps], place: Steps) -> bool:
    """Whether one of some changes sets a place, all that it stands in, or something below it."""
    return any(path[: len(place)] == place[: len(path)] for path in changed)


def _assign(data: Any, steps: Steps, value: Any) -> None:
    for step in steps[:-1]:
        data = data[step]
    data[steps[-1]] = value


def validate(data: Any, place: str) -> Scenario:
    """Turn plain data into a scenario, or report every problem at once.

    Args:
        data: what a file says, as maps, lists and single values.
        place: file or scenario name for messages.

    Raises:
        ScenarioError: one sentence per problem, with path, reason and cure.
    """
    return _checked(settled(data, Spec(Scenario)), place)


def _checked(data: Any, place: str) -> Scenario:
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        found = problems_of(error, Scenario, data)
        raise refusal([f"{place}: {stated(problem, data)}" for problem in found]) from None
