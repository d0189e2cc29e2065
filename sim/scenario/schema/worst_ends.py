"""What must hold at the worst ends of uncertain values: contacts settle, margins contain losses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import sqrt
from typing import Any

from ..notation.paths import Steps
from ..notation.problems import Problem
from .specification import Spec
from .uncertainty import Uncertain, filled, uncertainties

MOST_REPEATED = 0.7
"""Most calls for help that a call for help may cause on average. At 1 calls never settle; below it
a call causes 1 / (1 - x) in all, 3.3 at this limit. The rest is room for queues and failed
releases (assumption)."""

HIGHEST, LOWEST = 1.0, 0.0
_EXPERIENCE = "experience"


class Ends:
    """A scenario whose uncertain values can be asked for at their ends.

    Args:
        data: a whole and valid scenario as maps and lists; what is missing has its default.
        root: the scenario's declaration.
    """

    def __init__(self, data: Mapping[str, Any], root: Spec) -> None:
        self.data: dict[str, Any] = filled(data, root)
        self.named: dict[Steps, Uncertain] = {e.steps: e for e in uncertainties(self.data, root)}

    def at(self, end: float, *steps: str | int) -> float:
        """The highest or lowest that a value may be drawn; itself where it is certain."""
        if steps in self.named:
            return float(self.named[steps].value(end))
        found: Any = self.data
        for step in steps:
            found = found[step]
        return float(found)

    def place(self, *steps: str | int) -> Steps:
        """Where a value is best looked at: its range, if it has one."""
        return ("uncertain", self.named[steps].key) if steps in self.named else steps


def worst_ends(data: Mapping[str, Any], root: Spec) -> Iterator[Problem]:
    """What does not hold at the worst ends; arguments as for `Ends`."""
    ends = Ends(data, root)
    yield from _piling_up(ends)
    yield from _beyond_cost_of_sales(ends)


def _piling_up(ends: Ends) -> Iterator[Problem]:
    """Calls for help that cause more and more calls for help."""
    repeat = ends.at(HIGHEST, _EXPERIENCE, "repeat_contacts")
    touchpoints = ends.data["touchpoints"]
    desks = [n for n, touchpoint in enumerate(touchpoints) if touchpoint["queue"]]
    if not repeat:
        return
    if desks:
        name, left = touchpoints[desks[0]]["name"], _left_open(ends, "touchpoints", desks[0])
        involved: Steps = ("touchpoints", desks[0], "quality")
    else:
        name, left, involved = "the average touchpoint", _left_open_anywhere(ends), ("products",)
    caused = repeat * left
    if caused >= MOST_REPEATED:
        message = (
            f"a call for help can cause {caused:.3g} further ones on average, repeat_contacts "
            f"times the {left:.3g} that {name} leaves open, but calls pile up as this nears 1 and "
            f"the limit is {MOST_REPEATED}; lower repeat_contacts or misfit_contacts, or raise the "
            "quality there"
        )
        others: tuple[Steps, ...] = (involved, (_EXPERIENCE, "misfit_contacts"))
        yield Problem(ends.place(_EXPERIENCE, "repeat_contacts"), message, involved=others)


def _left_open(ends: Ends, label: str, number: int) -> float:
    """Share of what people come for that a touchpoint leaves open: 1 - q (1 - m (1 - f)).

    q its quality, m `misfit_contacts`, f = 1 / sqrt(1 + v) the mean fit to needs and tastes that
    scatter with variance v. No complaint counts as resolved.
    """
    name, needs_sd = ends.data[label][number]["name"], ends.at(HIGHEST, "market", "needs_sd")
    key = name if label == "touchpoints" else f"use {name}"
    segments = ends.data["segments"]
    stated = [s["needs"].get(key) for s in segments]
    known = [need for need in stated if need is not None]
    middle = sum(known) / max(len(known), 1)
    scatter = [needs_sd if need is None else need - middle for need in stated]
    variance = sum(s["share"] * x**2 for s, x in zip(segments, scatter, strict=True))
    variance += ends.at(HIGHEST, "market", "taste_sd") ** 2
    missed = ends.at(HIGHEST, _EXPERIENCE, "misfit_contacts") * (1 - 1 / sqrt(1 + variance))
    return 1 - ends.at(LOWEST, label, number, "quality") * (1 - missed)


def _left_open_anywhere(ends: Ends) -> float:
    """The same over all touchpoints, by frequency, where none is the help desk."""
    places = [("products", n, p["use"]) for n, p in enumerate(ends.data["products"])]
    places += [("touchpoints", n, t["frequency"]) for n, t in enumerate(ends.data["touchpoints"])]
    total = sum(weight for *_, weight in places)
    left = [_left_open(ends, label, n) for label, n, _ in places]
    if total <= 0:
        return max(left)
    return sum(x * weight for x, (*_, weight) in zip(left, places, strict=True)) / total


def _beyond_cost_of_sales(ends: Ends) -> Iterator[Problem]:
    """Losses of which more are expected than the cost of sales that contains them."""
    for n, product in enumerate(ends.data["products"]):
        rate = ends.at(HIGHEST, "products", n, "loss_rate")
        size = ends.at(HIGHEST, "products", n, "loss_size")
        margin = ends.at(HIGHEST, "products", n, "margin")
        if rate * size > 1 - margin + 1e-9:
            message = (
                f"losses can come to {rate * size:.3g} of the revenue of {product['name']}, "
                f"loss_rate times loss_size, but its cost of sales, which contains them, is "
                f"{1 - margin:.3g} of it; lower loss_rate, loss_size or margin"
            )
            others: tuple[Steps, ...] = (("products", n, "loss_rate"), ("products", n, "margin"))
            yield Problem(ends.place("products", n, "loss_size"), message, involved=others)
