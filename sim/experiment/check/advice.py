"""What to change in a scenario whose simulated starting year is not the firm's, and what to mind.

A new value is named where the figure follows its parameter in proportion, or nearly so; a direction
where it only rises or falls with it. All of them were tried on the retail bank, and
`tests/experiment/check/test_advice.py` tries them again. What is not here did not move its figure
one way: the quality of products and touchpoints does not raise NPS, because people get used to it
and teams see to what is worst; recruiting_reach raises spend and joiners alike.
"""

from __future__ import annotations

from typing import NamedTuple

from ...scenario.notation.paths import name_in_path
from ...scenario.scenario import Scenario
from ...scenario.schema.parameter import Section
from ...scenario.schema.portfolio import Product, Segment
from .starting_year import FIRM, TOLERANCES, Line, StartingYear

FEWEST = 200
"""Simulated customers below which a segment's figures are mostly sampling error."""

SUMMED = ("customers", "churn_yearly", "revenue_per_customer")
"""Figures of the firm that are those of its segments, and move with the segments' parameters."""

SHAPE_POWER = 2.0
"""The factor of base churn, to this power, is that of its shape: both are moved together."""

CHURN_STEP = 0.7
"""Power of typed over simulated churn that is the factor of base churn, tried on the bank."""

ALL_PEOPLE = "the most allowed; raise the segment's share or market.people"
"""What stands in the way of more customers of a segment."""

STEADY = 0.05
"""Growth of the customer base in a year, up or down, from which on it is worth a word."""


class Change(NamedTuple):
    """A parameter to change.

    Attributes:
        path: where it stands in the file, list items by name.
        move: what to do with it, e.g. "raise".
        now: its value; None for a map of values.
        to: a new value; None where only the direction is known.
        why: what it does, for a direction; what stands in the way, for a value at its bound.
    """

    path: str
    move: str
    now: float | None
    to: float | None
    why: str = ""


def changes(year: StartingYear, line: Line) -> list[Change]:
    """What moves a figure towards what was typed; a first step, to be checked again.

    Args:
        year: the simulated year.
        line: one of its lines that is off.

    Returns:
        the changes; nothing for a line that is not off, nor for one that `waits`.
    """
    if line.verdict != "off" or line.simulated is None or line.typed is None or waits(year, line):
        return []
    segments = _free_segments(year.scenario, line)
    ratio = line.typed / line.simulated.mean if line.simulated.mean > 0 else None
    match line.figure:
        case "customers":
            return _scaled(segments, "penetration", ratio)
        case "churn_yearly":
            return _churn(segments, ratio)
        case "revenue_per_customer" if line.who != FIRM:
            return _scaled(segments, "spend", ratio)
        case "revenue_per_customer":
            return _product_changes(year.scenario, "revenue", ratio or 1.0, 0.0)
        case "gross_margin":
            return _product_changes(year.scenario, "margin", 1.0, -(line.difference or 0.0))
        case "operating_margin":
            return _platform(year.scenario, line.difference or 0.0)
        case _:
            return _directions(year.scenario, line)


def _free_segments(scenario: Scenario, line: Line) -> list[Segment]:
    """The segment of a line; for the firm those of which the figure is not known, or else all."""
    if line.who != FIRM:
        return [s for s in scenario.segments if s.name == line.who]
    free = [s for s in scenario.segments if getattr(s.facts, line.figure, None) is None]
    return free or scenario.segments


def waits(year: StartingYear, line: Line) -> bool:
    """Whether a line of the firm is off because of segments that are off themselves.

    Args:
        year: the simulated year.
        line: one of its lines.
    """
    return (
        line.who == FIRM
        and line.figure in SUMMED
        and any(
            o.who != FIRM and o.figure == line.figure and o.verdict == "off" for o in year.lines
        )
    )


def _scaled(segments: list[Segment], name: str, ratio: float | None) -> list[Change]:
    """A parameter of segments times what is typed over what is simulated."""
    why = ALL_PEOPLE if name == "penetration" else "the most allowed"
    return [
        _bounded(
            Segment,
            _path("segments", s.name, name),
            name,
            getattr(s, name),
            ratio,
            0.0,
            why,
        )
        for s in segments
        if ratio is not None
    ]


def _churn(segments: list[Segment], ratio: float | None) -> list[Change]:
    """Base churn, and with it how much alike newcomers are.

    Base churn alone moves the few who leave anyway: most customers are those who have stayed.
    """
    if ratio is None:
        return []
    step = ratio**CHURN_STEP
    return [
        *_scaled(segments, "churn_yearly", step),
        *_scaled(segments, "churn_shape", step**SHAPE_POWER),
    ]


def _product_changes(scenario: Scenario, name: str, ratio: float, more: float) -> list[Change]:
    """A parameter of every product, times a ratio and plus an amount."""
    return [
        _bounded(Product, _path("products", p.name, name), name, getattr(p, name), ratio, more)
        for p in scenario.products
    ]


def _path(items: str, item: str, name: str) -> str:
    """Where a parameter of the segment or product of a name stands."""
    return f"{items}.{name_in_path(item)}.{name}"


def _bounded(
    section: type[Section],
    path: str,
    name: str,
    now: float,
    ratio: float,
    more: float,
    at_most: str = "the most allowed",
) -> Change:
    """A new value of three digits within the schema's bounds."""
    limits = {
        key: getattr(limit, key)
        for limit in section.model_fields[name].metadata
        for key in ("ge", "le")
        if hasattr(limit, key)
    }
    wanted = float(f"{now * ratio + more:.3g}")
    to = min(max(wanted, limits["ge"]), limits["le"])
    why = "" if to == wanted else at_most if wanted > to else "the least allowed"
    return Change(path, direction(to > now), now, to, why)


def direction(up: bool) -> str:
    """What to do with a value."""
    return "raise" if up else "lower"


def _platform(scenario: Scenario, difference: float) -> list[Change]:
    """Standing cost takes as much of the margin as there is too much."""
    now = scenario.costs.platform_share
    to = float(f"{min(max(now + difference, 0.0), 1.0):.3g}")
    why = "adjust the lines above first"
    return [Change("costs.platform_share", direction(to > now), now, to, why)]


def _directions(scenario: Scenario, line: Line) -> list[Change]:
    """Where only the direction is known."""
    more = (line.difference or 0.0) < 0
    given, levers, word = scenario.market, scenario.levers, scenario.advocacy
    if line.figure == "nps" and line.who != FIRM:
        why = "the more alike needs are, the better one offer fits them and the higher its score"
        move = f"{'nearer to' if more else 'farther from'} the other segments'"
        return [Change(_path("segments", line.who, "needs"), move, None, None, why)]
    parameters: dict[str, float]
    if line.figure == "nps":
        why, more = "what people expect of any firm: the less, the higher they score it", not more
        parameters = {"market.norm_start": given.norm_start, "market.norm_cap": given.norm_cap}
    elif line.figure == "acquisition_cost":
        why = "what recruiters may spend to win a customer, as months of its margin"
        parameters = {"levers.acquisition_horizon": levers.acquisition_horizon}
        if more:
            why += ", and in all, as a share of revenue"
            parameters["levers.recruiting_budget"] = levers.recruiting_budget
    else:
        why = "effect of a recommendation: the larger, the more joiners come through advocacy"
        parameters = {
            "advocacy.strong_impact": word.strong_impact,
            "advocacy.weak_impact": word.weak_impact,
        }
    return [Change(path, direction(more), now, None, why) for path, now in parameters.items()]


def notes(year: StartingYear) -> list[str]:
    """Notes on a scenario, whatever its facts state; each with its cure."""
    scenario = year.scenario
    stated = [*_thin_segments(year), *_contradictions(scenario)]
    if scenario.draws_needs:
        stated.append(
            "Needs are drawn where segments do not state them. `sim compare` with --markets 30 "
            "averages over such draws."
        )
    if abs(_growth(year)) > STEADY:
        stated.append(growth_reported(year))
    return stated


def growth_reported(year: StartingYear) -> str:
    """How the customer base grows, and what to do about it where it is not steady.

    Args:
        year: the simulated year.
    """
    growth, reach = _growth(year), year.scenario.levers.recruiting_reach
    verb, cure = ("grows", "lower") if growth > 0 else ("shrinks", "raise")
    stated = f"The customer base {verb} by {100 * abs(growth):.1f} % in the year."
    if abs(growth) <= STEADY:
        return stated
    return (
        f"{stated} If yours does not, {cure} levers.recruiting_reach (now {reach:g}): the hazard "
        "of joining."
    )


def _growth(year: StartingYear) -> float:
    return year.growth.mean


def _thin_segments(year: StartingYear) -> list[str]:
    """Segments in which too few people are simulated."""
    scenario = year.scenario
    stated = []
    for s, segment in enumerate(scenario.segments, start=1):
        simulated = float(year.simulated["customers"].mean[s]) / scenario.represents
        if 0 < simulated < FEWEST:
            enough = _round_up(scenario.market.simulated * FEWEST / simulated)
            stated.append(
                f"{segment.name}: {simulated:.0f} simulated customers are too few for steady "
                f"figures; raise market.simulated from {scenario.market.simulated:,} to "
                f"{enough:,} or more."
            )
    return stated


def _round_up(number: float) -> int:
    """The next number of two digits and zeros."""
    step = 10 ** max(len(str(int(number))) - 2, 0)
    return int(-(-number // step) * step)


def _contradictions(scenario: Scenario) -> list[str]:
    """Customers of segments that do not add up to the firm's."""
    typed, parts = scenario.facts.customers, [s.facts.customers for s in scenario.segments]
    known = [part for part in parts if part is not None]
    if typed is None or len(known) < len(parts):
        return []
    total = sum(known)
    if abs(total - typed) <= TOLERANCES["customers"].around(typed):
        return []
    return [
        f"The customers stated for segments add up to {total:,.0f}, not to the {typed:,.0f} stated "
        "for the firm: correct one of them."
    ]
