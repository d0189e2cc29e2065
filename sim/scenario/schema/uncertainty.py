"""What is not exactly known: ranges beside the values of a scenario, and draws from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from math import exp, log
from statistics import NormalDist
from typing import Any, NamedTuple

from pydantic import Field

from ...errors import ScenarioError
from ..notation.paths import Steps, dotted
from ..notation.problems import Problem
from ..notation.scalars import number
from .parameter import ASSUMPTION, Section
from .specification import Spec, targets

WORST = 2.0
"""Tails are cut at this many times the distance from the middle to `low` or `high`."""

BLOCK = 10
"""Replications that share out a range among themselves: as many as the fewest that a precision
takes, and a divisor of the usual 30."""

_NORMAL = NormalDist()
_EDGE = _NORMAL.inv_cdf(0.975)


class Distribution(StrEnum):
    """How a value that is not known is spread over its range."""

    UNIFORM = "uniform"
    NORMAL = "normal"
    LOGNORMAL = "lognormal"


def _extra(unit: str, role: str = "range") -> dict[str, Any]:
    return {"unit": unit, "source": ASSUMPTION, "role": role}


class Range(Section):
    """Where a value may lie that is not exactly known."""

    low: float = Field(
        strict=True,
        description="Lowest value, or the 2.5th percentile.",
        json_schema_extra=_extra("share, or the parameter's own unit"),
    )
    high: float = Field(
        strict=True,
        description="Highest value, or the 97.5th percentile.",
        json_schema_extra=_extra("share, or the parameter's own unit"),
    )
    distribution: Distribution = Field(
        Distribution.UNIFORM,
        description="uniform: anywhere from low to high; otherwise 95 % lies between low and high.",
        json_schema_extra=_extra("choice"),
    )
    source: str = Field("", description="Where the range comes from.")

    def value(self, draw: float) -> float:
        """The value at a place of the distribution.

        uniform: low + draw (high - low); normal: m + s z, m = (low + high) / 2, s = (high - low) /
        (2 * 1.96), z the standard normal quantile of `draw`, cut at `WORST` times 1.96; lognormal:
        the same of logarithms.

        Args:
            draw: uniform number, 0 to 1.
        """
        if self.distribution == Distribution.UNIFORM:
            return self.low + draw * (self.high - self.low)
        low, high = self.low, self.high
        if self.distribution == Distribution.LOGNORMAL:
            low, high = log(low), log(high)
        tail = _NORMAL.cdf(-WORST * _EDGE)
        z = _NORMAL.inv_cdf(min(max(draw, tail), 1 - tail))
        value = (low + high) / 2 + (high - low) / (2 * _EDGE) * z
        return exp(value) if self.distribution == Distribution.LOGNORMAL else value


class Uncertain(NamedTuple):
    """A range with the value that it is of.

    Attributes:
        key: the path as the scenario writes it.
        path: dotted, list items by name.
        steps: the same as keys and positions.
        spec: what the schema declares there.
        range: where the value may lie.
    """

    key: str
    path: str
    steps: Steps
    spec: Spec
    range: Range

    def value(self, draw: float) -> float:
        """The value at a place of the distribution, within the schema's bounds."""
        held = min(max(self.range.value(draw), self.spec.low), self.spec.high)
        return round(held) if self.spec.kind is int else held


def uncertainties(data: Mapping[str, Any], root: Spec) -> list[Uncertain]:
    """Every range of a valid scenario.

    Args:
        data: the scenario as maps, lists and single values.
        root: the scenario's declaration.
    """
    found = []
    for key, given in data["uncertain"].items():
        ((steps, spec),) = targets(data, root, key)
        found.append(Uncertain(key, dotted(steps, data), steps, spec, Range.model_validate(given)))
    return found


def drawn_values(uncertain: list[Uncertain], seed: int, replication: int) -> dict[str, float]:
    """A value for each range, by dotted path: replicated Latin hypercubes (McKay et al. 1979).

    Of `BLOCK` replications in a row each has another `BLOCK`th of a range, in an order that each
    path shuffles for itself. So the mean over replications scatters less than that of independent
    draws, by what the values do one by one, and blocks are independent of each other. A draw
    depends on the seed, the replication's number and its own path alone: neither a further range
    nor more replications move it. Words of a hash make it the same with every library.

    Args:
        uncertain: the ranges.
        seed: the user's seed.
        replication: its number, from 0.
    """
    return {each.path: each.value(_place(seed, replication, each.path)) for each in uncertain}


def _place(seed: int, replication: int, path: str) -> float:
    """Where in a range a replication draws, 0 to 1: (stratum + a uniform number) / `BLOCK`."""
    block, member = divmod(replication, BLOCK)
    within = _uniform(f"{seed} {replication} {path} within")
    return (_strata(seed, block, path)[member] + within) / BLOCK


@lru_cache(maxsize=1024)
def _strata(seed: int, block: int, path: str) -> list[int]:
    """The stratum of each replication of a block: ranks of uniform numbers."""
    first = block * BLOCK
    words = [_uniform(f"{seed} {n} {path} order") for n in range(first, first + BLOCK)]
    ranked = sorted(words)
    return [ranked.index(word) for word in words]


def _uniform(name: str) -> float:
    """A uniform number, 0 to 1, that depends on nothing but its name."""
    word = sha256(name.encode()).digest()[:7]
    return (int.from_bytes(word, "big") + 0.5) / 2**56


def unfit_ranges(data: Mapping[str, Any], root: Spec) -> Iterator[Problem]:
    """What is wrong with ranges beside their values.

    Args:
        data: a scenario as maps and lists; what is missing has its default.
        root: the scenario's declaration.
    """
    given = data.get("uncertain")
    if not isinstance(given, Mapping) or not given:
        return
    whole = filled(data, root)
    named: dict[Steps, str] = {}
    for key in given:
        path: Steps = ("uncertain", key)
        try:
            found = targets(whole, root, key) if isinstance(key, str) else []
        except ScenarioError as error:
            message = error.problems[0].removeprefix(f"{key}: ")
            yield Problem(path, message, at_key=True)
            continue
        reason = _unfit_target(key, found)
        if reason:
            yield Problem(path, reason, at_key=True)
            continue
        steps, spec = found[0]
        if steps in named:
            message = f"is the same value as {named[steps]!r}; remove one of them"
            yield Problem(path, message, at_key=True, involved=(("uncertain", named[steps]),))
            continue
        named[steps] = key
        value, reported = _at(whole, steps), given[key]
        reason = _unfit_range(reported, value, spec)
        if reason:
            yield Problem(path, reason, involved=(steps,))
    yield from _crossing(whole, named)
    yield from _too_many_ideas(whole, named)


def _unfit_target(key: str, found: list[tuple[Steps, Spec]]) -> str:
    """Why what a path names cannot be uncertain."""
    if len(found) != 1:
        return "names several values; give each its own range, by name instead of *"
    steps, spec = found[0]
    if spec.kind not in (int, float):
        return "is not a single number; name one, as in work.hit_rate"
    if steps[0] == "segments" and steps[-1] == "share":
        return "cannot vary alone, since the shares add up to 1; remove it"
    reasons = {
        "lever": "a lever, which the firm chooses",
        "constant": "a constant of the study",
        "fact": "a fact, which no run uses",
        "range": "the end of a range",
    }
    if spec.role in reasons:
        return f"is {reasons[spec.role]}; only parameters with the role uncertainty have a range"
    return ""


def _unfit_range(reported: Any, value: Any, spec: Spec) -> str:
    """Why a range does not fit its value."""
    if not isinstance(reported, Mapping):
        return ""
    low, high = number(reported.get("low")), number(reported.get("high"))
    if low is None or high is None:
        return ""
    if low > high:
        return f"low is {low:g}, above high, {high:g}; swap them"
    for name, end in (("low", low), ("high", high)):
        if not spec.low <= end <= spec.high:
            return f"{name} is {end:g}; use {spec.wanted()}"
    if reported.get("distribution") == Distribution.LOGNORMAL and low <= 0:
        return f"low is {low:g}; a lognormal range must begin above 0"
    own = number(value)
    if own is not None and not low <= own <= high:
        return (
            f"goes from {low:g} to {high:g} and does not contain the value itself, {own:g}; "
            "widen the range, or change the value"
        )
    return ""


def _crossing(data: Mapping[str, Any], named: Mapping[Steps, str]) -> Iterator[Problem]:
    """The norm's start may not be drawn above its cap."""
    start, cap = ("market", "norm_start"), ("market", "norm_cap")
    highest, lowest = _end(data, named, start, 1.0), _end(data, named, cap, 0.0)
    if highest is None or lowest is None or highest <= lowest:
        return
    where = next((step for step in (start, cap) if step in named), None)
    if where is not None:
        message = (
            f"norm_start can be drawn as {highest:g}, above norm_cap ({lowest:g}); "
            "raise norm_cap, or narrow the range"
        )
        yield Problem(("uncertain", named[where]), message, involved=(start, cap))


def _too_many_ideas(data: Mapping[str, Any], named: Mapping[Steps, str]) -> Iterator[Problem]:
    """Ideas that work and ideas that do harm may not be drawn as more than all."""
    hit, harm = ("work", "hit_rate"), ("work", "harm_rate")
    ends = [_end(data, named, steps, 1.0) for steps in (hit, harm)]
    where = next((step for step in (hit, harm) if step in named), None)
    if where is not None and None not in ends and sum(ends) > 1 + 1e-9:  # type: ignore[arg-type]
        message = (
            "hit_rate and harm_rate are shares of the same ideas but can be drawn to add up to "
            f"{sum(ends):.4g}, above 1; narrow a range"  # type: ignore[arg-type]
        )
        yield Problem(("uncertain", named[where]), message, involved=(hit, harm))


def highest(data: Mapping[str, Any], root: Spec) -> dict[str, Any]:
    """A whole and valid scenario with every uncertain value at the highest it may be drawn.

    Args:
        data: as maps and lists; what is missing has its default.
        root: the scenario's declaration.
    """
    whole: dict[str, Any] = deepcopy(filled(data, root))
    for each in uncertainties(whole, root):
        place: Any = whole
        for step in each.steps[:-1]:
            place = place[step]
        place[each.steps[-1]] = each.value(1.0)
    return whole


def _end(
    data: Mapping[str, Any], named: Mapping[Steps, str], steps: Steps, draw: float
) -> float | None:
    """The highest or lowest that a value can be; None where it is no number."""
    if steps not in named:
        return number(_at(data, steps))
    try:
        return Range.model_validate(data["uncertain"][named[steps]]).value(draw)
    except ValueError:  # reported elsewhere
        return None


def _at(data: Any, steps: Steps) -> Any:
    """What stands at a place; None where nothing does."""
    for step in steps:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def filled(data: Any, spec: Spec | None) -> Any:
    """Data with the defaults of what is missing in their sections.

    Args:
        data: maps, lists and single values, which may be wrong.
        spec: what the schema declares there.
    """
    if spec is None:
        return data
    if isinstance(data, Mapping):
        out = {key: filled(value, spec.below(key)) for key, value in data.items()}
        for key, field in (spec.section.model_fields if spec.section else {}).items():
            if key not in out and not field.is_required():
                default = field.get_default(call_default_factory=True)
                out[key] = default.model_dump() if isinstance(default, Section) else default
        return out
    if isinstance(data, list):
        return [filled(value, spec.below(0)) for value in data]
    return data
