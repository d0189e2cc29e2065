"""Why a design came out as it did, in words and three tables."""

from __future__ import annotations

from html import escape
from math import isnan
from typing import Any

from ...experiment.analysis.explanation import Explanation
from ...experiment.analysis.shipping import OUTCOMES, TAKEN_BACK
from ...experiment.requests import TODAY
from ...experiment.statistics.estimates import Estimate
from ...text.columns import aligned
from ...text.html import table as html_table
from ...text.letters import visible
from ...text.numbers import interval, money, percent
from .verdict import named

MOST = 8
"""Rows of what brought most, and of dead ends, that are told."""
WORDS = {
    "works": "worked",
    "hardened": "made something fail less",
    "nothing": "did nothing",
    "harm": "did harm",
}


def text(explanation: Explanation) -> str:
    """The explanation for a terminal."""
    parts = [_head(explanation), " ".join(_sentences(explanation))]
    for title, rows in _tables(explanation):
        parts.append(f"{title}\n{aligned(rows)}" if len(rows) > 1 else f"{title} None.")
    return visible("\n\n".join([*parts, _closing(explanation)]))


def html(explanation: Explanation) -> str:
    """The explanation for a notebook."""
    parts = [f"<p><b>{escape(_head(explanation))}</b></p>"]
    parts.append(f"<p>{escape(' '.join(_sentences(explanation)))}</p>")
    for title, rows in _tables(explanation):
        parts.append(f"<p>{escape(title)}{'' if len(rows) > 1 else ' None.'}</p>")
        parts.append(html_table(rows) if len(rows) > 1 else "")
    return "\n".join([*parts, f"<p>{escape(_closing(explanation))}</p>"])


def _head(explanation: Explanation) -> str:
    return (
        f"{explanation.firm}: what was decided under {named(explanation.design)}, simulated, "
        f"{explanation.months} months, {len(explanation.firm_wide.shipped)} replications."
    )


def _sentences(explanation: Explanation) -> list[str]:
    """What was shipped and became of it, what was believed, and how much was for nothing."""
    traces, currency = explanation.firm_wide, explanation.currency
    if not traces.shipped.any():
        return ["Nothing was shipped in any replication."]
    means = dict(zip(OUTCOMES, traces.outcomes.mean(axis=0), strict=True))
    fates = ", ".join(f"{means[o]:.1f} {words}" for o, words in WORDS.items())
    fates += f"; {means[TAKEN_BACK]:.1f} that did harm, then or before, were taken back"

    def amount(value: float) -> str:
        return money(value, currency)

    shipped, believed, brought, dead = (
        explanation.estimates[name] for name in ("shipped", "believed", "brought", "dead_share")
    )
    spread = interval(brought, amount)
    sentences = [
        f"Leaders shipped {_counted(shipped)} items: {fates}.",
        f"They expected {amount(believed.mean)} more of the monthly revenue that they answer for "
        f"to meet what works and suits; it came to {amount(brought.mean)} (95 % {spread}).",
        f"{percent(dead.mean)} of their effort was a dead end",
    ]
    if isnan(dead.mean):
        return [*sentences[:-1], "No effort was spent."]
    if explanation.design == TODAY:
        sentences[-1] += "."
    elif isnan(explanation.estimates["dead_share_gap"].mean):
        sentences[-1] += "; under today's design no effort was spent."
    else:
        gap = explanation.estimates["dead_share_gap"]
        word = "as under today's design, within what luck explains"
        if gap.sign:
            word = "more than under today's design" if gap.sign > 0 else "less than under today's"
        sentences[-1] += f": {_points(gap.mean)} to today ({interval(gap, _points)}), {word}."
    return sentences


def _counted(count: Estimate) -> str:
    return f"{count.mean:.0f} (95 % {interval(count, lambda v: f'{v:.0f}')})"


def _points(share: float) -> str:
    return f"{100 * share:+.1f} points"


def _tables(explanation: Explanation) -> list[tuple[str, list[list[str]]]]:
    currency, log = explanation.currency, explanation.log
    one = f"in one possible future (replication {explanation.replication})"
    moves = log[log["outcome"] != TAKEN_BACK]
    best = moves.sort_values("realised_gain", ascending=False, kind="stable").head(MOST)
    told = [["month", "leader", "what", "where", "for", "believed", "brought", "outcome"]]
    for row in best.itertuples():
        told.append(_told(row, currency))
    dead = [["leader", "where", "for", "tries", "effort", "worked in the end"]]
    for row in explanation.dead_ends().head(MOST).itertuples():
        words: Any = row
        dead.append(
            [
                words.owner,
                words.touchpoint,
                _whom(words.variant),
                f"{words.tries}",
                f"{words.effort:.1f}",
                "yes" if words.worked else "no",
            ]
        )
    return [
        ("By leader, means of the replications:", _leaders(explanation)),
        (f"What brought most {one}:", told),
        (f"Dead ends, dearest first, {one}:", dead),
    ]


def _told(row: Any, currency: str) -> list[str]:
    what = "new treatment" if row.action == "move" else "fewer failures"
    return [
        f"{row.month}",
        row.owner,
        what,
        row.touchpoint,
        _whom(row.variant),
        money(row.believed_gain, currency),
        money(row.realised_gain, currency),
        row.outcome,
    ]


def _whom(variant: str) -> str:
    return "everybody" if variant == "shared" else variant


def _leaders(explanation: Explanation) -> list[list[str]]:
    rows = [["", "shipped", "effort", "believed", "brought", "dead ends", *OUTCOMES]]
    for name, row in explanation.by_leader().iterrows():
        rows.append(
            [
                str(name),
                f"{row['shipped']:.1f}",
                f"{row['effort']:.1f}",
                *(money(row[column], explanation.currency) for column in ("believed", "brought")),
                f"{percent(row['dead_share'])} of effort",
                *(f"{row[outcome]:.1f}" for outcome in OUTCOMES),
            ]
        )
    return rows


def _closing(explanation: Explanation) -> str:
    return (
        "Believed and brought: monthly revenue that a leader answers for and that meets what works "
        "and suits, as expected and by the true needs; needs drift, so that a gain fades. "
        "The whole log: .to_frame(), or decisions.parquet of a saved result."
    )
