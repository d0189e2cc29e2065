"""What a calibration found, as a terminal shows it and as plain data."""

from __future__ import annotations

import textwrap
from typing import Any

from ...calibration.doubts import notes
from ...calibration.fit.holdout import FORECASTS
from ...calibration.fitted import FittedScenario, Value
from ...text.alignment import aligned
from ...text.letters import visible
from ...text.numbers import finite, percent
from .starting_year import LABELS, write_figure

WIDTH = 100
"""Characters of a line of prose."""


def answer(calibration: FittedScenario) -> str:
    """What a terminal shows: what was read, values, forecast of held-back months, notes."""
    parts = [
        f"{calibration.base.name}: fitted to data.",
        "\n".join(map(_wrapped, calibration.reported)),
        _values(calibration),
        "\n".join(map(_wrapped, _held_back_reported(calibration))),
        _facts(calibration),
        "\n".join(map(_wrapped, notes(calibration))),
    ]
    return visible("\n\n".join(part for part in parts if part))


def reported(calibration: FittedScenario) -> list[str]:
    """Sentences that a file begins with: what was read, how well the fit does, notes."""
    stated = [*calibration.reported, *_held_back_reported(calibration)]
    return [*stated, *_distance_reported(calibration), *notes(calibration)]


def as_data(calibration: FittedScenario) -> dict[str, Any]:
    """The same as one object of plain values."""
    held = calibration.holdout
    return {
        "scenario": calibration.base.name,
        "hash": calibration.scenario.hash,
        "values": [value._asdict() for value in calibration.values],
        "hazards": [
            {
                "segment": each.segment,
                "exposure": each.exposure,
                "observed": each.observed._asdict(),
                "base": each.hazard._asdict(),
                "correlation": each.range.correlation,
            }
            for each in calibration.hazards
        ],
        "holdout": held
        and {
            "months": held.months,
            "since": held.first_month,
            "counts": held.counts,
            "errors": {name: error._asdict() for name, error in held.errors.items()},
            "beaten": held.beaten,
        },
        "facts": [fact._asdict() for fact in calibration.facts],
        "left_out": calibration.left_out,
        "distance": calibration.search
        and {
            "before": calibration.search.before,
            "after": calibration.search.after,
            "lines": [
                {
                    "of": line.who or None,
                    "figure": line.figure,
                    "typed": line.typed,
                    "simulated": line.simulated and finite(line.simulated.mean),
                    "verdict": line.verdict,
                }
                for line in calibration.search.year.judged
            ],
        },
        "told": calibration.reported,
        "notes": notes(calibration),
    }


def _values(calibration: FittedScenario) -> str:
    if not calibration.values:
        return "No value was moved."
    rows = [["", "before", "now", "95 % CI", "from"]]
    for value in calibration.values:
        before = "" if value.before is None else f"{value.before:.4g}"
        rows.append([f"  {value.path}", before, f"{value.now:.4g}", _interval(value), value.origin])
    return aligned(rows)


def _interval(value: Value) -> str:
    if value.low is None or value.high is None:
        return ""
    return f"{value.low:.4g} to {value.high:.4g}"


def origin_reported(value: Value) -> str:
    """Where a value comes from and how sure it is, as a comment states it."""
    interval = _interval(value)
    return f"{interval} (95 %); {value.origin}" if interval else value.origin


def _held_back_reported(calibration: FittedScenario) -> list[str]:
    """How well the fit forecasts months that it has not seen, beside naive forecasts."""
    held = calibration.holdout
    if not calibration.hazards:
        return []
    if held is None:
        return ["No months were held back, so it is not known how well the fit forecasts."]
    errors = "; ".join(
        f"{name} {held.errors[name].customers:.2f} customers ({percent(held.errors[name].share)})"
        for name in FORECASTS
    )
    verdict = (
        "The fit beats both naive forecasts."
        if held.beaten
        else "The fit does not beat both naive forecasts: look for what changed in these months."
    )
    return [
        f"Held back: {held.months} months from {held.first_month}, {held.counts} counts. Mean "
        f"error of forecasts made without them: {errors}. {verdict}"
    ]


def _facts(calibration: FittedScenario) -> str:
    """The simulated starting year beside the facts, a line each, and the distance between them."""
    found = calibration.search
    if found is None:
        return "\n".join(map(_wrapped, _distance_reported(calibration)))
    currency = calibration.base.currency
    head = (
        "The simulated starting year with all values as above; sim check --certain shows the same."
    )
    rows = [["", "simulated", "stated", ""]]
    for line in found.year.judged:
        simulated = (
            "none"
            if line.simulated is None
            else write_figure(line.figure, line.simulated.mean, currency)
        )
        label = f"  {line.who or 'The firm'}: {LABELS[line.figure][0].lower()}"
        stated = write_figure(line.figure, line.typed or 0.0, currency)
        verdict = str(line.verdict) + ("" if line in found.aims else ", compared only")
        rows.append([label, simulated, stated, verdict])
    return "\n".join([head, aligned(rows), "", *map(_wrapped, _distance_reported(calibration))])


def _distance_reported(calibration: FittedScenario) -> list[str]:
    """How far the simulated year is from the facts."""
    found = calibration.search
    if found is None:
        return ["No facts of a year are known, so nothing else was fitted."]
    misses = [line for line in found.aims if line in found.year.misfits]
    count = len(misses)
    left = "all of them fit" if not count else f"{count} of {len(found.aims)} do not fit"
    stated = [
        f"Distance from the {len(found.aims)} figures that parameters were fitted to, as the sum "
        f"of squared tolerances: {found.before:.1f} with the hazards alone, {found.after:.1f} now; "
        f"{left}."
    ]
    if len(found.aims) < len(found.year.judged):
        stated.append(
            "Churn that follows from cohorts is compared only. No parameter was fitted to the "
            "facts on it, so the two sources check each other."
        )
    return stated


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
