"""What of a scenario is not known exactly, and between which ends it is moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...scenario.notation.paths import dotted, leaves
from ...scenario.scenario import Scenario
from ...scenario.schema.parameter import ASSUMPTION
from ...scenario.schema.specification import Spec
from ...scenario.schema.uncertainty import Range, uncertainties
from ...scenario.writing.declared import Declared, declared

WHOLE = Spec(Scenario)
QUARTER = 0.25
"""How far a value is moved either way where its range is not declared: see `usual_range`."""

OWN = "the scenario's own value: assumption"
SHARES = "shares of segments add up to 1, and none can move alone"
OFF = "is 0, and no range is declared: what it sets going is switched off"
RIVALS = "acts among rivals only"
NAMED = "acts where needs are not named"
NO_CIRCUMSTANCE = "acts where a design goes by circumstance"
FLAT = "acts where the norm rises"
OTHER_FORM = "acts in another model form"


class Way(NamedTuple):
    """One value of a scenario and between what it is moved.

    Attributes:
        path: its dotted path.
        value: as it stands.
        low, high: the two ends; for what may be negative, nearer to 0 and farther from it.
    """

    path: str
    value: float
    low: float
    high: float


class Knob(NamedTuple):
    """What is moved together: one parameter, or that of every item of a list.

    Attributes:
        path: dotted path, `*` for every item.
        ways: the values that move.
        declared: whether the scenario declares all their ranges (`uncertain`).
        source: what they rest on.
        assumption: whether that is no publication and no source of a declared range.
    """

    path: str
    ways: list[Way]
    declared: bool
    source: str
    assumption: bool

    def at(self, high: bool) -> dict[str, float]:
        """Values by path at one of the two ends."""
        return {each.path: each.high if high else each.low for each in self.ways}


def knobs(scenario: Scenario) -> tuple[list[Knob], dict[str, str]]:
    """Everything uncertain that is a number and acts, and what is left alone, with the reason.

    Args:
        scenario: whose.
    """
    found, left = [], {}
    ranges = {each.path: each.range for each in uncertainties(scenario.model_dump(), WHOLE)}
    for each in declared():
        if each.role != "uncertainty" or each.spec.unit == "choice":
            continue
        values = dict(_values(scenario, each))
        why = _idle(scenario, each.path) if values else ""
        knob = _knob(each, values, ranges)
        if values and (why or not knob.ways):
            left[each.path] = why or OFF
        elif values:
            found.append(knob)
    return found, left


def settings(scenario: Scenario, places: Iterable[tuple[Knob, bool]]) -> dict[str, float]:
    """Values by path with every knob at one of its ends.

    Args:
        scenario: whose knobs.
        places: knobs, each with whether it is at its high end.
    """
    values = {path: value for knob, high in places for path, value in knob.at(high).items()}
    start = values.get("market.norm_start", scenario.market.norm_start)
    if start > values.get("market.norm_cap", scenario.market.norm_cap):
        values["market.norm_cap"] = start  # the norm may not begin above where it ends
    return values


def _values(scenario: Scenario, each: Declared) -> Iterator[tuple[str, float]]:
    """The values that a declaration has in a scenario, those of tables one by one."""
    data = scenario.model_dump()
    wanted = each.path.split(".")
    for steps, value in leaves(data):
        general = ["*" if isinstance(step, int) else step for step in steps]
        if general[: len(wanted)] == wanted and isinstance(value, int | float):
            yield dotted(steps, data), value


def _idle(scenario: Scenario, path: str) -> str:
    """Why a parameter does nothing here; empty where it acts."""
    if path == "segments.*.share":
        return SHARES
    if path in scenario.forms.held():
        return OTHER_FORM
    if path.startswith("rivalry."):
        return RIVALS
    if path == "market.needs_sd" and not scenario.draws_needs:
        return NAMED
    if path == "market.circumstance_accuracy":
        return NO_CIRCUMSTANCE
    return FLAT if path == "market.norm_cap" and scenario.market.norm_rate == 0 else ""


def _knob(each: Declared, values: Mapping[str, float], ranges: Mapping[str, Range]) -> Knob:
    """A parameter with the ways of its values: those declared, and usual ones for the others."""
    ends = {path: (ranges[path].low, ranges[path].high) for path in values if path in ranges}
    usual = each.spec.below("") or each.spec
    if usual.kind is int:
        ends = {path: (round(low), round(high)) for path, (low, high) in ends.items()}
    ends |= {path: usual_range(v, usual) for path, v in values.items() if path not in ends}
    ways = [
        Way(path, v, *ends[path]) for path, v in values.items() if ends[path][0] != ends[path][1]
    ]
    if all(path in ranges for path in values):
        source = "; ".join(dict.fromkeys(ranges[path].source or ASSUMPTION for path in values))
        return Knob(each.path, ways, True, source, ASSUMPTION in source.lower())
    if all(value == each.default for value in values.values()):
        return Knob(each.path, ways, False, each.source, each.footing != "published")
    return Knob(each.path, ways, False, OWN, True)


def usual_range(value: float, spec: Spec) -> tuple[float, float]:
    """The ends where none are declared: a quarter less and a quarter more.

    Of what cannot be above 1 and is above a half, a quarter of what it lacks to 1: quality 0.96
    goes from 0.95 to 0.97. Whole numbers move by 1 at least. Bounds of the schema hold.

    Args:
        value: as it stands.
        spec: its kind and bounds.
    """
    step = QUARTER * (1 - value if spec.high <= 1 and 0.5 < value < 1 else value)
    if spec.kind is int:
        step = max(round(step), 1)
    low, high = max(value - step, spec.low), min(value + step, spec.high)
    return (int(low), int(high)) if spec.kind is int else (low, high)
