"""What leaders believe of customers' needs: reports that shrink and blur on their way up.

A reported gap is listening * keep * (ideal - position) + noise, keep = passed_per_layer^(layers-1).
Beliefs are a Kalman filter (Kalman 1960) on what the report seems to say. Leaders who learn see in
what worked how much of a gap reports show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..market.rules.compiled import scalar
from ..scenario.schema.design import Organisation
from ..scenario.schema.insight import Insight

LEAST_SHOWN = 0.1
"""The smallest share of a gap that leaders take reports to show: they correct tenfold at most."""

NEVER_HIDDEN = 1e-4
"""Failures that every report shows, where there are as many."""


@dataclass
class Beliefs:
    """What the firm believes of each segment's ideal, [S, K].

    Attributes:
        mean: believed ideal position.
        variance: how unsure that is, position squared.
        shown: share of a gap that leaders have learnt that reports show; 1 for who never learns.
    """

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    shown: float = 1.0

    def copy(self) -> Beliefs:
        """Beliefs that can change without touching these."""
        return Beliefs(self.mean.copy(), self.variance.copy(), self.shown)

    def fade(self, drift: float) -> None:
        """Needs move on unseen: V += drift^2."""
        self.variance += drift**2

    def observe(self, seen: NDArray[np.float64], variance: float | NDArray[np.float64]) -> None:
        """Take in an observation: x += V/(V+R) (seen - x), V *= R/(V+R).

        Args:
            seen: [S, K], what was observed.
            variance: R, what its error is taken to be.
        """
        gain = self.variance / np.maximum(self.variance + variance, 1e-12)
        self.mean += gain * (seen - self.mean)
        self.variance *= 1 - gain


def kept(organisation: Organisation, insight: Insight) -> float:
    """Share of bad news that reaches the one who decides: passed_per_layer^(layers - 1)."""
    return float(insight.passed_per_layer ** (organisation.layers - 1))


def noticed(
    gap: NDArray[np.float64], least: float, organisation: Organisation
) -> NDArray[np.float64]:
    """What layers find worth passing on: sign(gap) max(0, |gap| - least (layers - 1)).

    Args:
        gap: of any shape.
        least: what one layer leaves out, in the gap's unit.
        organisation: layers of the firm.
    """
    hidden = least * (organisation.layers - 1)
    if hidden == 0:
        return gap
    return np.asarray(np.sign(gap) * np.maximum(np.abs(gap) - hidden, 0.0))


def report(
    ideal: NDArray[np.float64],
    position: NDArray[np.float64],
    noise: NDArray[np.float64],
    organisation: Organisation,
    insight: Insight,
    shown: float = 1.0,
) -> tuple[NDArray[np.float64], float]:
    """What reports seem to say of the ideals, and the variance of their error.

    Args:
        ideal, position: [S, K], what people would like best and what they meet.
        noise: [S, K], standard normal random numbers of this month's reports.
        organisation: layers, visibility, listening and debias of the firm.
        insight: noise of a report, share passed per layer, salience.
        shown: share of a gap that, as leaders have learnt, reports show after that correction.

    Returns:
        z = position + gap / (keep^debias shown), [S, K], and R / (keep^debias shown)^2.
    """
    keep = kept(organisation, insight)
    error_sd = insight.observation_sd / np.sqrt(organisation.visibility)
    gap = noticed(keep * (ideal - position), insight.salience, organisation)
    gap = organisation.listening * gap + error_sd * noise
    correction = keep**organisation.debias * shown
    return position + gap / correction, float((error_sd / correction) ** 2)


def with_error(
    noise: NDArray[np.float64], error: NDArray[np.float64], share: float
) -> NDArray[np.float64]:
    """Noise of a report of which a share of the variance stays: sqrt(1 - p) z + sqrt(p) error.

    Args:
        noise: [S, K], standard normal, drawn every month.
        error: [S, K], standard normal, drawn every `MONTHS_OF_ERROR`; leaders do not know of it.
        share: p, of the variance.
    """
    return np.asarray(np.sqrt(1 - share) * noise + np.sqrt(share) * error)


MONTHS_OF_ERROR = 24
"""How long a persistent error of reports stays the same (assumption)."""


def hidden_failures(organisation: Organisation, insight: Insight) -> float:
    """Failures that layers do not find worth passing on: salience_of_failures (layers - 1)."""
    return insight.salience_of_failures * (organisation.layers - 1)


@scalar
def believed_quality(quality: float, keep: float, hidden: float) -> float:
    """Quality as reported: failures shrink like every bad news, 1 - q' = keep (1 - q).

    Of what is left every layer leaves out `insight.salience_of_failures`; never quite all.

    Args:
        quality: q.
        keep: share of bad news that is passed on, see `kept`.
        hidden: failures that are left out, see `hidden_failures`.
    """
    failures = keep * (1 - quality)
    if hidden > 0:
        failures = max(failures - hidden, min(NEVER_HIDDEN, 1 - quality))
    return 1 - failures


@scalar
def believed_scope(scope: float, keep: float) -> float:
    """Scope as reported: the gap to the state of the art shrinks, 1 - u' = keep (1 - u).

    Args:
        scope: u.
        keep: share of bad news that is passed on, see `kept`.
    """
    return 1 - keep * (1 - scope)


def researched(
    ideal: float, position: float, organisation: Organisation, insight: Insight
) -> float:
    """Where research finds an ideal, noise aside, if it passes through the layers of reports.

    position + (1 - filter) gap + filter noticed(keep gap).

    Args:
        ideal, position: what people would like best and what they meet.
        organisation, insight: as for `report`; the filter is `insight.research_filter`.
    """
    if insight.research_filter == 0:
        return ideal
    gap = np.asarray(ideal - position)
    heard = noticed(kept(organisation, insight) * gap, insight.salience, organisation)
    share = insight.research_filter
    return float(position + (1 - share) * gap + share * heard)


def learnt_share(shown: float, believed: float, found: float, speed: float) -> float:
    """The share of a gap that reports show, once an offer that was moved works.

    k += speed (k believed / found - k), with k believed / found held within `LEAST_SHOWN` and 1.
    Leaders who correct by k believe what reports say over k; customers show how far the offer had
    to go. k stays where gaps are found as believed. No source; the simplest rule that learns from
    success (assumption).

    Args:
        shown: k before.
        believed: the gap that the offer was moved by, position.
        found: the gap that there was, position.
        speed: share of the way that one idea that works moves k; 0 for who never learns.
    """
    now = shown * believed * found / max(found * found, 1e-12)
    return shown + speed * (min(max(now, LEAST_SHOWN), 1.0) - shown)
