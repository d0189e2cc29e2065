"""The key assumptions of the shipped bank's verdict, as `sim doctor` shows them."""

from __future__ import annotations

from typing import Any

from ...experiment.space.influence import RENEW, Effect, Influence, Influences
from ...scenario.notation.problems import listed
from ...text.numbers import money


def answer(influences: Influences, state: str) -> str:
    """A line for each of the most influential parameters, with its range and what it rests on.

    Args:
        influences: what was measured.
        state: hash of the scenario as it is now.
    """
    most, currency = influences.most, influences.currency
    weak = sum(each.assumption for each in most)
    lead = _amount(influences.lead, currency)
    lines = [
        f"Key assumptions: {weak} of the {len(most)} parameters with the most influence on the",
        f"verdict for {influences.scenario} are assumptions.",
        f"{influences.winner} leads the best alternative (most often {influences.second}) by an",
        f"NPV of {lead}.",
        "Moved from the low end of its range to the high one, each parameter alone changes this",
        "lead by:",
        "",
    ]
    for rank, each in enumerate(most, 1):
        marks = ("*" if each.assumption else " ") + ("!" if each.turns(influences.lead) else " ")
        lines.append(f"{rank:>3} {marks} {each.path}: {_amount(each.lead, currency, True)}")
        lines.append(f"       {_values(each)}; {each.source}")
    lines += ["", *_notes(influences, state)]
    return "\n".join(lines)


def _notes(influences: Influences, state: str) -> list[str]:
    """What the marks mean, how it was measured, and whether it still holds."""
    known = len(influences.found) + len(influences.left)
    lines = [
        "* rests on an assumption: a figure of your own has the most value here.",
        "! one end of its range alone reverses the lead.",
        "Intervals are 95 % confidence intervals. Where no range is declared, a value is moved by",
        "a quarter in either direction, or by a quarter of its distance to 1.",
        f"{len(influences.found)} of {known} uncertain parameters were moved, all at once, in "
        f"{influences.runs:,} markets of {influences.people:,} people.",
    ]
    unsure = [rank for rank, each in enumerate(influences.most, 1) if not each.lead.sure]
    if unsure:
        ranks = listed([str(rank) for rank in unsure], "and")
        lines.append(f"Sampling error leaves even the sign of {ranks} open.")
    if state != influences.hash:
        lines.append(
            f"This was measured on another state of {influences.scenario}; measure again: {RENEW}"
        )
    return lines


def as_data(influences: Influences, state: str) -> dict[str, Any]:
    """The same as plain values, with the effects on the other figures.

    Args:
        influences: what was measured.
        state: hash of the scenario as it is now.
    """
    return {
        "scenario": influences.scenario,
        "current": state == influences.hash,
        "renew": RENEW,
        "winner": influences.winner,
        "second": influences.second,
        "held_against": influences.held_against,
        "lead": influences.lead._asdict(),
        "runs": influences.runs,
        "people": influences.people,
        "seed": influences.seed,
        "most_influential": [
            {"rank": rank, **_leg(each), "turns_the_lead": each.turns(influences.lead)}
            for rank, each in enumerate(influences.most, 1)
        ],
        "not_moved": influences.left,
    }


def _leg(each: Influence) -> dict[str, Any]:
    return {
        "parameter": each.path,
        "values": {
            path: dict(zip(("value", "low", "high"), three, strict=True))
            for path, three in each.values.items()
        },
        "range_declared": each.declared,
        "source": each.source,
        "assumption": each.assumption,
        "effect_on_lead": each.lead._asdict(),
        "effect_on_npv_against": each.against._asdict(),
        "effect_on_nps_against": each.nps._asdict(),
    }


def _amount(effect: Effect, currency: str, signed: bool = False) -> str:
    mean, low, high = (money(value, currency, signed) for value in effect)
    return f"{mean} ({low} to {high})"


def _values(each: Influence) -> str:
    """Value and range of one parameter, or how many values move between which ends."""
    values, lows, highs = zip(*each.values.values(), strict=True)
    if len(values) == 1:
        kind = "declared" if each.declared else "moved"
        return f"{values[0]:.4g}, {kind} from {lows[0]:.4g} to {highs[0]:.4g}"
    most, least = max(*values), min(*values)
    return f"{len(values)} values from {least:.4g} to {most:.4g}, moved together"
