"""Words that charts share: headers, and names within sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text.phrases import named
from .chart import Header
from .words import brief

if TYPE_CHECKING:
    from ...experiment.compared import ComparedDesigns
    from ...scenario.scenario import Scenario


def header(
    result: ComparedDesigns, message: str, what: str, unit: str, note: str = "", period: str = ""
) -> Header:
    """A chart's header.

    Args:
        result: what is drawn.
        message: the finding, without a full stop.
        what: what is drawn, and of which group.
        unit: of the figures.
        note: how to read the marks.
        period: the whole comparison when missing.
    """
    period = period or f"months 1 to {result.scenario.months}"
    subject = f"{brief(result.scenario.name)}: {what}, {unit}, {period}."
    return Header(message, subject, basis(len(result.replications), result.markets, note))


def basis(replications: int, markets: int, note: str, paired: str = "paired ") -> str:
    """That it is simulated, and from how many replications."""
    stated = f"Simulated: mean and 95 % CI of {replications} {paired}replications"
    stated += f" of {markets} markets" if markets > 1 else ""
    return f"{stated}; {note}." if note else f"{stated}."


def names_of(scenario: Scenario) -> list[str]:
    """Every name of the client's that a chart may write."""
    return [
        scenario.name,
        scenario.currency,
        *scenario.touchpoint_names,
        *(segment.name for segment in scenario.segments),
    ]


def called(design: str) -> str:
    """A design's name within a sentence, however long it is."""
    return brief(named(design), 48)


def sentence(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]
