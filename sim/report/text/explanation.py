"""Why a design came out as it did, in words and three tables."""

from __future__ import annotations

from html import escape
from math import isnan
from typing import Any

from ...experiment.analysis.explanation import Explanation
from ...experiment.analysis.shipping import OUTCOMES, TAKEN_BACK
from ...experiment.requests import TODAY
from ...experiment.statistics.estimates import Estimate
from ...text.alignment import aligned
from ...text.html import table as html_table
from ...text.letters import visible
from ...text.numbers import interval, money, percent
from .phrases import named

MOST = 8
"""Rows of the largest gains, and of wasted effort, that are shown."""
WORDS = {
    "works": "worked",
    "hardened": "reduced failures",
    "nothing": "had no effect",
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
        f"{explanation.firm}: decisions under {named(explanation.design)}, simulated, "
        f"{explanation.months} months, {len(explanation.firm_wide.shipped)} replications."
    )


def _sentences(explanation: Explanation) -> list[str]:
    """What was shipped and became of it, what was expected, and how much effort was wasted."""
    traces, currency = explanation.firm_wide, explanation.currency
    if not traces.shipped.any():
        return ["Nothing was shipped in any replication."]
    means = dict(zip(OUTCOMES, traces.outcomes.mean(axis=0), strict=True))
    fates = ", ".join(f"{means[o]:.1f} {words}" for o, words in WORDS.items())
    back = f"{means[TAKEN_BACK]:.1f} harmful items, including any shipped earlier, were rolled back"

    def amount(value: float) -> str:
        return money(value, currency)

    shipped, believed, brought, dead = (
        explanation.estimates[name] for name in ("shipped", "believed", "brought", "dead_share")
    )
    spread = interval(brought, amount)
    sentences = [
        f"Leaders shipped {_items(shipped)}: {fates}; {back}.",
        f"Leaders expected an extra {amount(believed.mean)} of monthly revenue to be served by "
        f"offers that work and fit. They achieved {amount(brought.mean)} (95 % CI {spread}).",
        f"{percent(dead.mean)} of their effort was wasted",
    ]
    if isnan(dead.mean):
        return [*sentences[:-1], "No effort was spent."]
    if explanation.design == TODAY:
        sentences[-1] += "."
    elif isnan(explanation.estimates["dead_share_gap"].mean):
        sentences[-1] += "; under today's design no effort was spent."
    else:
        gap = explanation.estimates["dead_share_gap"]
        word = "within sampling error of today's design"
        if gap.sign:
            word = f"{'more' if gap.sign > 0 else 'less'} than under today's design"
        change = f"{_points(gap.mean)}, 95 % CI {interval(gap, _points)}"
        sentences[-1] += f", {word} ({change})."
    return sentences


def _items(count: Estimate) -> str:
    return f"{count.mean:.0f} items (95 % CI {interval(count, lambda v: f'{v:.0f}')})"


def _points(share: float) -> str:
    return f"{100 * share:+.1f} points"


def _tables(explanation: Explanation) -> list[tuple[str, list[list[str]]]]:
    currency, log = explanation.currency, explanation.log
    one = f"in replication {explanation.replication} (one possible future)"
    moves = log[log["outcome"] != TAKEN_BACK]
    best = moves.sort_values("realised_gain", ascending=False, kind="stable").head(MOST)
    gains = [["month", "leader", "what", "where", "for", "expected", "achieved", "outcome"]]
    for row in best.itertuples():
        gains.append(_gain(row, currency))
    dead = [["leader", "where", "for", "tries", "effort", "worked in the end"]]
    for row in explanation.dead_ends().head(MOST).itertuples():
        words: Any = row
        dead.append(
            [
                words.owner,
                words.touchpoint,
                _for(words.variant),
                f"{words.tries}",
                f"{words.effort:.1f}",
                "yes" if words.worked else "no",
            ]
        )
    return [
        ("By leader, means of the replications:", _leaders(explanation)),
        (f"Largest gains {one}:", gains),
        (f"Wasted effort, most expensive first, {one}:", dead),
    ]


def _gain(row: Any, currency: str) -> list[str]:
    what = "new treatment" if row.action == "move" else "fewer failures"
    return [
        f"{row.month}",
        row.owner,
        what,
        row.touchpoint,
        _for(row.variant),
        money(row.believed_gain, currency),
        money(row.realised_gain, currency),
        row.outcome,
    ]


def _for(variant: str) -> str:
    return "all" if variant == "shared" else variant


def _leaders(explanation: Explanation) -> list[list[str]]:
    rows = [["", "shipped", "effort", "expected", "achieved", "wasted", *OUTCOMES]]
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
        "Expected and achieved: monthly revenue in a leader's charge that is served by offers that "
        "work and fit, as the leader expected and by the true needs. Needs drift, so gains fade. "
        "The full log: .to_frame(), or decisions.parquet in a saved result."
    )
